"""Counts what really reaches SQLite, prepared statements too, which the library's own events do not see."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Engine, event

from wiki.db import Sessions

_OWN = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@contextmanager
def statements(sessions: Sessions) -> Iterator[list[str]]:
    """The list that fills with the reading statements while the block runs (BEGIN and pragmas left out)."""
    seen: list[str] = []

    def note(statement: str) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    with _traced(sessions._reader, note):
        yield seen


@contextmanager
def all_statements(sessions: Sessions) -> Iterator[list[str]]:
    """As `statements`, with those of write blocks; only what this thread runs."""
    seen: list[str] = []
    mine = threading.get_ident()

    def note(statement: str) -> None:
        if threading.get_ident() == mine and not statement.lstrip().upper().startswith(_OWN):
            seen.append(statement)

    with ExitStack() as stack:
        for engine in (sessions._reader, sessions._writer):
            stack.enter_context(_traced(engine, note))
        yield seen


@contextmanager
def _traced(engine: Engine, note: Any) -> Iterator[None]:
    def watch(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.set_trace_callback(note)

    def leave(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(None)

    event.listen(engine, "checkout", watch)
    event.listen(engine, "checkin", leave)
    try:
        yield
    finally:
        event.remove(engine, "checkout", watch)
        event.remove(engine, "checkin", leave)
