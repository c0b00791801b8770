"""`make bench-relevance`: does search find the page that was meant? Beside SQLite's FTS5 and PostgreSQL, same queries.

Queries are link texts that differ from the title of their page, and questions with the paragraph that answers them. One
half is for tuning (ours, and the weights of the others, which are given their best); the other half is reported.
Exit code 1 when we are not ahead: on no set more than 0.01 below the better one, and above it on the mean.
"""

import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench import corpora
from bench.corpora import Corpus, Query
from bench.engines import Engine, Fts5, Ours, PostgreSql

_TOP = 10
_WEIGHTS = ((1.0, 1.0, 1.0), (3.0, 1.5, 1.0), (10.0, 5.0, 1.0))
_RANKS = (
    "ts_rank(found, asked)",
    "ts_rank(found, asked, 1)",
    "ts_rank(found, asked, 2)",
    "ts_rank_cd(found, asked, 1)",
)
_DRAWS = 2_000
_SLACK = 0.01


@dataclass(frozen=True)
class Figure:
    """Of one engine on one half: the mean of 1/rank of the right page, and how often it is among the ten."""

    engine: str
    reciprocal: float
    low: float
    high: float
    recall: float


def main() -> int:
    only = sys.argv[1:]
    started = time.monotonic()
    figures: dict[str, dict[str, Figure]] = {}
    with (
        tempfile.TemporaryDirectory(prefix="werkbuch-relevance-") as name,
        postgresql(Path(name)) as database,
    ):
        for corpus in corpora.relevance(only):
            figures[corpus.name] = _measured(Path(name), corpus, database)
            _say(corpus, figures[corpus.name])
    print(f"{time.monotonic() - started:.0f} s")
    print(
        json.dumps({name: {key: one.__dict__ for key, one in row.items()} for name, row in figures.items()})
    )
    return 0 if figures and _is_ahead(figures) else 1


def judged(engine: Engine, corpus: Corpus, queries: list[Query]) -> Figure:
    """How well the engine answers."""
    worth = []
    for query in queries:
        found = [corpus.texts[number - 1].path for number in engine.find(query.text, _TOP)]
        worth.append(1 / (found.index(query.target) + 1) if query.target in found else 0.0)
    draw = random.Random(1)
    means = sorted(sum(draw.choices(worth, k=len(worth))) / len(worth) for _ in range(_DRAWS))
    low, high = means[int(_DRAWS * 0.025)], means[int(_DRAWS * 0.975)]
    return Figure(engine.name, _mean(worth), low, high, _mean([float(one > 0) for one in worth]))


def _measured(folder: Path, corpus: Corpus, database: psycopg.Connection) -> dict[str, Figure]:
    ours = Ours(folder / corpus.name, corpus.texts)
    first = Fts5(corpus.texts, corpus.language, _WEIGHTS[0])
    other = PostgreSql(database, corpus.texts, corpus.language, _RANKS[0])
    fts5 = _best([first.weighed(weights) for weights in _WEIGHTS], corpus)
    postgresql = _best([other.ranked(rank) for rank in _RANKS], corpus)
    print(f"  tuning half: {judged(ours, corpus, corpus.tuning)}", flush=True)
    return {
        name: judged(engine, corpus, corpus.judged)
        for name, engine in (("ours", ours), ("fts5", fts5), ("postgresql", postgresql))
    }


def _best(engines: list[Engine], corpus: Corpus) -> Engine:
    return max(engines, key=lambda one: judged(one, corpus, corpus.tuning).reciprocal)


def _is_ahead(figures: dict[str, dict[str, Figure]]) -> bool:
    rows = [
        (row["ours"], max(row["fts5"].reciprocal, row["postgresql"].reciprocal)) for row in figures.values()
    ]
    level = all(ours.reciprocal >= best - _SLACK for ours, best in rows)
    means = {
        name: _mean([row[name].reciprocal for row in figures.values()])
        for name in ("ours", "fts5", "postgresql")
    }
    print("mean " + ", ".join(f"{name} {mean:.3f}" for name, mean in means.items()))
    return level and means["ours"] > max(means["fts5"], means["postgresql"])


def _say(corpus: Corpus, row: dict[str, Figure]) -> None:
    print(f"{corpus.name}: {len(corpus.texts)} pages, {len(corpus.judged)} queries", flush=True)
    for one in row.values():
        print(
            f"  {one.engine:42} MRR@10 {one.reciprocal:.3f} ({one.low:.3f} to {one.high:.3f})"
            f" recall@10 {one.recall:.3f}",
            flush=True,
        )


def _mean(values: list[float]) -> float:
    return sum(values) / max(1, len(values))


def postgresql(folder: Path):
    """A cluster for this run alone, as the tests make theirs."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from contextlib import contextmanager

    from postgres_cluster import cluster

    @contextmanager
    def connected():
        with cluster(folder) as running:
            url = running.database_url("relevance").replace("postgresql+psycopg", "postgresql")
            with psycopg.connect(url) as connection:
                yield connection

    return connected()


if __name__ == "__main__":
    sys.exit(main())
