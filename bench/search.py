"""`make bench-search`: how quick search is, beside four other engines in the same run; processor time and wall time.

Two collections: the 14,594 German pages of scale-mdn-de, and 100,000 pieces of all data sets there are, cut at line
ends. 30 questions of seven kinds by a reader of 20 of 40 spaces and 9 of 60 groups. Then the wiki itself with the same
pages: rebuilding, whole requests, how soon a save is found, memory. `BENCH_PAGES=2000` takes fewer. Exit code 1 when an
aim is missed, by processor time: on a machine with other work wall time tells of that.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench import corpora
from bench.__main__ import Aim, say, table
from bench.corpora import Text
from bench.relevance import postgresql
from bench.search_engines import Fts5, Ours, PostgreSql, StockWhoosh, Tantivy, scopes_of
from bench.search_wiki import Filled
from wiki.search.syntax import Phrase, parse

QUESTIONS = {
    kind: asked.strip().split(" | ")
    for kind, _, asked in (
        line.partition(": ")
        for line in (Path(__file__).parent / "search_questions.txt").read_text("utf-8").splitlines()
    )
}
_ROUNDS = 5
_PIECES = 100_000
_STOCK = 2_000
_SETS = ("scale-mdn-de", "handbook-sourcegraph", "wiki-freifunk-bremen", "book-rust-de", "minutes-openjs-cpc")
_SHORTEST = 40


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


PAGES, PIECES = Bounds(3, 10, 15, 25, 400, 100, 200), Bounds(8, 35, 40, 35, 700, 350, 250)


@dataclass(frozen=True)
class Times:
    """Milliseconds of the questions: processor time and wall time at the median and the 95th of a hundred."""

    cpu_half: float
    cpu_most: float
    wall_half: float
    wall_most: float


def main() -> int:
    given = sys.argv[1:] or ["pages", "pieces"]
    figures, aims = {}, []
    for name, bounds in (("pages", PAGES), ("pieces", PIECES)):
        if name in given:
            texts = pages() if name == "pages" else pieces(_PIECES)
            texts = texts[: int(os.environ.get("BENCH_PAGES", len(texts)))]
            say(
                f"{name}: {len(texts)} documents, {sum(len(one.body) for one in texts) / 1e6:.0f} million signs"
            )
            with tempfile.TemporaryDirectory(prefix="werkbuch-search-") as folder:
                figures[name] = measured(Path(folder), texts)
            aims += aims_of(name, figures[name], bounds)
    print(table(aims))
    print(json.dumps(figures))
    return 0 if aims and all(aim.is_met for aim in aims) else 1


def pages() -> list[Text]:
    root = corpora.folder("scale-mdn-de")
    if root is None:
        raise SystemExit("scale-mdn-de is not in WERKBUCH_SAMPLES")
    return corpora.markdown(root)


def pieces(count: int) -> list[Text]:
    """The texts of all sets in so many pieces of about one length, cut at line ends."""
    texts = [page for name in _SETS if (root := corpora.folder(name)) for page in corpora.markdown(root)]
    length = sum(len(page.body) for page in texts) / count * 0.97
    found: list[Text] = []
    for page in texts:
        part, size = [], 0
        for line in page.body.splitlines():
            part.append(line)
            size += len(line)
            if size >= length:
                found.append(_piece(page, part, len(found)))
                part, size = [], 0
        if size > _SHORTEST:
            found.append(_piece(page, part, len(found)))
    Random(3).shuffle(found)
    return found[:count]


def _piece(page: Text, lines: list[str], number: int) -> Text:
    title = (lines[0][:60].strip() or page.title) if number % 3 else page.title
    return Text(f"{page.path}#{number}", title, "", "\n".join(lines), page.language)


def measured(folder: Path, texts: list[Text]) -> dict:
    figures = {"documents": len(texts)}
    scopes = scopes_of(len(texts))
    ours, spent = _timed(lambda: Ours(folder / "ours", texts, scopes))
    figures["Werkbuch"] = {"index_cpu_s": spent, **_asked(ours.ask), "cold": _asked(ours.ask, ours.forget)}
    _tell("Werkbuch", figures["Werkbuch"])
    del ours
    with postgresql(folder) as database:
        others = {
            "SQLite FTS5": lambda: Fts5(folder / "fts5", texts, scopes),
            "tantivy": lambda: Tantivy(folder, texts, scopes),
            "Whoosh as it comes, 2,000 documents": lambda: StockWhoosh(
                folder / "stock", texts[:_STOCK], scopes[:_STOCK]
            ),
            "PostgreSQL GIN": lambda: PostgreSql(database, texts, scopes),
        }
        for name, make in others.items():
            engine, spent = _timed(make)
            figures[name] = {"index_cpu_s": spent, **_asked(engine.ask)}
            _tell(name, figures[name])
    figures["wiki"] = _wiki(folder / "wiki", texts, scopes)
    print(f"  wiki: {figures['wiki']}", flush=True)
    return figures


def _wiki(folder: Path, texts: list[Text], scopes: list[int]) -> dict:
    wiki = Filled(folder, texts, scopes)
    rebuilt = wiki.rebuild()
    before, after = wiki.memory([text for some in QUESTIONS.values() for text in some])
    times = [wiki.request(text) for _ in range(2) for some in QUESTIONS.values() for text in some]
    warm = times[len(times) // 2 :]
    found = [wiki.found_after(number) for number in range(40)]
    return {
        "rebuilt_per_cpu_s": round(rebuilt), "memory_mb": round(after - before),
        "request_cpu_ms": _at(95, [cpu for cpu, _ in warm]), "request_wall_ms": _at(95, [wall for _, wall in warm]),
        "found_cpu_ms": _at(95, [cpu for cpu, _ in found]), "found_wall_ms": _at(95, [wall for _, wall in found]),
    }  # fmt: skip


def _asked(ask: Callable, forget: Callable = lambda: None) -> dict:
    """All questions several times; `forget` before each."""
    plain, phrases = [], []
    for turn in range(_ROUNDS + 1):
        for some in QUESTIONS.values():
            for text in some:
                question = parse(text)
                forget()
                wall, cpu = time.perf_counter(), time.thread_time()
                ask(question)
                one = ((time.thread_time() - cpu) * 1e3, (time.perf_counter() - wall) * 1e3)
                is_phrase = any(isinstance(leaf, Phrase) for leaf in question.wanted())
                if turn:
                    (phrases if is_phrase else plain).append(one)
    return {"words": _times(plain).__dict__, "phrases": _times(phrases).__dict__}


def _times(found: list[tuple[float, float]]) -> Times:
    cpu, wall = [one for one, _ in found], [one for _, one in found]
    return Times(_at(50, cpu), _at(95, cpu), _at(50, wall), _at(95, wall))


def _at(percent: int, found: list[float]) -> float:
    return round(statistics.quantiles(found, n=100)[percent - 1], 2)


def _timed(make: Callable) -> tuple:
    started = time.process_time()
    made = make()
    return made, round(time.process_time() - started, 1)


def _tell(name: str, figure: dict) -> None:
    print(f"  {name}: {json.dumps(figure)}", flush=True)


def aims_of(name: str, figures: dict, bounds: Bounds) -> list[Aim]:
    ours, wiki = figures["Werkbuch"], figures["wiki"]
    return [
        Aim(f"{name}: words, warm, ms", ours["words"]["cpu_most"], bounds.warm),
        Aim(f"{name}: words, cold, ms", ours["cold"]["words"]["cpu_most"], bounds.cold),
        Aim(f"{name}: phrases, ms", ours["phrases"]["cpu_most"], bounds.phrase),
        Aim(f"{name}: request, ms", wiki["request_cpu_ms"], bounds.request),
        Aim(f"{name}: found after, ms", wiki["found_wall_ms"], bounds.found),
        Aim(f"{name}: rebuilt per second", wiki["rebuilt_per_cpu_s"], bounds.rebuilt, at_least=True),
        Aim(f"{name}: memory, MB", wiki["memory_mb"], bounds.memory),
    ]


if __name__ == "__main__":
    sys.exit(main())
