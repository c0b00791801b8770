"""What was done to rights, people, groups, settings and by purges: append-only, ids instead of names and titles.

Entries form a chain: each holds the SHA-256 of its own facts and of the hash before it, so that a changed, removed
or inserted one is found (`wiki.audit_proof`). They are written when the transaction commits, as its last statements:
on PostgreSQL the row of `AuditChain` makes writers come one after the other for that moment alone, and what is locked
last cannot end in a deadlock. A trigger on both databases refuses to change entries, or to delete any but those
that `audit_proof.cut` takes from the start. Who acted is an id: a person who is anonymised breaks no chain.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import String, event, select
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from wiki.actor import Actor
from wiki.db import Base, now

START = ""
_WAITING = "audit"


class AuditEntry(Base):
    """One fact: who did what to which thing, and when. `hash` is `linked` of the entry before and of this one."""

    __tablename__ = "audit_entries"

    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(60), index=True)
    target: Mapped[str] = mapped_column(String(120), index=True)
    facts: Mapped[dict[str, object]]
    hash: Mapped[str] = mapped_column(String(64), server_default="")


class AuditChain(Base):
    """The one row that says where the chain ends; entries taken from its end are missed by that."""

    __tablename__ = "audit_chain"

    last_id: Mapped[int] = mapped_column(server_default="0")
    hash: Mapped[str] = mapped_column(String(64), server_default="")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is written when the transaction commits, unless its savepoint is rolled back."""

    transaction: SessionTransaction | None
    actor_id: int | None
    action: str
    target: str
    facts: dict[str, object]


def record(session: Session, actor: Actor, action: str, target: str, **facts: object) -> None:
    """The fact is part of the running transaction. `target` is like `page:ab12…`; facts hold no texts.

    `before=` and `after=` tell what changed. The entry can be read once the transaction has committed.
    """
    known = cast("dict[str, object]", json.loads(json.dumps(facts)))  # as it will be read again
    transaction = session.get_nested_transaction() or session.get_transaction()
    waiting = session.info.setdefault(_WAITING, [])
    waiting.append(_Waiting(transaction, actor.user_id, action, target, known))


def linked(before: str, at: datetime, actor_id: int | None, action: str, target: str, facts: object) -> str:
    """The hash of an entry that follows the one with the hash `before`: hexadecimal SHA-256."""
    told = [at.astimezone(UTC).isoformat(timespec="microseconds"), actor_id, action, target, facts]
    text = json.dumps([before, *told], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    if not session.info.get(_WAITING) or session.in_nested_transaction():
        return
    session.flush()
    waiting = session.info.pop(_WAITING)
    chain = session.scalars(select(AuditChain).with_for_update()).one()
    for one in waiting:
        entry = _entry(one, chain.hash)
        session.add(entry)
        session.flush()  # one after the other: their ids are their order
        chain.last_id, chain.hash = entry.id, entry.hash
    session.flush()


def _entry(one: _Waiting, before: str) -> AuditEntry:
    moment = now()
    return AuditEntry(
        at=moment,
        actor_id=one.actor_id,
        action=one.action,
        target=one.target,
        facts=one.facts,
        hash=linked(before, moment, one.actor_id, one.action, one.target, one.facts),
    )


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """What was recorded inside a transaction or savepoint that is rolled back did not happen."""
    waiting: list[_Waiting] = session.info.get(_WAITING, [])
    session.info[_WAITING] = [one for one in waiting if not _is_within(one.transaction, ended)]


def _is_within(inner: SessionTransaction | None, outer: SessionTransaction) -> bool:
    while inner is not None:
        if inner is outer:
            return True
        inner = inner.parent
    return False
