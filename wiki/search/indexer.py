"""Keeps the index as the database is: applies what the outbox tells, compares, mends, builds anew.

All is read from the database, so a row may be applied twice, and a lost index costs time only. One process writes:
a worker, or `wiki reindex`, whoever holds the engine's lock.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki import outbox
from wiki.db import Sessions
from wiki.outbox import Claim, OutboxRow
from wiki.search import documents
from wiki.search.backend import DamagedIndexError, Document, SearchBackend
from wiki.search.compounds import parts_of
from wiki.search.words import words

log = logging.getLogger(__name__)
EVENTS = (
    "PageCreated",
    "PageSaved",
    "PageRenamed",
    "PageDeleted",
    "PageRestored",
    "PagePurged",
    "RevisionsRedacted",
)
"""Events after which a page's document is another, or none."""

_ERASING = frozenset({"PagePurged", "RevisionsRedacted"})
_BATCH, _READ_AT_ONCE, _SEGMENT = 200, 200, 5000
_MOST_READ_FOR_PARTS = 20_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where index and database differ, in keys of documents."""

    missing: frozenset[int]
    stale: frozenset[int]
    ghosts: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.ghosts)


class Indexer:
    """Writes the index of one wiki."""

    def __init__(self, sessions: Sessions, backend: SearchBackend) -> None:
        self._sessions, self._backend = sessions, backend

    def waiting(self, session: Session) -> Sequence[Claim]:
        """Rows of the outbox that concern the index, oldest first, at most 200."""
        return outbox.waiting(session, EVENTS, _BATCH)

    def work(self) -> int:
        """What waits in the outbox is in the index, and waits no longer. Returns how many rows did.

        Read, applied and finished behind the lock: no other machine does the same rows. DamagedIndexError; Busy.
        """
        with self._backend.writing():
            with self._sessions.reading() as session:
                claims = self.waiting(session)
            if claims:
                self._apply(claims)
                with self._sessions.writing() as session:
                    outbox.finish(session, [claim.id for claim in claims])
        return len(claims)

    def tidy(self) -> bool:
        """Segments are put together once. Whether there was anything to do. DamagedIndexError; Busy."""
        with self._backend.writing():
            return self._backend.current().tidy()

    def difference(self) -> Difference:
        """What `mend` would mend; rows that wait in the outbox count as well. DamagedIndexError."""
        index = self._backend.current()
        with self._sessions.reading() as session:
            right = documents.versions(session)
        there = dict(index.inventory())
        return Difference(
            frozenset(right.keys() - there.keys()),
            frozenset(key for key, version in there.items() if key in right and right[key] != version),
            frozenset(there.keys() - right.keys()),
        )

    def mend(self) -> Difference:
        """The index is as the database is. Returns what was different. DamagedIndexError; Busy."""
        with self._backend.writing():
            found = self.difference()
            if found:
                index = self._backend.current()
                wanted = sorted(key // documents.KINDS for key in found.missing | found.stale)
                index.apply(self._documents(wanted), found.ghosts, 0)
                log.warning(
                    "the index was mended: %d missing, %d stale, %d ghosts",
                    len(found.missing), len(found.stale), len(found.ghosts),
                )  # fmt: skip
        return found

    def is_outgrown(self) -> bool:
        """Whether the wiki has more than doubled since its words were told apart. DamagedIndexError."""
        with self._sessions.reading() as session:
            pages = len(documents.versions(session))
        return pages > max(50, 2 * self._backend.pages())

    def rebuild(self, progress: Progress = lambda _done, _all: None) -> int:
        """A new generation holds all pages and is in use. Returns how many. Busy."""
        with self._backend.writing():
            with self._sessions.reading() as session:
                total = len(documents.versions(session))
                applied = session.scalar(select(func.max(OutboxRow.id))) or 0
            index = self._backend.begin(self._parts(), total)
            done = 0
            for batch in self._batches():
                index.apply(batch, (), 0)
                done += len(batch)
                progress(done, total)
            index.apply((), (), applied)
            self._backend.publish(index)
        log.info("the index was built from %d pages", done)
        return done

    def _apply(self, claims: Sequence[Claim]) -> None:
        named = (claim.payload.get("page_id") for claim in claims)
        page_ids = sorted({page_id for page_id in named if isinstance(page_id, int)})
        index = self._backend.current()
        with self._sessions.reading() as session:
            found = list(documents.of_pages(session, page_ids))
        gone = {documents.key(page_id) for page_id in page_ids} - {document.key for document in found}
        index.apply(found, gone, max(claim.id for claim in claims))
        if any(claim.name in _ERASING for claim in claims):
            index.erase()

    def _batches(self) -> Iterator[list[Document]]:
        batch: list[Document] = []
        for document in self._documents(None):
            batch.append(document)
            if len(batch) >= _SEGMENT:
                yield batch
                batch = []
        if batch:
            yield batch

    def _documents(self, page_ids: Sequence[int] | None) -> Iterator[Document]:
        """Documents of these pages, or of all; read in short snapshots."""
        after = place = 0
        while True:
            with self._sessions.reading() as session:
                if page_ids is None:
                    some = documents.ids(session, after, _READ_AT_ONCE)
                else:
                    some = list(page_ids[place : place + _READ_AT_ONCE])
                found = list(documents.of_pages(session, some)) if some else []
            if not some:
                return
            yield from found
            after, place = some[-1], place + _READ_AT_ONCE

    def _parts(self) -> frozenset[str]:
        counts: Counter[str] = Counter()
        for read, document in enumerate(self._documents(None)):
            if read >= _MOST_READ_FOR_PARTS:
                break
            if document.language == "de":
                counts.update(set(words(document.body)))
        return parts_of(counts)


def ready(indexer: Indexer, backend: SearchBackend) -> None:
    """There is an index, and it is as the database is: mended, or built where it is missing or damaged. Busy."""
    try:
        backend.current().applied()
        if indexer.is_outgrown():
            indexer.rebuild()
        else:
            indexer.mend()
    except DamagedIndexError as error:
        log.warning("the index is built anew: %s", error)
        indexer.rebuild()
