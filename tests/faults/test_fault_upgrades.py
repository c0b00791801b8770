"""F19: an upgrade that is killed, at whatever statement, leaves the old database, and the next one does it all."""

import os
import signal
import subprocess
import sys

import pytest
from dumps import OLDEST_POSTGRESQL, OLDEST_SQLITE, is_cut, postgresql_of, sqlite_of, state

from wiki import files, migrate

ROOT = files.folder("templates").parent
PLACES = (1, 2, 5, 10, 20, 40, 60, 80, 100)
KILLED = """
import os, signal, sys
from dumps import at_each_statement
from wiki import migrate
from wiki.db import Sessions
from wiki.settings import Settings

number = int(sys.argv[1])
sessions = Sessions(Settings.from_environment())
def kill(count, _connection):
    if count == number:
        os.kill(os.getpid(), signal.SIGKILL)
with at_each_statement(sessions, kill):
    migrate.make(sessions, "head")
"""


def is_killed(settings, number: int) -> bool:
    environment = {
        "WIKI_DATA_DIR": str(settings.data_dir),
        "WIKI_SECRET_KEY": settings.secret_key,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(number)], env=os.environ | environment, check=False
    )
    return done.returncode == -signal.SIGKILL


@pytest.mark.faults
@pytest.mark.fault("F19")
def test_f19_upgrades_are_killed_at_each_statement(tmp_path, postgres_cluster, worker_id, table):
    here, whole = tmp_path / "here", tmp_path / "whole"
    for folder in (here, whole):
        folder.mkdir()
    complete, settings = sqlite_of(OLDEST_SQLITE, whole), sqlite_of(OLDEST_SQLITE, here)
    migrate.upgrade(complete)
    old, kills = state(settings), 0
    for number in PLACES:
        kills += is_killed(settings, number)
        assert state(settings) == old
    migrate.upgrade(settings)
    assert state(settings) == state(complete)

    cuts = 0
    for url in postgres_cluster.passing_database(f"cut_{worker_id}"):
        settings = postgresql_of(OLDEST_POSTGRESQL, tmp_path, url)
        old = state(settings)
        while is_cut(settings, cuts + 1):
            cuts += 1
            assert state(settings) == old, cuts
        cut_last = state(settings)
    for url in postgres_cluster.passing_database(f"whole_{worker_id}"):
        settings = postgresql_of(OLDEST_POSTGRESQL, tmp_path, url)
        migrate.upgrade(settings)
        assert state(settings) == cut_last

    table(
        "F19",
        f"upgrade from 0.1.0 killed (kill -9) at {kills} statements (SQLite), cut at each of {cuts} (PostgreSQL)",
        "old schema and rows each time; the next upgrade as one without trouble",
    )
    assert (kills, cuts > 60) == (len(PLACES), True)
