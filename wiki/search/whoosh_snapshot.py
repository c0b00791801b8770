"""The index as it was at one commit: never changed, read by all threads at once without a lock.

A Whoosh searcher must not be shared, since its matchers move one place in the file. Here postings are read at their
places and kept as arrays, for all segments together up to a limit. Nothing that cannot be read counts as absent:
DamagedIndexError says that the index has to be built again.
"""

import itertools
import pickle
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from struct import error as struct_error
from typing import Any

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from whoosh.index import TOC
from whoosh.util.numeric import byte_to_length

from wiki.search.backend import DamagedIndexError
from wiki.search.whoosh_codec import COLUMNS, TEXT_FIELDS, Numbers, Postings, unpack, unpack_places
from wiki.search.whoosh_storage import (
    NAME,
    PlacedFile,
    PlacedStorage,
    State,
    check,
    latest,
    read_state,
    toc_name,
)
from wiki.search.whoosh_terms import Terms

_KEPT_BYTES = 128 << 20
_MOST_STARTING = 200
_MOST_TAGS = 2000
_LENGTHS = np.array([byte_to_length(sign) for sign in range(256)], np.float32)
_UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, TypeError, ValueError,
    pickle.UnpicklingError, struct_error,
)  # fmt: skip


class _Kept:
    """Postings and places that were read, the least used forgotten."""

    def __init__(self, limit: int) -> None:
        self._kept: LRUCache[tuple[str, str, str, bool], Any] = LRUCache(
            limit, getsizeof=lambda one: 200 + one[1]
        )
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str, str, bool]) -> Any:
        with self._lock:
            found = self._kept.get(key)
        return found[0] if found else None

    def put(self, key: tuple[str, str, str, bool], value: Any, size: int) -> None:
        with self._lock:
            if size < self._kept.maxsize // 4:
                self._kept[key] = (value, size)


kept = _Kept(_KEPT_BYTES)
_numbers = itertools.count()
NONE = Postings(np.zeros(0, np.uint32), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class Tags:
    """The first tags of a segment, and where the documents of each begin among those of all."""

    names: list[str]
    documents: Numbers
    starts: NDArray[np.int64]

    def counts(self, mask: NDArray[np.bool_]) -> Iterator[tuple[str, int]]:
        """The tags of the documents in the mask, and how many of them have each."""
        if self.names:
            found = np.add.reduceat(mask[self.documents], self.starts, dtype=np.int64)
            yield from ((self.names[one], int(found[one])) for one in np.flatnonzero(found).tolist())


class SegmentFiles:
    """One segment's files, opened once: what is written into a segment stays; only removals come later."""

    def __init__(self, storage: PlacedStorage, segment: Any) -> None:
        self.name: str = segment.segment_id()
        self.count: int = segment.doc_count_all()
        reader = segment.codec().terms_reader(storage, segment)
        self._texts: PlacedFile = reader._postfile  # noqa: SLF001  Whoosh offers matchers only
        self._files: tuple[PlacedFile, ...] = (reader._dbfile, self._texts)  # noqa: SLF001
        self._terms = Terms(reader)
        documents = segment.codec().per_document_reader(storage, segment)
        self.columns = {name: _column(documents, name, sign, self.count) for name, sign in COLUMNS.items()}
        self.lengths = {
            name: _LENGTHS[_column(documents, f"_{name}_len", "B", self.count)] for name in TEXT_FIELDS
        }
        self.total_lengths = {name: int(documents.field_length(name)) for name in TEXT_FIELDS}

    def postings(self, field: str, term: str) -> Postings:
        """Documents that hold the term in the field."""
        key = (self.name, field, term, False)
        found = kept.get(key)
        if found is None:
            data = self._data(field, term)
            found = NONE if data is None else unpack(data)
            kept.put(key, found, found.bytes)
        return found  # type: ignore[no-any-return]  # what was kept is what was found

    def places(self, field: str, term: str) -> Numbers:
        """Where the term stands in its documents, one document after the other, `counts` places each."""
        key = (self.name, field, term, True)
        found = kept.get(key)
        if found is None:
            data = self._data(field, term)
            found = NONE.documents if data is None else unpack_places(data)
            kept.put(key, found, found.nbytes)
        return found  # type: ignore[no-any-return]

    def starting(self, field: str, *starts: str) -> list[str]:
        """The terms of the field that begin so, each once; the first 200 of each beginning."""
        key = (self.name, f"{field}*", "\n".join(starts), False)
        known = kept.get(key)
        if known is not None:
            return known  # type: ignore[no-any-return]
        try:
            terms = self._terms.starting(field, (start.encode() for start in starts), _MOST_STARTING)
            found = [term.decode() for term in terms]
        except _UNREADABLE as error:
            raise _damaged(error) from error
        kept.put(key, found, 60 * len(found) + len(key[2]))
        return found

    @cached_property
    def tags(self) -> Tags:
        """Which documents have which of the first 2,000 tags."""
        try:
            names = [term.decode() for term in self._terms.starting("tag", [b""], _MOST_TAGS)]
        except _UNREADABLE as error:
            raise _damaged(error) from error
        each = [self.postings("tag", name).documents for name in names]
        starts = np.cumsum([0, *map(len, each)])[:-1]
        return Tags(names, np.concatenate([NONE.documents, *each]), starts)

    def every_posting(self) -> Iterator[tuple[str, str, Postings, Numbers]]:
        """Field, term, postings and places of everything, read once and not kept."""
        try:
            for field, term, extent in self._terms.all():
                data = self._texts.get(*extent)
                yield field, term.decode(), unpack(data), unpack_places(data)
        except _UNREADABLE as error:
            raise _damaged(error) from error

    def demand_uncut(self) -> None:
        """No file that is held in memory was cut meanwhile. DamagedIndexError."""
        for file in self._files:
            file.demand_uncut()

    def _data(self, field: str, term: str) -> bytes | None:
        try:
            extent = self._terms.extent(field, term.encode())
            return None if extent is None else self._texts.get(*extent)
        except _UNREADABLE as error:
            raise _damaged(error) from error


class Segment:
    """A segment as one commit left it: its files, and which of its documents are not removed."""

    def __init__(self, files: SegmentFiles, removed: list[int]) -> None:
        self.number = next(_numbers)  # unlike `id`, of no other one ever
        self.files, self.name, self.count = files, files.name, files.count
        self.columns, self.lengths = files.columns, files.lengths
        self.alive: NDArray[np.bool_] = np.ones(files.count, np.bool_)
        self.alive[removed] = False

    def postings(self, field: str, term: str, /) -> Postings:
        """Documents that hold the term in the field, removed ones as well."""
        return self.files.postings(field, term)

    def places(self, field: str, term: str, /) -> Numbers:
        """Where the term stands in them."""
        return self.files.places(field, term)

    def starting(self, field: str, /, *starts: str) -> list[str]:
        """The first 200 terms of the field for each of these beginnings."""
        return self.files.starting(field, *starts)


class Snapshot:
    """All segments of a commit."""

    def __init__(self, generation: int, applied: int, segments: list[Segment]) -> None:
        self.generation, self.applied, self.segments = generation, applied, segments
        self.count = int(sum(one.alive.sum() for one in segments))
        written = max(1, sum(one.count for one in segments))
        self.mean_lengths = {
            name: max(1.0, sum(one.files.total_lengths[name] for one in segments) / written)
            for name in TEXT_FIELDS
        }
        self._frequencies: dict[tuple[str, str], int] = {}

    def frequency(self, field: str, term: str) -> int:
        """How many documents hold the term, removed ones as well, but never more than there are."""
        key = (field, term)
        known = self._frequencies.get(key)
        if known is None:
            counted = sum(len(one.postings(field, term).documents) for one in self.segments)
            known = self._frequencies[key] = min(counted, self.count)
        return known

    def find(self, keys: frozenset[int]) -> Iterator[tuple[int, int]]:
        """Segment and number of the living documents with these keys."""
        wanted = np.fromiter(keys, np.uint32, len(keys))
        for place, segment in enumerate(self.segments):
            there = segment.alive & np.isin(segment.columns["document"], wanted)
            yield from ((place, int(number)) for number in np.flatnonzero(there))


class Snapshots:
    """Opens the latest commit of a folder, reusing the segments of the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._storage = PlacedStorage(folder)
        self._lock = threading.Lock()
        self._current: Snapshot | None = None

    def current(self) -> Snapshot:
        """The latest commit. DamagedIndexError where there is none or it cannot be read."""
        generation, known = latest(self.folder), self._current
        if known is not None and known.generation == generation:
            return known
        with self._lock:
            for _ in range(20):  # a commit may remove files while we read
                generation = latest(self.folder)
                if self._current is not None and self._current.generation == generation:
                    return self._current
                try:
                    self._current = self._open(generation)
                except DamagedIndexError:
                    if generation < 0 or latest(self.folder) == generation:
                        raise
                else:
                    return self._current
        raise DamagedIndexError("the index changes quicker than it can be read")

    def _open(self, generation: int) -> Snapshot:
        if generation < 0:
            raise DamagedIndexError("there is no index")
        state = read_state(self.folder, generation)
        check(self.folder, [toc_name(generation)], state)
        try:
            toc = TOC.read(self._storage, NAME, gen=generation)
            segments = [self._segment(segment, state) for segment in toc.segments]
        except _UNREADABLE as error:
            raise _damaged(error) from error
        return Snapshot(generation, state.applied, segments)

    def _segment(self, segment: Any, state: State) -> Segment:
        removed = list(segment.deleted_docs())
        for known in self._current.segments if self._current else ():
            if known.name == segment.segment_id():
                return Segment(known.files, removed)
        name = f"{segment.segment_id()}."
        check(self.folder, [one for one in state.files if one.startswith(name)], state)
        return Segment(SegmentFiles(self._storage, segment), removed)


def _damaged(error: Exception) -> DamagedIndexError:
    return DamagedIndexError(f"{type(error).__name__}: {error}")


def _column(documents: Any, name: str, sign: str, count: int) -> NDArray[Any]:
    """A column as an array. Whoosh leaves out zeros at the end, and a column that holds nothing else."""
    kind = np.dtype({"I": ">u4", "B": "u1"}[sign])
    values = np.zeros(count, kind.newbyteorder("="))
    if documents.has_column(name):
        file, place, length = documents._get_column_file(name)  # noqa: SLF001  Whoosh reads value after value
        found = np.frombuffer(bytes(file.get(place, length)), kind)
        if len(found) > count:
            raise DamagedIndexError(f"the column {name} is longer than the segment")
        values[: len(found)] = found
    return values
