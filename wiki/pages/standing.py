"""Words for the place where a page stands, so that a tab that is old by now does not move or delete it from elsewhere.

A screen that offers such an act carries the word of what it showed; the act is refused with Conflict
(`moved_meanwhile`) when the word is another one inside its write block. The word is a digest of random ids, so it
tells nobody where a page stands. Structure versions (ADR 0012) would do, too, but grow with every page made anywhere.
"""

import hashlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from wiki.errors import Conflict
from wiki.pages.models import Page
from wiki.pages.ordering import Level
from wiki.spaces.models import Space

_LENGTH = 20


def of(session: Session, page_id: int, along: Iterable[str] = ()) -> str:
    """The word for the page in its space below its parent; `along` are public ids of what would go with it."""
    parent = aliased(Page)
    place = (
        select(Page.public_id, Space.public_id, parent.public_id)
        .join(Space, Space.id == Page.space_id)
        .outerjoin(parent, parent.id == Page.parent_id)
        .where(Page.id == page_id)
    )
    facts = (*session.execute(place).one(), *sorted(along))
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:_LENGTH]


def check(session: Session, page: Page, seen: str | None, along: Iterable[str] = ()) -> None:
    """Raises Conflict (`moved_meanwhile`) unless the page stands where it was seen; None did not look."""
    if seen is not None and seen != of(session, page.id, along):
        raise Conflict(reason="moved_meanwhile")


def check_neighbour(session: Session, page_id: int, level: Level) -> None:
    """Raises Conflict (`moved_meanwhile`) unless the page lives on the level."""
    place = select(Page.space_id, Page.parent_id).where(Page.id == page_id, Page.deleted_at.is_(None))
    if session.execute(place).one_or_none() != (level.space_id, level.parent_id):
        raise Conflict(reason="moved_meanwhile")
