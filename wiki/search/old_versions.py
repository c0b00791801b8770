"""Old versions of pages in which a question's words stand that their present text no longer has.

Asked for only by whoever wants it, and read from the database: old texts stand in no index. The latest 1,000 old
versions are looked through, of those pages whose history the reader may see, for two seconds at most.
"""

import re
import time
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.pages.models import Page, Revision
from wiki.search.snippets import Marker, Piece
from wiki.search.syntax import Filter, Leaf, Phrase, Question
from wiki.search.words import folded
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space

MOST_HITS = 20
_MOST_LOOKED_AT = 1000
_MOST_SIGNS = 10_000_000
_LONGEST = 100_000
_SECONDS = 2.0  # a question may have thirty words, and each of them is looked for in each text


@dataclass(frozen=True, slots=True)
class OldHit:
    """An old version with the words."""

    title: tuple[Piece, ...]
    href: str
    number: int
    space_name: str
    author_name: str
    saved_at: datetime
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class OldFound:
    """Of each page the latest such version, the latest page first. `is_all`: there are no older ones to look at."""

    hits: tuple[OldHit, ...]
    is_all: bool


def search(session: Session, actor: Actor, question: Question, space_ids: Collection[int] | None) -> OldFound:
    """Old versions that answer the question; in these spaces, or in all. Of its filters it knows `space:` alone."""
    if not question.has_words or _others(question):
        return OldFound((), is_all=True)
    asked = _Asked(question)
    hits: dict[int, OldHit] = {}
    passed: set[int] = set()
    looked_at = signs = 0
    until = time.monotonic() + _SECONDS
    # PostgreSQL keeps what was not read yet until it is closed.
    with closing(session.execute(_statement(actor, space_ids).limit(_MOST_LOOKED_AT))) as rows:
        for row in rows:
            looked_at, signs = looked_at + 1, signs + len(row.body)
            if len(hits) >= MOST_HITS or signs > _MOST_SIGNS or time.monotonic() > until:
                return OldFound(tuple(hits.values()), is_all=False)
            if row.page_id in hits or row.page_id in passed or not asked.fits(row.title, row.body):
                continue
            head = session.execute(_head(actor, row.head_id)).first()
            if head is None or asked.fits(head.title, head.body):
                passed.add(row.page_id)
            else:
                hits[row.page_id] = asked.hit(row)
    return OldFound(tuple(hits.values()), is_all=looked_at < _MOST_LOOKED_AT)


class _Asked:
    """Whether texts answer a question, and where."""

    def __init__(self, question: Question) -> None:
        self._marker = Marker(question.wanted())
        self._clauses = [
            ([_Words(leaf) for leaf in clause.leaves if not isinstance(leaf, Filter)], clause.is_without)
            for clause in question.clauses
        ]

    def fits(self, title: str, body: str) -> bool:
        text = f"{title}\n{body[:_LONGEST]}"
        return all(
            any(leaf.stand_in(text) for leaf in leaves) is not is_without
            for leaves, is_without in self._clauses
            if leaves
        )

    def hit(self, row: Any) -> OldHit:
        """Any: a row of `_statement`."""
        href = f"/s/{row.space_key}/{row.slug}/rev/{row.number}"
        marked, snippet = self._marker.marked(row.title), self._marker.snippet(row.body)
        return OldHit(marked, href, row.number, row.space_name, row.author_name, row.created_at, snippet)


class _Words:
    """The words of one leaf."""

    def __init__(self, leaf: Leaf) -> None:
        self._marker = Marker([leaf])
        words = leaf.words if isinstance(leaf, Phrase) else ()
        self._phrase = re.compile(r"[\W_]+".join(map(re.escape, words))) if words else None

    def stand_in(self, text: str) -> bool:
        if self._phrase is not None:
            return self._phrase.search(folded(text)) is not None
        return self._marker.occurs_in(text)


def _others(question: Question) -> bool:
    """Whether the question asks for what old versions do not tell."""
    leaves = (leaf for clause in question.clauses for leaf in clause.leaves)
    return any(isinstance(leaf, Filter) and leaf.name != "space" for leaf in leaves)


def _statement(actor: Actor, space_ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    statement = (
        policy.allowed(Revision, actor)
        .where(Revision.id != Page.head_id, Revision.redacted_at.is_(None), Page.template_for.is_(None))
        .join(Space, Space.id == Page.space_id)
        .order_by(Revision.id.desc())
        .with_only_columns(
            Revision.page_id,
            Revision.number,
            Revision.title,
            Revision.body,
            Revision.author_name,
            Revision.created_at,
            Page.head_id,
            Page.slug,
            Space.key.label("space_key"),
            spaces.shown_name(policy.scopes(actor)).label("space_name"),
        )
        .execution_options(yield_per=50)
    )
    return statement if space_ids is None else statement.where(Page.space_id.in_(space_ids))


def _head(actor: Actor, head_id: int) -> Select[str, str]:
    return (
        policy.allowed(Revision, actor)
        .where(Revision.id == head_id)
        .with_only_columns(Revision.title, Revision.body)
    )
