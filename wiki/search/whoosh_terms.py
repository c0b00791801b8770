"""The dictionary of a segment's terms, in order, as Whoosh wrote it.

Whoosh finds the first term that begins so by reading some forty pieces of the file, and each term after it by two more.
Here the places of all terms are known. Of a file that is held in memory its terms are a list; in a larger one the terms
that halving comes upon are remembered, and what follows a term is read together.
"""

import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from wiki.search.backend import DamagedIndexError

Extent = tuple[int, int]
"""Where postings lie in their file: place and length."""

_SIZES = struct.Struct("!ii")  # of a term and what is known of it, before both
_FIELD = struct.Struct("!H")  # before the term's own bytes
_EXTENT = struct.Struct("!qi")
_BEFORE_EXTENT = struct.calcsize("!BfIBBfII")  # whoosh.codec.whoosh3.W3TermInfo
_NUMBERS = {"H": ">u2", "i": ">i4", "I": ">u4", "q": ">i8"}
_READ_AT_ONCE, _ALL_AT_ONCE = 16, 1024
_MOST_REMEMBERED = 20_000


class Terms:
    """What one file tells. For several threads at once; DamagedIndexError where it is not as it was."""

    def __init__(self, reader: Any) -> None:
        index = reader._tindex  # noqa: SLF001  Whoosh offers one term after the other only
        self._index, self._file = index, index.dbfile
        self._fields: dict[str, bytes] = {
            name: _FIELD.pack(number)
            for name, number in reader._fieldmap.items()  # noqa: SLF001
        }
        self._names = {number: name for name, number in self._fields.items()}
        self._places = self._read_places()
        self._count = len(self._places) - 1
        self._remembered: dict[int, bytes] = {}
        self._held = (
            [key for key, _ in self._entries(0, self._count)] if self._file.content is not None else None
        )

    def extent(self, field: str, term: bytes) -> Extent | None:
        """Where the term's postings lie; None for a term that the field has not."""
        number = self._fields.get(field)
        if number is None:
            return None
        key = number + term
        if self._held is None:
            place, _length = next(iter(self._index.ranges_for_key(key)), (0, 0))
        else:
            nth = bisect_left(self._held, key)
            is_there = nth < self._count and self._held[nth] == key
            place = int(self._places[nth]) + _SIZES.size + len(key) if is_there else 0
        return _extent(self._file.get(place + _BEFORE_EXTENT, _EXTENT.size)) if place else None

    def starting(self, field: str, starts: Iterable[bytes], most: int) -> list[bytes]:
        """The terms of the field that begin so, each once: the first of each beginning, so many at most."""
        number = self._fields.get(field)
        if number is None:
            return []
        found: dict[bytes, None] = {}
        for start in starts:
            key = number + start
            nth = self._first(key)
            for one in self._following(nth, min(nth + most, self._count)):
                if not one.startswith(key):
                    break
                found[one] = None
        return [one[_FIELD.size :] for one in found]

    def all(self) -> Iterator[tuple[str, bytes, Extent]]:
        """Every term of every field, and where its postings lie."""
        for first in range(0, self._count, _ALL_AT_ONCE):
            for key, known in self._entries(first, min(first + _ALL_AT_ONCE, self._count)):
                yield self._names[key[: _FIELD.size]], key[_FIELD.size :], _extent(known[_BEFORE_EXTENT:])

    def _first(self, key: bytes) -> int:
        """The number of the first term that is not before this one."""
        if self._held is not None:
            return bisect_left(self._held, key)
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < key:
                low = middle + 1
            else:
                high = middle
        return low

    def _following(self, first: int, until: int) -> Iterable[bytes]:
        """The keys from there on, before another."""
        if self._held is not None:
            return map(self._held.__getitem__, range(first, until))
        pieces = range(first, until, _READ_AT_ONCE)
        return (key for one in pieces for key, _ in self._entries(one, min(one + _READ_AT_ONCE, until)))

    def _key(self, nth: int) -> bytes:
        known = self._remembered.get(nth)
        if known is None:
            ((known, _),) = self._entries(nth, nth + 1)
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[nth] = known
        return known

    def _entries(self, first: int, until: int) -> Iterator[tuple[bytes, bytes]]:
        """Keys, and what is known of each, read at once."""
        begin = int(self._places[first])
        data = self._file.get(begin, int(self._places[until]) - begin)
        place = 0
        for _ in range(until - first):
            of_key, of_rest = _SIZES.unpack_from(data, place)
            end = place + _SIZES.size + of_key
            yield data[place + _SIZES.size : end], data[end : end + of_rest]
            place = end + of_rest

    def _read_places(self) -> Any:
        """Where each term stands in the file, and where the last one ends."""
        index = self._index
        kind = np.dtype(_NUMBERS[index.extras["indextype"]])
        found = np.frombuffer(self._file.get(index.indexbase, index.indexlen * kind.itemsize), kind)
        places = np.append(found.astype(np.int64), index.endofdata)
        if not (np.diff(places) > 0).all():
            raise DamagedIndexError("terms out of order")
        return places


def _extent(known: bytes) -> Extent:
    place, length = _EXTENT.unpack_from(known)
    return place, length
