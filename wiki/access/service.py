"""Scopes and grants: made, given, taken. Every change is audited and makes cached rights old at once."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wiki import audit, counters, outbox
from wiki.access.events import AccessChanged
from wiki.access.models import SPACE, AccessScope, Grant
from wiki.actor import EVERYONE, Actor, Right
from wiki.errors import Conflict, Forbidden


def create_scope(
    session: Session, actor: Actor, grants: Mapping[str, Right], kind: str = SPACE
) -> AccessScope:
    """A scope with these grants; the caller decided that the actor may make one."""
    scope = AccessScope(kind=kind)
    session.add(scope)
    session.flush()
    session.add_all(
        Grant(scope_id=scope.id, principal=who, right=int(right)) for who, right in grants.items()
    )
    _changed(session, actor, scope.id, "scope.create", {who: right.name for who, right in grants.items()})
    return scope


def grant(session: Session, actor: Actor, scope_id: int, principal: str, right: Right) -> None:
    """The principal holds the right in the scope. The caller checked that the actor manages it.

    Raises Conflict (`last_manager`) when nobody would be left to manage, Forbidden for a grant to everyone
    unless public spaces are allowed (the caller passes only what is allowed).
    """
    row = session.scalar(select(Grant).where(Grant.scope_id == scope_id, Grant.principal == principal))
    before = Right(row.right).name if row else None
    if row is None:
        session.add(Grant(scope_id=scope_id, principal=principal, right=int(right)))
    else:
        row.right = int(right)
    if principal == EVERYONE and right > Right.READ:
        raise Forbidden(reason="everyone_reads_only")
    session.flush()
    _keep_manager(session, scope_id)
    _changed(
        session, actor, scope_id, "grant", {"principal": principal, "before": before, "after": right.name}
    )


def revoke(session: Session, actor: Actor, scope_id: int, principal: str) -> None:
    """The principal holds nothing in the scope. Raises Conflict (`last_manager`)."""
    session.execute(delete(Grant).where(Grant.scope_id == scope_id, Grant.principal == principal))
    _keep_manager(session, scope_id)
    _changed(session, actor, scope_id, "revoke", {"principal": principal})


def restrict(session: Session, actor: Actor, grants: Mapping[str, Right]) -> AccessScope:
    """A scope of its own for a subtree, with a complete list of grants; pages move their rows into it."""
    return create_scope(session, actor, grants, "subtree")


def grants_of(session: Session, scope_id: int) -> Sequence[Grant]:
    """All grants of a scope, by principal. The caller checked that the actor manages it."""
    return session.scalars(select(Grant).where(Grant.scope_id == scope_id).order_by(Grant.principal)).all()


def _keep_manager(session: Session, scope_id: int) -> None:
    managers = select(Grant.id).where(Grant.scope_id == scope_id, Grant.right >= Right.MANAGE)
    if session.scalar(managers.limit(1)) is None:
        raise Conflict(reason="last_manager")


def _changed(session: Session, actor: Actor, scope_id: int, action: str, facts: Mapping[str, object]) -> None:
    counters.bump(session, counters.ACCESS)
    audit.record(session, actor, f"access.{action}", f"scope:{scope_id}", **dict(facts))
    outbox.emit(session, AccessChanged(scope_id))
