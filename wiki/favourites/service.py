"""Keeps pages and spaces at hand for one person, and lets go of them."""

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.db import now
from wiki.errors import Conflict, Forbidden
from wiki.favourites.models import Favourite
from wiki.pages.models import Page
from wiki.spaces.models import Space

MOST = 500


def set_page(session: Session, actor: Actor, page_id: int, *, is_favourite: bool) -> None:
    """The page is a favourite of the actor, or none. Raises NotFound, Forbidden, Conflict (`too_many_favourites`)."""
    page = policy.get(session, Page, actor, Page.id == page_id)
    _set(session, actor, Favourite.page_id == page.id, Favourite(page_id=page.id) if is_favourite else None)


def set_space(session: Session, actor: Actor, space_id: int, *, is_favourite: bool) -> None:
    """The same for a space."""
    space = policy.get(session, Space, actor, Space.id == space_id)
    _set(
        session, actor, Favourite.space_id == space.id, Favourite(space_id=space.id) if is_favourite else None
    )


def _set(session: Session, actor: Actor, which: ColumnElement[bool], row: Favourite | None) -> None:
    if actor.user_id is None or actor.ceiling < Right.EDIT:  # a program that reads changes nothing
        raise Forbidden
    own = Favourite.user_id == actor.user_id
    if row is None:
        session.execute(delete(Favourite).where(own, which))
        return
    if session.scalar(select(Favourite.id).where(own, which)) is not None:
        return
    if (session.scalar(select(func.count(Favourite.id)).where(own)) or 0) >= MOST:
        raise Conflict(reason="too_many_favourites")
    row.user_id, row.created_at = actor.user_id, now()
    session.add(row)
    session.flush()
