"""Keeps the index as the database is: applies what the outbox tells, compares, mends, builds anew.

All is read from the database, so a row may be applied twice, and a lost index costs time only. One process writes:
a worker, or `wiki reindex`, whoever holds the engine's lock.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki import outbox
from wiki.db import Sessions
from wiki.outbox import Claim, OutboxRow
from wiki.search import documents, file_documents
from wiki.search.backend import FILE, PAGE, DamagedIndexError, Document, Index, SearchBackend
from wiki.search.compounds import parts_of
from wiki.search.documents import KINDS
from wiki.search.words import words

log = logging.getLogger(__name__)
_OF_PAGES = (
    "PageCreated",
    "PageSaved",
    "PageRenamed",
    "PageDeleted",
    "PageRestored",
    "PagePurged",
    "RevisionsRedacted",
)
_OF_FILES = (
    "AttachmentAdded",
    "AttachmentRenamed",
    "AttachmentMoved",
    "AttachmentDeleted",
    "FileVersionRemoved",
    "FileTextTaken",
)
EVENTS = (*_OF_PAGES, *_OF_FILES)
"""Events after which the document of a page or a file is another, or none."""

_ERASING = frozenset({"PagePurged", "RevisionsRedacted", "AttachmentDeleted", "FileVersionRemoved"})
_MOST_SIGNS = 40_000_000  # of a segment, which is held in memory while it is written
_FILES_AT_ONCE = 20  # each may have a text of a million signs
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
        index.verify()
        with self._sessions.reading() as session:
            right = documents.versions(session) | file_documents.versions(session)
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
                if found.ghosts:
                    index.apply((), found.ghosts, 0)
                for batch in _batches(self._documents(found.missing | found.stale)):
                    index.apply(batch, (), 0)
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
                total = len(documents.versions(session) | file_documents.versions(session))
                applied = session.scalar(select(func.max(OutboxRow.id))) or 0
                pages = len(documents.versions(session))
            index = self._backend.begin(self._parts(), pages)
            done = 0
            for batch in _batches(self._documents(None)):
                index.apply(batch, (), 0)
                done += len(batch)
                progress(done, total)
            index.apply((), (), applied)
            self._backend.publish(index)
        log.info("the index was built from %d pages", done)
        return done

    def _apply(self, claims: Sequence[Claim]) -> None:
        index = self._backend.current()
        keys = {documents.key(one) for one in _ids(claims, _OF_PAGES, "page_id")}
        keys |= {documents.key(one, FILE) for one in _ids(claims, _OF_FILES, "attachment_id")}
        if any(claim.name == "PagePurged" for claim in claims):
            keys |= self._ghosts_of_files(index)
        found = list(self._documents(keys))
        index.apply(found, keys - {document.key for document in found}, max(claim.id for claim in claims))
        if any(claim.name in _ERASING for claim in claims):
            index.erase()

    def _ghosts_of_files(self, index: Index) -> set[int]:
        """Files in the index that are no more: they went with their page, and nothing tells which they were."""
        with self._sessions.reading() as session:
            there = file_documents.versions(session).keys()
        return {key for key, _ in index.inventory() if file_documents.is_file(key) and key not in there}

    def _documents(self, keys: AbstractSet[int] | None) -> Iterator[Document]:
        """Documents with these keys, or all, those of pages first; read in short snapshots."""
        for kind, source, at_once in (
            (PAGE, _Source(documents.ids, documents.of_pages), _READ_AT_ONCE),
            (FILE, _Source(file_documents.ids, file_documents.of_files), _FILES_AT_ONCE),
        ):
            ids = None if keys is None else sorted(one // KINDS for one in keys if one % KINDS == kind)
            after = place = 0
            while True:
                with self._sessions.reading() as session:
                    some = (
                        source.ids(session, after, at_once) if ids is None else ids[place : place + at_once]
                    )
                    found = list(source.documents(session, some)) if some else []
                if not some:
                    break
                yield from found
                after, place = some[-1], place + at_once

    def _parts(self) -> frozenset[str]:
        counts: Counter[str] = Counter()
        for read, document in enumerate(self._documents(None)):
            if read >= _MOST_READ_FOR_PARTS or document.kind != PAGE:
                break
            if document.language == "de":
                counts.update(set(words(document.body)))
        return parts_of(counts)


@dataclass(frozen=True, slots=True)
class _Source:
    """How documents of a kind are read."""

    ids: Callable[[Session, int, int], list[int]]
    documents: Callable[[Session, Sequence[int]], Iterator[Document]]


def _ids(claims: Sequence[Claim], names: Sequence[str], field: str) -> Iterator[int]:
    found = (claim.payload.get(field) for claim in claims if claim.name in names)
    yield from (one for one in found if isinstance(one, int))


def _batches(found: Iterator[Document]) -> Iterator[list[Document]]:
    """In segments that fit into memory."""
    batch: list[Document] = []
    signs = 0
    for document in found:
        batch.append(document)
        signs += len(document.body)
        if len(batch) >= _SEGMENT or signs >= _MOST_SIGNS:
            yield batch
            batch, signs = [], 0
    if batch:
        yield batch


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
