"""One writer at a time, first come first served: inside a process and between processes.

SQLite's busy handler polls, so under load one writer may wait for seconds while others pass it
(measured: p99 12 ms, max 4,243 ms). Threads queue here in order; between processes one `flock` on a file
beside the database decides, and the kernel frees it when its holder dies.
"""

import fcntl
import os
import threading
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
        """Hold the lock for the block. Raises Unavailable after `wait_seconds` in the queue."""
        self._enter()
        try:
            self._lock_file()
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

    def _lock_file(self) -> None:
        if self._process_id != os.getpid():  # a forked child must not share its parent's descriptor
            self._file_descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._process_id = os.getpid()
        fcntl.flock(self._file_descriptor, fcntl.LOCK_EX)
