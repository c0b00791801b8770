"""One generation of the index in PostgreSQL: written by one worker at a time, read by all machines (ADR 0029).

The rights of a reader, and where a page lies, are part of each statement, as they are at that moment.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

import numpy as np
from cachetools import TTLCache
from numpy.typing import NDArray
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Select,
    String,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import ARRAY, REAL, REGCLASS, TSQUERY
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.db import Sessions
from wiki.pages.models import Page
from wiki.search import documents as pages
from wiki.search import postgresql_questions as questions
from wiki.search import postgresql_vectors as written
from wiki.search.backend import Asked, Document, Facets, Match, Matches
from wiki.search.models import SearchDocument, SearchIndex
from wiki.search.postgresql_questions import Condition
from wiki.search.postgresql_scores import LOOKED_AT, Facts, Scorer, Statistics
from wiki.search.postgresql_vectors import Split
from wiki.search.syntax import Question
from wiki.search.words import folded

_AT_ONCE = 200
_MOST_SCORED = 1000
"""Of more documents those are scored with the words in their titles, and of others the latest."""
_SHOWN_TAGS = 30
_KEPT_SECONDS = 300.0
_EPOCH = date(1970, 1, 1)
_OF_TRANSACTION = True
_BODY_ALONE = (1.0, 0.0, 0.0, 0.0)  # weights of D, C, B, A
_READABLE = policy.narrow(
    SearchDocument,
    (SearchDocument.id, SearchDocument.kind, SearchDocument.day, SearchDocument.tags, Page.space_id),
).where(Page.template_for.is_(None))


class PostgresIndex:
    """A generation, by its number."""

    def __init__(self, sessions: Sessions, generation: int, split: Split) -> None:
        self._sessions, self.generation, self.split = sessions, generation, split
        self._frequencies: TTLCache[str, int] = TTLCache(10_000, _KEPT_SECONDS)
        self._statistics: TTLCache[int, Statistics] = TTLCache(1, _KEPT_SECONDS)

    def applied(self) -> int:
        """The last row of the outbox that was applied."""
        with self._sessions.reading() as session:
            return session.scalars(select(SearchIndex.applied).where(SearchIndex.id == self.generation)).one()

    def apply(self, documents: Iterable[Document], gone: Iterable[int], applied: int) -> None:
        """The documents are as given, those with the keys in `gone` are no more; idempotent.

        Up to 200 documents are one transaction, together with `applied`.
        """
        waiting = iter({document.key: document for document in documents}.values())
        some = list(islice(waiting, _AT_ONCE))
        while further := list(islice(waiting, _AT_ONCE)):
            self._store(some, (), 0)
            some = further
        self._store(some, gone, applied)

    def verify(self) -> None:
        """PostgreSQL answers for what it keeps."""

    def tidy(self) -> bool:
        """What was written last is sorted into the indexes. There is never more to do."""
        names = ("ix_search_documents_title", "ix_search_documents_tokens")
        with self._sessions.writing() as session:
            session.execute(
                select(*(func.gin_clean_pending_list(cast_to(literal(name), REGCLASS)) for name in names))
            )
        return False

    def erase(self) -> None:
        """No query finds what was removed; its bytes go when their place is used again (docs/operations.md)."""
        self._sessions.overwrite_deleted([SearchDocument.__tablename__], rewrites=False)

    def inventory(self) -> Iterator[tuple[int, int]]:
        """Key and version of every document."""
        wanted = select(SearchDocument.document, SearchDocument.version).where(self._is_mine)
        with self._sessions.reading() as session:
            found = session.execute(wanted).all()
        return iter([(key, version) for key, version in found])

    def search(self, session: Session, asked: Asked) -> Matches:
        """What the reader may read of what fits, the best first, then the latest."""
        if not asked.scopes or not asked.question.clauses:
            return Matches((), 0)
        with _by_index(session):
            return self._search(session, asked)

    def _search(self, session: Session, asked: Asked) -> Matches:
        question, values = asked.question, {"scopes": json.dumps(sorted(asked.scopes))}
        fits = _READABLE.where(self._is_mine, questions.fits(question, self.generation, asked.resolve))
        scorer = Scorer(question, self._statistics_now(session), self._known(session, question))
        most = max(_MOST_SCORED, asked.skip + asked.limit)
        rows = session.execute(self._candidates(question, fits, scorer, most), values).all()
        found = _Found.of(rows, scorer)
        best = self._best(session, scorer, found, asked.skip, asked.limit)
        if len(rows) < most:
            return Matches(best, len(rows), found.facets() if asked.facets else None)
        return Matches(best, *_counted(session, fits, values, with_facets=asked.facets))

    @property
    def _is_mine(self) -> Condition:
        return SearchDocument.generation == self.generation

    def _store(self, some: Sequence[Document], gone: Iterable[int], applied: int) -> None:
        rows = [self._row(document) for document in some]
        keys = [*(document.key for document in some), *gone]
        with self._sessions.writing() as session:
            living = pages.held(session, [document.page_id for document in some])
            session.execute(delete(SearchDocument).where(self._is_mine, SearchDocument.document.in_(keys)))
            if rows := [row for row in rows if row["page_id"] in living]:
                session.execute(insert(SearchDocument), rows)
            session.execute(
                update(SearchIndex)
                .where(SearchIndex.id == self.generation)
                .values(applied=func.greatest(SearchIndex.applied, applied), commits=SearchIndex.commits + 1)
            )

    def _row(self, document: Document) -> dict[str, Any]:
        found = written.vectors(document, self.split)
        return {
            "generation": self.generation,
            "document": document.key,
            "page_id": document.page_id,
            "kind": document.kind,
            "version": document.version,
            "day": document.day,
            "author_id": document.author_id,
            "editor_id": document.editor_id,
            "tags": sorted({folded(one) for one in document.tags}),
            "title": found.title,
            "heading": found.heading,
            "tokens": found.tokens,
            "running": found.running,
            "title_words": found.title_words,
            "heading_words": found.heading_words,
            "body_words": found.body_words,
        }

    def _candidates(self, question: Question, fits: Select[Any], scorer: Scorer, most: int) -> Select[Any]:
        """Facts of what fits; of very much, the rarest words' documents, and those most likely to be the best."""
        if question.is_any:
            few = questions.rare(question, self.generation, self._frequencies, most)
            fits = fits if few is None else fits.where(few)
        order: list[ColumnElement[Any]] = [
            *(one.desc() for one in questions.likely(question)),
            SearchDocument.day.desc(),
            SearchDocument.id.asc(),
        ]
        some = fits.order_by(*order).limit(most).subquery()
        return (
            select(*_facts(scorer.queries))
            .join(some, some.c.id == SearchDocument.id)
            .add_columns(some.c.space_id)
        )

    def _best(
        self, session: Session, scorer: Scorer, found: "_Found", skip: int, limit: int
    ) -> tuple[Match, ...]:
        """The best, when those that are best so far were looked at for words side by side."""
        order = found.order()
        first = order[:LOOKED_AT]
        pairs = scorer.pairs()
        if pairs and len(first):
            of_field = {
                "title": SearchDocument.title,
                "heading": SearchDocument.heading,
                "body": SearchDocument.tokens,
            }
            beside = [questions.matches(of_field[field], query) for field, query, _ in pairs]
            ids = found.ids[first].tolist()
            looked = session.execute(select(SearchDocument.id, *beside).where(SearchDocument.id.in_(ids)))
            gains = {
                row[0]: sum(gain for is_so, (_, _, gain) in zip(row[1:], pairs, strict=True) if is_so)
                for row in looked
            }
            found.scores[first] += [gains.get(one, 0.0) for one in ids]
            order = found.order()
        return tuple(found.match(one) for one in order[skip : skip + limit])

    def _statistics_now(self, session: Session) -> Statistics:
        known = self._statistics.get(0)
        if known is None:
            lengths = (SearchDocument.title_words, SearchDocument.heading_words, SearchDocument.body_words)
            means = (func.coalesce(func.avg(one), 1) for one in lengths)
            count, *found = session.execute(select(func.count(), *means).where(self._is_mine)).one()
            of_field = dict(
                zip(("title", "heading", "body"), (max(1.0, float(one)) for one in found), strict=True)
            )
            known = self._statistics[0] = Statistics(count, of_field)
        return known

    def _known(self, session: Session, question: Question) -> dict[str, int]:
        """How often the question's terms occur; counted once in five minutes."""
        wanted = questions.asked_terms(question)
        found = {term: known for term in wanted if (known := self._frequencies.get(term)) is not None}
        missing = [term for term in wanted if term not in found]
        if missing:
            column = SearchDocument.tokens
            counts = [
                select(func.count()).where(questions.matches(column, written.either([term])))
                for term in missing
            ]
            row = session.execute(select(*(one.scalar_subquery() for one in counts))).one()
            for term, count in zip(missing, row, strict=True):
                found[term] = self._frequencies[term] = count
        return found


@contextmanager
def _by_index(session: Session) -> Iterator[None]:
    """Words are looked up in the index: the planner does not know that reading vectors row by row is slow."""
    setting = "enable_seqscan"
    session.execute(select(func.set_config(setting, "off", _OF_TRANSACTION)))
    yield
    session.execute(select(func.set_config(setting, "on", _OF_TRANSACTION)))


def _facts(queries: Sequence[str]) -> list[Any]:
    """Columns: what a document is, and an array of what its fields tell of each query."""
    asked = func.unnest(cast_to(list(queries), ARRAY(TSQUERY))).column_valued("asked")
    weights = cast_to(list(_BODY_ALONE), ARRAY(REAL))
    return [
        SearchDocument.id,
        SearchDocument.document,
        SearchDocument.page_id,
        SearchDocument.day,
        SearchDocument.kind,
        SearchDocument.tags,
        SearchDocument.title_words,
        SearchDocument.heading_words,
        SearchDocument.body_words,
        *(
            func.array(select(told).correlate(SearchDocument).scalar_subquery())
            for told in (
                SearchDocument.title.op("@@")(asked),
                SearchDocument.heading.op("@@")(asked),
                func.ts_rank(weights, SearchDocument.tokens, asked),
            )
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Found:
    """Documents as arrays of one length."""

    rows: Sequence[Any]
    ids: NDArray[Any]
    keys: NDArray[Any]
    pages: NDArray[Any]
    days: NDArray[Any]
    scores: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Sequence[Any], scorer: Scorer) -> "_Found":
        """The documents with their scores."""
        numbers = np.array([row[:4] for row in rows], np.int64).reshape(-1, 4)
        lengths = np.array([row[6:9] for row in rows], np.int64).reshape(-1, 3)
        shape = (len(rows), len(scorer.queries))
        facts = Facts(
            np.array([row[9] for row in rows], np.bool_).reshape(shape),
            np.array([row[10] for row in rows], np.bool_).reshape(shape),
            np.array([row[11] for row in rows], np.float64).reshape(shape),
            dict(zip(("title", "heading", "body"), lengths.T, strict=True)),
        )
        ids, keys, pages, days = numbers.T
        return cls(rows, ids, keys, pages, days, scorer.scores(facts))

    def order(self) -> NDArray[np.intp]:
        """The best first, then the latest."""
        return np.lexsort((self.keys, -self.days, -self.scores))

    def match(self, place: int) -> Match:
        """The document there."""
        return Match(int(self.keys[place]), int(self.pages[place]), float(self.scores[place]))

    def facets(self) -> Facets:
        """Counts of what was found."""
        years = (_EPOCH + timedelta(days=int(one)) for one in self.days)
        tags = Counter(tag for row in self.rows for tag in row.tags)
        first = sorted(tags.items(), key=lambda one: (-one[1], one[0]))[:_SHOWN_TAGS]
        return Facets(
            Counter(row.space_id for row in self.rows),
            dict(first),
            Counter(one.year for one in years),
            Counter(row.kind for row in self.rows),
        )


_TOTAL, _SPACE, _KIND, _YEAR, _TAG = range(5)


def _counted(
    session: Session, fits: Select[Any], asked: dict[str, str], *, with_facets: bool
) -> tuple[int, Facets | None]:
    """How many there are, and of which kinds, where they are too many to be read."""
    matched = fits.cte("matched")
    parts = [_told(_TOTAL, func.count(), null(), null()).select_from(matched)]
    if with_facets:
        parts += _counts(matched)
    counts: dict[int, dict[int, int]] = {_TOTAL: {}, _SPACE: {}, _KIND: {}, _YEAR: {}}
    tags: list[tuple[int, str]] = []
    for what, count, number, label in session.execute(select(union_all(*parts).subquery()), asked):
        if what == _TAG:
            tags.append((-count, label))
        else:
            counts[what][number or 0] = count
    total = counts[_TOTAL][0]
    if not with_facets:
        return total, None
    return total, Facets(
        counts[_SPACE], {tag: -count for count, tag in sorted(tags)}, counts[_YEAR], counts[_KIND]
    )


def _told(
    what: int, count: Any, number: Any, label: Any
) -> Select[int, int, int, str]:  # Any: columns of all types
    return select(
        literal(what).label("what"),
        cast_to(count, BigInteger).label("count"),
        cast_to(number, BigInteger).label("number"),
        cast_to(label, String).label("label"),
    )


def _counts(matched: CTE) -> list[Select[int, int, int, str]]:
    """How many are in each space, of each kind, of each year, and with each of the first tags."""
    year = func.date_part("year", literal(_EPOCH, Date).op("+")(matched.c.day))
    each = [
        _told(what, func.count(), key, null()).select_from(matched).group_by(key)
        for what, key in ((_SPACE, matched.c.space_id), (_KIND, matched.c.kind), (_YEAR, year))
    ]
    tags = select(func.unnest(matched.c.tags).label("tag")).subquery()
    first = (
        select(tags.c.tag, func.count().label("count"))
        .group_by(tags.c.tag)
        .order_by(func.count().desc(), tags.c.tag.collate("C"))
        .limit(_SHOWN_TAGS)
        .subquery()
    )
    return [*each, _told(_TAG, first.c.count, null(), first.c.tag)]
