"""F1, F2, F27: processes that are killed, stopped or loaded again under load lose nothing that was acknowledged."""

import os
import random

import oracle
import pytest
from clients import Crew
from driver import Server, kill, wait_for_end

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "50"))

# Every fifth write block is answered as if it had been committed.
FORGETFUL = """
import contextlib, itertools
import wiki.db as db
count, real = itertools.count(1), db.Sessions.writing
@contextlib.contextmanager
def writing(self):
    with real(self) as session:
        yield session
        session.flush()
        if next(count) % 5 == 0:
            session.rollback()
db.Sessions.writing = writing
"""


# The processes are killed instead of being asked to end.
IMPATIENT = """
import os, signal
import wiki.supervisor as one
real = one._send
def send(process, number):
    if number == signal.SIGHUP:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        real(process, number)
one._send = send
"""


def kill_repeatedly(crew: Crew, server: Server, rounds: int) -> tuple[oracle.Verdict, float, int]:
    """The verdict, the longest start in seconds, and how many requests had no answer."""
    chance, slowest = random.Random(1), 0.0
    with server.running():
        for _ in range(rounds):
            crew.start(server.port)
            crew.wait_for(chance.randint(3, 40))
            server.kill()
            crew.stop()
            slowest = max(slowest, server.start())
            oracle.examine(server.settings, crew.journals()).demand()
        crew.start(server.port)  # what had no answer is sent once more
        crew.wait_for(2 * len(crew.writers))
        crew.stop()
        assert server.stop() == 0
    assert {error.code for error in crew.refused} == set(), crew.refused[:5]
    return oracle.examine(server.settings, crew.journals()), slowest, len(crew.broken)


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_all_processes_are_killed(settings, crew, tmp_path):
    verdict, _, _ = kill_repeatedly(crew, Server(settings, tmp_path, workers=1), rounds=1)

    verdict.demand()
    assert verdict.acknowledged > 16


@pytest.mark.faults
@pytest.mark.fault("F1")
def test_f1_kill_all_under_load(settings, crew, tmp_path, table):
    verdict, slowest, unanswered = kill_repeatedly(crew, Server(settings, tmp_path), ROUNDS)

    seen = f"{verdict}; {unanswered} requests without an answer, sent again; longest start {slowest:.1f} s"
    table("F1", f"kill -9 of all processes, {ROUNDS} times, 8 writers (SQLite)", seen)
    verdict.demand()


@pytest.mark.faults
@pytest.mark.fault("F1 PostgreSQL")
def test_f1_kill_all_under_load_on_postgresql(postgres_office, tmp_path, table):
    settings, crew = postgres_office

    verdict, slowest, unanswered = kill_repeatedly(crew, Server(settings, tmp_path), ROUNDS)

    seen = f"{verdict}; {unanswered} requests without an answer, sent again; longest start {slowest:.1f} s"
    table("F1 PostgreSQL", f"the same on PostgreSQL, {ROUNDS} times", seen)
    verdict.demand()


@pytest.mark.faults
@pytest.mark.fault("F1 bites")
def test_f1_bites_when_commits_are_left_out(settings, crew, tmp_path, table):
    with Server(settings, tmp_path, switched_off=FORGETFUL).running() as server:
        crew.start(server.port)
        crew.wait_for(16)  # later, all wait for what was forgotten
        server.kill()
        crew.stop()

    verdict = oracle.examine(settings, crew.journals())

    table("F1 bites", "every fifth commit left out", str(verdict))
    assert verdict.lost


@pytest.mark.faults
@pytest.mark.fault("F2")
def test_f2_kill_one_serving_process(crew, server, table):
    crew.goes_on = True
    crew.start(server.port)
    killed = 10
    for number in range(killed):
        crew.wait_for(10)
        kill(server.serving()[number % 2])
    for above in server.started():  # the worker, and the process that starts those that serve
        crew.wait_for(10)
        kill(above)
    crew.wait_for(20)
    crew.stop()

    verdict = oracle.examine(server.settings, crew.journals())

    table(
        "F2",
        f"kill -9 of one server process, {killed} times, then of the worker and of gunicorn's first process",
        f"{verdict}; {len(crew.broken)} requests cut off",
    )
    verdict.demand()
    assert not crew.refused, crew.refused[:5]
    assert len(crew.broken) <= (killed + 1) * len(crew.writers)  # those that the process had accepted


def load_again(crew: Crew, server: Server, times: int) -> int:
    """How many requests failed meanwhile."""
    crew.goes_on = True
    crew.start(server.port)
    for _ in range(times):
        watched = [os.pidfd_open(process_id) for process_id in server.serving()]
        server.hang_up()
        for descriptor in watched:
            wait_for_end(descriptor)
        crew.wait_for(20)
    crew.stop()
    return len(crew.broken) + len(crew.refused)


@pytest.mark.faults
@pytest.mark.fault("F27")
def test_f27_load_again_under_load(crew, server, table):
    times = 5
    failed = load_again(crew, server, times)
    code = server.stop()

    verdict = oracle.examine(server.settings, crew.journals())

    table(
        "F27",
        f"SIGHUP {times} times under load, then SIGTERM",
        f"{verdict}; {failed} requests failed; exit code {code}",
    )
    verdict.demand()
    assert (failed, code) == (0, 0), (crew.broken[:3], crew.refused[:3])


@pytest.mark.faults
@pytest.mark.fault("F27 bites")
def test_f27_bites_when_requests_are_not_waited_for(settings, crew, tmp_path, table):
    with Server(settings, tmp_path, switched_off=IMPATIENT).running() as server:
        failed = load_again(crew, server, times=1)

    table("F27 bites", "processes killed instead of being asked to end", f"{failed} requests failed")
    oracle.examine(settings, crew.journals()).demand()
    assert failed
