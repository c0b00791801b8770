"""The generations of the index in PostgreSQL: the one in use, and the one that a rebuild fills beside it.

All machines read the same. One worker writes at a time: whoever holds an advisory lock of the database.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from wiki.db import Sessions
from wiki.search.backend import Asked, Busy, DamagedIndexError, Index, Matches, Moment
from wiki.search.compounds import Splitter
from wiki.search.models import SearchDocument, SearchIndex
from wiki.search.postgresql_backend import PostgresIndex
from wiki.search.snippets import Split

FORMAT = f"1 postgresql snowball {version('pystemmer')}"
_LOCK = 7_203_119  # any number that only the index uses
_REMOVED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class _Open:
    index: PostgresIndex
    pages: int


class PostgresGenerations:
    """The index of a wiki, as one process sees it."""

    is_shared = True

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._lock = threading.Lock()
        self._open: _Open | None = None

    def search(self, session: Session, asked: Asked) -> Matches:
        """What the index in use finds. DamagedIndexError."""
        return self._used(session).index.search(session, asked)

    def moment(self) -> Moment:
        """Which commit of which generation would be asked in a new snapshot. DamagedIndexError."""
        with self._sessions.reading() as session:
            found = session.execute(
                select(SearchIndex.id, SearchIndex.commits).where(SearchIndex.is_used)
            ).first()
        if found is None:
            raise DamagedIndexError("there is no index yet")
        return str(found.id), found.commits

    def current(self) -> PostgresIndex:
        """The index in use. DamagedIndexError where there is none, or one of another format."""
        with self._sessions.reading() as session:
            return self._used(session).index

    def pages(self) -> int:
        """From how many pages the parts of words in use were taken. DamagedIndexError."""
        with self._sessions.reading() as session:
            return self._used(session).pages

    def split(self) -> Split:
        """Gives the parts of compounds under which they are found. DamagedIndexError."""
        known = self._open
        return (known.index if known else self.current()).split

    def begin(self, parts: frozenset[str], pages: int) -> PostgresIndex:
        """An empty generation that nobody reads yet; what an earlier rebuild left is gone."""
        self._sweep()
        with self._sessions.writing() as session:
            made = SearchIndex(format=FORMAT, pages=pages, parts=json.dumps(sorted(parts)))
            session.add(made)
            session.flush()
            return PostgresIndex(self._sessions, made.id, Splitter(parts).split)

    def is_damaged(self) -> bool:
        """Never: what PostgreSQL cannot read it says itself."""
        return False

    def publish(self, index: Index) -> None:
        """Everybody reads this one from here on; the others are gone."""
        if not isinstance(index, PostgresIndex):
            raise TypeError("an index of another kind")
        with self._sessions.writing() as session:
            session.execute(update(SearchIndex).values(is_used=SearchIndex.id == index.generation))
        self._sweep()
        index.tidy()
        index.erase()  # and the planner learns what the words are like

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Nobody else writes the index meanwhile, on any machine. Busy."""
        with self._sessions.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.scalar(select(func.pg_try_advisory_lock(_LOCK))):
                raise Busy
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(_LOCK)))

    def _used(self, session: Session) -> _Open:
        number = session.scalar(
            select(SearchIndex.id).where(SearchIndex.is_used, SearchIndex.format == FORMAT)
        )
        if number is None:
            raise DamagedIndexError("there is no index yet")
        with self._lock:
            if self._open is None or self._open.index.generation != number:
                row = session.get_one(SearchIndex, number)
                split = Splitter(frozenset(json.loads(row.parts))).split
                self._open = _Open(PostgresIndex(self._sessions, number, split), row.pages)
            return self._open

    def _sweep(self) -> None:
        """Generations that are not in use are gone, a piece at a time: no statement takes long."""
        used = select(SearchIndex.id).where(SearchIndex.is_used)
        some = select(SearchDocument.id).where(SearchDocument.generation.not_in(used)).limit(_REMOVED_AT_ONCE)
        while True:
            with self._sessions.writing() as session:
                gone = session.scalars(
                    delete(SearchDocument).where(SearchDocument.id.in_(some)).returning(SearchDocument.id)
                ).all()
                if not gone:
                    session.execute(delete(SearchIndex).where(~SearchIndex.is_used))
                    return
