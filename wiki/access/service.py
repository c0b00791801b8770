"""Scopes and grants: made, given, taken. Every change is audited and makes cached rights old at once."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import audit, counters, outbox
from wiki.access.events import AccessChanged
from wiki.access.models import SPACE, AccessScope, Grant
from wiki.actor import EVERYONE, Actor, Right
from wiki.errors import Conflict, Forbidden


def create_scope(
    session: Session, actor: Actor, grants: Mapping[str, Right], kind: str = SPACE
) -> AccessScope:
    """A scope with these grants; the caller decided that the actor may make one. Raises Forbidden as `grant`."""
    for who, right in grants.items():
        _check_everyone(who, right)
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

    Raises Conflict (`last_manager`) when this takes the last right to manage away, Forbidden when everyone would
    get more than READ. Whether public spaces are allowed at all is the caller's question.
    """
    _check_everyone(principal, right)
    row = session.scalar(select(Grant).where(Grant.scope_id == scope_id, Grant.principal == principal))
    before = Right(row.right) if row else None
    if row is None:
        session.add(Grant(scope_id=scope_id, principal=principal, right=int(right)))
    else:
        row.right = int(right)
    session.flush()
    _keep_manager(session, scope_id, before)
    facts = {"principal": principal, "before": before.name if before else None, "after": right.name}
    _changed(session, actor, scope_id, "grant", facts)


def revoke(session: Session, actor: Actor, scope_id: int, principal: str) -> None:
    """The principal holds nothing in the scope. Raises Conflict (`last_manager`)."""
    row = session.scalar(select(Grant).where(Grant.scope_id == scope_id, Grant.principal == principal))
    if row is None:
        return
    session.delete(row)
    session.flush()
    _keep_manager(session, scope_id, Right(row.right))
    _changed(session, actor, scope_id, "revoke", {"principal": principal})


def moved(session: Session, scope_id: int) -> None:
    """Rows came into the scope or left it: what is cached of rights is old."""
    counters.bump(session, counters.ACCESS)
    outbox.emit(session, AccessChanged(scope_id))


def grants_of(session: Session, scope_id: int) -> Sequence[Grant]:
    """All grants of a scope, by principal. The caller checked that the actor manages it."""
    return session.scalars(select(Grant).where(Grant.scope_id == scope_id).order_by(Grant.principal)).all()


def _check_everyone(principal: str, right: Right) -> None:
    if principal == EVERYONE and right > Right.READ:
        raise Forbidden(reason="everyone_reads_only")


def _keep_manager(session: Session, scope_id: int, before: Right | None) -> None:
    """A scope that had a manager keeps one; one of administrators alone needs none."""
    if before != Right.MANAGE:
        return
    managers = select(Grant.id).where(Grant.scope_id == scope_id, Grant.right >= Right.MANAGE)
    if session.scalar(managers.limit(1)) is None:
        raise Conflict(reason="last_manager")


def _changed(session: Session, actor: Actor, scope_id: int, action: str, facts: Mapping[str, object]) -> None:
    counters.bump(session, counters.ACCESS)
    audit.record(session, actor, f"access.{action}", f"scope:{scope_id}", **dict(facts))
    outbox.emit(session, AccessChanged(scope_id))
