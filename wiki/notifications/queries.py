"""The inbox of one person: what he was told, as far as he may still read the page or space it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.errors import NotFound
from wiki.notifications.kinds import KINDS, TOPICS
from wiki.notifications.models import MailRefusal, Notification
from wiki.notifications.words import Told
from wiki.pages.models import Page
from wiki.spaces.models import Space
from wiki.users.models import User


@dataclass(frozen=True, slots=True)
class Inbox:
    """A part of the inbox, latest first; `older` is what the next part lies behind, None at the end."""

    rows: Sequence[Told]
    older: str | None


def inbox(session: Session, actor: Actor, before: str = "", limit: int = 50) -> Inbox:
    """What the actor was told, behind the entry `before` or from the latest on. At most three statements."""
    wanted = _shown(actor).order_by(Notification.id.desc()).limit(limit + 1)
    if before:
        own = select(Notification.id).where(Notification.user_id == actor.user_id)
        wanted = wanted.where(Notification.id < own.where(Notification.public_id == before).scalar_subquery())
    rows = _told(session, actor, wanted)
    return Inbox(rows[:limit], rows[limit - 1].public_id if len(rows) > limit else None)


def one(session: Session, actor: Actor, condition: ColumnElement[bool]) -> Told:
    """One entry of the actor's inbox. Raises NotFound, also when he may no longer read what it is about."""
    rows = _told(session, actor, _shown(actor).where(condition))
    if not rows:
        raise NotFound
    return rows[0]


def unread(session: Session, actor: Actor) -> int:
    """How many entries of the inbox the actor has not read."""
    statement = (
        _shown(actor).where(Notification.read_at.is_(None)).with_only_columns(func.count(Notification.id))
    )
    return session.scalar(statement) or 0


def refused_topics(session: Session, user_id: int) -> frozenset[str]:
    """The topics about which the person wants no mail."""
    refused = session.scalars(select(MailRefusal.topic).where(MailRefusal.user_id == user_id))
    return frozenset(topic for topic in refused if topic in TOPICS and TOPICS[topic].can_be_refused)


def _shown(actor: Actor) -> Select[Notification, str]:
    page = policy.allowed(Page, actor).where(Page.id == Notification.page_id).exists()
    space = policy.allowed(Space, actor).where(Space.id == Notification.space_id).exists()
    return (
        select(Notification, User.display_name)
        .outerjoin(User, User.id == Notification.actor_id)
        .where(Notification.user_id == actor.user_id, Notification.kind.in_(KINDS))
        .where(or_(Notification.page_id.is_(None), page), or_(Notification.space_id.is_(None), space))
    )


def _told(session: Session, actor: Actor, statement: Select[Notification, str]) -> list[Told]:
    found = session.execute(statement).all()
    pages = _pages(session, actor, {row.page_id for row, _ in found if row.page_id})
    spaces = _spaces(session, actor, {row.space_id for row, _ in found if row.space_id and not row.page_id})
    told = []
    for row, actor_name in found:
        title, href = pages.get(row.page_id or 0) or spaces.get(row.space_id or 0) or (None, None)
        is_read = row.read_at is not None
        told.append(
            Told(row.id, row.public_id, row.kind, row.facts, row.created_at, is_read, actor_name, title, href)
        )
    return told


def _pages(session: Session, actor: Actor, ids: set[int]) -> dict[int, tuple[str, str]]:
    if not ids:
        return {}
    columns = policy.allowed(Page, actor).with_only_columns(Page.id, Page.title, Page.public_id)
    rows = session.execute(columns.where(Page.id.in_(ids)))
    return {page_id: (title, f"/p/{public_id}") for page_id, title, public_id in rows}


def _spaces(session: Session, actor: Actor, ids: set[int]) -> dict[int, tuple[str, str]]:
    if not ids:
        return {}
    columns = policy.allowed(Space, actor).with_only_columns(Space.id, Space.name, Space.key)
    rows = session.execute(columns.where(Space.id.in_(ids)))
    return {space_id: (name, f"/s/{key}/") for space_id, name, key in rows}
