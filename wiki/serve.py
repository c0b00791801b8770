"""`wiki serve`: the web server and the worker of one machine, kept alive together.

The supervisor opens the listening socket itself and hands it down: a taken port is one clear line before
anything starts, and a request that arrives while the web server is restarted waits instead of being refused.
Limits: one machine. Several application servers run the two processes apart (docs/operations.md).
"""

import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import click

from wiki import logs, migrate
from wiki.settings import Settings, SettingsError
from wiki.supervisor import Service, supervise

APPLICATION = "wiki.app:served()"
CONFIGURATION = "python:wiki.preloading"
WORKER = ("wiki.cli", "worker")
GRACEFUL_SECONDS = 30  # how long a request may go on after the stop signal
REQUEST_LINE_BYTES = (
    8190  # gunicorn's most; titles in an address are percent-encoded, up to nine bytes a letter
)
BACKLOG = 2048
MOST_CONNECTIONS = 1000  # gunicorn's own number
LEAST_CONNECTIONS = 64
_ENOUGH_FILES = 4096  # what is asked of the system if it gives less; enough for all connections
_FILES_OF_A_PROCESS = 128  # database, logs, modules, the server's own; without the requests
_FILES_OF_A_REQUEST = 8  # upload, content, pipes of a child, lock

# Exit codes of gunicorn (gunicorn/arbiter.py): a worker could not boot, the application could not be loaded.
_CANNOT_BOOT = frozenset({3, 4})
_ANY_ADDRESS = frozenset({"127.0.0.1", "0.0.0.0", "::", "::1", "localhost"})  # noqa: S104  compared, not bound

SetupLink = Callable[[str], str | None]


class ServeError(Exception):
    """The server cannot start; the message is one line that says why."""


def _no_setup_link(_address: str) -> str | None:
    return None


def serve(
    settings: Settings,
    host: str | None = None,
    port: int | None = None,
    workers: int | None = None,
    *,
    setup_link: SetupLink = _no_setup_link,
    upgrade: Callable[[Settings], None] | None = None,
) -> int:
    """Upgrade the database, say the address, serve until a signal; return the exit code.

    `upgrade` brings the database to the newest schema.
    `setup_link` gets the address and returns the one-time link, or None when the wiki is set up.
    The processes read their settings from the same environment again. Raises ServeError for a taken port
    and for too few open files.
    """
    host, port = host or settings.host, port or settings.port
    logs.install(settings.log)
    _allow_open_files()
    _demand_open_files(settings)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no threads in the process that forks the others
    with _listening(host, port) as listener:
        (upgrade or migrate.upgrade)(settings)
        _announce(address(settings, host, port), setup_link)
        services = [web_server(settings, listener.fileno(), workers or settings.workers), worker()]
        return supervise(services, hindrance=_wrong_settings)


def address(settings: Settings, host: str, port: int) -> str:
    """The address a person types into the browser of this machine."""
    if settings.base_url:
        return settings.base_url
    name = "localhost" if host in _ANY_ADDRESS else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def web_server(settings: Settings, listener: int, workers: int) -> Service:
    """Gunicorn on the socket with the file descriptor `listener`."""
    options = {
        "config": CONFIGURATION,  # without one a gunicorn.conf.py in the current folder is run
        "bind": f"fd://{listener}",
        "worker-class": "wiki.web_worker.Worker",
        "workers": workers,
        "threads": settings.threads,
        "worker-connections": most_connections(settings.threads),
        "backlog": BACKLOG,
        "timeout": 60,
        "graceful-timeout": GRACEFUL_SECONDS,
        "keep-alive": 5,
        "limit-request-line": REQUEST_LINE_BYTES,
        "limit-request-fields": 100,
        "limit-request-field_size": 8190,
        "forwarded-allow-ips": "",  # X-Forwarded-* is read in one place, the application, by trusted_proxies
        "worker-tmp-dir": _memory_folder(),  # heartbeats must not wait for a disk
        "log-level": "warning",
    }
    if settings.log == "json":
        options["logger-class"] = "wiki.server_log.JsonLogger"
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket"]
    command += [f"--{name}={value}" for name, value in options.items()]
    return Service(
        name="web server",
        command=[*command, APPLICATION],
        reload_signal=signal.SIGHUP,
        inherited=(listener,),
        hopeless=_CANNOT_BOOT,
    )


def most_connections(threads: int) -> int:
    """How many connections a process takes. Others wait: one that has no descriptor left would end with all it does."""
    files, _ = _open_files()
    return min(MOST_CONNECTIONS, files - _FILES_OF_A_PROCESS - threads * _FILES_OF_A_REQUEST)


def worker() -> Service:
    """The process that runs the jobs. It ends after its job on SIGTERM, so a reload is a new start."""
    return Service("worker", [sys.executable, "-m", *WORKER], reload_signal=signal.SIGTERM)


def _wrong_settings() -> str | None:
    """Why processes that read their settings now could not start; a typing error must not end what runs."""
    try:
        Settings.from_environment()
    except SettingsError as error:
        return str(error)
    return None


def _allow_open_files() -> None:
    """As many files may be open in this process and those it starts as the system grants, up to what is needed."""
    granted, most = _open_files()
    if granted < min(most, _ENOUGH_FILES):
        _, as_told = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, _ENOUGH_FILES), as_told))


def _open_files() -> tuple[int, int]:
    """How many files a process may open, and how many it may allow itself."""
    granted, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    endless = resource.RLIM_INFINITY  # a negative number
    return (sys.maxsize if granted == endless else granted), (sys.maxsize if most == endless else most)


def _demand_open_files(settings: Settings) -> None:
    missing = LEAST_CONNECTIONS - most_connections(settings.threads)
    if missing > 0:
        files, _ = _open_files()
        line = (
            f"only {files} files may be open at a time, {files + missing} are needed (ulimit -n, LimitNOFILE)"
        )
        raise ServeError(line)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]  # Python adds the address again
        line = f"{host} port {port} cannot be opened: {reason} (WIKI_PORT or --port names another)"
        raise ServeError(line) from None


def _memory_folder() -> Path:
    shared = Path("/dev/shm")  # noqa: S108  gunicorn makes an unlinked file there
    return shared if os.access(shared, os.W_OK) else Path("/tmp")  # noqa: S108


def _announce(where: str, setup_link: SetupLink) -> None:
    click.echo(f"Werkbuch: {where}")
    if link := setup_link(where):
        click.echo(f"Set-up link, valid for 24 hours: {link}")
