"""`make bench`: seeds two wikis, runs the real server, prints a table of aims and figures, keeps them as JSON.

`BENCH_QUICK=1` takes two minutes and proves the measuring alone. Exit code 1 when an aim is missed.
"""

import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import measures
from bench.measures import FULL, QUICK
from bench.wikis import seeded, serving

_RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Aim:
    """A figure and its bound; `at_least` turns the bound round."""

    name: str
    figure: float
    bound: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound


def main() -> int:
    started = time.monotonic()
    pace = QUICK if os.environ.get("BENCH_QUICK") else FULL
    with tempfile.TemporaryDirectory(prefix="werkbuch-bench-") as name:
        figures = measured(Path(name), pace)
    figures["seconds"] = round(time.monotonic() - started)
    aims = aims_of(figures)
    print(table(aims))
    _RESULTS.mkdir(exist_ok=True)
    path = _RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}{'-quick' if pace is QUICK else ''}.json"
    path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{figures['seconds']} s, all figures in {path}")
    return 0 if all(aim.is_met for aim in aims) else 1


class Figures(dict):
    """The figures by part; each is printed as soon as it is known."""

    def __setitem__(self, name: str, figure: object) -> None:
        super().__setitem__(name, figure)
        print(f"  {name}: {json.dumps(figure, ensure_ascii=False)[:300]}", flush=True)


def measured(folder: Path, pace: measures.Pace) -> dict:
    figures = Figures({"processors": os.cpu_count(), "pages": pace.pages, "many_pages": pace.many_pages})
    say("seeding")
    small = seeded(folder / "small", pace.pages)
    figures["statements"] = measures.statements(small)
    with serving(small) as server:
        server.settle()
        say("views")
        figures["first_view"] = measures.first_view(small, server)
        figures["views"] = measures.views(small, server, pace)
        say("saves")
        figures["saves"] = measures.saves(small, server, pace)
    with serving(small) as server:
        say("memory")
        figures["memory"] = measures.memory(small, server)
        say("import")
        figures["import"] = measures.importing(folder)
        say("seeding the large wiki")
        large = seeded(folder / "large", pace.many_pages)
        say("growth")
        with serving(large) as large_server:
            large_server.settle()
            figures["growth"] = measures.growth(small, server, large, large_server, pace)
    with serving(large) as large_server:
        figures["memory_large"] = measures.memory(large, large_server)
    return figures


def aims_of(figures: dict) -> list[Aim]:
    aims = [
        Aim("view, share of bare Flask's rate", figures["views"]["view_ratio"], 0.3, at_least=True),
        Aim("the same by processor time", figures["views"]["view_cpu_ratio"], 0.3, at_least=True),
        Aim("unchanged page (304), share of it", figures["views"]["not_modified_ratio"], 0.3, at_least=True),
        Aim("statements, first view", figures["statements"]["cold"], 6),
        Aim("statements, next views", figures["statements"]["warm"], 3),
        Aim("save, times render and commit", figures["saves"]["save_ratio"], 3),
        Aim("the same by processor time", figures["saves"]["save_cpu_ratio"], 3),
        Aim("import, times rendering", figures["import"]["import_ratio"], 2),
        Aim("MiB a server process, 1,000 views", figures["memory"]["server_mib"], 120),
        Aim("MiB of it with the large wiki", figures["memory_large"]["server_mib"], 120),
        Aim("first view, kB compressed", figures["first_view"]["kilobytes"], 60),
        Aim("first view, requests", figures["first_view"]["requests"], 8),
    ]
    aims += [Aim(f"growth of {name}", figure["ratio"], 1.3) for name, figure in figures["growth"].items()]
    return aims


def table(aims: list[Aim]) -> str:
    lines = [f"{'':36}{'aim':>10}{'is':>10}"]
    for aim in aims:
        bound = f"{'≥' if aim.at_least else '≤'} {aim.bound:g}"
        lines.append(f"{aim.name:36}{bound:>10}{aim.figure:>10g}{'' if aim.is_met else '   missed'}")
    return "\n".join(lines)


def say(what: str) -> None:
    print(f"{what} …", flush=True)


if __name__ == "__main__":
    sys.exit(main())
