"""Counts what really reaches SQLite, prepared statements too, which the library's own events do not see."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from wiki.db import Sessions


@contextmanager
def statements(sessions: Sessions) -> Iterator[list[str]]:
    """The list that fills with the reading statements while the block runs (BEGIN and pragmas left out)."""
    seen: list[str] = []

    def note(statement: str) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    def watch(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.set_trace_callback(note)

    def leave(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(None)

    engine = sessions._reader
    event.listen(engine, "checkout", watch)
    event.listen(engine, "checkin", leave)
    try:
        yield seen
    finally:
        event.remove(engine, "checkout", watch)
        event.remove(engine, "checkin", leave)
