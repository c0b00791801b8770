"""`make bench-search`: how quick search is, beside four other engines in the same run; processor time and wall time.

Two collections: the 14,594 German pages of scale-mdn-de, and 100,000 pieces of all data sets there are. 30 questions of
seven kinds by a reader of 20 of 40 spaces and 9 of 60 groups. Then the wiki itself with the same pages: rebuilding,
whole requests, how soon a save is found, memory. Arguments choose some: `pages`, `pieces`; `ours` (the engine alone),
`others`, `wiki`. `BENCH_PAGES=2000` takes fewer. Exit code 1 when an aim is missed, by processor time: on a machine
with other work wall time tells of that.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.__main__ import Aim, say, table
from bench.relevance import postgresql
from bench.search_collection import ALL_QUESTIONS, Collection, pages, pieces
from bench.search_engines import Fts5, Measured, Ours, PostgreSql, StockWhoosh, Tantivy
from bench.search_wiki import Filled
from wiki.search.syntax import Phrase, parse

_ROUNDS, _SOME_ROUNDS, _FEW_ROUNDS = 10, 4, 2
_STOCK = 15_000
_SAVES = 40
_TYPED = (3, 6, 12)
_RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Bounds:
    """What is aimed at, in milliseconds, documents a second of one core, and MB."""

    warm: float
    cold: float
    phrase: float
    request: float
    rebuilt: float
    memory: float
    found: float
    typed: float = 50


PAGES, PIECES = Bounds(3, 10, 15, 25, 400, 100, 200), Bounds(8, 35, 40, 35, 700, 350, 250)


@dataclass(frozen=True)
class Times:
    """Milliseconds: processor time and wall time at the median and the 95th of a hundred."""

    cpu_half: float
    cpu_most: float
    wall_half: float
    wall_most: float


def main() -> int:
    figures, aims = {}, []
    for name, make, bounds in (("pages", pages, PAGES), ("pieces", pieces, PIECES)):
        if _is_wanted(name, {"pages", "pieces"}):
            figures[name] = _measured(name, make())
            aims += _aims(name, figures[name], bounds)
    print(table(aims))
    _RESULTS.mkdir(exist_ok=True)
    path = _RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-search.json"
    path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"all figures in {path}")
    return 0 if aims and all(aim.is_met for aim in aims) else 1


def _is_wanted(name: str, among: set[str]) -> bool:
    chosen = among & set(sys.argv[1:])
    return name in (chosen or among)


def _measured(name: str, given: Collection) -> dict:
    given = given.first(int(os.environ.get("BENCH_PAGES", len(given.texts))))
    signs = sum(len(one.body) for one in given.texts) / 1e6
    say(f"{name}: {len(given.texts)} documents, {signs:.1f} million signs, load {_load()}")
    figures = {"documents": len(given.texts), "million_signs": round(signs, 1)}
    with tempfile.TemporaryDirectory(prefix="werkbuch-search-") as folder:
        for part, measure in (("ours", _ours), ("others", _others), ("wiki", _wiki)):
            if _is_wanted(part, {"ours", "others", "wiki"}):
                figures[part] = measure(Path(folder), given)
    return figures | {"load": _load()}


def _ours(folder: Path, given: Collection) -> dict:
    engine, spent = _made(lambda: Ours(folder / "ours", given))
    found = {
        "index_cpu_s": spent,
        **_asked(engine, _ROUNDS),
        "cold": _asked(engine, _SOME_ROUNDS, engine.forget),
    }
    found["first"] = _asked(engine, _FEW_ROUNDS, engine.reopen)
    _tell("Werkbuch", found)
    return found


def _others(folder: Path, given: Collection) -> dict:
    figures, stock = {}, given.first(_STOCK)
    with postgresql(folder) as database:
        for name, make, rounds in (
            ("SQLite FTS5", lambda: Fts5(folder / "fts5", given), _ROUNDS),
            ("tantivy", lambda: Tantivy(folder, given), _ROUNDS),
            ("PostgreSQL GIN", lambda: PostgreSql(database, given), _ROUNDS),
            (f"Whoosh as it comes, {len(stock.texts)} documents",
             lambda: StockWhoosh(folder / "stock", stock), _FEW_ROUNDS),
        ):  # fmt: skip
            engine, spent = _made(make)
            figures[name] = {"index_cpu_s": spent, **_asked(engine, rounds)}
            _tell(name, figures[name])
    return figures


def _wiki(folder: Path, given: Collection) -> dict:
    wiki = Filled(folder / "wiki", given)
    rebuilt, tidied = wiki.rebuild()
    found = {"rebuilt_per_cpu_s": round(rebuilt), "tidied_cpu_s": round(tidied, 1)}
    _tell("wiki", found)
    before, asked, more, own = wiki.memory()
    found |= {
        "memory_mb": {"before": before, "questions": asked - before, "words": more - before, "own": own}
    }
    first = [wiki.request("/search", text) for text in ALL_QUESTIONS]
    warm = {text: [] for text in ALL_QUESTIONS}
    for _ in range(_ROUNDS):
        for text, times in warm.items():
            times.append(wiki.request("/search", text))
    slowest = sorted(warm, key=lambda text: -statistics.median(cpu for cpu, _ in warm[text]))[:6]
    typed = [
        wiki.request("/search/titles", text[:end])
        for _ in range(2)
        for text in ALL_QUESTIONS
        for end in _TYPED
        if len(text) >= end - 2
    ]
    found |= {
        "answered": sum(map(wiki.is_answered, ALL_QUESTIONS)),
        "request_first": asdict(_times(first)),
        "request": asdict(_times([one for some in warm.values() for one in some])),
        "slowest": {text: round(statistics.median(cpu for cpu, _ in warm[text]), 1) for text in slowest},
        "typed": asdict(_times(typed)),
        "found": asdict(_times([wiki.found_after(number) for number in range(_SAVES)])),
    }
    _tell("wiki", found)
    return found


def _asked(engine: Measured, rounds: int, forget: Callable = lambda: None) -> dict:
    """All questions several times after a first time that does not count; `forget` before each."""
    plain, phrases, answered = [], [], 0
    for turn in range(rounds + 1):
        for text in ALL_QUESTIONS:
            question = parse(text)
            forget()
            wall, cpu = time.perf_counter(), engine.cpu()
            count = engine.ask(question)
            one = ((engine.cpu() - cpu) * 1e3, (time.perf_counter() - wall) * 1e3)
            if not turn:
                answered += count > 0
            elif any(isinstance(leaf, Phrase) for leaf in question.wanted()):
                phrases.append(one)
            else:
                plain.append(one)
    return {"answered": answered, "words": asdict(_times(plain)), "phrases": asdict(_times(phrases))}


def _times(found: list[tuple[float, float]]) -> Times:
    cpu, wall = [one for one, _ in found], [one for _, one in found]
    return Times(_at(50, cpu), _at(95, cpu), _at(50, wall), _at(95, wall))


def _at(percent: int, found: list[float]) -> float:
    return round(statistics.quantiles(found, n=100, method="inclusive")[percent - 1], 2)


def _made(make: Callable) -> tuple:
    started = time.process_time()
    made = make()
    return made, round(time.process_time() - started + made.made_beside, 1)


def _load() -> float:
    return round(os.getloadavg()[0], 1)


def _tell(name: str, figure: dict) -> None:
    print(f"  {name}: {json.dumps(figure, ensure_ascii=False)}", flush=True)


def _aims(name: str, figures: dict, bounds: Bounds) -> list[Aim]:
    found = []
    if ours := figures.get("ours"):
        found += [
            Aim(f"{name}: words, warm, ms", ours["words"]["cpu_most"], bounds.warm),
            Aim(f"{name}: words, cold, ms", ours["cold"]["words"]["cpu_most"], bounds.cold),
            Aim(f"{name}: phrases, ms", ours["phrases"]["cpu_most"], bounds.phrase),
        ]
    if wiki := figures.get("wiki"):
        memory = wiki["memory_mb"]
        found += [
            Aim(f"{name}: request, ms", wiki["request"]["cpu_most"], bounds.request),
            Aim(f"{name}: palette, ms", wiki["typed"]["cpu_most"], bounds.typed),
            Aim(f"{name}: found after, ms of wall time", wiki["found"]["wall_most"], bounds.found),
            Aim(f"{name}: rebuilt per second", wiki["rebuilt_per_cpu_s"], bounds.rebuilt, at_least=True),
            Aim(f"{name}: memory, MB", round(max(memory["questions"], memory["words"]), 1), bounds.memory),
        ]
    return found


if __name__ == "__main__":
    sys.exit(main())
