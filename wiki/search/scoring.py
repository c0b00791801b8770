"""Which documents of a segment fit a question, and how well: BM25 over arrays. Pure; nothing of Whoosh, no files.

Each leaf of the question gives a mask and scores for all documents of a segment; masks are combined as the question
says, scores are added. A document counts because of its mask, never because its score is above zero.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from wiki.search.corrections import far
from wiki.search.syntax import Clause, Filter, Leaf, Phrase, Prefix, Question, Term, day
from wiki.search.words import folded, is_small, terms

Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]

# Tuned by `make bench-relevance` on the halves of its queries that it does not report.
BOOSTS = {"title": 2.5, "heading": 1.5, "body": 1.0}
K1, B = 1.0, 0.4
WHOLE_TITLE, ALL_IN_TITLE, IS_TITLE = 4.0, 6.0, 14.0
NEIGHBOUR_BOOSTS = {"title": 0.3, "heading": 1.0, "body": 0.4}
_LOOKED_AT = 30
PREFIX_RARITY = 1.0
_EPOCH = date(1970, 1, 1).toordinal()
KINDS = {"page": 0, "seite": 0, "file": 1, "datei": 1, "attachment": 1, "anhang": 1}


class Postings(Protocol):
    """Documents of a segment with a term, in order, and how often each has it."""

    @property
    def documents(self) -> NDArray[np.uint32]:
        """Their numbers in the segment."""

    @property
    def counts(self) -> NDArray[np.float32]:
        """How often."""


class Segment(Protocol):
    """What scoring reads of a segment."""

    count: int
    columns: dict[str, NDArray[Any]]
    lengths: dict[str, NDArray[np.float32]]

    def postings(self, field: str, term: str, /) -> Postings:
        """Documents with the term."""

    def places(self, field: str, term: str, /) -> NDArray[np.uint32]:
        """Where it stands in them, `counts` places each."""

    def starting(self, field: str, /, *starts: str) -> list[str]:
        """Terms that begin so, each once."""


class Collection(Protocol):
    """What scoring reads of all segments together."""

    count: int
    mean_lengths: dict[str, float]

    def frequency(self, field: str, term: str) -> int:
        """How many documents hold the term; at most `count`."""


@dataclass(frozen=True, slots=True)
class Fit:
    """For each document of a segment whether it fits, and how well."""

    mask: Mask
    scores: Scores


class Scorer:
    """Answers one question, segment after segment. `resolve` gives the ids a filter by space or author means."""

    def __init__(
        self, collection: Collection, question: Question, resolve: Callable[[Filter], frozenset[int]]
    ) -> None:
        self._collection, self._question = collection, question
        self._resolved: dict[Filter, NDArray[np.int64]] = {}
        self._resolve = resolve

    def fit(self, segment: Segment, spaces: NDArray[Any]) -> Fit:
        """The documents that fit; `spaces` is the space of each document."""
        within = np.ones(segment.count, np.bool_)
        needed: list[Mask] = []
        scores = np.zeros(segment.count, np.float32)
        for clause in self._question.clauses:
            found = self._clause(segment, clause, spaces)
            if clause.is_without:
                within &= ~found.mask
            elif all(isinstance(leaf, Filter) for leaf in clause.leaves):
                within &= found.mask
                scores += found.scores
            else:
                scores += found.scores
                if not (clause.is_small and self._question.has_large_words):
                    needed.append(found.mask)
        if not needed:
            return Fit(within, scores)
        mask = np.logical_or.reduce(needed) if self._question.is_any else np.logical_and.reduce(needed)
        titles = self._titles(segment)
        mask = (mask | titles.mask) & within
        scores += titles.scores
        self._neighbours(segment, mask, scores)
        return Fit(mask, scores)

    def _clause(self, segment: Segment, clause: Clause, spaces: NDArray[Any]) -> Fit:
        mask, scores = np.zeros(segment.count, np.bool_), np.zeros(segment.count, np.float32)
        for leaf in clause.leaves:
            found = self._leaf(segment, leaf, spaces)
            mask |= found.mask
            scores += found.scores
        return Fit(mask, scores)

    def _leaf(self, segment: Segment, leaf: Leaf, spaces: NDArray[Any]) -> Fit:
        match leaf:
            case Term(word, is_title):
                return self._words(segment, terms(word), _fields(is_title))
            case Prefix(start, is_title):
                return self._prefix(segment, start, _fields(is_title))
            case Phrase(words, is_title):
                return self._phrase(segment, words, _fields(is_title))
            case Filter("begins", starts):
                return _beginning(segment, *starts.split())
            case Filter():
                return Fit(self._filter(segment, leaf, spaces), np.zeros(segment.count, np.float32))

    def _words(self, segment: Segment, found: Sequence[str], fields: Sequence[str]) -> Fit:
        """Documents with one of the terms, which are forms of one word: the better form counts."""
        mask, scores = np.zeros(segment.count, np.bool_), np.zeros(segment.count, np.float32)
        for field in fields:
            best: Scores | None = None
            for term in found:
                postings = segment.postings(field, term)
                if not len(postings.documents):
                    continue
                mask[postings.documents] = True
                rarity = self._rarity(term)
                values = self._weigh(segment, field, postings.documents, postings.counts, rarity)
                one = np.zeros(segment.count, np.float32)
                one[postings.documents] = values
                best = one if best is None else np.maximum(best, one)
            if best is not None:
                scores += best
        return Fit(mask, scores)

    def _prefix(self, segment: Segment, start: str, fields: Sequence[str]) -> Fit:
        mask, scores = np.zeros(segment.count, np.bool_), np.zeros(segment.count, np.float32)
        for field in fields:
            found = [
                segment.postings(field, term)
                for begin in beginnings(start)
                for term in segment.starting(field, begin)
            ]
            if found:  # together: there may be hundreds of terms with a few documents each
                documents = np.concatenate([one.documents for one in found])
                counts = np.concatenate([one.counts for one in found])
                mask[documents] = True
                np.maximum.at(
                    scores, documents, self._weigh(segment, field, documents, counts, PREFIX_RARITY)
                )
        return Fit(mask, scores)

    def _phrase(self, segment: Segment, words: Sequence[str], fields: Sequence[str]) -> Fit:
        mask = np.zeros(segment.count, np.bool_)
        each = [self._words(segment, terms(word), fields) for word in words]
        together = np.all([one.mask for one in each], axis=0)
        if together.any():
            for field in fields:
                mask[_side_by_side(segment, field, words, together)] = True
        scores = np.sum([one.scores for one in each], axis=0, dtype=np.float32)
        return Fit(mask, np.where(mask, scores, np.float32(0)))

    def _filter(self, segment: Segment, leaf: Filter, spaces: NDArray[Any]) -> Mask:
        columns = segment.columns
        match leaf.name:
            case "tag":
                mask = np.zeros(segment.count, np.bool_)
                mask[segment.postings("tag", folded(leaf.value)).documents] = True
                return mask
            case "type":
                return np.asarray(columns["kind"] == KINDS.get(leaf.value.lower(), -1))
            case "space":
                return np.isin(spaces, self._ids(leaf))
            case "author":
                ids = self._ids(leaf)
                return np.isin(columns["author"], ids) | np.isin(columns["editor"], ids)
        limit = day_number(leaf.value)
        if limit is None:
            return np.zeros(segment.count, np.bool_)
        return np.asarray(columns["day"] < limit if leaf.name == "before" else columns["day"] >= limit)

    def _ids(self, leaf: Filter) -> NDArray[np.int64]:
        known = self._resolved.get(leaf)
        if known is None:
            ids = self._resolve(leaf)
            known = self._resolved[leaf] = np.fromiter(ids, np.int64, len(ids))
        return known

    def _titles(self, segment: Segment) -> Fit:
        """Pages whose whole title was asked for, which fit for that alone, and what they and others gain by titles.

        A page "Personas" answers "our current personas", at least half of what counts in it, in whose text nothing
        is current. Most is gained by a title that is exactly what was asked, less by one that holds it and more.
        """
        words = self._question.bare_words()
        nothing = Fit(np.zeros(segment.count, np.bool_), np.zeros(segment.count, np.float32))
        if not words:
            return nothing
        held = np.zeros(segment.count, np.float32)
        has_all = np.ones(segment.count, np.bool_)
        for word in words:
            one = np.zeros(segment.count, np.float32)
            for term in terms(word):
                postings = segment.postings("title", term)
                one[postings.documents] = np.maximum(one[postings.documents], postings.counts)
            held += one
            has_all &= one > 0
        lengths = segment.lengths["title"]
        is_whole = (held >= lengths) & (held >= self._question.least_of_title)
        gains = np.where(has_all, np.where(lengths == len(words), IS_TITLE, ALL_IN_TITLE), 0.0)
        gains = np.where(is_whole, np.maximum(gains, WHOLE_TITLE), gains)
        return Fit(is_whole if self._question.is_words_alone else nothing.mask, gains.astype(np.float32))

    def _neighbours(self, segment: Segment, mask: Mask, scores: Scores) -> None:
        """The best so far gain where words that were asked for side by side stand so."""
        pairs = [pair for pair in pairwise(self._question.bare_words()) if not all(map(is_small, pair))]
        numbers = np.flatnonzero(mask)
        if not pairs or not len(numbers):
            return
        if len(numbers) > _LOOKED_AT:
            numbers = numbers[np.argpartition(-scores[numbers], _LOOKED_AT)[:_LOOKED_AT]]
        looked_at = np.zeros(segment.count, np.bool_)
        looked_at[numbers] = True
        for pair in pairs:
            rarity = sum(min(map(self._rarity, terms(word))) for word in pair) / 2
            for field, boost in NEIGHBOUR_BOOSTS.items():
                scores[_side_by_side(segment, field, pair, looked_at)] += np.float32(boost * rarity)

    def _rarity(self, term: str) -> float:
        """How much a term tells, by how many documents hold it in whichever field holds it most often."""
        count = self._collection.count
        frequency = max(self._collection.frequency(field, term) for field in BOOSTS)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))

    def _weigh(
        self,
        segment: Segment,
        field: str,
        documents: NDArray[np.uint32],
        counts: NDArray[np.float32],
        rarity: float,
    ) -> Scores:
        lengths = segment.lengths[field][documents] / np.float32(self._collection.mean_lengths[field])
        weighed = counts * np.float32((K1 + 1) * BOOSTS[field] * rarity)
        return np.asarray(weighed / (counts + K1 * (1 - B + B * lengths)), np.float32)


def day_number(text: str) -> int | None:
    """The first day of what `before:` and `after:` take, counted from 1970-01-01; None for anything else."""
    found = day(text, is_end=False)
    return None if found is None else found.toordinal() - _EPOCH


def beginnings(start: str) -> tuple[str, ...]:
    """How terms begin that stand for words that begin so: German stems have lost their dots."""
    plain = start.translate(_UNDOTTED)
    return (start,) if plain == start else (start, plain)


def _beginning(segment: Segment, word: str, *starts: str) -> Fit:
    """Documents with terms that begin so and are like the word, those with the likest first."""
    mask, scores = np.zeros(segment.count, np.bool_), np.zeros(segment.count, np.float32)
    begins = dict.fromkeys(begin for one in starts for begin in beginnings(one))
    for field in ("title", "body"):
        for term in segment.starting(field, *begins):
            distance = far(word, term)
            if distance is not None:
                documents = segment.postings(field, term).documents
                mask[documents] = True
                scores[documents] = np.maximum(scores[documents], np.float32(1 / (1 + distance)))
    return Fit(mask, scores)


def _fields(is_title: bool) -> Sequence[str]:  # noqa: FBT001  a leaf's own flag
    return ("title",) if is_title else ("title", "heading", "body")


_UNDOTTED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def _side_by_side(segment: Segment, field: str, words: Sequence[str], together: Mask) -> NDArray[np.int64]:
    """Documents in whose field the words follow each other."""
    ends: NDArray[np.int64] | None = None
    for word in words:
        found = [_keys(segment, field, term, together) for term in terms(word)]
        keys = found[0] if len(found) == 1 else np.union1d(found[0], found[1])
        ends = keys if ends is None else np.intersect1d(ends + 1, keys, assume_unique=True)
        if not len(ends):
            return ends
    return np.zeros(0, np.int64) if ends is None else np.unique(ends >> np.int64(32))


def _keys(segment: Segment, field: str, term: str, together: Mask) -> NDArray[np.int64]:
    """Document and place of each occurrence as one number, in order, of documents with all the words."""
    postings = segment.postings(field, term)
    wanted = together[postings.documents]
    if not wanted.any():
        return np.zeros(0, np.int64)
    counts = postings.counts.astype(np.int64)
    kept = np.repeat(wanted, counts)
    places = segment.places(field, term)[kept].astype(np.int64)
    documents = np.repeat(postings.documents[wanted].astype(np.int64), counts[wanted])
    return (documents << 32) + places
