"""Which templates there are, and which are offered where."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.pages.models import Page
from wiki.spaces.models import Space

SPACE, SUBTREE = "space", "subtree"
REACHES = frozenset({SPACE, SUBTREE})
MOST = 200


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template. `parent_title` is that of the page below which it is offered, where that is one page's subtree."""

    public_id: str
    title: str
    href: str
    reach: str
    parent_title: str | None = None


def offered(session: Session, actor: Actor, space_id: int, parent_id: int | None) -> list[TemplateRow]:
    """The readable templates for a new page below the parent, or at the highest level of the space, A–Z."""
    reach = Page.template_for == SPACE
    if parent_id is not None:
        way = select(Page.id, Page.parent_id).where(Page.id == parent_id).cte("way", recursive=True)
        above = aliased(Page)
        way = way.union(select(above.id, above.parent_id).join(way, above.id == way.c.parent_id))
        reach = or_(reach, (Page.template_for == SUBTREE) & Page.parent_id.in_(select(way.c.id)))
    statement = (
        policy.allowed(Page, actor)
        .join(Space, Space.id == Page.space_id)
        .where(Page.space_id == space_id, Page.template_for.is_not(None), reach)
        .with_only_columns(Page.public_id, Page.title, Space.key, Page.slug, Page.template_for)
        .order_by(Page.title_key, Page.id)
        .limit(MOST)
    )
    return [
        TemplateRow(public_id, title, f"/s/{key}/{slug}", reach or SPACE)
        for public_id, title, key, slug, reach in session.execute(statement)
    ]


def of_space(session: Session, actor: Actor, space_id: int) -> list[TemplateRow]:
    """All templates of a space that the actor may edit, A–Z."""
    parent = aliased(Page)
    readable = parent.scope_id.in_(policy.scopes(actor))
    statement = (
        policy.allowed(Page, actor, Right.EDIT)
        .join(Space, Space.id == Page.space_id)
        .outerjoin(parent, (parent.id == Page.parent_id) & readable & parent.deleted_at.is_(None))
        .where(Page.space_id == space_id, Page.template_for.is_not(None))
        .with_only_columns(Page.public_id, Page.title, Space.key, Page.slug, Page.template_for, parent.title)
        .order_by(Page.title_key, Page.id)
        .limit(MOST)
    )
    return [
        TemplateRow(public_id, title, f"/s/{key}/{slug}", reach or SPACE, above if reach == SUBTREE else None)
        for public_id, title, key, slug, reach, above in session.execute(statement)
    ]


def has_pages_below(session: Session, page_id: int) -> bool:
    """Whether living pages lie directly below the page, whoever may read them."""
    below = select(Page.id).where(Page.parent_id == page_id, Page.deleted_at.is_(None)).limit(1)
    return session.scalar(below) is not None
