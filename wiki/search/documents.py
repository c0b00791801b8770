"""Pages as documents of the index, read from the database by the system; readers' rights are asked at each search."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from wiki.access.models import AccessScope
from wiki.db import SqliteReader
from wiki.pages.models import Page, PageProperty, PageTag, PageText, Revision
from wiki.prepared import JsonArray, Prepared
from wiki.search.backend import PAGE, Document
from wiki.search.words import language_of

KINDS = 4
_LANGUAGES = {"de": "de", "ge": "de", "en": "en"}  # as codes and names begin, in both languages
_LANGUAGE_NAMES = ("lang", "language", "sprache")
_STRUCTURE = Prepared(
    select(
        func.coalesce(func.sum(AccessScope.structure_version), 0),
        func.count(AccessScope.id),
        func.coalesce(func.max(AccessScope.id), 0),
    )
)
_EPOCH_ORDINAL = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001  a day's number


@dataclass(frozen=True, slots=True)
class Pages:
    """All living pages but templates, ordered by id, as arrays of one length."""

    ids: NDArray[np.int64]
    scopes: NDArray[np.int64]
    spaces: NDArray[np.int64]


def key(page_id: int, kind: int = PAGE) -> int:
    """The key of a page's document."""
    return page_id * KINDS + kind


def structure(session: Session) -> tuple[int, ...]:
    """Numbers of which one is another as soon as a page came, went or moved, or a scope did."""

    def read() -> tuple[int, ...]:
        (numbers,) = _STRUCTURE.rows(session, {})
        return tuple(int(number) for number in numbers)

    if isinstance(session, SqliteReader):
        return session.unchanged().fetch("structure of all scopes", read)
    return read()


def pages(session: Session) -> Pages:
    """Where all pages lie."""
    found = session.execute(
        select(JsonArray(Page.id), JsonArray(Page.scope_id), JsonArray(Page.space_id)).where(_is_found())
    ).one()
    ids, scopes, spaces = (np.array(json.loads(numbers or "[]"), np.int64) for numbers in found)
    order = np.argsort(ids)
    return Pages(ids[order], scopes[order], spaces[order])


def ids(session: Session, after: int, limit: int) -> list[int]:
    """The ids of pages with a higher one, in order."""
    wanted = select(Page.id).where(_is_found(), Page.id > after).order_by(Page.id).limit(limit)
    return list(session.scalars(wanted))


def held(session: Session, page_ids: Sequence[int]) -> set[int]:
    """Those of these pages that there are; until the transaction ends nobody purges them."""
    there = select(Page.id).where(Page.id.in_(page_ids)).order_by(Page.id)
    return set(session.scalars(there.with_for_update(read=True, key_share=True)))


def versions(session: Session) -> dict[int, int]:
    """Key and version of each document that there should be."""
    rows = session.execute(select(Page.id, Page.head_id).where(_is_found()))
    return {key(page_id): head_id or 0 for page_id, head_id in rows}


def of_pages(session: Session, page_ids: Sequence[int]) -> Iterator[Document]:
    """The documents of those pages that can be found."""
    tags = _tags(session, page_ids)
    properties = _properties(session, page_ids)
    statement = (
        select(Page, PageText.text, PageText.anchors, Revision.author_id)
        .join(PageText, PageText.page_id == Page.id)
        .outerjoin(Revision, Revision.id == Page.head_id)
        .where(Page.id.in_(page_ids), _is_found())
        .execution_options(yield_per=100)
    )
    for page, text, anchors, editor_id in session.execute(statement):
        facts = properties.get(page.id, {})
        yield Document(
            key=key(page.id),
            page_id=page.id,
            kind=PAGE,
            version=page.head_id or 0,
            language=_language(facts, f"{page.title}\n{text}"),
            title=page.title,
            headings=" ".join([*tags.get(page.id, ()), (anchors or "").replace("-", " ")]),
            body="\n".join([text, *_values(facts)]),
            tags=tuple(tags.get(page.id, ())),
            day=page.changed_at.toordinal() - _EPOCH_ORDINAL,
            author_id=page.created_by_id or 0,
            editor_id=editor_id or 0,
        )


def _is_found() -> ColumnElement[bool]:
    return Page.deleted_at.is_(None) & Page.template_for.is_(None)


def _tags(session: Session, page_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for page_id, name in session.execute(
        select(PageTag.page_id, PageTag.name).where(PageTag.page_id.in_(page_ids))
    ):
        found.setdefault(page_id, []).append(name)
    return found


def _properties(session: Session, page_ids: Sequence[int]) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    rows = session.execute(
        select(PageProperty.page_id, PageProperty.name, PageProperty.value).where(
            PageProperty.page_id.in_(page_ids)
        )
    )
    for page_id, name, value in rows:
        found.setdefault(page_id, {})[name] = value
    return found


def _values(facts: dict[str, object]) -> Iterator[str]:
    for value in facts.values():
        yield from _texts(value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list):
        for one in cast("Iterable[object]", value):
            yield from _texts(one)


def _language(facts: dict[str, object], text: str) -> str:
    """As a property of the page says (`lang: de`, `Sprache: Deutsch`), else as its text sounds."""
    for name, value in facts.items():
        said = str(value).strip().lower()
        if name.lower() in _LANGUAGE_NAMES and said.startswith(tuple(_LANGUAGES)):
            return _LANGUAGES[said[:2]]
    return language_of(text)
