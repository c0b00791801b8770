"""Makes a wiki with so many pages in a temporary folder, and runs servers on free ports of this machine."""

import hashlib
import hmac
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

from sqlalchemy import select

from wiki import migrate, subscribers
from wiki.admin.models import Setting
from wiki.auth import service as auth
from wiki.auth.service import SignIn
from wiki.blobs import LocalBlobs
from wiki.counters import SETTINGS, bump
from wiki.db import Sessions
from wiki.ops import seed
from wiki.pages.models import Page
from wiki.serve import web_server
from wiki.settings import Settings
from wiki.users.models import User

SECRET = "measured with a key of forty characters."
KEY = "seed"
_TICK = os.sysconf("SC_CLK_TCK")
_QUIET_SECONDS = 3
_LONGEST_WORK_SECONDS = 300


@dataclass
class Wiki:
    """A seeded wiki on disk, with somebody who is signed in. `pages` are (slug, public id) of open pages."""

    folder: Path
    token: str = ""
    pages: list[tuple[str, str]] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.folder, secret_key=SECRET)

    @property
    def form_token(self) -> str:
        return hmac.new(SECRET.encode(), b"csrf:" + self.token.encode(), hashlib.sha256).hexdigest()[:40]


@dataclass
class Server:
    """A running server: its port and the processes that answer."""

    port: int
    process: subprocess.Popen

    def processes(self) -> list[int]:
        """The main process and all below it."""
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += [int(child) for child in task.read_text().split()]
        return found

    def cpu_seconds(self) -> float:
        """User and system time so far of the processes that answer; the worker does its jobs beside them."""
        return sum(_cpu_ticks(pid) for pid in self.processes() if _role(pid) != "worker") / _TICK

    def settle(self) -> None:
        """Wait until the worker has nothing left to do: what it writes makes pages cold."""
        workers = [pid for pid in self.processes() if _role(pid) == "worker"]
        quiet, before = 0, -1
        for _ in range(_LONGEST_WORK_SECONDS):
            now = sum(map(_cpu_ticks, workers))
            quiet = quiet + 1 if now - before <= 1 else 0
            if quiet == _QUIET_SECONDS:
                return
            before = now
            time.sleep(1)

    def memory_mib(self) -> list[tuple[str, float]]:
        """PSS of each process with the end of its command line."""
        sizes = []
        for pid in self.processes():
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kib = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
            sizes.append((_role(pid), kib / 1024))
        return sizes


def seeded(folder: Path, count: int) -> Wiki:
    folder.mkdir(parents=True, mode=0o700)
    wiki = Wiki(folder)
    migrate.upgrade(wiki.settings)
    subscribers.install()
    sessions = Sessions(wiki.settings)
    try:
        started = time.monotonic()
        seed.run(sessions, LocalBlobs(wiki.settings.blob_dir), count, KEY, lambda _done, _all: None)
        print(f"  {count} pages seeded in {time.monotonic() - started:.0f} s", flush=True)
        with sessions.writing() as session:
            session.add(Setting(name="is_set_up", value=True))
            bump(session, SETTINGS)
            person = session.scalar(select(User.id).where(User.name == "person-02"))
            attempt = SignIn("person-02", "", "127.0.0.1", "bench", is_remembered=False)
            wiki.token = auth.start_session(session, person, attempt, timedelta(hours=6)).token
        with sessions.reading() as session:
            open_scope = session.scalar(select(Page.scope_id).order_by(Page.id).limit(1))
            rows = (
                select(Page.slug, Page.public_id).where(Page.scope_id == open_scope).order_by(Page.public_id)
            )
            wiki.pages = [(slug, public_id) for slug, public_id in session.execute(rows)]
    finally:
        sessions.dispose()
    return wiki


@contextmanager
def serving(wiki: Wiki):
    """`wiki serve` with two server processes of four threads and the worker."""
    port = _free_port()
    command = [sys.executable, "-m", "wiki.cli", "serve", "--port", str(port), "--workers", "2"]
    environment = {**os.environ, "WIKI_DATA_DIR": str(wiki.folder), "WIKI_SECRET_KEY": SECRET}
    with _running(command, environment, port, "/healthz") as server:
        yield server


@contextmanager
def serving_bare(wiki: Wiki, content: Path):
    """The yardstick under the very options of the wiki's web server."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        port = listener.getsockname()[1]
        service = web_server(wiki.settings, listener.fileno(), 2)
        command = [*service.command[:-1], "bench.bare:application"]
        environment = {**os.environ, "BENCH_CONTENT": str(content)}
        with _running(command, environment, port, "/", (listener.fileno(),)) as server:
            yield server


@contextmanager
def _running(command, environment, port, path, inherited=()):
    process = subprocess.Popen(
        command, env=environment, pass_fds=inherited, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(process, port, path)
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait(process, port, path):
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("a server did not start")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("a server does not answer")


def _cpu_ticks(pid: int) -> int:
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(numbers[11]) + int(numbers[12])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _role(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    if "gunicorn" in words:
        children = any(task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children"))
        return "web server, main" if children else "web server"
    return "worker" if "worker" in words else "supervisor"
