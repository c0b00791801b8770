"""F16, F29: many at the same page, and four server processes with a command line beside them."""

import secrets
import subprocess
import sys
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path

import oracle
import pysqlite3.dbapi2 as driver
import pytest
from clients import SPACE, Crew, Refused, digest
from driver import PATIENCE_SECONDS, Server

# Of each turn: its number, when it was asked for, began and ended, and how long its thread had a CPU and waited for one.
MEASURED = """
import contextlib, os, threading, time
import wiki.fairlock as one
real, enter, own = one.FairLock.held, one.FairLock._enter, threading.local()
def entered(self):
    place = enter(self)
    own.number = place._number
    return place
def cpu():
    with open("/proc/thread-self/schedstat") as file:
        had, waited, _ = file.read().split()
    return int(had) / 1e9, int(waited) / 1e9
@contextlib.contextmanager
def held(self):
    asked = time.monotonic()
    with real(self):
        begun, before = time.monotonic(), cpu()
        try:
            yield
        finally:
            ended, after = time.monotonic(), cpu()
    with open({folder!r} + f"/turns-{{os.getpid()}}", "a") as file:
        print(own.number, asked, begun, ended, after[0] - before[0], after[1] - before[1], file=file)
one.FairLock.held, one.FairLock._enter = held, entered
"""
UNGUARDED = """
import contextlib
import wiki.db as db
import wiki.fairlock as one
db._PRAGMAS = tuple("busy_timeout=0" if name.startswith("busy") else name for name in db._PRAGMAS)
one.FairLock.held = lambda self: contextlib.nullcontext()
"""


CARELESS = """
import wiki.merge as one
one.three_way = lambda base, theirs, mine: one.Merged(mine)
"""


def at_once(crew, body_of) -> list[int]:
    """All send another text for the first writer's page, from the same revision, at the same moment."""
    slug, base = crew.writers[0].slug, str(crew.writers[0]._base())
    together, statuses = threading.Barrier(len(crew.writers)), []

    def send(number: int) -> None:
        writer = crew.writers[number]
        fields = {"title": slug, "body": body_of(number), "base_revision": base}
        together.wait()
        try:
            writer._post(f"/s/{SPACE}/{slug}/edit", fields | {"save_id": secrets.token_urlsafe(15)})
        except Refused as error:
            statuses.append(error.status)
        else:
            statuses.append(200)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(crew.writers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    crew.writers[0].number = None
    return statuses


@pytest.mark.faults
@pytest.mark.fault("F16")
def test_f16_many_save_from_the_same_revision(crew, server, table):
    apart = paragraphs_at_once(crew, server)
    overlapping = at_once(crew, lambda one: f"All new by {one}.\n")
    server.stop()

    texts = bodies(server.settings, "SELECT body FROM revisions ORDER BY id")
    kept = bodies(server.settings, "SELECT body FROM drafts")
    oracle.examine(server.settings).demand()

    merged = with_all_changes(texts)
    found = [one for one in range(8) if any(f"All new by {one}." in text for text in (*texts, *kept))]
    seen = f"apart: {apart.count(200)} saved, merged into one text; overlapping: {overlapping.count(200)} saved, {overlapping.count(409)} asked, {len(found)} of 8 texts kept"
    table("F16", "8 people save one page from the same revision, apart and overlapping", seen)
    assert apart == [200] * 8
    assert merged
    assert sorted(overlapping) == [200] + [409] * 7
    assert len(found) == 8


@pytest.mark.faults
@pytest.mark.fault("F16 bites")
def test_f16_bites_when_the_last_one_wins(settings, crew, tmp_path, table):
    with Server(settings, tmp_path, switched_off=CARELESS).running() as server:
        apart = paragraphs_at_once(crew, server)

    merged = with_all_changes(bodies(settings, "SELECT body FROM revisions ORDER BY id"))
    seen = f"{apart.count(200)} saved, texts with all changes: {len(merged)}"
    table("F16 bites", "nothing is merged, the last one wins", seen)
    assert not merged


def paragraphs_at_once(crew: Crew, server: Server) -> list[int]:
    """Each changes another paragraph of one page, from the same revision."""
    for writer in crew.writers:
        writer.port = server.port
    parts = [f"Paragraph {number}.\n" for number in range(8)]
    first = crew.writers[0]
    fields = {"title": first.slug, "body": "\n".join(parts), "base_revision": "1", "save_id": "begin"}
    first._post(f"/s/{SPACE}/{first.slug}/edit", fields)
    first.number = None
    return at_once(crew, lambda one: "\n".join([*parts[:one], f"Changed by {one}.\n", *parts[one + 1 :]]))


def with_all_changes(texts: list[str]) -> list[str]:
    return [text for text in texts if all(f"Changed by {one}." in text for one in range(8))]


def bodies(settings, statement: str) -> list[str]:
    connection = driver.connect(str(settings.sqlite_path))
    try:
        return [zlib.decompress(body).decode() for (body,) in connection.execute(statement)]
    finally:
        connection.close()


@dataclass(frozen=True)
class Turn:
    """One time that a thread held the write lock. In seconds."""

    number: float
    asked: float
    begun: float
    ended: float
    had_cpu: float
    waited_for_cpu: float


def turns_of(folder: Path) -> list[Turn]:
    lines = [line for file in folder.glob("turns-*") for line in file.read_text().splitlines()]
    return [Turn(*map(float, line.split())) for line in lines]


def told(turns: list[Turn]) -> str:
    """What waiting for the lock costs, and what the holders do with their time."""
    waits = sorted(turn.begun - turn.asked for turn in turns)
    holds = sorted(turn.ended - turn.begun for turn in turns)
    cpu = sorted(turn.had_cpu for turn in turns)
    late = int(len(turns) * 0.99)
    share = sum(turn.waited_for_cpu for turn in turns) / sum(holds)
    return (
        f"{len(turns)} turns: waited p99 {waits[late] * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms; held p50"
        f" {holds[len(holds) // 2] * 1000:.0f} ms, p99 {holds[late] * 1000:.0f} ms, of which {share:.0%} in wait for a CPU;"
        f" CPU p50 {cpu[len(cpu) // 2] * 1000:.1f} ms, longest {cpu[-1] * 1000:.0f} ms;"
        f" passed by a later one: {passed(turns)}"
    )


def passed(turns: list[Turn]) -> int:
    """How many got the lock after somebody with a higher number."""
    return sum(
        any(other.number > turn.number and other.begun < turn.begun for other in turns) for turn in turns
    )


@pytest.mark.faults
@pytest.mark.fault("F29")
def test_f29_four_processes_and_an_import(settings, crew, tmp_path, table):
    files = tmp_path / "import"
    files.mkdir()
    for number in range(60):
        (files / f"page {number}.md").write_text(f"# Imported {number}\n\nSee [[Imported {number - 1}]].\n")
    with Server(
        settings, tmp_path, workers=4, switched_off=MEASURED.format(folder=str(tmp_path))
    ).running() as server:
        crew.start(server.port, pause_seconds=0.25)
        command = [sys.executable, "-m", "wiki.cli", "import", str(files), "--space", SPACE]
        imported = subprocess.run(
            command,
            env=server.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        crew.wait_for(1000)  # the first second, in which new processes are slow, counts as what it is
        crew.stop()
        server.stop()

    verdict = oracle.examine(settings, crew.journals())

    seen = f"{verdict}; refused {len(crew.refused)}; {told(turns_of(tmp_path))}"
    table("F29", "4 server processes, 8 writers, the worker and an import of 60 pages at once", seen)
    verdict.demand()
    assert passed(turns_of(tmp_path)) == 0
    assert imported.returncode == 0, imported.stderr
    assert not crew.refused, crew.refused[:5]
    assert not crew.broken, crew.broken[:5]


@pytest.mark.faults
@pytest.mark.fault("F29 bites")
def test_f29_bites_without_the_lock(settings, crew, tmp_path, table):
    with Server(settings, tmp_path, workers=4, switched_off=UNGUARDED).running() as server:
        crew.start(server.port)
        crew.wait_for(150)
        crew.stop()

    table("F29 bites", "without lock and without waiting", f"{len(crew.refused)} saves refused")
    oracle.examine(settings, crew.journals()).demand()
    assert crew.refused


def test_the_oracle_notices_what_is_lost_doubled_or_wrong(settings, crew):
    writer = crew.writers[0]
    begun = digest("Begun.\n")
    writer.journal.acknowledged("save", page=writer.slug, number=1, sha256=begun)
    oracle.examine(settings, crew.journals()).demand()
    writer.journal.acknowledged("save", page=writer.slug, number=2, sha256="0" * 64)
    writer.journal.acknowledged("upload", page=writer.slug, name="a.bin", sha256="0" * 64)
    writer.journal.acknowledged("move", page=writer.slug, parent="home-two", before="home-one")
    connection = driver.connect(str(settings.sqlite_path), isolation_level=None)
    connection.execute(
        "INSERT INTO revisions (page_id, number, title, body, body_sha256, size, author_name, created_at, summary,"
        " is_minor, kind) SELECT page_id, 3, revisions.title, body, body_sha256, size, author_name, revisions.created_at,"
        " summary, is_minor, kind FROM revisions JOIN pages ON pages.head_id = revisions.id WHERE slug = ?",
        [writer.slug],
    )
    connection.execute(
        "UPDATE revisions SET body = x'789c030000000001' WHERE number = 1 AND title = 'writer1'"
    )
    connection.close()

    verdict = oracle.examine(settings, crew.journals())

    assert len(verdict.lost) == 3
    assert len(verdict.doubled) == 1
    assert {"gap", "hashed", "latest"} <= set(" ".join(verdict.wrong).split())
