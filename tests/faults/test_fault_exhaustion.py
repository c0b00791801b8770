"""F24: no descriptors, no connections left. Those who ask meanwhile wait or are told; it works again by itself."""

import socket
from contextlib import ExitStack
from pathlib import Path

import oracle
import pytest
from clients import Crew, Refused
from driver import Server

FILES = 256  # a process may open
CONNECTIONS = 500
# As many connections as gunicorn takes by itself.
UNLIMITED = "import wiki.serve as one\none.most_connections = lambda threads: 1000\n"


def flood(crew: Crew, server: Server, stack: ExitStack) -> int:
    """More idle connections than processes have descriptors: every second asked for something first.

    The most files that a process had open meanwhile.
    """
    crew.goes_on = True
    crew.start(server.port)
    crew.wait_for(8)
    for number in range(CONNECTIONS):
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        if number % 2:
            connection.sendall(b"GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n")
    most = max(map(open_files, server.serving()))
    crew.wait_for(16)
    return most


def open_files(process_id: int) -> int:
    return len(list(Path(f"/proc/{process_id}/fd").iterdir()))


@pytest.mark.faults
@pytest.mark.fault("F24 files")
def test_f24_no_descriptors_left(settings, crew, tmp_path, table):
    with (
        Server(settings, tmp_path, limits=(f"--nofile={FILES}:{FILES}",)).running() as server,
        ExitStack() as stack,
    ):
        before = server.serving()
        most = flood(crew, server, stack)
        stack.close()
        crew.wait_for(16)
        crew.stop()
        after = server.serving()
        server.stop()

    verdict = oracle.examine(settings, crew.journals())

    statuses = sorted({error.status for error in crew.refused})
    seen = f"{verdict}; {most} files open at most; refusals {statuses}, requests without an answer {len(crew.broken)}; same processes afterwards: {'yes' if after == before else 'no'}"
    table("F24 files", f"{CONNECTIONS} idle connections, {FILES} descriptors a process", seen)
    verdict.demand()
    assert set(statuses) <= {503}, crew.refused[:5]
    assert not crew.broken, crew.broken[:5]
    assert after == before
    assert "Too many open files" not in server.log.read_text()


@pytest.mark.faults
@pytest.mark.fault("F24 files bites")
def test_f24_bites_when_connections_are_not_limited(settings, crew, tmp_path, table):
    limits = (f"--nofile={FILES}:{FILES}",)
    with (
        Server(settings, tmp_path, limits=limits, switched_off=UNLIMITED).running() as server,
        ExitStack() as stack,
    ):
        flood(crew, server, stack)
        stack.close()
        crew.stop()
        log = server.log.read_text()

    ended = log.count("Exception in worker process")
    table(
        "F24 files bites", "connections taken without regard to descriptors", f"processes that ended: {ended}"
    )
    oracle.examine(settings, crew.journals()).demand()
    assert ended


@pytest.mark.faults
@pytest.mark.fault("F24 connections")
def test_f24_no_connections_to_the_database_left(postgres, postgres_office, tmp_path, table):
    settings, crew = postgres_office
    with Server(settings, tmp_path).running() as server, ExitStack() as stack:
        crew.start(server.port)
        crew.wait_for(16)
        crew.stop()
        postgres.cut_connections()
        taken = postgres.take_connections(stack)
        statuses = [outcome(change) for writer in crew.writers for change in (writer.save, writer.upload)]
        reads = [crew.writers[0].read() for _ in range(4)]
        stack.close()
        again = [outcome(writer.save) for writer in crew.writers]
        server.stop()

    verdict = oracle.examine(settings, crew.journals())

    seen = f"{verdict}; answers {sorted({*statuses, *reads})}; once they were given back {again.count(200)} of 8 saves"
    table("F24 connections", f"all {taken} connections of PostgreSQL taken by others", seen)
    verdict.demand()
    assert {*statuses, *reads} == {503}
    assert again == [200] * 8


def outcome(change) -> int:
    try:
        change()
    except Refused as error:
        return error.status
    return 200
