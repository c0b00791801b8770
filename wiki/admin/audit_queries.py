"""The audit log for who may read it: narrowed, paged by key, quick with a million entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from wiki.actor import Actor, Right
from wiki.admin.models import Auditor, Setting
from wiki.audit import AuditEntry
from wiki.users.models import User
from wiki.users.queries import PersonRow

DAYS, DEFAULT_DAYS = "audit_days", 365
_LARGEST = 2**31 - 1  # what the column holds
_MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries. None is all of them; an actor None among the ids is the wiki itself and who was not signed in."""

    action: str = ""
    actor_ids: tuple[int | None, ...] | None = None
    targets: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None


def may_read(session: Session, actor: Actor) -> bool:
    """Whether the actor reads the log: administrators, and whom they named for it."""
    if actor.is_system or (actor.is_admin and actor.ceiling >= Right.MANAGE):
        return True
    if actor.user_id is None or actor.ceiling < Right.MANAGE:
        return False
    return session.scalar(select(Auditor.id).where(Auditor.user_id == actor.user_id)) is not None


def entries(session: Session, wanted: Wanted, before: int | None, limit: int) -> Sequence[AuditEntry]:
    """What was done, latest first, older than the entry `before`."""
    statement = select(AuditEntry).where(*_conditions(session, wanted))
    if before is not None:
        statement = statement.where(AuditEntry.id < min(max(before, 0), _LARGEST))
    return session.scalars(statement.order_by(AuditEntry.id.desc()).limit(limit)).all()


def entries_after(
    session: Session, wanted: Wanted, after: int, last: int, limit: int
) -> Sequence[AuditEntry]:
    """What was done, oldest first, between both entries: for files."""
    statement = select(AuditEntry).where(
        *_conditions(session, wanted), AuditEntry.id > after, AuditEntry.id <= last
    )
    return session.scalars(statement.order_by(AuditEntry.id).limit(limit)).all()


def last_id(session: Session) -> int:
    """The newest entry."""
    return session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) or 0


def people_called(session: Session, text: str) -> tuple[int, ...]:
    """The ids of those with this sign-in name, or with a name that holds the text."""
    wanted = text.strip()
    is_called = or_(
        User.name == wanted.lower(),
        *(
            User.display_name.icontains(one, autoescape=True)
            for one in {wanted, wanted.lower(), wanted.title()}
        ),
    )
    return tuple(session.scalars(select(User.id).where(is_called).order_by(User.id).limit(_MOST_PEOPLE)))


def auditors(session: Session) -> Sequence[PersonRow]:
    """Who reads the log without being an administrator, by name."""
    columns = (
        User.id, User.public_id, User.name, User.display_name, User.email, User.is_admin, User.is_active,
    )  # fmt: skip
    statement = select(*columns).join(Auditor, Auditor.user_id == User.id)
    return [PersonRow(*row) for row in session.execute(statement.order_by(User.display_name, User.id))]


def days(session: Session) -> int:
    """How long entries are kept; 0 is for ever."""
    value = session.scalar(select(Setting.value).where(Setting.name == DAYS))
    return value if isinstance(value, int) else DEFAULT_DAYS


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = list[ColumnElement[bool]]()
    if wanted.action:
        found.append(AuditEntry.action == wanted.action)
    if wanted.actor_ids is not None:
        known = [one for one in wanted.actor_ids if one is not None]
        is_nobody = AuditEntry.actor_id.is_(None) if None in wanted.actor_ids else false()
        found.append(or_(AuditEntry.actor_id.in_(known), is_nobody))
    if wanted.targets is not None:
        found.append(AuditEntry.target.in_(wanted.targets))
    return [*found, *_period(session, wanted)]


def _period(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The period as numbers of entries, which rise with time: so each list is read along one index."""
    found = list[ColumnElement[bool]]()
    if wanted.since is not None:
        later = select(AuditEntry.id).where(AuditEntry.at >= wanted.since)
        first = session.scalar(later.order_by(AuditEntry.at, AuditEntry.id).limit(1))
        found.append(AuditEntry.id >= first if first is not None else false())
    if wanted.until is not None:
        earlier = select(AuditEntry.id).where(AuditEntry.at < wanted.until)
        last = session.scalar(earlier.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(1))
        found.append(AuditEntry.id <= last if last is not None else false())
    return found
