"""How well documents that PostgreSQL found fit a question: BM25 as in scoring.py, from what it tells of each. Pure.

How often a term stands in a body it tells only in `ts_rank`, which adds 1/1² + 1/2² + … for each occurrence, divided
by π²/6; that is turned round. A title or a heading holds a word once or not at all, as far as scores go.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wiki.search import postgresql_vectors as written
from wiki.search.scoring import (
    ALL_IN_TITLE,
    BOOSTS,
    IS_TITLE,
    K1,
    NEIGHBOUR_BOOSTS,
    PREFIX_RARITY,
    WHOLE_TITLE,
    B,
    beginnings,
)
from wiki.search.syntax import Filter, Leaf, Phrase, Prefix, Question, Term
from wiki.search.words import is_small, terms

Scores = NDArray[np.float64]
LOOKED_AT = 30
"""So many of the best are looked at for words side by side."""
_ALL = math.pi**2 / 6
_MOST_RANK = 0.997


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many documents there are, and how many words their fields have on average."""

    count: int
    mean_lengths: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Facts:
    """What PostgreSQL tells of documents, a row each, by the scorer's `queries`, a column each.

    Whether titles and headings match, the ranks of bodies, and how many words the fields have.
    """

    titles: NDArray[np.bool_]
    headings: NDArray[np.bool_]
    ranks: Scores
    lengths: Mapping[str, NDArray[Any]]


class Scorer:
    """Scores one question."""

    def __init__(self, question: Question, statistics: Statistics, frequencies: Mapping[str, int]) -> None:
        self._question, self._statistics, self._frequencies = question, statistics, frequencies
        self.queries: list[str] = []
        """What `Facts` has to tell of."""
        self._numbers: dict[str, int] = {}
        for leaf in question.wanted():
            for forms in _words_of(leaf):
                for query in forms:
                    if query not in self._numbers:
                        self._numbers[query] = len(self.queries)
                        self.queries.append(query)

    def scores(self, facts: Facts) -> Scores:
        """How well each document fits, but for words side by side."""
        found = np.zeros(len(facts.titles))
        damping = {name: self._damping(name, lengths) for name, lengths in facts.lengths.items()}
        for leaf in self._question.wanted():
            is_title = not isinstance(leaf, Filter) and leaf.is_title
            for forms in _words_of(leaf):
                found += self._word(facts, damping, forms, is_title=is_title)
        return found + self._titles(facts)

    def pairs(self) -> list[tuple[str, str, float]]:
        """Queries for words side by side: the field, the query, and what a document gains by it."""
        found = []
        for pair in pairwise(self._question.bare_words()):
            if not all(map(is_small, pair)):
                rarity = sum(min(map(self._rarity, terms(word))) for word in pair) / len(pair)
                for field, boost in NEIGHBOUR_BOOSTS.items():
                    weight = "D" if field == "body" else ""
                    found.append((field, written.side_by_side(pair, weight), boost * rarity))
        return found

    def _word(
        self, facts: Facts, damping: Mapping[str, Scores], forms: Mapping[str, str], *, is_title: bool
    ) -> Scores:
        """The fields' scores together; of several forms of a word the better one counts."""
        best: dict[str, list[Scores]] = {"title": [], "heading": [], "body": []}
        for query, term in forms.items():
            number, rarity = self._numbers[query], self._rarity(term) if term else PREFIX_RARITY
            counts = {"title": facts.titles[:, number].astype(float)}
            if not is_title:
                counts["heading"] = facts.headings[:, number].astype(float)
                counts["body"] = _counts(facts.ranks[:, number])
            for field, count in counts.items():
                gain = (K1 + 1) * BOOSTS[field] * rarity
                best[field].append(gain * count / (count + damping[field]))
        return np.asarray(np.sum([np.max(one, axis=0) for one in best.values() if one], axis=0), np.float64)

    def _damping(self, field: str, lengths: NDArray[Any]) -> Scores:
        return np.asarray(K1 * (1 - B + B * lengths / self._statistics.mean_lengths[field]), np.float64)

    def _titles(self, facts: Facts) -> Scores:
        """What a title gains that holds all words, or is held by them."""
        words = self._question.bare_words()
        if not words:
            return np.zeros(len(facts.titles))
        there = np.stack(
            [
                np.any(
                    [facts.titles[:, self._numbers[written.either([term])]] for term in terms(word)], axis=0
                )
                for word in words
            ]
        )
        held, has_all, lengths = there.sum(axis=0), there.all(axis=0), facts.lengths["title"]
        is_whole = (held >= lengths) & (held >= self._question.least_of_title)
        gains = np.where(has_all, np.where(lengths == len(words), IS_TITLE, ALL_IN_TITLE), 0.0)
        return np.where(is_whole, np.maximum(gains, WHOLE_TITLE), gains)

    def _rarity(self, term: str) -> float:
        frequency = self._frequencies.get(term, 0)
        count = max(self._statistics.count, frequency)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def _words_of(leaf: Leaf) -> Sequence[Mapping[str, str]]:
    """For each word of a leaf the queries for its forms, and the term of each; a beginning has none."""
    match leaf:
        case Term(word):
            return [{written.either([term]): term for term in terms(word)}]
        case Phrase(words):
            return [{written.either([term]): term for term in terms(word)} for word in words]
        case Prefix(start):
            return [{written.beginning(beginnings(start)): ""}]
    return []


def _counts(ranks: Scores) -> Scores:
    found = 1 / (_ALL * (1 - np.minimum(ranks, _MOST_RANK))) - 0.5
    return np.where(ranks > 0, found, 0.0)
