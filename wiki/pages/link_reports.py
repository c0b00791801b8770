"""Which links of a space lead nowhere, and which pages nothing leads to: of what the reader may read, by key.

Only links that stand in readable pages count, and a page that the reader may not read is as one that is not there.
Counting asks all links of the space; the lists are for those who tend it, not for every page view.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.attachments.models import Attachment
from wiki.db import UtcDateTime
from wiki.pages.models import Link, OutsideCheck, OutsideLink, Page, PageText
from wiki.spaces.models import Space

_MOST_USERS = 5
_LONGEST_FRAGMENT = 250
_LARGEST = 2**31 - 1
_SCREENS = (
    "/help/",
    "/recent",
    "/search",
    "/tags",
    "/favourites",
    "/drafts",
    "/profile",
    "/trash",
    "/admin",
    "//",
)
"""Addresses of the wiki that are no pages and that texts may link to."""

HEADING, FILE, PAGE, DEAD, MOVED = "heading", "file", "page", "dead", "moved"
_KINDS = (HEADING, FILE, PAGE, DEAD, MOVED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that links ask for and that is not there. `space_key` is None for the space itself."""

    title: str
    slug: str
    space_key: str | None
    count: int
    users: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """Where the entry stands in the list."""
        return f"{self.count}~{self.slug}~{self.space_key or ''}"


@dataclass(frozen=True, slots=True)
class Broken:
    """A link that leads nowhere: to a heading, file, page or address that is not there (any more).

    `text` is what is missing, `target` where it was looked for (a page's title, another address), `href` the page
    that can be looked at instead. `place` is where the entry stands in the list.
    """

    page_title: str
    page_slug: str
    kind: str
    place: str
    text: str
    target: str = ""
    href: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """What is looked at: the readable pages of a space, or one of them."""

    space_id: int
    space_key: str
    page_id: int | None = None


_target = aliased(Page, name="target_page")
_target_space = aliased(Space, name="target_space")


def wanted(session: Session, scope_set: ScopeSet, where: Where, after: str, limit: int) -> list[Wanted]:
    """The missing pages, most wanted first, each with a few of the pages that link to it."""
    named = func.nullif(Link.target_space_key, where.space_key)
    count = func.count(func.distinct(Link.page_id))
    statement = (
        _links(where, Link.target_slug, named.label("named"), func.min(Link.target), count.label("links"))
        .outerjoin(_target, _leads_somewhere())
        .where(_target.id.is_(None), Link.kind.in_(("wiki", "path")), Link.target_slug != "")
        .group_by(Link.target_slug, named)
        .order_by(count.desc(), Link.target_slug, func.coalesce(named, ""))
        .limit(limit)
    )
    parts = after.split("~")
    if len(parts) == 3 and parts[0].isdecimal():  # noqa: PLR2004  count, slug, key
        number = min(int(parts[0]), _LARGEST)
        behind = tuple_(Link.target_slug, func.coalesce(named, "")) > tuple_(
            literal(parts[1]), literal(parts[2])
        )
        statement = statement.having(or_(count < number, and_(count == number, behind)))
    rows = _rows(session, scope_set, statement)
    users = _users(session, scope_set, where, [row[0] for row in rows])
    return [
        Wanted(_title(title), slug, key, count, users.get((slug, key), ()))
        for slug, key, title, count in rows
    ]


def orphaned(
    session: Session, scope_set: ScopeSet, where: Where, after: str, limit: int
) -> Sequence[tuple[str, str, str]]:
    """Title, slug and public id of the pages that no other page links to, A–Z; the home page is none of them."""
    source = aliased(Page)
    links_here = exists().where(
        Link.target_id == Page.id,
        source.id == Link.page_id,
        source.id != Page.id,
        source.deleted_at.is_(None),
        source.template_for.is_(None),
        source.scope_id.in_(policy.parameter_ids("scopes")),
    )
    statement = (
        _in(policy.narrow(Page, (Page.title, Page.slug, Page.public_id)), where)
        .join(Space, Space.id == Page.space_id)
        .where(~links_here, func.coalesce(Space.home_page_id, 0) != Page.id)
        .order_by(Page.title_key, Page.id)
        .limit(limit)
    )
    if after:
        known = _in(policy.narrow(Page, (Page.title_key, Page.id)), where).where(Page.public_id == after)
        key, page_id = (_rows(session, scope_set, known) or [("", 0)])[0]
        statement = statement.where(tuple_(Page.title_key, Page.id) > tuple_(literal(key), literal(page_id)))
    return [(title, slug, public_id) for title, slug, public_id in _rows(session, scope_set, statement)]


def broken(session: Session, scope_set: ScopeSet, where: Where, after: str, limit: int) -> list[Broken]:
    """The broken links by page, in each page by kind. One statement."""
    every = union_all(*_of_kinds(where)).subquery()
    order = (every.c.page_slug, every.c.rank, every.c.number, every.c.word)
    statement = select(every).order_by(*order).limit(limit)
    slug, rank, number, word = [*after.split("~", 3), "", "", "", ""][:4]
    if rank.isdecimal() and number.isdecimal():
        last = (slug, min(int(rank), _LARGEST), min(int(number), _LARGEST), word)
        statement = statement.where(tuple_(*order) > tuple_(*map(literal, last)))
    return [_broken(row) for row in _rows(session, scope_set, statement)]


def _of_kinds(where: Where) -> list[Select[Any]]:
    place = {"target": _target.title, "space_key": _target_space.key, "target_slug": _target.slug}
    headings = (
        _links(where, *_columns(HEADING, Link.fragment, **place))
        .join(_target, _leads_somewhere())
        .join(_target_space, _target_space.id == _target.space_id)
        .join(PageText, PageText.page_id == _target.id)
        .where(PageText.anchors.is_not(None), func.length(Link.fragment) < _LONGEST_FRAGMENT)
        .where(func.replace(PageText.anchors, _on_a_line(Link.fragment), "") == PageText.anchors)
    )
    attached = exists().where(
        Attachment.page_id == Link.page_id,
        func.lower(Link.target).like(literal("%", String) + func.lower(Attachment.name)),
    )
    files = _links(where, *_columns(FILE, Link.target)).where(
        Link.kind.in_(("file", "image")), ~Link.target.startswith("/files/"), ~attached
    )
    pages = (
        _links(where, *_columns(PAGE, Link.target))
        .outerjoin(_target, _leads_somewhere())
        .where(_target.id.is_(None), Link.kind.in_(("wiki", "path")), Link.target_slug == "")
        .where(Link.target.startswith("/"), *(~Link.target.startswith(one) for one in _SCREENS))
    )
    return [headings, files, pages, _outside(where, DEAD), _outside(where, MOVED)]


def _outside(where: Where, state: str) -> Select[Any]:
    address = OutsideLink.address
    found = {"target": OutsideCheck.moved_to, "since": OutsideCheck.dead_since}
    columns = _columns(state, address, number=literal(0), word=address, **found)
    return (
        _in(policy.narrow(OutsideLink, columns), where)
        .join(OutsideCheck, OutsideCheck.address == OutsideLink.address)
        .where(OutsideCheck.state == state)
    )


def _columns(kind: str, text: Any, **others: Any) -> tuple[Any, ...]:  # columns and literals of several types
    """The columns that all kinds have; `others` replaces those that have nothing for most of them."""
    nothing = cast(null(), String)
    columns = {
        "page_title": Page.title,
        "page_slug": Page.slug,
        "rank": literal(_KINDS.index(kind)),
        "number": Link.key,
        "word": literal("", String),
        "text": text,
        "target": nothing,
        "space_key": nothing,
        "target_slug": nothing,
        "since": cast(null(), UtcDateTime()),
        **others,
    }
    return tuple(column.label(name) for name, column in columns.items())


def _broken(row: Row[Any]) -> Broken:
    place = f"{row.page_slug}~{row.rank}~{row.number}~{row.word}"
    href = f"/s/{row.space_key}/{row.target_slug}" if row.space_key else None
    kind, target = _KINDS[row.rank], row.target or ""
    return Broken(row.page_title, row.page_slug, kind, place, row.text, target, href, row.since)


def _links(where: Where, *columns: Any) -> Select[Any]:
    return _in(policy.narrow(Link, columns), where)


def _in(statement: Select[Any], where: Where) -> Select[Any]:
    only = Page.id == where.page_id if where.page_id is not None else Page.space_id == where.space_id
    return statement.where(only, Page.template_for.is_(None))


def _leads_somewhere() -> ColumnElement[bool]:
    return and_(
        _target.id == Link.target_id,
        _target.deleted_at.is_(None),
        _target.scope_id.in_(policy.parameter_ids("scopes")),
    )


def _on_a_line(text: Any) -> Any:  # an expression of several operators
    return literal("\n", String) + text + literal("\n", String)


def _users(
    session: Session, scope_set: ScopeSet, where: Where, slugs: Sequence[str]
) -> dict[tuple[str, str | None], tuple[tuple[str, str], ...]]:
    """For each missing page the first pages that link to it: titles and slugs."""
    named = func.nullif(Link.target_space_key, where.space_key)
    statement = (
        _links(where, Link.target_slug, named, Page.title, Page.slug)
        .outerjoin(_target, _leads_somewhere())
        .where(_target.id.is_(None), Link.kind.in_(("wiki", "path")), Link.target_slug.in_(slugs))
        .distinct()
        .order_by(Page.title, Page.slug)
    )
    found: dict[tuple[str, str | None], tuple[tuple[str, str], ...]] = {}
    for slug, key, title, page_slug in _rows(session, scope_set, statement):
        users = found.get((slug, key), ())
        if len(users) < _MOST_USERS:
            found[slug, key] = (*users, (title, page_slug))
    return found


def _title(target: str) -> str:
    """What a page of that name would be called."""
    return target.rstrip("/").rpartition("/")[2].removesuffix(".md") or target


def _rows(session: Session, scope_set: ScopeSet, statement: Select[Any]) -> Sequence[Any]:
    return session.execute(statement, scope_set.parameters).all()
