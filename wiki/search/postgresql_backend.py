"""One generation of the index in PostgreSQL: written by one worker at a time, read by all machines (ADR 0028).

The rights of a reader, and where a page lies, are part of each statement, as they are at that moment.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from cachetools import TTLCache
from sqlalchemy import (
    CTE,
    BigInteger,
    Date,
    Float,
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
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.db import Sessions
from wiki.pages.models import Page
from wiki.search import documents as pages
from wiki.search import postgresql_questions as questions
from wiki.search import postgresql_vectors as written
from wiki.search.backend import Document, Facets, Match, Matches, Resolve
from wiki.search.models import SearchDocument, SearchIndex
from wiki.search.postgresql_questions import Condition, Frequency, Statistics
from wiki.search.postgresql_vectors import Split
from wiki.search.syntax import Question
from wiki.search.words import folded

_AT_ONCE = 200
_MOST_SCORED = 2000
"""Of more documents the bodies of those are read whose titles and headings fit best, then of the latest."""
_SHOWN_TAGS = 30
_KEPT_SECONDS = 300.0
_EPOCH = date(1970, 1, 1)
_MATCHED = policy.narrow(
    SearchDocument,
    (
        SearchDocument.id,
        SearchDocument.document,
        SearchDocument.page_id,
        SearchDocument.kind,
        SearchDocument.day,
        SearchDocument.tags,
        Page.space_id,
    ),
).where(Page.template_for.is_(None))


class PostgresIndex:
    """A generation, by its number."""

    def __init__(self, sessions: Sessions, generation: int, split: Split) -> None:
        self._sessions, self.generation, self.split = sessions, generation, split
        self._frequencies: TTLCache[str, Frequency] = TTLCache(10_000, _KEPT_SECONDS)
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

    def search(
        self,
        session: Session,
        scopes: frozenset[int],
        question: Question,
        resolve: Resolve,
        *,
        skip: int,
        limit: int,
        facets: bool,
    ) -> Matches:
        """What the reader may read of what fits, the best first, then the latest."""
        if not scopes or not question.clauses:
            return Matches((), 0)
        matched = self._matched(question, resolve)
        parts = [self._best(session, matched, question, skip, limit), _total(matched)]
        if facets:
            parts += _counts(matched)
        rows = session.execute(
            select(union_all(*parts).subquery()), {"scopes": json.dumps(sorted(scopes))}
        ).all()
        return _matches([tuple(row) for row in rows], with_facets=facets)

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

    def _matched(self, question: Question, resolve: Resolve) -> CTE:
        return _MATCHED.where(self._is_mine, questions.fits(question, self.generation, resolve)).cte(
            "matched"
        )

    def _best(self, session: Session, matched: CTE, question: Question, skip: int, limit: int) -> Select[Any]:
        """What is shown: documents scored by all their words; of too many, only the most likely ones."""
        statistics, frequencies = self._statistics_now(session), self._known(session, question)
        candidates = select(SearchDocument.id).join(matched, matched.c.id == SearchDocument.id)
        if question.is_any:
            few = questions.rare(question, self.generation, frequencies, _MOST_SCORED)
            candidates = candidates if few is None else candidates.where(few)
        likely = questions.first_score(question, statistics, frequencies)
        some = candidates.order_by(likely.desc(), matched.c.day.desc(), matched.c.id).limit(_MOST_SCORED)
        score = questions.score(question, statistics, frequencies).label("score")
        best = (
            select(SearchDocument.document, SearchDocument.page_id, score, SearchDocument.day)
            .where(SearchDocument.id.in_(some))
            .order_by(score.desc(), SearchDocument.day.desc(), SearchDocument.document)
            .offset(skip)
            .limit(limit)
            .subquery()
        )
        return _told(_BEST, best.c.document, best.c.page_id, best.c.score, cast_to(best.c.day, String))

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

    def _known(self, session: Session, question: Question) -> dict[str, Frequency]:
        """How often the question's terms occur; counted once in five minutes."""
        wanted = questions.asked_terms(question)
        found = {term: known for term in wanted if (known := self._frequencies.get(term)) is not None}
        missing = [term for term in wanted if term not in found]
        if missing:
            columns = (SearchDocument.tokens, SearchDocument.title)
            counts = [
                select(func.count()).where(self._is_mine, questions.matches(column, written.either([term])))
                for term in missing
                for column in columns
            ]
            row = iter(session.execute(select(*(one.scalar_subquery() for one in counts))).one())
            for term in missing:
                found[term] = self._frequencies[term] = Frequency(next(row), next(row))
        return found


_BEST, _TOTAL, _SPACE, _KIND, _YEAR, _TAG = range(6)


def _told(
    what: int, number: Any, page_id: Any, score: Any, label: Any
) -> Select[Any]:  # Any: columns of all types
    return select(
        literal(what).label("what"),
        cast_to(number, BigInteger).label("number"),
        cast_to(page_id, BigInteger).label("page_id"),
        cast_to(score, Float).label("score"),
        cast_to(label, String).label("label"),
    )


def _total(matched: CTE) -> Select[Any]:
    return _told(_TOTAL, func.count(), null(), null(), null()).select_from(matched)


def _counts(matched: CTE) -> list[Select[Any]]:
    """How many of what was found are in each space, of each kind, of each year, and with each of the first tags."""
    year = func.date_part("year", literal(_EPOCH, Date).op("+")(matched.c.day))
    each = [
        _told(what, func.count(), key, null(), null()).select_from(matched).group_by(key)
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
    return [*each, _told(_TAG, first.c.count, null(), null(), first.c.tag)]


def _matches(rows: Sequence[tuple[Any, ...]], *, with_facets: bool) -> Matches:
    best: list[tuple[float, int, int, int]] = []
    counts: dict[int, dict[int, int]] = {_SPACE: {}, _KIND: {}, _YEAR: {}}
    tags: list[tuple[int, str]] = []
    total = 0
    for what, number, page_id, score, label in rows:
        if what == _BEST:
            best.append((-score, -int(label), number, page_id))
        elif what == _TOTAL:
            total = number
        elif what == _TAG:
            tags.append((-number, label))
        else:
            counts[what][page_id] = number
    found = tuple(Match(key, page_id, -score) for score, _day, key, page_id in sorted(best))
    if not with_facets:
        return Matches(found, total)
    of_tag = {tag: -count for count, tag in sorted(tags)}
    return Matches(found, total, Facets(counts[_SPACE], of_tag, counts[_YEAR], counts[_KIND]))
