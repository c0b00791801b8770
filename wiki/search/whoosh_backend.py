"""The index of Whoosh as a search engine: writing in the worker, reading in every process."""

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from wiki.search import whoosh_writer
from wiki.search.backend import (
    DamagedIndexError,
    Document,
    Facets,
    Match,
    Matches,
    PageMap,
    Readable,
    Resolve,
)
from wiki.search.scoring import Fit, Mask, Scorer
from wiki.search.syntax import Question
from wiki.search.whoosh_snapshot import Segment, Snapshot, Snapshots
from wiki.search.whoosh_storage import PlacedStorage, check, latest, read_state
from wiki.search.whoosh_writer import Split, Writer

_MOST_MASKS = 64
_SHOWN_TAGS = 30
_NOWHERE = -1
_EPOCH = np.datetime64("1970-01-01", "D")


class WhooshIndex:
    """One folder with an index. Several processes may read, one writes."""

    def __init__(self, folder: Path, split: Split = lambda _word: ()) -> None:
        self.folder = folder
        self.split = split
        self._snapshots = Snapshots(folder)
        self._places = _Places()

    def create(self) -> None:
        """An empty index stands in the folder, which nobody else may enter."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        whoosh_writer.create(PlacedStorage(self.folder))

    def snapshot(self) -> Snapshot:
        """The index as it is now. DamagedIndexError."""
        return self._snapshots.current()

    def applied(self) -> int:
        """The last row of the outbox that was applied. DamagedIndexError."""
        return self.snapshot().applied

    def apply(self, documents: Iterable[Document], gone: Iterable[int], applied: int) -> None:
        """The documents are as given, those with the keys in `gone` are no more; durable on return."""
        new = {document.key: document for document in documents}
        snapshot = self.snapshot()

        def change(writer: Writer) -> None:
            writer.remove(snapshot.find(frozenset(gone) | frozenset(new)))
            for document in new.values():
                writer.add(document)

        self._commit(change, max(applied, snapshot.applied))

    def tidy(self) -> bool:
        """Small segments become one. Whether there was anything to do; call it again until not."""
        snapshot = self.snapshot()
        segments = whoosh_writer.to_merge(snapshot)
        if segments:
            self._commit(lambda writer: writer.merge_in(segments), snapshot.applied)
        return bool(segments)

    def erase(self) -> None:
        """What was removed is no longer in any file."""
        snapshot = self.snapshot()
        segments = [one for one in snapshot.segments if not one.alive.all()]
        if segments:
            self._commit(lambda writer: writer.merge_in(segments), snapshot.applied)

    def verify(self) -> None:
        """All files are as they were written. DamagedIndexError."""
        generation = self.snapshot().generation
        try:
            state = read_state(self.folder, generation)
            check(self.folder, state.files, state)
        except DamagedIndexError:
            if latest(self.folder) == generation:
                raise  # else a commit removed what it put together: the next one is looked at next time

    def inventory(self) -> Iterator[tuple[int, int]]:
        """Key and version of every document. DamagedIndexError."""
        for segment in self.snapshot().segments:
            keys, versions = segment.columns["document"], segment.columns["version"]
            yield from zip(keys[segment.alive].tolist(), versions[segment.alive].tolist(), strict=True)

    def search(
        self,
        question: Question,
        readable: Readable,
        resolve: Resolve,
        *,
        skip: int,
        limit: int,
        facets: bool = False,
    ) -> Matches:
        """What the reader may read of what fits, the best first, then the latest. DamagedIndexError."""
        if not readable.scopes or not question.clauses:
            return Matches((), 0)
        snapshot = self.snapshot()
        scorer = Scorer(snapshot, question, resolve)
        found: list[tuple[Segment, NDArray[Any], Fit]] = []
        for segment in snapshot.segments:
            segment.files.demand_uncut()
            spaces, allowed = self._places.of(segment, readable)
            fit = scorer.fit(segment, spaces)
            found.append((segment, spaces, Fit(fit.mask & allowed, fit.scores)))
        return Matches(
            _best(found, skip, limit),
            int(sum(fit.mask.sum() for _, _, fit in found)),
            _facets(found) if facets else None,
        )

    def _commit(self, change: Callable[[Writer], None], applied: int) -> None:
        writer = Writer(PlacedStorage(self.folder), self.split)
        try:
            change(writer)
            writer.finish(applied)
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise


class _Places:
    """Where the documents of segments lie now, by the database: kept until a page comes, goes or moves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: PageMap | None = None
        self._found: dict[str, tuple[NDArray[Any], NDArray[Any]]] = {}
        self._masks: LRUCache[tuple[int, frozenset[int]], Mask] = LRUCache(_MOST_MASKS)

    def of(self, segment: Segment, readable: Readable) -> tuple[NDArray[Any], Mask]:
        """The space of each document, and whether the reader may read it. What has no place may be read by nobody."""
        with self._lock:
            if readable.pages is not self._pages:
                self._pages = readable.pages
                self._found.clear()
                self._masks.clear()
            if segment.name not in self._found:
                self._found[segment.name] = _places(segment, readable.pages)
            scopes, spaces = self._found[segment.name]
            key = (segment.number, readable.scopes)
            if key not in self._masks:
                ids = np.fromiter(readable.scopes, np.int64, len(readable.scopes))
                self._masks[key] = np.isin(scopes, ids[ids >= 0]) & segment.alive
            return spaces, self._masks[key]


def _places(segment: Segment, pages: PageMap) -> tuple[NDArray[Any], NDArray[Any]]:
    ids = np.asarray(pages.ids)
    if not len(ids):
        nowhere = np.full(segment.count, _NOWHERE, np.int64)
        return nowhere, nowhere
    wanted = segment.columns["page"].astype(np.int64)
    places = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    is_there = ids[places] == wanted
    scopes = np.where(is_there, np.asarray(pages.scopes)[places], _NOWHERE)
    spaces = np.where(is_there, np.asarray(pages.spaces)[places], _NOWHERE)
    return scopes, spaces


def _best(found: list[tuple[Segment, NDArray[Any], Fit]], skip: int, limit: int) -> tuple[Match, ...]:
    wanted = skip + limit
    best: list[tuple[float, int, int, int]] = []
    for segment, _spaces, fit in found:
        numbers = np.flatnonzero(fit.mask)
        if len(numbers) > wanted:
            order = fit.scores[numbers] + segment.columns["day"][numbers] * 1e-7
            numbers = numbers[np.argpartition(-order, wanted)[:wanted]]
        best += zip(
            (-fit.scores[numbers]).tolist(),
            (-segment.columns["day"][numbers].astype(np.int64)).tolist(),
            segment.columns["document"][numbers].tolist(),
            segment.columns["page"][numbers].tolist(),
            strict=True,
        )
    return tuple(Match(key, page, -score) for score, _day, key, page in sorted(best)[skip:wanted])


def _facets(found: list[tuple[Segment, NDArray[Any], Fit]]) -> Facets:
    spaces: dict[int, int] = {}
    years: dict[int, int] = {}
    kinds: dict[int, int] = {}
    tags: dict[str, int] = {}
    for segment, of_space, fit in found:
        _count(spaces, of_space[fit.mask])
        _count(kinds, segment.columns["kind"][fit.mask])
        days = _EPOCH + segment.columns["day"][fit.mask].astype("timedelta64[D]")
        _count(years, days.astype("datetime64[Y]").astype(np.int64) + 1970)
        for tag, count in segment.files.tags.counts(fit.mask):
            tags[tag] = tags.get(tag, 0) + count
    first = sorted(tags.items(), key=lambda one: (-one[1], one[0]))[:_SHOWN_TAGS]
    return Facets(spaces, dict(first), years, kinds)


def _count(counts: dict[int, int], values: NDArray[Any]) -> None:
    if not len(values):
        return
    least = int(values.min())
    found = np.bincount(values.astype(np.int64) - least)  # ids, years and kinds lie close together
    for place in np.flatnonzero(found).tolist():
        counts[place + least] = counts.get(place + least, 0) + int(found[place])
