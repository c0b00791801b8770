"""A question as conditions and scores of PostgreSQL: which documents fit, and how well. Runs nothing.

Scores follow `scoring.py`: BM25 by fields, and what a title gains that holds all words. PostgreSQL tells how often a
term stands in a body only in `ts_rank`, which adds 1/1² + 1/2² + …, divided by π²/6, for each occurrence; that is
turned round. A title or a heading holds a word once or not at all, as far as scores go.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, case, cast, func, literal, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, REAL, TSQUERY
from sqlalchemy.orm import InstrumentedAttribute

from wiki.pages.models import Page
from wiki.search import postgresql_vectors as written
from wiki.search.models import SearchDocument
from wiki.search.scoring import (
    ALL_IN_TITLE,
    BOOSTS,
    IS_TITLE,
    K1,
    KINDS,
    PREFIX_RARITY,
    B,
    beginnings,
    day_number,
)
from wiki.search.syntax import Clause, Filter, Leaf, Phrase, Prefix, Question, Term
from wiki.search.words import terms

Condition = ColumnElement[bool]
Score = ColumnElement[float]
Column = InstrumentedAttribute[str]
_ALL = math.pi**2 / 6
_BODY_ALONE = (1.0, 0.0, 0.0, 0.0)  # weights of D, C, B, A


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many documents there are, and how many words their fields have on average."""

    count: int
    mean_lengths: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Frequency:
    """In how many documents a term stands, and in how many titles."""

    anywhere: int
    title: int


Frequencies = Mapping[str, Frequency]


@dataclass(frozen=True, slots=True)
class _Words:
    """What one column's vector has to match."""

    column: Column
    query: str


def asked_terms(question: Question) -> list[str]:
    """The terms whose frequencies scores need."""
    found: dict[str, None] = {}
    for leaf in question.wanted():
        for word in _words(leaf):
            found |= dict.fromkeys(terms(word))
    return list(found)


def fits(question: Question, generation: int, resolve: Callable[[Filter], frozenset[int]]) -> Condition:
    """Which documents of the generation the question means."""
    return _Conditions(generation, resolve).of(question)


def rare(question: Question, generation: int, frequencies: Frequencies, most: int) -> Condition | None:
    """Of a loosened question: only documents with its rarest words, about `most` of them; None: all that fit."""
    counted = []
    for clause in question.clauses:
        if not clause.is_without and not all(isinstance(leaf, Filter) for leaf in clause.leaves):
            counts = [_count(leaf, frequencies) for leaf in clause.leaves]
            counted.append((sum(counts), clause))
    counted.sort(key=lambda one: one[0])
    if sum(count for count, _ in counted) <= most:
        return None
    total = 0
    kept: list[Clause] = []
    for count, clause in counted:
        total += count
        if kept and total > most:
            break
        kept.append(clause)
    return fits(Question(tuple(kept), is_any=True), generation, lambda _leaf: frozenset())


def first_score(question: Question, statistics: Statistics, frequencies: Frequencies) -> Score:
    """What titles and headings alone tell; quick."""
    return _Scores(statistics, frequencies, with_body=False).of(question)


def score(question: Question, statistics: Statistics, frequencies: Frequencies) -> Score:
    """How well a document fits."""
    return _Scores(statistics, frequencies, with_body=True).of(question)


def matches(column: Column, query: str) -> Condition:
    """The vector in the column matches."""
    return column.op("@@", is_comparison=True)(_query(query))


def _query(query: str) -> ColumnElement[Any]:  # Any: TSQUERY's
    return cast(literal(query), TSQUERY)


class _Conditions:
    def __init__(self, generation: int, resolve: Callable[[Filter], frozenset[int]]) -> None:
        self._generation, self._resolve = generation, resolve

    def of(self, question: Question) -> Condition:
        worded: list[_Words | Condition] = []
        within: list[_Words | Condition] = []
        without: list[_Words | Condition] = []
        for clause in question.clauses:
            found = self._clause(clause)
            if clause.is_without:
                without.append(found)
            elif all(isinstance(leaf, Filter) for leaf in clause.leaves):
                within.append(found)
            else:
                worded.append(found)
        together = _joined(worded, " | " if question.is_any else " & ")
        return self._combined(together, within, without, is_any=question.is_any)

    def _combined(
        self,
        together: list[_Words | Condition],
        within: list[_Words | Condition],
        without: list[_Words | Condition],
        *,
        is_any: bool,
    ) -> Condition:
        """The index answers `a & !b` at once; of `!b` alone it would read everything."""
        unwanted = [one for one in without if not isinstance(one, _Words)]
        excluded = [one for one in without if isinstance(one, _Words)]
        if len(together) == 1 and isinstance(together[0], _Words):
            first = together[0]
            same = [one for one in excluded if one.column is first.column]
            excluded = [one for one in excluded if one.column is not first.column]
            together = [_Words(first.column, " & ".join([first.query, *(f"!{one.query}" for one in same)]))]
        conditions = [_condition(one) for one in _joined(within, " & ")]
        if together:
            conditions.append((or_ if is_any else and_)(*map(_condition, together)))
        conditions += [not_(one) for one in unwanted]
        conditions += [SearchDocument.id.not_in(self._with(one)) for one in excluded]
        return and_(*conditions)

    def _with(self, words: _Words) -> Any:  # Any: a sub-select
        return select(SearchDocument.id).where(
            SearchDocument.generation == self._generation, _condition(words)
        )

    def _clause(self, clause: Clause) -> _Words | Condition:
        found = _joined([self._leaf(leaf) for leaf in clause.leaves], " | ")
        return found[0] if len(found) == 1 else or_(*map(_condition, found))

    def _leaf(self, leaf: Leaf) -> _Words | Condition:
        match leaf:
            case Term(word, is_title):
                return _Words(_column(is_title), written.either(terms(word)))
            case Prefix(start, is_title):
                return _Words(_column(is_title), written.beginning(beginnings(start)))
            case Phrase(found, True):
                return _Words(SearchDocument.title, written.side_by_side(found))
            case Phrase(found):
                return _phrase(found)
            case Filter("begins", starts):
                each = dict.fromkeys(begin for one in starts.split() for begin in beginnings(one))
                return _Words(SearchDocument.tokens, written.beginning(each))
            case Filter():
                return self._filter(leaf)

    def _filter(self, leaf: Filter) -> _Words | Condition:
        match leaf.name:
            case "tag":
                return _Words(SearchDocument.tokens, written.tagged(leaf.value))
            case "type":
                return SearchDocument.kind == KINDS.get(leaf.value.lower(), -1)
            case "space":
                return Page.space_id.in_(self._resolve(leaf))
            case "author":
                ids = self._resolve(leaf)
                return SearchDocument.author_id.in_(ids) | SearchDocument.editor_id.in_(ids)
        limit = day_number(leaf.value)
        if limit is None:
            return literal(value=False).is_(True)
        return SearchDocument.day < limit if leaf.name == "before" else SearchDocument.day >= limit


def _phrase(found: Sequence[str]) -> Condition:
    """The index finds documents with all the words; then places tell, or running words where not all were kept."""
    all_words = written.all_of(written.either(terms(word)) for word in found)
    beside = case(
        (SearchDocument.running.is_(None), matches(SearchDocument.tokens, written.side_by_side(found))),
        else_=SearchDocument.running.op("~", is_comparison=True)(written.running_pattern(found)),
    )
    return and_(matches(SearchDocument.tokens, all_words), beside)


class _Scores:
    def __init__(self, statistics: Statistics, frequencies: Frequencies, *, with_body: bool) -> None:
        self._statistics, self._frequencies, self._with_body = statistics, frequencies, with_body

    def of(self, question: Question) -> Score:
        leaves = [self._leaf(leaf) for leaf in question.wanted()]
        return reduce(lambda one, other: one + other, [*leaves, _title(question)], literal(0.0, Float))

    def _leaf(self, leaf: Leaf) -> Score:
        is_title = not isinstance(leaf, Filter) and leaf.is_title
        if isinstance(leaf, Prefix):
            query = written.beginning(beginnings(leaf.start))
            rarities = (PREFIX_RARITY, PREFIX_RARITY, PREFIX_RARITY)
            return self._fields([(query, rarities)], is_title=is_title)
        words = [
            self._fields(
                [(written.either([term]), self._rarities(term)) for term in terms(word)], is_title=is_title
            )
            for word in _words(leaf)
        ]
        return reduce(lambda one, other: one + other, words)

    def _fields(self, forms: Iterable[tuple[str, tuple[float, float, float]]], *, is_title: bool) -> Score:
        """The fields' scores together; of several forms of a word the better one counts."""
        each: dict[str, list[Score]] = {}
        for query, (in_title, in_heading, in_body) in forms:
            each.setdefault("title", []).append(self._once(SearchDocument.title, "title", query, in_title))
            if not is_title:
                found = self._once(SearchDocument.heading, "heading", query, in_heading)
                each.setdefault("heading", []).append(found)
            if not is_title and self._with_body:
                each.setdefault("body", []).append(self._body(query, in_body))
        best = [one[0] if len(one) == 1 else func.greatest(*one) for one in each.values()]
        return reduce(lambda one, other: one + other, best)

    def _once(self, column: Column, field: str, query: str, rarity: float) -> Score:
        gain = (K1 + 1) * BOOSTS[field] * rarity
        return case((matches(column, query), literal(gain, Float) / (1 + self._damping(field))), else_=0.0)

    def _body(self, query: str, rarity: float) -> Score:
        rank = func.ts_rank(
            cast(literal(list(_BODY_ALONE)), ARRAY(REAL)), SearchDocument.tokens, _query(query)
        )
        count = 1 / (_ALL - func.least(cast(rank, Float), 0.997) * _ALL) - 0.5
        gain = literal((K1 + 1) * BOOSTS["body"] * rarity, Float) * count
        return case((rank > 0, gain / (count + self._damping("body"))), else_=0.0)

    def _damping(self, field: str) -> Score:
        lengths = {
            "title": SearchDocument.title_words,
            "heading": SearchDocument.heading_words,
            "body": SearchDocument.body_words,
        }
        return K1 * (1 - B) + literal(K1 * B / self._statistics.mean_lengths[field], Float) * lengths[field]

    def _rarities(self, term: str) -> tuple[float, float, float]:
        """In titles, headings and bodies; that of headings is not counted and taken as between the others."""
        found = self._frequencies.get(term, Frequency(0, 0))
        title, body = (self._rarity(count) for count in (found.title, found.anywhere))
        return title, (title + body) / 2, body

    def _rarity(self, frequency: int) -> float:
        count = max(self._statistics.count, frequency)
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


def _title(question: Question) -> Score:
    words: list[str] = []
    for clause in question.clauses:
        match clause.leaves:
            case (Term(word, False),) if not clause.is_without:
                words.append(word)
            case (Phrase(found, False),) if not clause.is_without:
                words.extend(found)
    if not words:
        return literal(0.0, Float)
    holds_all = matches(SearchDocument.title, written.all_of(written.either(terms(word)) for word in words))
    gain = case((SearchDocument.title_words == len(words), IS_TITLE), else_=ALL_IN_TITLE)
    return case((holds_all, gain), else_=0.0)


def _words(leaf: Leaf) -> Sequence[str]:
    match leaf:
        case Term(word):
            return (word,)
        case Phrase(found):
            return found
    return ()


def _count(leaf: Leaf, frequencies: Frequencies) -> int:
    """About how many documents a leaf finds."""
    each = [
        sum(frequencies[term].anywhere for term in terms(word) if term in frequencies)
        for word in _words(leaf)
    ]
    return min(each, default=0)


def _joined(found: Iterable[_Words | Condition], sign: str) -> list[_Words | Condition]:
    """Those of one column as one query, which the index answers quickest."""
    queries: dict[str, list[_Words]] = {}
    others: list[_Words | Condition] = []
    for one in found:
        if isinstance(one, _Words):
            queries.setdefault(one.column.key, []).append(one)
        else:
            others.append(one)
    return [*(_together(some, sign) for some in queries.values()), *others]


def _together(some: list[_Words], sign: str) -> _Words:
    if len(some) == 1:
        return some[0]
    return _Words(some[0].column, f"({sign.join(one.query for one in some)})")


def _condition(found: _Words | Condition) -> Condition:
    return matches(found.column, found.query) if isinstance(found, _Words) else found


def _column(is_title: bool) -> Column:  # noqa: FBT001  a leaf's own flag
    return SearchDocument.title if is_title else SearchDocument.tokens
