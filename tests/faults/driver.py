"""Starts the real server, `wiki serve`, with a folder of its own, and ends it in every way there is."""

import contextlib
import http.client
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wiki import files
from wiki.settings import Settings

PATIENCE_SECONDS = 120  # for whatever must come: only a test that fails waits so long
ROOT = files.folder("templates").parent
UNKNOWING = "import wiki.storage_faults as one\none.of = lambda error: None\n"
"""Switches off that what goes wrong below the wiki is told from a fault of the program."""


class Server:
    """`wiki serve` on a free port.

    `switched_off` is Python run at the start of each process: a protection removed. `limits` are options of prlimit(1).
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        *,
        workers: int = 2,
        switched_off: str = "",
        limits: tuple[str, ...] = (),
    ) -> None:
        self.settings, self.workers, self.limits = settings, workers, limits
        self.log = folder / "server.log"
        self._folder = folder / "server"
        self._folder.mkdir(exist_ok=True)
        (self._folder / "sitecustomize.py").write_text(switched_off)
        self.port = free_port()
        self._process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "WIKI_DATA_DIR": str(self.settings.data_dir),
            "WIKI_SECRET_KEY": self.settings.secret_key,
            "WIKI_DATABASE_URL": self.settings.database_url,
            "WIKI_BACKUP_KEEP": "0",
            "PYTHONPATH": f"{self._folder}:{ROOT}",
        }
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("WIKI_", "COV_"))}
        return kept | own

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> float:
        """It answers. Returns the seconds from the start to the first answer."""
        begun = time.monotonic()
        while not self._listens():
            assert "cannot be opened" in self.log.read_text(), self.log.read_text()[-2000:]
            self.log.unlink()
            self.port = free_port()  # somebody took it while the server was away
        assert self.get("/login")[0] == 200  # the answer waits for the first process that serves
        return time.monotonic() - begun

    def _listens(self) -> bool:
        command = [
            *(["prlimit", *self.limits] if self.limits else []),
            sys.executable,
            "-m",
            "wiki.cli",
            "serve",
            f"--port={self.port}",
            f"--workers={self.workers}",
        ]
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self._folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        assert self._process.stdout is not None
        if self._process.stdout.readline():  # it says its address when it listens
            return True
        self._forget()
        return False

    def get(self, path: str, timeout: float = PATIENCE_SECONDS, **headers: str) -> tuple[int, str]:
        """Status and text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return response.status, response.read().decode("utf-8", "replace")

    def processes(self) -> list[int]:
        """The supervisor first, then all that it started."""
        return tree_of(self.process_id)

    def serving(self) -> list[int]:
        """The processes that answer requests: the children of gunicorn."""
        children = _children()
        masters = [one for one in children.get(self.process_id, []) if "gunicorn" in command_of(one)]
        return [process for master in masters for process in children.get(master, [])]

    def started(self) -> list[int]:
        """What the supervisor started: gunicorn's first process, and the worker."""
        return _children().get(self.process_id, [])

    def kill(self) -> None:
        """All its processes are gone at once, as if somebody had pulled the plug of the program."""
        watched = []
        for process_id in self.processes():
            with contextlib.suppress(ProcessLookupError):
                watched.append(os.pidfd_open(process_id))
                signal.pidfd_send_signal(watched[-1], signal.SIGKILL)
        for descriptor in watched:
            wait_for_end(descriptor)
        self._forget()

    def lose_serving(self) -> None:
        """The processes that answer are killed; others answer."""
        for process_id in self.serving():
            kill(process_id)
        assert self.get("/login")[0] == 200

    def hang_up(self) -> None:
        """Everything is loaded again (SIGHUP)."""
        os.kill(self.process_id, signal.SIGHUP)

    def stop(self) -> int:
        """It ends in order (SIGTERM). Returns its exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(PATIENCE_SECONDS)
        self._forget()
        return code

    def _forget(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.wait(PATIENCE_SECONDS)
        self._process.stdout.close()
        self._process = None

    @contextmanager
    def running(self) -> Iterator["Server"]:
        """It runs for the block and leaves no process behind."""
        try:
            self.start()
            yield self
        finally:
            if self._process is not None:
                self.kill()


def kill(process_id: int) -> None:
    """The process is gone (SIGKILL)."""
    descriptor = os.pidfd_open(process_id)
    signal.pidfd_send_signal(descriptor, signal.SIGKILL)
    wait_for_end(descriptor)


def wait_for_end(descriptor: int) -> None:
    """The process of the descriptor has ended; the descriptor is closed."""
    ready, _, _ = select.select([descriptor], [], [], PATIENCE_SECONDS)
    os.close(descriptor)
    assert ready, "a process did not end"


def free_port() -> int:
    """A port that nobody listens on, outside of those that the system gives to connections that go out."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def tree_of(process_id: int) -> list[int]:
    """The process, then all that it started."""
    found, children = [process_id], _children()
    for one in found:
        found += children.get(one, [])
    return found


def command_of(process_id: int) -> str:
    try:
        return Path(f"/proc/{process_id}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def _children() -> dict[int, list[int]]:
    """The processes that each process started."""
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            process_id = int(entry.name)
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            found.setdefault(parent, []).append(process_id)
    return found
