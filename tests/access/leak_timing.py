"""`make leak-timing`: whether the time of an answer tells that something hidden is there. Not part of any other run.

For each request the hidden thing and nothing are asked for in turn, 200 times each, by somebody who may know of neither.
It tells something if the medians lie more than 3 ms apart, or if the times of the one are larger than those of the
other more often than chance allows (Mann and Whitney's test, p < 0.01, two-sided, by the normal approximation) in each
of three repeats, in the same direction: one repeat in a hundred does that by chance alone.
"""

import math
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import click
from asking import Ask, all_surfaces
from hiding import hide
from strangers import Stranger
from world import SECRET, World

from wiki import migrate
from wiki.settings import Settings

CALLS, REPEATS = 200, 3
LARGEST_DIFFERENCE_MS, CHANCE = 3.0, 0.01
ENDPOINTS = (
    "pages.show", "pages.permalink", "pages.raw", "past.history", "editing.edit", "attachments.file", "search.results",
    "feeds.of_page", "feeds.recent", "tags.show", "trash.index",
)  # fmt: skip


def main() -> None:
    """Print a line for each request; exit code 1 when one tells something."""
    folder = Path(tempfile.mkdtemp())
    try:
        settings = Settings(data_dir=folder, secret_key=SECRET)
        migrate.upgrade(settings)
        world = World(settings)
        told = measure(world)
        world.close()
    finally:
        shutil.rmtree(folder)
    sys.exit(1 if told else 0)


def measure(world: World) -> list[str]:
    """The requests whose time tells something."""
    hideout, surfaces = hide(world, "restricted subtree"), all_surfaces()
    target, twin = hideout.targets[0]
    told = []
    for kind in ("outsider", "anonymous"):
        stranger = Stranger(hideout, kind)
        for endpoint in ENDPOINTS:
            for ask, other in zip(surfaces[endpoint](target), surfaces[endpoint](twin), strict=True):
                if ask == other or ask.form:
                    continue
                runs = [compared(stranger, ask, other) for _ in range(REPEATS)]
                tells = is_told(runs)
                shown = "  ".join(f"{apart:+.3f} ms p={chance:.3f}" for apart, chance in runs)
                click.echo(f"{'TELLS' if tells else 'alike':6} {kind:10} {ask.path[:60]:60} {shown}")
                told += [ask.path] if tells else []
    click.echo(f"{len(told)} requests tell something by their time")
    return told


def compared(stranger: Stranger, ask: Ask, other: Ask) -> tuple[float, float]:
    """How far the medians lie apart (ms), and how likely chance makes so large a difference of ranks."""
    mine, others = [], []
    for number in range(CALLS + 10):
        pairs = [(ask, mine), (other, others)]
        for one, times in pairs if number % 2 else reversed(pairs):
            begun = time.perf_counter()
            stranger.send("GET", one)
            if number >= 10:
                times.append((time.perf_counter() - begun) * 1000)
    apart = statistics.median(mine) - statistics.median(others)
    return apart, chance_of(mine, others)


def chance_of(mine: list[float], others: list[float]) -> float:
    """Mann and Whitney's test of two samples without ties."""
    ranked = sorted([(value, True) for value in mine] + [(value, False) for value in others])
    ranks = sum(rank for rank, (_, is_mine) in enumerate(ranked, 1) if is_mine)
    first, second = len(mine), len(others)
    distance = ranks - first * (first + 1) / 2 - first * second / 2
    spread = math.sqrt(first * second * (first + second + 1) / 12)
    return math.erfc(abs(distance) / spread / math.sqrt(2))


def is_told(runs: list[tuple[float, float]]) -> bool:
    """Whether all repeats say the same."""
    is_far = all(abs(apart) > LARGEST_DIFFERENCE_MS for apart, _ in runs)
    is_sure = all(chance < CHANCE for _, chance in runs)
    return is_far or (is_sure and len({apart > 0 for apart, _ in runs}) == 1)


if __name__ == "__main__":
    main()
