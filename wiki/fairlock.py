"""One writer at a time, first come first served: inside a process and between processes.

SQLite's busy handler polls, so under load one writer may wait for seconds while others pass it
(measured: p99 12 ms, max 4,243 ms). Threads queue here in order; between processes one `flock` on a file
beside the database decides, and the kernel frees it when its holder dies. A process that stands still while it
holds the lock costs the others a refusal after `wait_seconds`, not their threads for ever.
"""

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wiki.errors import Unavailable


class FairLock:
    """A lock whose waiters get it in the order in which they asked."""

    def __init__(self, path: Path, wait_seconds: float = 15.0) -> None:
        self._path = path
        self._wait_seconds = wait_seconds
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_held = False
        self._file_descriptor = -1
        self._process_id = -1

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for the block. Raises Unavailable after `wait_seconds` in both queues."""
        until = time.monotonic() + self._wait_seconds
        self._enter()
        try:
            self._lock_file(until)
            try:
                yield
            finally:
                fcntl.flock(self._file_descriptor, fcntl.LOCK_UN)
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._guard:
            if not self._is_held:
                self._is_held = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(self._wait_seconds):
            return
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                raise Unavailable(reason="write_queue")
        # The turn came between the time-out and the guard: it is ours.

    def _leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_held = False

    def _lock_file(self, until: float) -> None:
        if self._process_id != os.getpid():  # a forked child must not share its parent's descriptor
            self._file_descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._process_id = os.getpid()
        try:
            fcntl.flock(self._file_descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._wait_for_file(until)

    def _wait_for_file(self, until: float) -> None:
        """Wait in the kernel's queue, which is in order; asking again and again would not be.

        The kernel knows no time limit, so a thread waits for this one. When the time is over, the descriptor is
        left to that thread, which closes it once it has the lock; the next writer opens its own.
        """
        waiting = _WaitingForFile(self._file_descriptor)
        threading.Thread(target=waiting.run, name="write lock", daemon=True).start()
        if not waiting.has_it(until - time.monotonic()):
            self._process_id = -1
            raise Unavailable(reason="write_queue")


class _WaitingForFile:
    """One wait for the lock of a file that another process holds."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._got = threading.Event()
        self._guard = threading.Lock()
        self._is_given_up = False

    def run(self) -> None:
        """Take the lock; give it back at once when nobody waits for it any more."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        with self._guard:
            if self._is_given_up:
                os.close(self._descriptor)
            else:
                self._got.set()

    def has_it(self, seconds: float) -> bool:
        """Whether the lock came within that time; if not, it will be given back."""
        if self._got.wait(max(seconds, 0)):
            return True
        with self._guard:
            self._is_given_up = not self._got.is_set()
            return not self._is_given_up
