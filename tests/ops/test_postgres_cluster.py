import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

pytestmark = pytest.mark.postgres

TESTS = Path(__file__).resolve().parents[1]
# A shell that starts the tests in the background has them ignore Ctrl-C; the holder never does.
HOLDER = """
import signal
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import postgres_cluster
signal.signal(signal.SIGINT, signal.default_int_handler)
with postgres_cluster.cluster(Path(sys.argv[2])) as cluster:
    print(cluster.socket_folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Start processes that use the cluster of one folder until their input ends."""
    started = []

    def start():
        command = [sys.executable, "-c", HOLDER, str(TESTS), str(tmp_path)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        process.folder = Path(process.stdout.readline().strip())
        return process

    yield start
    for process in started:
        process.communicate()


def server_of(folder):
    """Return a file descriptor that becomes readable when the server process ends."""
    return os.pidfd_open(int((folder / "data" / "postmaster.pid").read_text().splitlines()[0]))


def ends(server):
    readable, _, _ = select.select([server], [], [], 60)
    os.close(server)
    return bool(readable)


def test_a_test_gets_an_empty_database_of_its_own(fresh_postgres_url):
    url = make_url(fresh_postgres_url)
    with psycopg.connect(host=url.query["host"], user=url.username, dbname=url.database) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


@pytest.mark.slow
def test_processes_share_one_cluster_and_the_last_one_takes_it_down(postgres_cluster, holder):
    first, second = holder(), holder()
    server = server_of(first.folder)
    second.communicate()
    still_there = first.folder.is_dir()
    first.communicate()
    assert first.folder == second.folder
    assert still_there
    assert ends(server)
    assert not first.folder.exists()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_server_is_left_when_the_tests_are_broken_off(postgres_cluster, holder, number):
    process = holder()
    server = server_of(process.folder)
    process.send_signal(number)
    assert ends(server)
