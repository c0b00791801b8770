"""Keeps a few processes alive until it is told to stop: start, start again with a growing pause, end cleanly.

Signals: SIGTERM and SIGINT end everything in order, a second one at once; SIGHUP hands each process its
reload signal, unless something hinders it.
Limits: POSIX; knows nothing of the wiki (`serve.py` says which processes there are).
"""

import asyncio
import contextlib
import ctypes
import logging
import os
import signal
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import click

from wiki import logs

log = logging.getLogger(__name__)
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_LIBC = ctypes.CDLL(None)  # opened here: between fork and exec it could wait for a lock for ever


@dataclass(frozen=True)
class Service:
    """One process to keep alive."""

    name: str
    command: Sequence[str]
    reload_signal: signal.Signals
    inherited: tuple[int, ...] = ()  # file descriptors it gets, such as a listening socket
    hopeless: frozenset[int] = frozenset()  # exit codes that say a new start would fail alike


@dataclass(frozen=True)
class Pace:
    """Seconds. The pause doubles from `first` to `longest`; a process that ran for `steady` starts afresh."""

    first: float = 0.5
    longest: float = 30.0
    steady: float = 60.0
    grace: float = 40.0  # longer than a request may take to end, see GRACEFUL_SECONDS in serve.py


def _nothing() -> None:
    """Nothing hinders a reload."""


def supervise(
    services: Sequence[Service], pace: Pace = Pace(), hindrance: Callable[[], str | None] = _nothing
) -> int:
    """Run until a signal or a hopeless end; no process is left. Return 0 after a clean stop, else 1.

    `hindrance` is asked before a reload: with a line why it would fail, the processes go on as they are.
    """
    return asyncio.run(_Supervisor(services, pace, hindrance).run())


@dataclass
class _Supervisor:
    services: Sequence[Service]
    pace: Pace
    hindrance: Callable[[], str | None]
    running: dict[str, Process] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    stop_signals: int = 0
    failed: bool = False

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_stop)
        loop.add_signal_handler(signal.SIGHUP, self._on_reload)
        tasks = [asyncio.create_task(self._keep_running(service)) for service in self.services]
        await self.stopping.wait()
        _, late = await asyncio.wait(tasks, timeout=self.pace.grace)
        if late:
            _say(f"Not ended within {self.pace.grace:g} s, killed: {', '.join(self.running)}")
            self._kill_all()
        await asyncio.gather(*tasks)
        return int(self.failed)

    async def _keep_running(self, service: Service) -> None:
        pause = self.pace.first
        while not self.stopping.is_set():
            started = time.monotonic()
            code = await self._run_once(service)
            if self.stopping.is_set():
                return
            if code in service.hopeless:
                _say(f"{service.name} cannot start (exit code {code})")
                self.failed = True
                self._stop()
                return
            if time.monotonic() - started >= self.pace.steady:
                pause = self.pace.first
            _say(f"{service.name} ended ({_ending(code)}), starts again in {pause:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), pause)
            pause = min(pause * 2, self.pace.longest)

    async def _run_once(self, service: Service) -> int:
        # Own session: Ctrl-C in a terminal reaches the supervisor alone, which then ends them in order.
        process = await asyncio.create_subprocess_exec(
            *service.command,
            pass_fds=service.inherited,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self.running[service.name] = process
        if self.stopping.is_set():  # the signal came while the process was being made
            process.terminate()
        try:
            return await process.wait()
        finally:
            del self.running[service.name]

    def _on_stop(self) -> None:
        self.stop_signals += 1
        if self.stop_signals > 1:
            self._kill_all()
        else:
            self._stop()

    def _on_reload(self) -> None:
        if line := self.hindrance():
            _say(f"not loaded again, what ran goes on: {line}")
            return
        for service in self.services:
            if service.name in self.running:
                _send(self.running[service.name], service.reload_signal)

    def _stop(self) -> None:
        self.stopping.set()
        for process in self.running.values():
            _send(process, signal.SIGTERM)

    def _kill_all(self) -> None:
        self.failed = True
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with its children: it leads its own group


def _send(process: Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # it ended by itself a moment ago
        process.send_signal(number)


def _end_with_parent() -> None:
    """Ask Linux to end this process when the supervisor is killed, so that none keeps port or lock."""
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _say(line: str) -> None:
    if logs.is_json():
        log.warning("%s", line)
    else:
        click.echo(f"wiki serve: {line}", err=True)
