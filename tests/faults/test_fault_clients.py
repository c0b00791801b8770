"""F26: uploads that break off leave nothing behind."""

import random
import socket

import oracle
import pysqlite3.dbapi2 as driver
import pytest
from clients import SPACE, multipart
from driver import PATIENCE_SECONDS


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
