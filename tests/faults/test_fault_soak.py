"""F28: for as long as SOAK_MINUTES says nothing grows that should not: memory, descriptors, threads, log, tables."""

import os
import re
import statistics
import threading
import time
from dataclasses import astuple, dataclass
from pathlib import Path

import oracle
import pytest
from clients import Crew
from driver import Server, tree_of

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
PAUSE_SECONDS = 0.4
LOG_BYTES = 64 * 2**20
"""What the database's log is cut back to, and no more may be waiting in it (`journal_size_limit`)."""


@dataclass(frozen=True)
class Sample:
    """All processes of the wiki together, and its tables."""

    megabytes: int
    files: int
    threads: int
    log_bytes: int
    waiting: int
    """Rows that should go again: outbox and drafts."""
    surplus: int
    """Stored renderings beyond one for each page."""

    def __str__(self) -> str:
        return (
            f"{self.megabytes} MB, {self.files} files, {self.threads} threads, log {self.log_bytes // 2**10} KB,"
            f" {self.waiting} rows waiting"
        )


def sample(server: Server) -> Sample:
    processes = tree_of(server.process_id)
    facts = [Path(f"/proc/{one}/status").read_text() for one in processes]
    rows = oracle._Rows(server.settings)
    try:
        count = lambda table: rows(f"SELECT count(*) FROM {table}")[0][0]  # noqa: E731  two words
        waiting, surplus = count("outbox") + count("drafts"), count("renderings") - count("pages")
    finally:
        rows.close()
    return Sample(
        sum(int(re.search(r"VmRSS:\s+(\d+)", text)[1]) for text in facts) // 1024,
        sum(len(list(Path(f"/proc/{one}/fd").iterdir())) for one in processes),
        sum(int(re.search(r"Threads:\s+(\d+)", text)[1]) for text in facts),
        server.settings.sqlite_path.with_name("wiki.db-wal").stat().st_size,
        waiting,
        surplus,
    )


def typical(server: Server, seconds: float) -> Sample:
    """The median of each figure: at any one moment an upload, a merge of the index or its reader may hold more."""
    end, taken = time.monotonic() + seconds, [sample(server)]
    while time.monotonic() < end:
        time.sleep(1)
        taken.append(sample(server))
    return Sample(*(statistics.median_high(figures) for figures in zip(*map(astuple, taken), strict=True)))


def read_all(crew: Crew, is_over: threading.Event) -> None:
    """One after the other reads the pages of all."""
    while not is_over.wait(PAUSE_SECONDS / 4):
        for writer in crew.writers:
            assert writer.read() == 200


@pytest.mark.faults
@pytest.mark.fault("F28")
def test_f28_nothing_grows(settings, crew, tmp_path, table):
    server = Server(settings, tmp_path)
    with server.running():
        warm = at_work(crew, server, MINUTES / 5)
        late = at_work(crew, server, MINUTES * 3 / 5)
        server.kill()
        server.start()
        at_work(crew, server, MINUTES / 5)
        assert server.stop() == 0

    verdict = oracle.examine(settings, crew.journals())

    seen = f"{verdict}; after a fifth of the time {warm}; after four fifths {late}"
    table("F28", f"{MINUTES:g} minutes of writing and reading, one kill -9 of all processes", seen)
    verdict.demand()
    assert late.files <= warm.files + 10
    assert late.threads <= warm.threads + 10
    assert late.log_bytes <= LOG_BYTES
    assert late.waiting <= warm.waiting + 50
    assert late.surplus <= 0
    assert late.megabytes <= warm.megabytes * 1.25 + 32


def at_work(crew: Crew, server: Server, minutes: float) -> Sample:
    """The wiki as it is in the last quarter of so long, with everybody at work."""
    is_over = threading.Event()
    reader = threading.Thread(target=read_all, args=(crew, is_over))
    crew.start(server.port, pause_seconds=PAUSE_SECONDS)
    for writer in crew.writers:
        writer.port = server.port
    reader.start()
    time.sleep(minutes * 45)
    taken = typical(server, minutes * 15)
    is_over.set()
    reader.join()
    crew.stop()
    assert not crew.refused, crew.refused[:5]
    assert not crew.broken, crew.broken[:5]
    return taken
