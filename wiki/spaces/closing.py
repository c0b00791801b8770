"""Archive and trash of whole spaces: the state of a space is that of all its scopes, and the policy does the rest.

In an archived space everybody reads at most; one in the trash is there for nobody. Both are undone in one step.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select, union, update
from sqlalchemy.orm import Session

from wiki import audit, counters
from wiki.access import policy
from wiki.access.models import ARCHIVED, IN_TRASH, OPEN, AccessScope
from wiki.actor import Actor, Right
from wiki.db import now
from wiki.errors import Forbidden, Invalid, NotFound
from wiki.pages.models import Page
from wiki.spaces.models import Space


def archive(session: Session, actor: Actor, space_id: int) -> None:
    """Nobody changes anything in the space any more; it stands in no list. Needs MANAGE."""
    space = policy.get(session, Space, actor, Space.id == space_id, right=Right.MANAGE)
    _put(session, space, ARCHIVED, now())
    audit.record(session, actor, "space.archive", f"space:{space.public_id}")


def reopen(session: Session, actor: Actor, key: str) -> Space:
    """The archived space is as it was. Needs MANAGE. Raises NotFound."""
    space = _one(session, policy.shelved(Space, actor, ARCHIVED).where(Space.key == key))
    _put(session, space, OPEN, None)
    audit.record(session, actor, "space.reopen", f"space:{space.public_id}")
    return space


def discard(session: Session, actor: Actor, key: str, name: str) -> None:
    """The space, open or archived, is in the trash with everything in it. Needs MANAGE.

    `name` is what the person typed. Raises Invalid (`confirmation`, `different`) when it is not the space's.
    """
    space = managed(session, actor, key)
    if " ".join(name.split()) != space.name:
        raise Invalid("confirmation", "different")
    _put(session, space, IN_TRASH, now())
    audit.record(session, actor, "space.delete", f"space:{space.public_id}")


def restore(session: Session, actor: Actor, public_id: str) -> Space:
    """The space is back with everything in it, open for writing. Needs MANAGE. Raises NotFound."""
    space = in_trash(session, actor, public_id)
    _put(session, space, OPEN, None)
    audit.record(session, actor, "space.restore", f"space:{space.public_id}")
    return space


def managed(session: Session, actor: Actor, key: str) -> Space:
    """The space that the actor manages, open or archived. Raises NotFound, Forbidden."""
    shelved = policy.shelved(Space, actor, ARCHIVED).where(Space.key == key)
    return session.scalar(shelved) or policy.get(session, Space, actor, Space.key == key, right=Right.MANAGE)


def may_manage(session: Session, actor: Actor, key: str) -> bool:
    """Whether `managed` would find the space."""
    try:
        managed(session, actor, key)
    except (NotFound, Forbidden):
        return False
    return True


def trash(session: Session, actor: Actor) -> Sequence[Space]:
    """The spaces in the trash that the actor may bring back, latest first."""
    deleted = policy.shelved(Space, actor, IN_TRASH)
    return session.scalars(deleted.order_by(Space.closed_at.desc(), Space.id)).all()


def in_trash(session: Session, actor: Actor, public_id: str) -> Space:
    """One of them. Raises NotFound."""
    return _one(session, policy.shelved(Space, actor, IN_TRASH).where(Space.public_id == public_id))


def redraw(session: Session, space: Space) -> None:
    """What is cached of the space's addresses and rights is old once the transaction commits."""
    newer = AccessScope.structure_version + 1
    session.execute(update(AccessScope).where(_of_space(space)).values(structure_version=newer))
    counters.bump(session, counters.ACCESS)


def _put(session: Session, space: Space, state: int, moment: datetime | None) -> None:
    space.closed_at = moment
    session.execute(update(AccessScope).where(_of_space(space)).values(state=state))
    redraw(session, space)


def _of_space(space: Space) -> ColumnElement[bool]:
    return AccessScope.id.in_(
        union(
            select(Space.scope_id).where(Space.id == space.id),
            select(Page.scope_id).where(Page.space_id == space.id),
        )
    )


def _one(session: Session, statement: Select[Space]) -> Space:
    space = session.scalar(statement)
    if space is None:
        raise NotFound
    return space
