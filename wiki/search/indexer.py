"""Keeps the index as the database is: applies what the outbox tells, compares, mends, builds anew.

All is read from the database, so a row may be applied twice, and a lost index costs time only. One process writes:
the worker, or `wiki reindex`, whoever holds the lock file.
"""

import fcntl
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki import outbox
from wiki.db import Sessions
from wiki.outbox import Claim, OutboxRow
from wiki.search import documents
from wiki.search.backend import Document
from wiki.search.compounds import parts_of
from wiki.search.generations import Generations
from wiki.search.whoosh_storage import DamagedIndexError
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


class Busy(Exception):
    """Another process writes the index."""


class Indexer:
    """Writes the index of one wiki."""

    def __init__(self, sessions: Sessions, generations: Generations) -> None:
        self._sessions, self._generations = sessions, generations

    def waiting(self, session: Session) -> Sequence[Claim]:
        """Rows of the outbox that concern the index, oldest first, at most 200."""
        return outbox.waiting(session, EVENTS, _BATCH)

    def apply(self, claims: Sequence[Claim]) -> None:
        """The index holds what these rows tell. DamagedIndexError; Busy."""
        page_ids = sorted(
            {page_id for claim in claims if isinstance(page_id := claim.payload.get("page_id"), int)}
        )
        with self._writing():
            index = self._generations.current()
            with self._sessions.reading() as session:
                found = list(documents.of_pages(session, page_ids))
            gone = {documents.key(page_id) for page_id in page_ids} - {document.key for document in found}
            index.apply(found, gone, max(claim.id for claim in claims))
            if any(claim.name in _ERASING for claim in claims):
                index.erase()

    def tidy(self) -> bool:
        """Segments are put together once. Whether there was anything to do. DamagedIndexError; Busy."""
        with self._writing():
            return self._generations.current().tidy()

    def difference(self) -> Difference:
        """What `mend` would mend; rows that wait in the outbox count as well. DamagedIndexError."""
        index = self._generations.current()
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
        with self._writing():
            found = self.difference()
            if found:
                index = self._generations.current()
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
        return pages > max(50, 2 * self._generations.pages())

    def rebuild(self, progress: Progress = lambda _done, _all: None) -> int:
        """A new generation holds all pages and is in use. Returns how many. Busy."""
        with self._writing():
            with self._sessions.reading() as session:
                total = len(documents.versions(session))
                applied = session.scalar(select(func.max(OutboxRow.id))) or 0
            index = self._generations.begin(self._parts(), total)
            done = 0
            for batch in self._batches():
                index.apply(batch, (), 0)
                done += len(batch)
                progress(done, total)
            index.apply((), (), applied)
            self._generations.publish(index)
        log.info("the index was built from %d pages", done)
        return done

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

    @contextmanager
    def _writing(self) -> Iterator[None]:
        folder = self._generations.folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Busy from error
            yield
        finally:
            os.close(descriptor)


def ready(indexer: Indexer, generations: Generations) -> None:
    """There is an index, and it is as the database is: mended, or built where it is missing or damaged. Busy."""
    try:
        generations.current().applied()
        if indexer.is_outgrown():
            indexer.rebuild()
        else:
            indexer.mend()
    except DamagedIndexError as error:
        log.warning("the index is built anew: %s", error)
        indexer.rebuild()
