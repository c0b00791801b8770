"""Which spaces an actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case
from sqlalchemy.orm import Session

from wiki import caches
from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.actor import Actor, Right
from wiki.errors import NotFound
from wiki.prepared import Prepared
from wiki.spaces.models import Space


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A space as lists and screens need it."""

    id: int
    public_id: str
    key: str
    name: str
    scope_id: int
    home_page_id: int | None

    @property
    def href(self) -> str:
        """The space's own screen."""
        return f"/s/{self.key}/"


_COLUMNS = (Space.id, Space.public_id, Space.key, Space.name, Space.scope_id, Space.home_page_id)
_READABLE = Prepared(policy.narrow(Space, _COLUMNS).order_by(Space.name, Space.id))


def shown_name(readable_scopes: Select[int]) -> ColumnElement[str]:
    """The name as part of a statement over pages; the key, which addresses tell, where only pages are readable."""
    return case((Space.scope_id.in_(readable_scopes), Space.name), else_=Space.key)


def readable(session: Session, actor: Actor, scope_set: ScopeSet) -> Sequence[SpaceRow]:
    """The spaces that the actor may read, by name; cached until the access version changes."""

    def read() -> tuple[SpaceRow, ...]:
        return tuple(SpaceRow(*row) for row in _READABLE.rows(session, scope_set.parameters))

    if actor.access_version < 0:
        return read()
    return caches.of(session).fragments.fetch(("spaces", actor.access_version, scope_set.ids), read)


def by_key(session: Session, actor: Actor, key: str, right: Right = Right.READ) -> Space:
    """The space. Raises NotFound, Forbidden."""
    return policy.get(session, Space, actor, Space.key == key, right=right)


def row_by_key(session: Session, actor: Actor, scope_set: ScopeSet, key: str) -> SpaceRow:
    """The readable space, from the cached list. Raises NotFound."""
    for row in readable(session, actor, scope_set):
        if row.key == key:
            return row
    raise NotFound
