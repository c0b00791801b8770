"""Which spaces an actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, String, bindparam, case, select
from sqlalchemy.orm import Session

from wiki import caches
from wiki.access import policy
from wiki.access.models import ARCHIVED, AccessScope, Grant
from wiki.access.policy import ScopeSet
from wiki.actor import Actor, Right
from wiki.errors import NotFound
from wiki.prepared import Prepared
from wiki.spaces.models import OldKey, Space


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A space as lists and screens need it."""

    id: int
    public_id: str
    key: str
    name: str
    scope_id: int
    home_page_id: int | None
    icon: str | None = None
    is_archived: bool = False

    @property
    def href(self) -> str:
        """The space's own screen."""
        return f"/s/{self.key}/"


_COLUMNS = (
    Space.id, Space.public_id, Space.key, Space.name, Space.scope_id, Space.home_page_id, Space.icon,
    AccessScope.state == ARCHIVED,
)  # fmt: skip
_READABLE = Prepared(
    policy.narrow(Space, _COLUMNS)
    .join(AccessScope, AccessScope.id == Space.scope_id)
    .order_by(Space.name, Space.id)
)
_PRESENT_KEY = Prepared(
    policy.narrow(OldKey, (Space.key,)).where(OldKey.key == bindparam("former_key", type_=String))
)


def shown_name(readable_scopes: Select[int]) -> ColumnElement[str]:
    """The name as part of a statement over pages; the key, which addresses tell, where only pages are readable."""
    return case((Space.scope_id.in_(readable_scopes), Space.name), else_=Space.key)


def readable(session: Session, actor: Actor, scope_set: ScopeSet) -> Sequence[SpaceRow]:
    """The spaces that the actor may read, by name, archived ones too; cached until the access version changes."""

    def read() -> tuple[SpaceRow, ...]:
        return tuple(SpaceRow(*row) for row in _READABLE.rows(session, scope_set.parameters))

    if actor.access_version < 0:
        return read()
    return caches.of(session).fragments.fetch(("spaces", actor.access_version, scope_set.ids), read)


def open_ones(session: Session, actor: Actor, scope_set: ScopeSet) -> Sequence[SpaceRow]:
    """Those that are not archived: for lists and for choosing a place."""
    return tuple(row for row in readable(session, actor, scope_set) if not row.is_archived)


def present_key(session: Session, scope_set: ScopeSet, key: str) -> str | None:
    """The key of the readable space that had this key before."""
    found = _PRESENT_KEY.first(session, {**scope_set.parameters, "former_key": key})
    return found[0] if found else None


def managers(session: Session, space: SpaceRow) -> Sequence[str]:
    """The principals that manage the space. The caller may read it."""
    held = select(Grant.principal).where(Grant.scope_id == space.scope_id, Grant.right >= Right.MANAGE)
    return session.scalars(held.order_by(Grant.principal)).all()


def by_key(session: Session, actor: Actor, key: str, right: Right = Right.READ) -> Space:
    """The space. Raises NotFound, Forbidden."""
    return policy.get(session, Space, actor, Space.key == key, right=right)


def row_of(space: Space, *, is_archived: bool = False) -> SpaceRow:
    """A space that was found, as screens need it."""
    return SpaceRow(
        space.id,
        space.public_id,
        space.key,
        space.name,
        space.scope_id,
        space.home_page_id,
        space.icon,
        is_archived,
    )


def row_by_key(session: Session, actor: Actor, scope_set: ScopeSet, key: str) -> SpaceRow:
    """The readable space, from the cached list. Raises NotFound."""
    for row in readable(session, actor, scope_set):
        if row.key == key:
            return row
    raise NotFound
