"""The form of postings in the index: arrays, one packed piece a term, read without loops.

A codec in Whoosh's sense. Its own packs 128 postings as pickled tuples; these are packed and read ten times as fast.
Column values and the dictionary of terms are Whoosh's.
"""

import struct
import zlib
from array import array
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.system import pack_ushort

from wiki.search.backend import DamagedIndexError

Numbers = NDArray[np.uint32]
TEXT_FIELDS = ("title", "heading", "body")
"""Fields with places and lengths; `tag` has neither."""

COLUMNS = {
    "document": "I",
    "page": "I",
    "version": "I",
    "day": "I",
    "author": "I",
    "editor": "I",
    "kind": "B",
}
"""What an index knows of each document, by column and struct's sign for its type."""

_HEAD = struct.Struct("<BII")
_INFO = struct.Struct("!BfIBBfIIqi")
"""What Whoosh keeps of a term, as `W3TermInfo.to_bytes` writes it: not inline, how often in all, documents, no lengths,
how often at most, the first and the last document; then where its postings lie: place and length."""
_PLAIN, _PACKED = 0, 1
_SMALL = 96
_MOST_OFTEN = 65_535


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents of a segment that hold a term, in order, and how often each does."""

    documents: Numbers
    counts: NDArray[np.float32]

    @property
    def bytes(self) -> int:
        """What they take in memory."""
        return int(self.documents.nbytes + self.counts.nbytes)


class Collected:
    """Postings of one term while a segment is made."""

    __slots__ = ("counts", "documents", "places")

    def __init__(self) -> None:
        self.documents, self.counts, self.places = array("I"), array("H"), array("I")

    def add(self, document: int, places: list[int]) -> None:
        """The document holds the term at these places."""
        self.documents.append(document)
        if len(places) == 1:  # as most often
            self.counts.append(1)
            self.places.append(places[0])
        else:
            self.counts.append(min(len(places), _MOST_OFTEN))
            self.places.extend(places[:_MOST_OFTEN])


class PackedCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's codec with our postings."""

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        """For Whoosh's own searcher: a matcher without places."""
        found = unpack(dbfile.get(*extent(terminfo)))
        if not len(found.documents):
            return NullMatcher()
        return ListMatcher(
            found.documents.tolist(),
            found.counts.tolist(),
            format=format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )


def schema() -> fields.Schema:
    """Fields and columns of the index."""
    numbers = {name: fields.COLUMN(columns.NumericColumn(sign)) for name, sign in COLUMNS.items()}
    texts = {name: fields.TEXT(phrase=False) for name in TEXT_FIELDS}
    return fields.Schema(tag=fields.TEXT(phrase=False), **texts, **numbers)


def extent(info: Any) -> tuple[int, int]:
    """Where a term's postings lie in their file: place and length (Whoosh 2.7.4 reads the latter as a tuple)."""
    place, length = info.extent()
    return place, length[0] if isinstance(length, tuple) else length


def pack(found: Collected) -> bytes:
    """The postings as bytes."""
    count, places = len(found.documents), len(found.places)
    if 6 * count + 4 * places < _SMALL:  # for so few the arrays of numpy take far longer
        gaps = [found.documents[0], *(later - one for one, later in pairwise(found.documents))]
        numbers = struct.pack(f"<{count}I{count}H{places}I", *gaps, *found.counts, *found.places)
        return _HEAD.pack(_PLAIN, count, 6 * count) + numbers
    documents = np.frombuffer(found.documents, dtype=np.uint32)
    distances = documents.astype("<u4")
    distances[1:] -= documents[:-1]
    first = distances.tobytes() + np.frombuffer(found.counts, dtype=np.uint16).astype("<u2").tobytes()
    second = np.frombuffer(found.places, dtype=np.uint32).astype("<u4").tobytes()
    first, second = zlib.compress(first, 3), zlib.compress(second, 3)
    return _HEAD.pack(_PACKED, len(documents), len(first)) + first + second


def unpack(data: bytes) -> Postings:
    """Documents and counts of packed postings. DamagedIndexError."""
    form, count, length = _head(data)
    first = _opened(form, data[_HEAD.size : _HEAD.size + length])
    if len(first) != 6 * count:
        raise DamagedIndexError("postings are cut off")
    documents = np.cumsum(np.frombuffer(first, "<u4", count), dtype=np.uint32)
    return Postings(documents, np.frombuffer(first, "<u2", count, 4 * count).astype(np.float32))


def unpack_places(data: bytes) -> Numbers:
    """Places of packed postings, document after document. DamagedIndexError."""
    form, _count, length = _head(data)
    return np.frombuffer(_opened(form, data[_HEAD.size + length :]), "<u4").astype(np.uint32, copy=False)


def write_field(writer: Any, name: str, field: Any, found: dict[str, Collected]) -> None:
    """The postings of one field go to Whoosh's field writer, terms in order."""
    writer.start_field(name, field)
    key = pack_ushort(writer._fieldid)  # noqa: SLF001  what its own `finish_term` does
    file, index = writer._postfile, writer._tindex  # noqa: SLF001
    place = file.tell()
    for term, one in sorted((term.encode(), one) for term, one in found.items()):
        data, documents, counts = pack(one), one.documents, one.counts
        often = (sum(counts), len(documents), 0, 0, max(counts), documents[0], documents[-1])
        index.add(key + term, _INFO.pack(0, *often, place, len(data)))
        file.write(data)
        place += len(data)
    writer.finish_field()


def _head(data: bytes) -> tuple[int, int, int]:
    try:
        form, count, length = _HEAD.unpack_from(data)
    except struct.error as error:
        raise DamagedIndexError("postings without a head") from error
    return form, count, length


def _opened(form: int, data: bytes) -> bytes:
    try:
        return zlib.decompress(data) if form == _PACKED else data
    except zlib.error as error:
        raise DamagedIndexError("postings are damaged") from error
