"""F8, F9: a PostgreSQL server that is killed, cuts connections or stands still. The wiki says so and goes on by itself."""

import time

import oracle
import pytest
from clients import Refused
from driver import UNKNOWING, Server

IMPATIENT = "import wiki.postgres_patience as one\none.PatientConnection.answer_seconds = {seconds}\n"


def refusals(crew) -> dict[int, int]:
    """How often each status came that is no success."""
    statuses = [status for writer in crew.writers for status in writer.statuses if status >= 400]
    return {status: statuses.count(status) for status in sorted(set(statuses))}


@pytest.mark.faults
@pytest.mark.fault("F8")
def test_f8_the_database_server_is_killed_and_starts_again(postgres, postgres_office, tmp_path, table):
    settings, crew = postgres_office
    crew.goes_on = True
    times, waits = 5, []
    with Server(settings, tmp_path).running() as server:
        crew.start(server.port)
        for _ in range(times):
            crew.wait_for(20)
            postgres.restart_at_once()
            up = time.monotonic()
            crew.wait_for(1)
            waits.append(time.monotonic() - up)
        crew.wait_for(20)
        crew.stop()
        server.stop()

    verdict = oracle.examine(settings, crew.journals())

    refused = refusals(crew)
    seen = f"{verdict}; answers meanwhile {refused}; first save {max(waits):.1f} s after it was up at most"
    table("F8", f"PostgreSQL killed (immediate) and started {times} times under load", seen)
    verdict.demand()
    assert set(refused) <= {503}, crew.refused[:5]
    assert not crew.broken, crew.broken[:3]


@pytest.mark.faults
@pytest.mark.fault("F8 bites")
def test_f8_bites_when_the_fault_is_not_known(postgres, postgres_office, tmp_path, table):
    settings, crew = postgres_office
    crew.goes_on = True
    with Server(settings, tmp_path, switched_off=UNKNOWING).running() as server:
        crew.start(server.port)
        crew.wait_for(20)
        postgres.restart_at_once()
        crew.wait_for(20)
        crew.stop()

    refused = refusals(crew)
    table("F8 bites", "faults of the database count as faults of the program", f"answers meanwhile {refused}")
    oracle.examine(settings, crew.journals()).demand()
    assert 500 in refused


@pytest.mark.faults
@pytest.mark.fault("F9 cut")
def test_f9_the_database_server_cuts_connections(postgres, postgres_office, tmp_path, table):
    settings, crew = postgres_office
    cut, times = 0, 5
    with Server(settings, tmp_path).running() as server:
        crew.start(server.port)
        for _ in range(times):
            crew.wait_for(20)
            cut += postgres.cut_connections()
        crew.wait_for(20)
        crew.stop()
        server.stop()

    verdict = oracle.examine(settings, crew.journals())

    refused = refusals(crew)
    table("F9 cut", f"all {cut} connections cut, {times} times", f"{verdict}; answers meanwhile {refused}")
    verdict.demand()
    assert set(refused) <= {503}, crew.refused[:5]
    assert len(crew.refused) <= cut


def seconds_to_refusals(postgres, crew, server) -> tuple[list[float], list[int]]:
    crew.start(server.port)
    crew.wait_for(20)
    crew.stop()
    durations, statuses = [], []
    with postgres.frozen():
        for change in (crew.writers[0].save, crew.writers[1].upload):
            begun = time.monotonic()
            try:
                change()
            except Refused as error:
                statuses.append(error.status)
            durations.append(time.monotonic() - begun)
    return durations, statuses


@pytest.mark.faults
@pytest.mark.fault("F9 frozen")
def test_f9_the_database_server_stands_still(postgres, postgres_office, tmp_path, table):
    settings, crew = postgres_office
    with Server(settings, tmp_path).running() as server:
        durations, statuses = seconds_to_refusals(postgres, crew, server)
        crew.start(server.port)
        crew.wait_for(40)
        crew.stop()
        server.stop()

    verdict = oracle.examine(settings, crew.journals())

    seen = f"{verdict}; answers {statuses} after {max(durations):.1f} s at most; worked again by itself"
    table("F9 frozen", "every process of PostgreSQL stopped (SIGSTOP)", seen)
    verdict.demand()
    assert statuses == [503, 503]
    assert max(durations) <= 16


@pytest.mark.faults
@pytest.mark.fault("F9 bites")
def test_f9_bites_with_more_patience(postgres, postgres_office, tmp_path, table):
    settings, crew = postgres_office
    with Server(settings, tmp_path, switched_off=IMPATIENT.format(seconds=18)).running() as server:
        durations, _ = seconds_to_refusals(postgres, crew, server)

    table("F9 bites", "the wiki waits 18 seconds for an answer", f"answers after {max(durations):.1f} s")
    assert max(durations) > 16
