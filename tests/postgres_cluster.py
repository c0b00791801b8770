"""A throw-away PostgreSQL cluster for the tests: one for all pytest processes of a run, a database for each.

Fixtures: `postgres_cluster` (session), `postgres_url` (session; this process's own empty database) and
`fresh_postgres_url` (function; made for the test, dropped after it).

A guardian process owns the cluster. Every pytest process that uses it holds a shared lock on `in-use`; the guardian
waits for the exclusive one, gets it when the last of them has ended, however it ended (Ctrl-C, kill -9), and takes
the cluster down. It runs as an unprivileged user under root, because PostgreSQL refuses root.
"""

import fcntl
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

OWNER = "wiki"
MISSING = "PostgreSQL is missing: sudo apt install postgresql"
LEAST_ROOM = 2 * 1024**3

# Nothing here must survive a power cut, so nothing waits for the disk.
_OPTIONS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
}


@dataclass(frozen=True)
class Cluster:
    socket_folder: str

    def database_url(self, name: str, template: str = "template1") -> str:
        """Return the URL of the database `name`, made as a copy of `template` if it is not there yet."""
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        with self._administrator() as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not known:
                connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        return f"postgresql+psycopg://{OWNER}@/{name}?host={self.socket_folder}"

    def passing_database(self, name: str, template: str = "template1") -> Iterator[str]:
        """Give the URL of a database that is dropped when the test is over."""
        yield self.database_url(name, template)
        self.drop(name)

    def drop(self, name: str) -> None:
        """Remove the database; connections that a test left open are cut."""
        with self._administrator() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _administrator(self) -> psycopg.Connection:
        return psycopg.connect(host=self.socket_folder, user=OWNER, dbname="postgres", autocommit=True)


@pytest.fixture(scope="session")
def postgres_cluster(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Cluster]:
    if programs() is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent  # xdist: each process has its own folder in the run's folder
    with cluster(shared) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_url(postgres_cluster: Cluster, worker_id: str) -> str:
    return postgres_cluster.database_url(f"test_{worker_id}")


@pytest.fixture
def fresh_postgres_url(postgres_cluster: Cluster, worker_id: str) -> Iterator[str]:
    yield from postgres_cluster.passing_database(f"fresh_{worker_id}")


def programs() -> Path | None:
    """Return the folder with initdb and pg_ctl, the newest version first; None without PostgreSQL."""
    places = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name), reverse=True
    )
    if config := shutil.which("pg_config"):
        places.append(
            Path(
                subprocess.run(
                    [config, "--bindir"], capture_output=True, text=True, check=True
                ).stdout.strip()
            )
        )
    if found := shutil.which("initdb"):
        places.append(Path(found).resolve().parent)
    return next((one for one in places if (one / "initdb").exists() and (one / "pg_ctl").exists()), None)


@contextmanager
def cluster(shared: Path) -> Iterator[Cluster]:
    """Use the cluster that belongs to the folder `shared`; it is started if nobody did yet."""
    guardian = None
    address = shared / "postgres-address.json"
    with (shared / "postgres-in-use").open("w") as in_use:
        with (shared / "postgres-starting").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(in_use, fcntl.LOCK_SH)  # waits while a guardian takes an earlier cluster down
            if not address.exists():
                guardian = _start_guardian(shared)
        yield Cluster(**json.loads(address.read_text()))
    if guardian:
        guardian.communicate()  # it ends when the other processes of the run have ended


def _start_guardian(shared: Path) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, str(shared)]
    guardian = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    if guardian.stdout.readline().strip() != "ready":
        guardian.communicate()
        raise RuntimeError("the PostgreSQL cluster did not start; see the lines above")
    return guardian


def guard(shared: Path) -> None:
    """Start a cluster, say "ready", wait until nobody uses it, remove it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    folder = Path(tempfile.mkdtemp(prefix="werkbuch-postgres-", dir=_memory()))
    address = shared / "postgres-address.json"
    started = False
    try:
        _make(folder)
        _control(folder, "start", "--log", str(folder / "log"))
        started = True
        address.write_text(json.dumps({"socket_folder": str(folder)}))
        print("ready", flush=True)  # noqa: T201  to the process that started it
        with (shared / "postgres-in-use").open("w") as in_use:
            fcntl.flock(in_use, fcntl.LOCK_EX)
            address.unlink()
            _control(folder, "stop", "--mode", "immediate")
            started = False
    finally:
        if started:
            address.unlink(missing_ok=True)
            _control(folder, "stop", "--mode", "immediate")
        shutil.rmtree(folder)


def _memory() -> Path | None:
    """A folder in memory with room for the cluster, which makes and drops databases all the time; None: on the disk."""
    folder = Path("/dev/shm")
    has_room = os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > LEAST_ROOM
    return folder if has_room else None


def _make(folder: Path) -> None:
    if user := _user():
        shutil.chown(folder, user)
    _run(
        "initdb",
        "-D",
        folder / "data",
        "-U",
        OWNER,
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    options = _OPTIONS | {"unix_socket_directories": f"'{folder}'"}
    with (folder / "data" / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = {value}\n" for name, value in options.items())


def _control(folder: Path, *words: str) -> None:
    _run("pg_ctl", "-D", folder / "data", "--wait", *words)


def _run(program: str, *words: str | Path) -> None:
    """Run quietly as the unprivileged user; what it said stands in the error when it fails."""
    user = _user()
    group = pwd.getpwnam(user).pw_gid if user else None
    subprocess.run(
        [programs() / program, *words],
        cwd="/",
        user=user,
        group=group,
        extra_groups=[] if user else None,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def _user() -> str | None:
    """Return the user who may run PostgreSQL; None: this one, who is not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
