"""Tags of readable pages: which there are, and the pages under one. Templates stand in neither."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import Select, func, tuple_
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.pages.models import Page, PageTag
from wiki.pages.slugs import search_key
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space

MOST_TAGS = 2000


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag and how many readable pages have it."""

    name: str
    count: int

    @property
    def href(self) -> str:
        """The tag's screen."""
        return href(self.name)


@dataclass(frozen=True, slots=True)
class TaggedRow:
    """A page under a tag."""

    public_id: str
    title: str
    href: str
    space_key: str
    space_name: str
    changed_at: datetime


def href(name: str) -> str:
    """The address of a tag's screen."""
    return f"/tags/{quote(name, safe='')}"


def tags(session: Session, actor: Actor, *, space_id: int | None = None) -> list[TagRow]:
    """The tags of readable pages, A–Z; of very many, those that most pages have."""
    number = func.count(PageTag.id)
    statement = (
        _listed(actor, space_id)
        .with_only_columns(PageTag.name, number)
        .group_by(PageTag.name)
        .order_by(number.desc(), PageTag.name)
        .limit(MOST_TAGS)
    )
    rows = [TagRow(name, count) for name, count in session.execute(statement)]
    return sorted(rows, key=lambda row: (search_key(row.name), row.name))


def count(session: Session, actor: Actor, name: str, *, space_id: int | None = None) -> int:
    """How many readable pages have the tag."""
    found = _listed(actor, space_id).where(PageTag.name == name)
    statement = found.with_only_columns(func.count(PageTag.id))
    return session.scalar(statement) or 0


def pages(
    session: Session,
    actor: Actor,
    name: str,
    *,
    space_id: int | None = None,
    after: str = "",
    limit: int = 50,
) -> list[TaggedRow]:
    """The readable pages with the tag A–Z, behind the page with the public id `after`."""
    statement = (
        _listed(actor, space_id)
        .where(PageTag.name == name)
        .join(Space, Space.id == Page.space_id)
        .with_only_columns(
            Page.public_id,
            Page.title,
            Space.key,
            Page.slug,
            spaces.shown_name(policy.scopes(actor)),
            Page.changed_at,
        )
        .order_by(Page.title_key, Page.id)
        .limit(limit)
    )
    if after and (place := _place(session, actor, after)) is not None:
        statement = statement.where(tuple_(Page.title_key, Page.id) > place)
    return [
        TaggedRow(public_id, title, f"/s/{key}/{slug}", key, space, changed_at)
        for public_id, title, key, slug, space, changed_at in session.execute(statement)
    ]


def spaces_of(session: Session, actor: Actor, name: str) -> list[tuple[str, str]]:
    """Key and shown name of the spaces in which readable pages have the tag."""
    found = _listed(actor, None).where(PageTag.name == name).join(Space, Space.id == Page.space_id)
    columns = (Space.key, spaces.shown_name(policy.scopes(actor)).label("shown"))
    rows = session.execute(found.with_only_columns(*columns).distinct().limit(MOST_TAGS))
    return sorted(((key, shown) for key, shown in rows), key=lambda row: search_key(row[1]))


def with_right(session: Session, actor: Actor, name: str, right: Right) -> list[int]:
    """The ids of the pages with the tag, templates too, on which the actor holds the right."""
    found = policy.allowed(PageTag, actor, right).where(PageTag.name == name)
    statement = found.with_only_columns(Page.id).order_by(Page.id)
    return list(session.scalars(statement))


def of_page(session: Session, actor: Actor, page_id: int) -> list[str]:
    """The tags of a readable page, A–Z."""
    statement = policy.allowed(PageTag, actor).where(PageTag.page_id == page_id)
    named = statement.with_only_columns(PageTag.name)
    return sorted(session.scalars(named), key=search_key)


def _listed(actor: Actor, space_id: int | None) -> Select[PageTag]:
    statement = policy.allowed(PageTag, actor).where(Page.template_for.is_(None))
    return statement if space_id is None else statement.where(Page.space_id == space_id)


def _place(session: Session, actor: Actor, public_id: str) -> tuple[str, int] | None:
    found = policy.allowed(Page, actor).where(Page.public_id == public_id)
    statement = found.with_only_columns(Page.title_key, Page.id)
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1])
