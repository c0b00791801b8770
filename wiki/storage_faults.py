"""What is wrong below the wiki when a statement or a file operation fails: disk, file system, database server.

Knows SQLite's sentences and PostgreSQL's codes (https://www.postgresql.org/docs/current/errcodes-appendix.html).
Limits: what is none of these is a fault of the program.
"""

import errno
from enum import Enum

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StorageFault(Enum):
    """In words for the log and for programs; `wiki.web.sentences` has those for people."""

    FULL = "storage_full"
    READ_ONLY = "read_only"
    DAMAGED = "damaged"
    BROKEN = "input_output"
    AWAY = "unavailable"

    @property
    def lasts(self) -> bool:
        """Whether everybody should know: nothing can be saved until somebody mends it."""
        return self is not StorageFault.AWAY


_SQLITE = (
    ("database or disk is full", StorageFault.FULL),
    ("readonly database", StorageFault.READ_ONLY),
    ("disk image is malformed", StorageFault.DAMAGED),
    ("file is not a database", StorageFault.DAMAGED),
    ("disk I/O error", StorageFault.BROKEN),
    ("unable to open database file", StorageFault.BROKEN),
    ("locked", StorageFault.AWAY),
)
_POSTGRES = {
    "53100": StorageFault.FULL,  # disk_full
    "25006": StorageFault.READ_ONLY,  # read_only_sql_transaction: a standby
    "58030": StorageFault.BROKEN,  # io_error
    "XX001": StorageFault.DAMAGED,  # data_corrupted
    "XX002": StorageFault.DAMAGED,  # index_corrupted
    "57014": StorageFault.AWAY,  # query_canceled: the time limit of a statement
    "55P03": StorageFault.AWAY,  # lock_not_available
    "40001": StorageFault.AWAY,  # serialization_failure
    "40P01": StorageFault.AWAY,  # deadlock_detected
    "53300": StorageFault.AWAY,  # too_many_connections
    "57P01": StorageFault.AWAY,  # admin_shutdown
    "57P02": StorageFault.AWAY,  # crash_shutdown
    "57P03": StorageFault.AWAY,  # cannot_connect_now
}
_SYSTEM = {
    errno.ENOSPC: StorageFault.FULL,
    errno.EDQUOT: StorageFault.FULL,
    errno.EROFS: StorageFault.READ_ONLY,
    errno.EPERM: StorageFault.READ_ONLY,  # an immutable file
    errno.EIO: StorageFault.BROKEN,
    errno.EMFILE: StorageFault.AWAY,
    errno.ENFILE: StorageFault.AWAY,
    errno.ENOMEM: StorageFault.AWAY,
}


def of(error: BaseException) -> StorageFault | None:
    """What is wrong, or None when it is something else."""
    if isinstance(error, PoolTimeout):
        return StorageFault.AWAY
    if isinstance(error, DBAPIError):
        return _of_database(error)
    return _SYSTEM.get(error.errno or 0) if isinstance(error, OSError) else None


def _of_database(error: DBAPIError) -> StorageFault | None:
    if (known := _POSTGRES.get(getattr(error.orig, "sqlstate", None) or "")) is not None:
        return known
    text = str(error.orig)
    found = next((fault for sign, fault in _SQLITE if sign in text), None)
    is_away = error.connection_invalidated or "connection" in text
    return found or (StorageFault.AWAY if is_away else None)
