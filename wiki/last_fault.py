"""The fault of disk or database that was met last, known to all processes of the machine.

None of them can write to a full or broken disk that something is wrong with it. So who meets a fault marks a byte of
a file that is there already, and who writes something after it another; the number of the byte says what and when.
"""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from wiki import bytelocks, storage_faults
from wiki.storage_faults import StorageFault

_REMEMBERED_MS = 60_000
_FIRST = 1 << 61  # far behind the bytes of the write lock, whose file it is
_KIND = 1 << 45  # milliseconds of a thousand years
_KINDS = (None, *(fault for fault in StorageFault if fault.lasts))  # None: something was written


class LastFault:
    """The fault that one of the processes met last, until one of them writes again, for a minute at most.

    Without a file, and while it is not there, each process knows its own faults alone.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._guard = threading.RLock()
        self._descriptor = -1
        self._own: int | None = None

    def note(self, error: BaseException) -> None:
        """The error is remembered if it is a fault that lasts."""
        fault = storage_faults.of(error)
        if fault is not None and fault.lasts:
            self._tell(fault)

    def clear(self) -> None:
        """Something was written."""
        if self.present is not None:
            self._tell(None)

    @property
    def present(self) -> StorageFault | None:
        """What everybody should know now."""
        told = [] if self._own is None else [self._own]
        if self._is_open():
            with suppress(OSError):  # a kernel without such locks
                told += bytelocks.others_marks(self._descriptor, _FIRST, _FIRST + len(_KINDS) * _KIND)
        latest = (
            max(((number - _FIRST) % _KIND, (number - _FIRST) // _KIND) for number in told) if told else None
        )
        if latest is None or latest[0] < _moment() - _REMEMBERED_MS:
            return None
        return _KINDS[latest[1]]

    def close(self) -> None:
        """Let go of the file; what this process met is forgotten."""
        with self._guard:
            self._own = None
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1

    def _tell(self, fault: StorageFault | None) -> None:
        with self._guard:
            before, self._own = self._own, _FIRST + _KINDS.index(fault) * _KIND + _moment()
            if self._is_open():
                with suppress(OSError):  # as above
                    bytelocks.mark(self._descriptor, self._own)
                    if before is not None and before != self._own:
                        bytelocks.free(self._descriptor, before, 1)

    def _is_open(self) -> bool:
        if self._descriptor < 0 and self._path is not None:
            with self._guard, suppress(OSError):
                self._descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        return self._descriptor >= 0


def _moment() -> int:
    """Milliseconds since the machine started, the same in all processes."""
    return time.monotonic_ns() // 1_000_000
