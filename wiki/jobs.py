"""What a long job of the worker is given: the doors to database, files and settings.

A job prepares without a lock and opens short write blocks of its own; it may run twice and is idempotent.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from wiki.blobs import BlobStore
from wiki.db import Sessions
from wiki.settings import Settings


@dataclass(frozen=True, slots=True)
class Workplace:
    """What jobs and chores work with."""

    sessions: Sessions
    blobs: BlobStore
    settings: Settings

    def write(self, change: Callable[[Session], object]) -> None:
        """What `change` does to its session is stored, in one write block."""
        with self.sessions.writing() as session:
            change(session)


class Later(Exception):
    """The job cannot be done now; it is tried again after growing pauses that begin with this one."""

    def __init__(self, reason: str, first_pause_seconds: int) -> None:
        super().__init__(reason)
        self.first_pause_seconds = first_pause_seconds


class GiveUp(Exception):
    """The job cannot be done, and trying again would not help: it stays for a person to see."""


Job = Callable[[Workplace, dict[str, object]], None]
"""Runs one row of the outbox, given its payload."""

Chore = Callable[[Workplace], object]
"""Runs each hour, whether there is something to do or not."""
