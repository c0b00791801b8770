"""Scopes and grants: made, given, taken. Every change is audited and makes cached rights old at once."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import audit, counters, outbox
from wiki.access import guarding, policy
from wiki.access.events import AccessChanged
from wiki.access.models import SPACE, UNPUBLISHED, AccessScope, Grant
from wiki.actor import EVERYONE, Actor, Right
from wiki.errors import Conflict, Forbidden


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change: what each of these principals holds then, None for nothing; and the history flag, None if it stays.

    `seen` is the stamp of what the person decided on (`Present`).
    """

    grants: Mapping[str, Right | None] = field(default_factory=dict)
    has_history: bool | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """The rights of a scope as they are: who holds what, and whether readers see old versions."""

    scope_id: int
    held: Mapping[str, Right]
    has_history: bool

    @property
    def stamp(self) -> str:
        """Another text whenever any of it is another; 16 hexadecimal digits."""
        facts = (self.scope_id, self.has_history, sorted(self.held.items()))
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def create_scope(
    session: Session,
    actor: Actor,
    grants: Mapping[str, Right],
    kind: str = SPACE,
    *,
    has_history: bool = True,
) -> AccessScope:
    """A scope with these grants; the caller decided that the actor may make one. Raises Forbidden as `grant`."""
    for who, right in grants.items():
        _check_everyone(who, right)
    scope = AccessScope(kind=kind, has_history=has_history)
    session.add(scope)
    session.flush()
    session.add_all(
        Grant(scope_id=scope.id, principal=who, right=int(right)) for who, right in grants.items()
    )
    _record(session, actor, scope.id, "scope.create", {who: right.name for who, right in grants.items()})
    _changed(session, scope.id)
    return scope


def change(session: Session, actor: Actor, scope_id: int, wanted: Wanted) -> None:
    """All of the change holds, or none of it. Needs MANAGE in the scope: nobody gives what he lacks.

    Raises Forbidden, also when everyone would get more than READ; Conflict: `rights_changed` when somebody changed
    the rights since they were seen, `last_manager` when nobody active could manage any more. Whether public spaces
    are allowed, and whether there are such principals, is the caller's question.
    """
    scope = _held_scope(session, scope_id)
    if session.scalar(policy.scopes(actor, Right.MANAGE).where(AccessScope.id == scope_id)) is None:
        raise Forbidden(right=Right.MANAGE.name)
    if wanted.seen is not None and wanted.seen != present(session, scope_id).stamp:
        raise Conflict(reason="rights_changed")
    _put(session, actor, scope, wanted.grants)
    if wanted.has_history not in {None, scope.has_history}:
        facts = {"before": scope.has_history, "after": wanted.has_history}
        scope.has_history = bool(wanted.has_history)
        _record(session, actor, scope_id, "history", facts)
    _changed(session, scope_id)


def grant(session: Session, actor: Actor, scope_id: int, principal: str, right: Right) -> None:
    """The principal holds the right in the scope. The caller checked that the actor manages it.

    Raises Conflict (`last_manager`) when this takes the last right to manage away, Forbidden when everyone would
    get more than READ. Whether public spaces are allowed at all is the caller's question.
    """
    _put(session, actor, _held_scope(session, scope_id), {principal: right})
    _changed(session, scope_id)


def revoke(session: Session, actor: Actor, scope_id: int, principal: str) -> None:
    """The principal holds nothing in the scope. Raises Conflict (`last_manager`)."""
    _put(session, actor, _held_scope(session, scope_id), {principal: None})
    _changed(session, scope_id)


def check_managers(
    session: Session, before: Mapping[str, Right], after: Mapping[str, Right], *, is_unpublished: bool = False
) -> None:
    """Raises Conflict (`last_manager`) when a change takes the last one in charge away (ADR 0020).

    What administrators alone manage needs nobody else, but for unpublished pages, which they do not reach.
    """
    had, has = _managing(before), _managing(after)
    if had <= has:
        return
    active = guarding.active(session, {0: had | has})
    if (had & active and not has & active) or (is_unpublished and not has):
        raise Conflict(reason="last_manager")


def moved(session: Session, scope_id: int) -> None:
    """Rows came into the scope or left it: what is cached of rights is old."""
    _changed(session, scope_id)


def grants_of(session: Session, scope_id: int) -> Sequence[Grant]:
    """All grants of a scope, by principal. The caller checked that the actor manages it."""
    return session.scalars(select(Grant).where(Grant.scope_id == scope_id).order_by(Grant.principal)).all()


def present(session: Session, scope_id: int) -> Present:
    """What holds in the scope. The caller checked that the actor manages it. One statement."""
    columns = select(AccessScope.has_history, Grant.principal, Grant.right)
    given = columns.outerjoin(Grant, Grant.scope_id == AccessScope.id).where(AccessScope.id == scope_id)
    rows = session.execute(given).all()
    held = {principal: Right(right) for _, principal, right in rows if principal is not None}
    return Present(scope_id, held, rows[0][0])


def held(session: Session, scope_id: int) -> dict[str, Right]:
    """The grants as a table: principal and right."""
    rows = session.execute(select(Grant.principal, Grant.right).where(Grant.scope_id == scope_id))
    return {principal: Right(right) for principal, right in rows}


def _held_scope(session: Session, scope_id: int) -> AccessScope:
    """The scope, whose grants nobody else changes until the transaction ends."""
    locked = select(AccessScope).where(AccessScope.id == scope_id).with_for_update()
    scope = session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if scope is None:  # its last page took other rights at this moment
        raise Conflict(reason="rights_changed")
    return scope


def _put(session: Session, actor: Actor, scope: AccessScope, wanted: Mapping[str, Right | None]) -> None:
    rows = {row.principal: row for row in grants_of(session, scope.id)}
    before = {principal: Right(row.right) for principal, row in rows.items()}
    for principal, right in wanted.items():
        if right == before.get(principal):
            continue
        _put_one(session, scope.id, rows.get(principal), principal, right)
        facts = {"principal": principal, "before": _name(before.get(principal)), "after": _name(right)}
        _record(session, actor, scope.id, "grant" if right else "revoke", facts)
    session.flush()
    check_managers(session, before, held(session, scope.id), is_unpublished=scope.kind == UNPUBLISHED)


def _put_one(session: Session, scope_id: int, row: Grant | None, principal: str, right: Right | None) -> None:
    if right is None:
        session.delete(row)
        return
    _check_everyone(principal, right)
    if row is None:
        session.add(Grant(scope_id=scope_id, principal=principal, right=int(right)))
    else:
        row.right = int(right)


def _check_everyone(principal: str, right: Right) -> None:
    if principal == EVERYONE and right > Right.READ:
        raise Forbidden(reason="everyone_reads_only")


def _managing(grants: Mapping[str, Right]) -> frozenset[str]:
    return frozenset(principal for principal, right in grants.items() if right >= Right.MANAGE)


def _name(right: Right | None) -> str | None:
    return right.name if right is not None else None


def _record(session: Session, actor: Actor, scope_id: int, action: str, facts: Mapping[str, object]) -> None:
    audit.record(session, actor, f"access.{action}", f"scope:{scope_id}", **dict(facts))


def _changed(session: Session, scope_id: int) -> None:
    counters.bump(session, counters.ACCESS)
    outbox.emit(session, AccessChanged(scope_id))
