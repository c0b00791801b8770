"""The worker's part in searching: what was saved can be found a moment later, and the index is as the database is."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wiki.db import Sessions, SqliteReader
from wiki.errors import SchemaChanged
from wiki.outbox import Claim
from wiki.search import indexer
from wiki.search.backend import Busy, DamagedIndexError, SearchBackend
from wiki.search.indexer import Indexer

log = logging.getLogger(__name__)
_REST_SECONDS = 30.0
_COMPARE_SECONDS = 24 * 3600.0
_COMPARE_OFTEN_SECONDS = 300.0
MOST_UNTIDIED = 40
"""So many commits come before segments are put together although more waits: each costs every search and open files."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """What waits in the outbox; an object of its own, since a cache keeps no None."""

    claims: Sequence[Claim]


class Keeper:
    """Takes turns: applies what waits, puts segments together when nothing waits, compares once a day.

    `clock` gives seconds. Whatever fails is tried again after half a minute; what waits stays in the outbox.
    """

    def __init__(
        self, sessions: Sessions, backend: SearchBackend, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sessions, self._backend, self._clock = sessions, backend, clock
        self._indexer = Indexer(sessions, backend)
        self._rests_until = self._compares_at = 0.0
        self._untidied = 1  # commits since segments were put together
        self._is_damaged = False

    @property
    def pause_seconds(self) -> float:
        """How long to wait for the next turn when there was nothing to do; SQLite tells changes at little cost."""
        return 0.05 if self._sessions.is_sqlite else 0.1

    @property
    def _compare_seconds(self) -> float:
        """The worker of another machine may have taken rows that an index of this machine alone needs as well."""
        is_alone = self._sessions.is_sqlite or self._backend.is_shared
        return _COMPARE_SECONDS if is_alone else _COMPARE_OFTEN_SECONDS

    def turn(self) -> int:
        """One turn. Returns how many rows were applied."""
        if self._clock() < self._rests_until:
            return 0
        try:
            return self._work()
        except Busy:
            self._rests_until = self._clock() + 1
        except DamagedIndexError as error:
            log.warning("the index cannot be read, so it is built anew: %s", error)
            self._is_damaged = True
        except SchemaChanged:
            raise
        except Exception:
            log.exception("the index could not be written; it is tried again in half a minute")
            self._rests_until = self._clock() + _REST_SECONDS
        return 0

    def _work(self) -> int:
        if self._is_damaged or self._backend.is_damaged():
            self._indexer.rebuild()
            self._is_damaged = False
        if self._clock() >= self._compares_at:
            indexer.ready(self._indexer, self._backend)
            self._compares_at = self._clock() + self._compare_seconds
        is_waiting = bool(self._waiting())
        if is_waiting and self._untidied >= MOST_UNTIDIED:
            while self._indexer.tidy():
                pass
            self._untidied = 0
        if is_waiting:
            self._untidied += 1
            return self._indexer.work()
        if self._untidied:
            self._untidied = int(self._indexer.tidy())
        return 0

    def _waiting(self) -> Sequence[Claim]:
        with self._sessions.reading() as session:
            if not isinstance(session, SqliteReader):
                return self._indexer.waiting(session)
            return (
                session.unchanged().fetch("index rows", lambda: _Rows(self._indexer.waiting(session))).claims
            )
