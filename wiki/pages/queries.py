"""Reads of pages, all through `access.policy`: the page itself, its history, what changed lately."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, and_, bindparam, cast, exists, func, literal_column, select, tuple_
from sqlalchemy.orm import Session, aliased

from wiki.access import policy
from wiki.access.models import AccessScope
from wiki.access.policy import ScopeSet
from wiki.actor import Actor, Right
from wiki.db import UtcDateTime, now
from wiki.errors import NotFound
from wiki.favourites.models import Favourite
from wiki.pages.drafts import FRESH as FRESH_DRAFT
from wiki.pages.models import Draft, Link, Page, Redirect, Revision
from wiki.prepared import Prepared
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space

_LARGEST = 2**31 - 1  # what the columns hold
_COMMA: Any = literal_column("','")  # a separator that no parameter holds: see wiki.prepared
# No parameter: SQLite plans a statement anew at each run when a partial index depends on the parameter's value.
_DRAFT: Any = literal_column("'draft'")

_MOST_LINKS = 2**40  # ids of links are lower, so their number and the latest id fit into one value


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page with its head's facts, as the page's screen and its ETag need them.

    `space_name` is the space's key for whoever reads a subtree of it only. `links_digest` changes with the
    readable pages that link here; `structure` counts creations, renames, moves and deletions in all scopes of the
    reader; `other_drafts` names the fresh drafts of others here, or is None. `template_for` is set for templates
    (wiki.page_templates). `is_favourite` is the reader's own, so it is no part of `state()`.
    """

    id: int
    public_id: str
    title: str
    slug: str
    space_id: int
    space_key: str
    space_name: str
    home_page_id: int | None
    parent_id: int | None
    scope_id: int
    has_history: bool
    head_id: int
    number: int
    author_name: str
    kind: str
    changed_at: datetime
    links_digest: int
    structure: int
    other_drafts: str | None
    template_for: str | None = None
    is_favourite: bool = False

    @property
    def href(self) -> str:
        """The page's address."""
        return f"/s/{self.space_key}/{self.slug}"

    @property
    def links_here(self) -> int:
        """How many links from readable pages lead here."""
        return self.links_digest // _MOST_LINKS

    @property
    def is_home(self) -> bool:
        """Whether the page is the first of its space."""
        return self.id == self.home_page_id

    def state(self) -> str:
        """A word that changes whenever a reader's view of the page may change."""
        facts = (
            self.id,
            self.title,
            self.head_id,
            self.links_digest,
            self.structure,
            self.other_drafts,
            self.template_for,
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One entry of a list of changes."""

    page_title: str
    page_href: str
    space_name: str
    number: int
    author_name: str
    created_at: datetime
    summary: str
    is_minor: bool
    kind: str

    @property
    def space_key(self) -> str:
        """The short name of the page's space, from the address."""
        return self.page_href.split("/")[2]


_source = aliased(Page)
_HERE = (
    select(func.count(Link.id) * literal_column(str(_MOST_LINKS)) + func.coalesce(func.max(Link.id), 0))
    .join(_source, _source.id == Link.page_id)
    .where(Link.target_id == Page.id, _source.deleted_at.is_(None))
    .where(_source.scope_id.in_(policy.parameter_ids("scopes")))
    .correlate(Page)
    .scalar_subquery()
)
_structure = (
    select(func.sum(AccessScope.structure_version))
    .where(AccessScope.id.in_(policy.parameter_ids("scopes")))
    .scalar_subquery()
)
_other_drafts = (
    select(func.aggregate_strings(cast(Draft.user_id, String) + cast(Draft.created_at, String), _COMMA))
    .where(
        Draft.page_id == Page.id, Draft.kind == _DRAFT, Draft.user_id != bindparam("user_id", type_=Integer)
    )
    .where(Draft.changed_at > bindparam("fresh_since", type_=UtcDateTime()))
    .correlate(Page)
    .scalar_subquery()
)
_is_favourite = (
    exists()
    .where(Favourite.page_id == Page.id, Favourite.user_id == bindparam("user_id", type_=Integer))
    .correlate(Page)
)
_PAGE = (
    policy.narrow(
        Page,
        (
            Page.id,
            Page.public_id,
            Page.title,
            Page.slug,
            Page.space_id,
            Space.key,
            spaces.shown_name(policy.parameter_ids("scopes")),
            Space.home_page_id,
            Page.parent_id,
            Page.scope_id,
            AccessScope.has_history,
            Page.head_id,
            Revision.number,
            Revision.author_name,
            Revision.kind,
            Revision.created_at,
            _HERE,
            _structure,
            _other_drafts,
            Page.template_for,
            _is_favourite,
        ),
    )
    .join(Space, Space.id == Page.space_id)
    .join(AccessScope, AccessScope.id == Page.scope_id)
    .join(Revision, Revision.id == Page.head_id)
)
_BY_SLUG = Prepared(
    _PAGE.where(
        Space.key == bindparam("space_key", type_=String), Page.slug == bindparam("slug", type_=String)
    )
)
_BY_IDS = Prepared(_PAGE.where(Page.id.in_(policy.parameter_ids("page_ids"))))
_BY_ID = Prepared(_PAGE.where(Page.id == bindparam("page_id", type_=Integer)))
_BY_PUBLIC_ID = Prepared(_PAGE.where(Page.public_id == bindparam("public_id", type_=String)))
_TITLES = Prepared(
    policy.narrow(Page, (Page.title, Page.slug, Page.public_id))
    .where(Page.space_id == bindparam("space_id", type_=Integer), Page.template_for.is_(None))
    .where(
        tuple_(Page.title_key, Page.id)
        > tuple_(bindparam("after_key", type_=String), bindparam("after_id", type_=Integer))
    )
    .order_by(Page.title_key, Page.id)
    .limit(201)
)
_PLACE = Prepared(
    policy.narrow(Page, (Page.title_key, Page.id)).where(
        Page.space_id == bindparam("space_id", type_=Integer),
        Page.public_id == bindparam("public_id", type_=String),
    )
)
_REDIRECT = Prepared(
    policy.narrow(Redirect, (Page.id, Page.id))
    .join(Space, Space.id == Redirect.space_id)
    .where(
        Space.key == bindparam("space_key", type_=String), Redirect.slug == bindparam("slug", type_=String)
    )
)


def by_slug(session: Session, actor: Actor, scope_set: ScopeSet, space_key: str, slug: str) -> PageRow:
    """The page at an address. Raises NotFound; the caller may then ask for a redirect."""
    return _one(session, _BY_SLUG, actor, scope_set, space_key=space_key, slug=slug)


def redirected(session: Session, actor: Actor, scope_set: ScopeSet, space_key: str, slug: str) -> PageRow:
    """The page that an old address leads to. Raises NotFound."""
    values = {**scope_set.parameters, "space_key": space_key, "slug": slug}
    row = _REDIRECT.first(session, values)
    if row is None:
        raise NotFound
    return _one(session, _BY_ID, actor, scope_set, page_id=row[0])


def by_public_id(session: Session, actor: Actor, scope_set: ScopeSet, public_id: str) -> PageRow:
    """The page of a permalink. Raises NotFound."""
    return _one(session, _BY_PUBLIC_ID, actor, scope_set, public_id=public_id)


def by_id(session: Session, actor: Actor, scope_set: ScopeSet, page_id: int) -> PageRow:
    """The page of a row. Raises NotFound."""
    return _one(session, _BY_ID, actor, scope_set, page_id=page_id)


def by_ids(
    session: Session, actor: Actor, scope_set: ScopeSet, page_ids: Iterable[int]
) -> dict[int, PageRow]:
    """Those of the pages that the actor may read, by id. One statement."""
    values = _values(actor, scope_set, {"page_ids": json.dumps(sorted(page_ids))})
    return {row[0]: PageRow(*row) for row in _BY_IDS.rows(session, values)}


def head(session: Session, actor: Actor, page_id: int) -> Revision:
    """The page's head with its body. Raises NotFound."""
    statement = policy.allowed(Revision, actor).where(
        Revision.page_id == page_id, Revision.id == Page.head_id
    )
    return _revision(session.scalars(statement).one_or_none())


def revision(session: Session, actor: Actor, page_id: int, number: int) -> Revision:
    """One revision; without the history flag only the head. Raises NotFound."""
    if not 0 < number <= _LARGEST:
        raise NotFound
    statement = policy.allowed(Revision, actor).where(Revision.page_id == page_id, Revision.number == number)
    return _revision(session.scalars(statement).one_or_none())


def history(
    session: Session, actor: Actor, page_id: int, before: int | None = None, limit: int = 50
) -> Sequence[Revision]:
    """Revisions without their bodies, latest first, from below number `before`."""
    statement = (
        policy.allowed(Revision, actor)
        .with_only_columns(*(column for column in Revision.__table__.columns if column.name != "body"))
        .where(Revision.page_id == page_id)
        .order_by(Revision.number.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(Revision.number < _column_value(before))
    return session.execute(statement).all()  # type: ignore[return-value]  # rows with the attributes of revisions


_CHANGE = (
    Revision.number,
    Revision.author_name,
    Revision.created_at,
    Revision.summary,
    Revision.is_minor,
    Revision.kind,
)


def recent(
    session: Session,
    actor: Actor,
    *,
    space_id: int | None = None,
    with_minor: bool = False,
    limit: int = 50,
) -> list[ChangeRow]:
    """The latest revisions that the actor may see; `wiki.feeds.changes` is the list to page through.

    By their time: what an import brings happened long ago.
    """
    place = (Page.title, Space.key, Page.slug, spaces.shown_name(policy.scopes(actor)))
    statement = (
        policy.allowed(Revision, actor)
        .join(Space, Space.id == Page.space_id)
        .where(Page.template_for.is_(None))
        .with_only_columns(*place, *_CHANGE)
    )
    if space_id is not None:
        statement = statement.where(
            Page.space_id + 0 == space_id
        )  # or SQLite would sort all of a large space
    if not with_minor:
        statement = statement.where(and_(Revision.is_minor.is_(False), Revision.kind != "system"))
    latest_first = statement.order_by(Revision.created_at.desc(), Revision.id.desc())
    rows = session.execute(latest_first.limit(limit))
    return [ChangeRow(title, f"/s/{key}/{slug}", *rest) for title, key, slug, *rest in rows]


def recent_pages(
    session: Session, actor: Actor, *, space_id: int | None = None, limit: int = 10
) -> list[ChangeRow]:
    """The latest changed pages, each once with its latest change."""
    rows = recent(session, actor, space_id=space_id, limit=limit * 5)
    latest: dict[str, ChangeRow] = {}
    for row in rows:
        latest.setdefault(row.page_href, row)
    return list(latest.values())[:limit]


def titles(
    session: Session, scope_set: ScopeSet, space_id: int, after: str, limit: int = 200
) -> list[tuple[str, str, str]]:
    """Title, slug and public id of the space's readable pages A–Z, behind the page with the public id `after`."""
    values = {**scope_set.parameters, "space_id": space_id, "public_id": after}
    key, page_id = (_PLACE.first(session, values) if after else None) or ("", 0)
    rows = _TITLES.rows(session, {**values, "after_key": key, "after_id": page_id})
    return [(title, slug, public_id) for title, slug, public_id in rows][:limit]


def can(session: Session, actor: Actor, scope_id: int, right: Right) -> bool:
    """Whether the actor holds the right in the scope, from the cached sets."""
    return scope_id in policy.scope_set(session, actor, right).ids


def _one(
    session: Session, statement: Prepared, actor: Actor, scope_set: ScopeSet, **values: object
) -> PageRow:
    row = statement.first(session, _values(actor, scope_set, values))
    if row is None:
        raise NotFound
    return PageRow(*row)


def _values(actor: Actor, scope_set: ScopeSet, values: Mapping[str, object]) -> dict[str, object]:
    """The parameters of the statements made of `_PAGE`."""
    own = {"user_id": actor.user_id or 0, "fresh_since": now() - FRESH_DRAFT}
    return {**scope_set.parameters, **own, **values}


def _column_value(number: int) -> int:
    """A number of an address as a column can be compared with it."""
    return min(max(number, 0), _LARGEST)


def _revision(found: Revision | None) -> Revision:
    if found is None:
        raise NotFound
    return found
