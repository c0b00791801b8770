"""Writes the index: one writer at a time, each commit a segment of its own, small ones put together when there is time.

Postings are collected in arrays and written in one go; Whoosh's own writer handles each posting as an object of its
own and takes four times as long.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC, FileIndex, clean_files
from whoosh.writing import SegmentWriter

from wiki.search.backend import Document
from wiki.search.whoosh_codec import COLUMNS, TEXT_FIELDS, Collected, PackedCodec, schema, write_field
from wiki.search.whoosh_snapshot import Segment, Snapshot
from wiki.search.whoosh_storage import NAME, PlacedStorage
from wiki.search.words import folded, terms, words

_TIERS = (100, 1_000, 10_000)
_MOST_OF_A_TIER = 8
_MOST_KNOWN = 300_000

Split = Callable[[str], Sequence[str]]


class Writer(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """One commit. Call `add`, `remove`, `merge_in`, then `finish` or `cancel`."""

    def __init__(self, storage: PlacedStorage, split: Split) -> None:
        super().__init__(FileIndex(storage, indexname=NAME), codec=PackedCodec(), compound=False, timeout=10)
        self._split = split
        self.segments: list[Any]
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self._fields: dict[str, dict[str, Collected]] = {name: {} for name in (*TEXT_FIELDS, "tag")}

    def add(self, document: Document) -> None:
        """The document is part of the new segment."""
        number, documents = self.docnum, self.perdocwriter
        documents.start_doc(number)
        texts = {"title": document.title, "heading": document.headings, "body": document.body}
        for name, text in texts.items():
            length = self._add_text(self._fields[name], number, text, document.language)
            documents.add_field(name, self.schema[name], None, length)
        for tag in document.tags:
            _collected(self._fields["tag"], folded(tag)).add(number, [0])
        for name, value in _column_values(document).items():
            documents.add_column_value(name, self.schema[name].column_type, value)
        documents.finish_doc()
        self._added = True
        self.docnum += 1

    def remove(self, found: Iterable[tuple[int, int]]) -> None:
        """Documents, given by the number of their segment and their own in it, are no longer found."""
        for segment, number in found:
            self.segments[segment].delete_document(number)

    def merge_in(self, segments: Sequence[Segment]) -> None:
        """What these segments hold and is not removed goes into the new one; they are dropped by `finish`."""
        for segment in segments:
            renumbered = self._take_documents(segment)
            self._take_postings(segment, renumbered)
        taken = {segment.name for segment in segments}
        self.segments = [one for one in self.segments if one.segment_id() not in taken]
        self._setup_doc_offsets()
        self._added = self.docnum > 0

    def finish(self, applied: int) -> None:
        """What was added and removed counts, and outlives a power failure."""
        segments = [one for one in self.segments if one.deleted_count() < one.doc_count_all()]
        if self._added:
            segments.append(self._finalize_segment())
        else:
            self._close_segment()
        self.storage.publish(TOC(self.schema, segments, self.generation), applied)
        clean_files(self.storage, NAME, self.generation, segments)
        self.storage.remove_states(self.generation)
        self._finish()

    def _add_text(self, field: dict[str, Collected], number: int, text: str, language: str) -> int:
        found = words(text)
        places_of_words: dict[str, list[int]] = {}
        for place, word in enumerate(found):
            known = places_of_words.get(word)
            if known is None:
                places_of_words[word] = [place]
            else:
                known.append(place)
        places: dict[str, list[int]] = {}
        of_several: set[str] = set()
        for word, where in places_of_words.items():
            for term in self._terms(word, language):
                known = places.get(term)
                if known is None:
                    places[term] = where
                else:
                    places[term] = [*known, *where]
                    of_several.add(term)
        for term, where in places.items():
            _collected(field, term).add(number, sorted(where) if term in of_several else where)
        return len(found)

    def _terms(self, word: str, language: str) -> Sequence[str]:
        """The terms of a word and of its parts, each once."""
        known = self._known.get((word, language))
        if known is None:
            known = terms(word, language)
            if language == "de" and (parts := self._split(word)):
                known = tuple(
                    dict.fromkeys((*known, *(term for part in parts for term in terms(part, language))))
                )
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[word, language] = known
        return known

    def _take_documents(self, segment: Segment) -> NDArray[np.int64]:
        """Each kept document's new number, -1 for a removed one."""
        kept = np.flatnonzero(segment.alive)
        renumbered = np.full(segment.count, -1, np.int64)
        renumbered[kept] = np.arange(self.docnum, self.docnum + len(kept))
        documents = self.perdocwriter
        for old in kept.tolist():
            documents.start_doc(self.docnum)
            for name in TEXT_FIELDS:
                documents.add_field(name, self.schema[name], None, int(segment.lengths[name][old]))
            for name in COLUMNS:
                value = int(segment.columns[name][old])
                documents.add_column_value(name, self.schema[name].column_type, value)
            documents.finish_doc()
            self.docnum += 1
        return renumbered

    def _take_postings(self, segment: Segment, renumbered: NDArray[np.int64]) -> None:
        for name, term, found, places in segment.files.every_posting():
            numbers = renumbered[found.documents]
            kept = numbers >= 0
            if not kept.any():
                continue
            one = _collected(self._fields[name], term)
            counts = found.counts.astype(np.int64)
            one.documents.frombytes(numbers[kept].astype(np.uint32).tobytes())
            one.counts.frombytes(counts[kept].astype(np.uint16).tobytes())
            one.places.frombytes(places[np.repeat(kept, counts)].tobytes())

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for name in sorted(self._fields):
            write_field(self.fieldwriter, name, self.schema[name], self._fields[name])
        self.fieldwriter.close()


def create(storage: PlacedStorage) -> None:
    """An empty index stands in the folder."""
    storage.publish(TOC(schema(), [], 0), 0)


def to_merge(snapshot: Snapshot) -> list[Segment]:
    """Segments that should become one: eight of a size, or those that are mostly removed. Nothing if all is well."""
    least = 0
    for most in _TIERS:
        alike = [one for one in snapshot.segments if least <= one.count < most]
        if len(alike) >= _MOST_OF_A_TIER:
            return alike
        least = most
    return [one for one in snapshot.segments if one.alive.sum() * 2 < one.count]


def _collected(field: dict[str, Collected], term: str) -> Collected:
    known = field.get(term)
    if known is None:
        known = field[term] = Collected()
    return known


def _column_values(document: Document) -> dict[str, Any]:
    return {
        "document": document.key,
        "page": document.page_id,
        "version": document.version,
        "day": document.day,
        "author": document.author_id,
        "editor": document.editor_id,
        "kind": document.kind,
    }
