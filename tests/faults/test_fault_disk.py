"""F3, F4, F5: the order of writing and answering, a full disk, and files that cannot be written."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import oracle
import pytest
from clients import Crew, Refused, Writer, settle
from driver import PATIENCE_SECONDS, UNKNOWING, Server

from wiki.settings import Settings

IS_ROOT = os.geteuid() == 0
UNSYNCED = """
import wiki.db as db
db._PRAGMAS = tuple("synchronous=OFF" if one.startswith("synchronous") else one for one in db._PRAGMAS)
"""
HOLDING = "import wiki.db as one\none._ENDS_CONNECTIONS = frozenset()\n"
_LINE = re.compile(r"^(\d+) +(.*)$")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    if not IS_ROOT:
        pytest.skip("a small disk needs root")
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], check=False)
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def settled(small_disk: Path, migrated_database: Path, tmp_path: Path) -> tuple[Settings, Crew]:
    moved = Settings(data_dir=small_disk, secret_key="a secret of forty characters for tests..")
    shutil.copy(migrated_database, moved.sqlite_path)
    return moved, settle(moved, tmp_path)


def fill(folder: Path) -> Path:
    """Not a byte is free any more."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    return ballast


def outcome(change) -> int:
    try:
        change()
    except Refused as error:
        return error.status
    return 200


def prepared(crew: Crew, server: Server) -> Writer:
    """The first writer, after all have written a little."""
    crew.start(server.port)
    crew.wait_for(24)
    crew.stop()
    return crew.writers[0]


@pytest.mark.faults
@pytest.mark.fault("F4")
def test_f4_disk_full(small_disk, migrated_database, tmp_path, table):
    moved, crew = settled(small_disk, migrated_database, tmp_path)
    with Server(moved, tmp_path).running() as server:
        writer = prepared(crew, server)
        ballast = fill(small_disk)
        statuses, reads = [], []
        while statuses.count(507) < 20 and len(statuses) < 500:
            statuses.append(outcome(writer.act if len(statuses) % 4 else writer.upload))
            reads.append(writer.read())
        shown = [
            screen for screen in (writer.shown() for _ in range(10)) if "disk of the wiki is full" in screen
        ]
        unfinished = list(moved.blob_dir.glob(".incoming-*"))
        ballast.unlink()
        again = [outcome(writer.act) for _ in range(30)]
        server.stop()
    crew.close()

    verdict = oracle.examine(moved, crew.journals())

    counts = {status: statuses.count(status) for status in sorted(set(statuses))}
    seen = f"{verdict}; answers {counts}; {reads.count(200)} of {len(reads)} reads worked, {len(shown)} of 10 with the sentence; afterwards {again.count(200)} of 30 saves"
    table("F4", "disk filled to the last byte under saves and uploads", seen)
    verdict.demand()
    assert set(counts) <= {200, 507}
    assert counts[507] == 20
    assert set(reads) == set(again) == {200}
    assert len(shown) == 10  # by whichever process
    assert not unfinished


@pytest.mark.faults
@pytest.mark.fault("F4 bites")
def test_f4_bites_when_the_fault_is_not_known(small_disk, migrated_database, tmp_path, table):
    moved, crew = settled(small_disk, migrated_database, tmp_path)
    with Server(moved, tmp_path, switched_off=UNKNOWING).running() as server:
        writer = prepared(crew, server)
        fill(small_disk)
        statuses = [outcome(writer.act if number % 4 else writer.upload) for number in range(8)]
    crew.close()

    table("F4 bites", "a full disk counts as a fault of the program", f"answers {sorted(set(statuses))}")
    assert 500 in statuses


@contextlib.contextmanager
def immutable(settings: Settings) -> Iterator[None]:
    """Nobody can write to database, log and files during the block."""
    data = settings.data_dir
    frozen = [data / "wiki.db", data / "wiki.db-wal", settings.blob_dir]
    if not IS_ROOT or subprocess.run(["chattr", "+i", *frozen], check=False, capture_output=True).returncode:
        pytest.skip("files are made immutable by root, on a file system that knows it")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *frozen], check=True)


@pytest.mark.faults
@pytest.mark.fault("F5 bites")
def test_f5_bites_when_connections_are_kept(settings, crew, tmp_path, table):
    with Server(settings, tmp_path, switched_off=HOLDING).running() as server:
        writer = prepared(crew, server)
        writer.upload()
        with immutable(settings):
            server.lose_serving()
            for _ in range(10):
                outcome(writer.save)
        again = [outcome(writer.save) for _ in range(10)]

    seen = f"afterwards {again.count(200)} of 10 saves"
    table("F5 bites", "connections kept that know the file as one that cannot be written", seen)
    assert again.count(503)


@pytest.mark.faults
@pytest.mark.fault("F5")
def test_f5_files_that_cannot_be_written(crew, server, table):
    writer = prepared(crew, server)
    writer.upload()
    with immutable(server.settings):
        server.lose_serving()  # what is started now opens files that cannot be written
        statuses = [outcome(writer.act if number % 4 else writer.upload) for number in range(20)]
        reads = [writer.read() for _ in range(20)]
        shown = [screen for screen in (writer.shown() for _ in range(10)) if "Nothing can be saved" in screen]
    again = [outcome(writer.act) for _ in range(30)]
    server.stop()

    verdict = oracle.examine(server.settings, crew.journals())

    counts = {status: statuses.count(status) for status in sorted(set(statuses))}
    seen = f"{verdict}; answers {counts}; {reads.count(200)} of 20 reads worked, {len(shown)} of 10 with the sentence; afterwards {again.count(200)} of 30 saves"
    table("F5", "database, log and files made immutable (chattr +i) under load", seen)
    verdict.demand()
    assert set(counts) == {503}
    assert set(reads) == set(again) == {200}
    assert len(shown) == 10  # by whichever process


def traced(crew: Crew, server: Server, log: Path, changes: int) -> tuple[int, int]:
    """How many changes were answered, and before how many answers the log of the database was synced."""
    if shutil.which("strace") is None:
        pytest.skip("strace is missing: sudo apt install strace")
    writer = prepared(crew, server)
    watched = [word for process_id in server.serving() for word in ("-p", str(process_id))]
    calls = "trace=recvfrom,sendto,fdatasync,fsync"
    command = ["strace", "-f", "-y", "-s", "60", "-e", calls, "-o", str(log), *watched]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert "attached" in tracer.stderr.readline()
    for number in range(changes):
        (writer.save, writer.upload, writer.move, writer.save, writer.tick)[number % 5]()
    tracer.send_signal(signal.SIGINT)
    tracer.communicate(timeout=PATIENCE_SECONDS)
    return _in_order(log.read_text(errors="replace").splitlines())


def _in_order(lines: list[str]) -> tuple[int, int]:
    """Answers to changes, and those of them before which all that they speak of was synced by the same thread."""
    answered = synced = 0
    wanted: dict[str, list[str]] = {}
    for thread, call in _calls(lines):
        if call.startswith("recvfrom(") and '"POST ' in call:
            wanted[thread] = ["-wal>"] + (["/.incoming-", "/blobs>"] if "/files HTTP" in call else [])
        elif call.startswith(("fdatasync(", "fsync(")) and call.endswith("= 0"):
            wanted[thread] = [path for path in wanted.get(thread, []) if path not in call]
        elif call.startswith("sendto(") and re.search(r'"HTTP/1.1 (200|201|303)', call) and thread in wanted:
            answered += 1
            synced += not wanted.pop(thread)
    return answered, synced


def _calls(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Thread and call, in the order in which they ended; what is sent counts from its beginning."""
    begun: dict[str, str] = {}
    for thread, call in (found.groups() for found in map(_LINE.match, lines) if found):
        if "<unfinished" in call:
            begun[thread] = call
            if call.startswith("sendto("):
                yield thread, call
        elif "resumed>" not in call:
            yield thread, call
        elif not (whole := begun.pop(thread, "") + call).startswith("sendto("):
            yield thread, whole


@pytest.mark.faults
@pytest.mark.fault("F3")
def test_f3_the_disk_is_asked_before_the_answer(crew, server, tmp_path, table):
    answered, synced = traced(crew, server, tmp_path / "strace", changes=60)

    seen = f"{synced} of {answered} answers came after fsync of the database's log and of uploaded files"
    table("F3", "strace of 60 saves, uploads, moves and ticks", seen)
    assert answered >= 55
    assert synced == answered


@pytest.mark.faults
@pytest.mark.fault("F3 bites")
def test_f3_bites_without_synchronous(settings, crew, tmp_path, table):
    with Server(settings, tmp_path, switched_off=UNSYNCED).running() as server:
        answered, synced = traced(crew, server, tmp_path / "strace", changes=10)

    table("F3 bites", "synchronous=OFF", f"{synced} of {answered} answers came after fsync")
    assert synced < answered
