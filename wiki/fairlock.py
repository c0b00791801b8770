"""One writer at a time, first come first served: inside a process and between processes.

SQLite's busy handler polls, so under load one writer may wait for seconds while others pass it
(measured: p99 12 ms, max 4,243 ms). `flock` is no better between processes: whoever asks in the moment in which it
becomes free gets it before those who wait. So each writer takes a number, the time, and locks the byte of a file
with that number; whose turn it is, the kernel tells: the one that can lock all bytes before its own. What a process
holds, the kernel frees when it dies, also while it waits. A kernel without such locks gets by with `flock`, in order
inside a process only.

A process that stands still while it holds the lock costs the others a refusal after `wait_seconds`, not their
threads for ever. Limits: one machine, Linux (bytelocks.py).
"""

import errno
import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wiki import bytelocks
from wiki.errors import Unavailable


class FairLock:
    """A lock whose waiters get it in the order in which they asked."""

    def __init__(self, path: Path, wait_seconds: float = 15.0) -> None:
        self._path = path
        self._wait_seconds = wait_seconds
        self._guard = threading.Lock()
        self._queue: deque[_Place] = deque()  # of this process; the first one alone asks the kernel

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for the block. Raises Unavailable after `wait_seconds`."""
        until = time.monotonic() + self._wait_seconds
        place = self._enter()
        try:
            place.wait_for_turn(until)
            yield
        finally:
            self._leave(place)

    def _enter(self) -> "_Place":
        with self._guard:  # so that the queue is in the order of the numbers
            place = _Place(self._path)
            self._queue.append(place)
            if self._queue[0] is place:
                place.is_first.set()
            return place

    def _leave(self, place: "_Place") -> None:
        place.leave()
        with self._guard:
            self._queue.remove(place)
            if self._queue:
                self._queue[0].is_first.set()


class _Place:
    """A place in the queue of all processes; its descriptor is its own, as locks of one descriptor never collide."""

    def __init__(self, path: Path) -> None:
        self.is_first = threading.Event()
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._number = _take_number(self._descriptor)

    def wait_for_turn(self, until: float) -> None:
        """All who came before are done. Raises Unavailable when the time is over."""
        if not self.is_first.wait(until - time.monotonic()):
            raise Unavailable(reason="write_queue")
        try:
            _take(self._descriptor, self._number)
        except BlockingIOError:
            self._wait_for_others(until)

    def leave(self) -> None:
        """The next one may go on."""
        if self._descriptor >= 0:
            _free(self._descriptor, self._number)  # for a forked child's copy, too
            os.close(self._descriptor)

    def _wait_for_others(self, until: float) -> None:
        """Wait in the kernel, which knows no time limit: so another thread does.

        When the time is over, the descriptor is left to that thread, which closes it once its turn has come.
        """
        waiting = _Waiting(self._descriptor, self._number)
        threading.Thread(target=waiting.run, name="write lock", daemon=True).start()
        if not waiting.has_it(until - time.monotonic()):
            self._descriptor = -1
            raise Unavailable(reason="write_queue")


class _Waiting:
    """One wait for other processes."""

    def __init__(self, descriptor: int, number: int) -> None:
        self._descriptor, self._number = descriptor, number
        self._got = threading.Event()
        self._guard = threading.Lock()
        self._is_given_up = False

    def run(self) -> None:
        """Take the lock; give it back at once when nobody waits for it any more."""
        _wait_and_take(self._descriptor, self._number)
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


def _take_number(descriptor: int) -> int:
    """The number of a byte that is locked now: nanoseconds since the machine started, the same for all processes.

    Whoever is held up between the look at the clock and the lock finds a later one served, and takes a new number.
    0 when the kernel knows no such locks.
    """
    while True:
        number = time.monotonic_ns()
        try:
            bytelocks.take(descriptor, number, 1)
        except BlockingIOError:
            continue
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            return 0
        return number


def _take(descriptor: int, number: int) -> None:
    """All who came before are done. Raises BlockingIOError if not."""
    if number:
        bytelocks.take(descriptor, 0, number)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _wait_and_take(descriptor: int, number: int) -> None:
    if number:
        bytelocks.wait_and_take(descriptor, 0, number)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _free(descriptor: int, number: int) -> None:
    if number:
        bytelocks.free(descriptor, 0, number + 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
