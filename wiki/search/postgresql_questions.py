"""A question as a condition of PostgreSQL: which documents fit. Runs nothing; how well, postgresql_scores.py tells."""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, case, cast, literal, not_, or_, select, union
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute

from wiki.pages.models import Page
from wiki.search import postgresql_vectors as written
from wiki.search.models import SearchDocument
from wiki.search.scoring import (
    KINDS,
    beginnings,
    day_number,
)
from wiki.search.syntax import Clause, Filter, Leaf, Phrase, Prefix, Question, Term
from wiki.search.words import terms

Condition = ColumnElement[bool]
Column = InstrumentedAttribute[str]
Frequencies = Mapping[str, int]
"""In how many documents terms stand."""


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


def likely(question: Question) -> list[ColumnElement[bool]]:
    """What makes a document likely to be among the best: all the words in its title, then one of them."""
    words = [word for leaf in question.wanted() for word in _words(leaf)]
    if not words:
        return []
    each = [written.either(terms(word)) for word in words]
    return [
        matches(SearchDocument.title, written.all_of(each)),
        matches(SearchDocument.title, written.any_of(each)),
    ]


def matches(column: Column, query: str) -> Condition:
    """The vector in the column matches."""
    return column.op("@@", is_comparison=True)(_query(query))


def _query(query: str) -> ColumnElement[Any]:  # Any: TSQUERY's
    return cast(literal(query), TSQUERY)


class _Conditions:
    def __init__(self, generation: int, resolve: Callable[[Filter], frozenset[int]]) -> None:
        self._generation, self._resolve = generation, resolve

    def of(self, question: Question) -> Condition:
        needed: list[_Words | Condition] = []
        within: list[_Words | Condition] = []
        without: list[_Words | Condition] = []
        for clause in question.clauses:
            if clause.is_without:
                without.append(self._clause(clause))
            elif all(isinstance(leaf, Filter) for leaf in clause.leaves):
                within.append(self._clause(clause))
            elif not (clause.is_small and question.has_large_words):
                needed.append(self._clause(clause))
        filters = _joined(within, " & ")
        limits = [one for one in filters if not isinstance(one, _Words)]
        limits += [_looked_up(_condition(one)) for one in filters if isinstance(one, _Words)]
        if not needed:
            return and_(*limits, *(self._lacks(one) for one in without))
        found = self._found(_joined(needed, " | " if question.is_any else " & "), without, question.is_any)
        called = _called_so(question)
        if called is None:
            return and_(_looked_up(found), *limits)
        called = and_(called, *(not_(_condition(one)) for one in without))
        return and_(_looked_up(found, called), *limits)

    def _found(
        self,
        needed: list[_Words | Condition],
        without: list[_Words | Condition],
        is_any: bool,  # noqa: FBT001
    ) -> Condition:
        """The index answers `a & !b` at once; of `!b` alone it would read everything."""
        rest = without
        if len(needed) == 1 and isinstance(needed[0], _Words):
            first = needed[0]
            same = [one for one in without if isinstance(one, _Words) and one.column is first.column]
            rest = [one for one in without if one not in same]
            needed = [_Words(first.column, " & ".join([first.query, *(f"!{one.query}" for one in same)]))]
        found = (or_ if is_any else and_)(*map(_condition, needed))
        return and_(found, *(self._lacks(one) for one in rest))

    def _lacks(self, found: _Words | Condition) -> Condition:
        return SearchDocument.id.not_in(self._with(found)) if isinstance(found, _Words) else not_(found)

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
                each = dict.fromkeys(begin for one in starts.split()[1:] for begin in beginnings(one))
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
        return _changed(leaf)


def _looked_up(*found: Condition) -> Condition:
    """One of these holds, each by the index: the planner does not know that reading vectors row by row is slow."""
    each = [select(SearchDocument.id).where(one) for one in found]
    ids = (union(*each) if len(each) > 1 else each[0]).cte(nesting=True).prefix_with("MATERIALIZED")
    return SearchDocument.id.in_(select(ids.c.id))


def _changed(leaf: Filter) -> Condition:
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


def _called_so(question: Question) -> Condition | None:
    """Pages whose whole title was asked for fit for that alone, where nothing but words was asked for."""
    words = question.bare_words()
    if not words or not question.is_words_alone:
        return None
    any_word = written.either(term for word in words for term in terms(word))
    return and_(matches(SearchDocument.title, any_word), _is_whole(question))


def _is_whole(question: Question) -> Condition:
    held = reduce(operator.add, [case((_in_title(word), 1), else_=0) for word in question.bare_words()])
    return and_(held >= SearchDocument.title_words, held >= literal(question.least_of_title, Float))


def _in_title(word: str) -> Condition:
    return matches(SearchDocument.title, written.either(terms(word)))


def _words(leaf: Leaf) -> Sequence[str]:
    match leaf:
        case Term(word):
            return (word,)
        case Phrase(found):
            return found
    return ()


def _count(leaf: Leaf, frequencies: Frequencies) -> int:
    """About how many documents a leaf finds."""
    each = [sum(frequencies[term] for term in terms(word) if term in frequencies) for word in _words(leaf)]
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
