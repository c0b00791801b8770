"""Places where rights hold, in words: spaces, and pages with what lies below. Nobody is told what he may not read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.access.models import UNPUBLISHED, AccessScope, Grant
from wiki.actor import Actor, Right
from wiki.pages.models import Page
from wiki.spaces.models import Space

_PORTION = 400


@dataclass(frozen=True, slots=True)
class Place:
    """A space, or the highest page of a subtree with rights of its own."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Places:
    """Those that the reader may read, by name, and how many more there are."""

    known: tuple[Place, ...] = ()
    hidden: int = 0

    def __len__(self) -> int:
        return len(self.known) + self.hidden


@dataclass(frozen=True, slots=True)
class RightIn:
    """A right with the places where it holds."""

    right: str
    places: Places


def named(session: Session, actor: Actor, scope_ids: Collection[int]) -> Places:
    """The scopes as places. Unpublished pages that the reader does not see are not even counted."""
    found: dict[int, Place] = {}
    ids, secret = sorted(set(scope_ids)), set[int]()
    for start in range(0, len(ids), _PORTION):
        some = ids[start : start + _PORTION]
        found |= _readable(session, actor, some)
        own = select(AccessScope.id).where(AccessScope.id.in_(some), AccessScope.kind == UNPUBLISHED)
        secret |= set(session.scalars(own))
    known = sorted(found.values(), key=lambda place: (place.name.casefold(), place.href))
    return Places(tuple(known), len(set(ids) - secret - found.keys()))


def of_principal(session: Session, actor: Actor, principal: str) -> Sequence[RightIn]:
    """Which rights the principal was given itself, the highest first, and where."""
    rows = session.execute(select(Grant.scope_id, Grant.right).where(Grant.principal == principal)).all()
    given = [
        RightIn(right.name, named(session, actor, [one.scope_id for one in rows if one.right == right]))
        for right in sorted(Right, reverse=True)
        if any(one.right == right for one in rows)
    ]
    return [one for one in given if len(one.places)]


def _readable(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, Place]:
    spaces = policy.allowed(Space, actor).where(Space.scope_id.in_(ids))
    columns = (Space.scope_id, Space.name, Space.key)
    found = {
        scope_id: Place(name, f"/s/{key}/")
        for scope_id, name, key in session.execute(spaces.with_only_columns(*columns))
    }
    heads = select(AccessScope.head_page_id).where(AccessScope.id.in_(ids))
    pages = policy.allowed(Page, actor).where(Page.id.in_(heads), Page.scope_id.in_(ids))
    pages = pages.join(Space, Space.id == Page.space_id)
    for scope_id, title, key, slug in session.execute(
        pages.with_only_columns(Page.scope_id, Page.title, Space.key, Page.slug)
    ):
        found[scope_id] = Place(title, f"/s/{key}/{slug}")
    return found
