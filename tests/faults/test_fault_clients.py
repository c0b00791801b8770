"""F24, F26, F28: uploads that break off, no descriptors left, and a long time under load."""

import contextlib
import os
import random
import resource
import socket
import statistics
import time
from pathlib import Path

import oracle
import pysqlite3.dbapi2 as driver
import pytest
from clients import SPACE, multipart
from driver import PATIENCE_SECONDS

SOAK_MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))


def count(settings, table: str) -> int:
    connection = driver.connect(str(settings.sqlite_path))
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.faults
@pytest.mark.fault("F26")
def test_f26_uploads_break_off(crew, server, table):
    chance, times = random.Random(26), 200
    writer = crew.writers[0]
    writer.port = server.port
    for _ in range(times):
        body, kind = multipart(writer.csrf_token, "cut.bin", chance.randbytes(100_000))
        head = (
            f"POST /s/{SPACE}/{writer.slug}/files HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sid={writer.token}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        whole = head.encode() + body
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE_SECONDS) as connection:
            connection.sendall(whole[: chance.randrange(1, len(whole))])
    writer.upload()
    server.stop()

    verdict = oracle.examine(server.settings, crew.journals())

    rows = count(server.settings, "file_versions")
    unfinished = list(server.settings.blob_dir.glob(".incoming-*"))
    stored = list(server.settings.blob_dir.glob("??/??/*"))
    seen = f"{verdict}; rows {rows - 1}, files {len(stored) - 1} and unfinished files {len(unfinished)} left of them"
    table("F26", f"{times} uploads cut off at a random byte", seen)
    verdict.demand()
    assert (rows, len(stored), len(unfinished)) == (1, 1, 0)


@pytest.mark.faults
@pytest.mark.fault("F24")
def test_f24_no_descriptors_left(crew, server, table):
    crew.goes_on = True
    crew.start(server.port)
    crew.wait_for(20)
    for process_id in server.serving():
        resource.prlimit(process_id, resource.RLIMIT_NOFILE, (64, 64))
    with contextlib.ExitStack() as held:
        for _ in range(200):
            connection = socket.create_connection(("127.0.0.1", server.port), PATIENCE_SECONDS)
            held.enter_context(connection)
            connection.sendall(b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    released = time.monotonic()
    assert server.get("/login")[0] == 200
    recovered = time.monotonic() - released
    crew.wait_for(40)
    crew.stop()
    server.stop()

    verdict = oracle.examine(server.settings, crew.journals())

    seen = f"{verdict}; {len(crew.refused) + len(crew.broken)} requests failed; next answer {recovered:.1f} s after the release"
    table("F24", "64 descriptors for each server process, 200 connections held open under load", seen)
    verdict.demand()
    assert {error.status for error in crew.refused} <= {503}, crew.refused[:5]


@pytest.mark.faults
@pytest.mark.fault("F28")
def test_f28_a_long_time_under_load(crew, server, table):
    end, kills = time.monotonic() + SOAK_MINUTES * 60, 0
    sizes, logs, answers = [], [], []
    while time.monotonic() < end:
        crew.start(server.port, pause_seconds=0.3)
        round_end = min(end, time.monotonic() + 300)
        while time.monotonic() < round_end:
            crew.wait_for(20)
            begun = time.monotonic()
            assert crew.writers[0].read() == 200
            answers.append(time.monotonic() - begun)
            sizes.append(sum(memory(process_id) for process_id in server.processes()))
            logs.append(server.settings.sqlite_path.with_name("wiki.db-wal").stat().st_size)
        server.kill()
        crew.stop()
        server.start()
        kills += 1
    server.stop()

    verdict = oracle.examine(server.settings, crew.journals())

    half = len(sizes) // 2
    drift = statistics.mean(sizes[half:]) / statistics.mean(sizes[:half]) - 1
    seen = f"{verdict}; memory of all processes {max(sizes) >> 20} MB at most, second half against first {drift:+.0%}; log of the database {max(logs) >> 20} MB at most; view p50 {statistics.median(answers) * 1000:.0f} ms"
    table("F28", f"{SOAK_MINUTES:g} minutes of mixed load, {kills} times killed", seen)
    verdict.demand()
    assert max(logs) < 80 << 20


def memory(process_id: int) -> int:
    """Bytes that the process holds in memory; 0 when it has just ended."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{process_id}/statm").read_text().split()[1]) * resource.getpagesize()
    return 0
