"""A PostgreSQL server of a test's own, which it may stop, kill and freeze; other tests share another one."""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import postgres_cluster as cluster
import psycopg
import pytest
from driver import tree_of

# A confirmed commit is with the operating system, which survives here; nothing waits for the disk.
_OPTIONS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "on",
    "shared_buffers": "32MB",
    "max_connections": "60",
}


class PostgresServer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{cluster.OWNER}@/postgres?host={self.folder}"

    def start(self) -> None:
        cluster._control(self.folder, "start", "--log", str(self.folder / "log"))

    def restart_at_once(self) -> None:
        """It is killed without ceremony and started again."""
        cluster._control(self.folder, "restart", "--mode", "immediate", "--log", str(self.folder / "log"))

    def stop(self) -> None:
        cluster._control(self.folder, "stop", "--mode", "immediate")

    def cut_connections(self) -> int:
        """The server ends all connections of the wiki. Returns how many."""
        with psycopg.connect(host=str(self.folder), user=cluster.OWNER, dbname="postgres") as connection:
            ended = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            return len(ended.fetchall())

    def take_connections(self, stack: ExitStack) -> int:
        """Nobody else gets one until the stack is closed. Returns how many they are."""
        taken = 0
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                one = psycopg.connect(host=str(self.folder), user=cluster.OWNER, dbname="postgres")
                stack.callback(one.close)
                taken += 1
        return taken

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """No process of the server does anything during the block."""
        processes = tree_of(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]))
        for process_id in processes:
            os.kill(process_id, signal.SIGSTOP)
        try:
            yield
        finally:
            for process_id in processes:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process_id, signal.SIGCONT)


@contextmanager
def running() -> Iterator[PostgresServer]:
    """A server for the block. Skips the test without PostgreSQL."""
    if cluster.programs() is None:
        pytest.skip(cluster.MISSING)
    server = PostgresServer(Path(tempfile.mkdtemp(prefix="werkbuch-faults-")))
    try:
        if user := cluster._user():
            shutil.chown(server.folder, user)
        words = ("-U", cluster.OWNER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        cluster._run("initdb", "-D", server.folder / "data", *words)
        options = _OPTIONS | {"unix_socket_directories": f"'{server.folder}'"}
        with (server.folder / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in options.items())
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(server.folder)
