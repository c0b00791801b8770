"""Who reads the audit log, how long it is kept, and that copies of it are recorded."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wiki import audit, audit_proof
from wiki.actor import Actor, system
from wiki.admin import audit_queries, service
from wiki.admin.models import Auditor
from wiki.db import now
from wiki.errors import Invalid, NotFound
from wiki.jobs import Workplace
from wiki.users.models import User
from wiki.users.service import require_admin

MOST_DAYS = 36_500


def name_auditor(session: Session, actor: Actor, name: str) -> None:
    """The person with this sign-in name reads the log. Raises Invalid (`name`: `empty`, `unknown`)."""
    require_admin(actor)
    wanted = name.strip().lower()
    if not wanted:
        raise Invalid("auditor", "empty")
    user_id = session.scalar(select(User.id).where(User.name == wanted, User.is_active))
    if user_id is None:
        raise Invalid("auditor", "unknown")
    if session.scalar(select(Auditor.id).where(Auditor.user_id == user_id)) is None:
        session.add(Auditor(user_id=user_id))
        audit.record(session, actor, "audit.reader", f"user:{user_id}", before=False, after=True)


def dismiss_auditor(session: Session, actor: Actor, public_id: str) -> None:
    """The person reads the log no more. Raises NotFound."""
    require_admin(actor)
    user_id = session.scalar(select(User.id).where(User.public_id == public_id))
    named = session.scalar(select(Auditor).where(Auditor.user_id == user_id))
    if named is None:
        raise NotFound
    session.execute(delete(Auditor).where(Auditor.id == named.id))
    audit.record(session, actor, "audit.reader", f"user:{user_id}", before=True, after=False)


def keep_for(session: Session, actor: Actor, days: str) -> None:
    """Entries are kept for so many days; 0 is for ever. Raises Invalid (`days`, `range`)."""
    require_admin(actor)
    digits = days.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and int(digits) <= MOST_DAYS):  # noqa: PLR2004
        raise Invalid("days", "range")
    before, after = audit_queries.days(session), int(digits)
    if after != before:
        service.put_setting(session, audit_queries.DAYS, after)
        audit.record(session, actor, "audit.retention", "wiki", before=before, after=after)


def note_export(session: Session, actor: Actor, form: str) -> None:
    """A copy of the log was taken, as CSV or JSON. Raises NotFound for who may not read it."""
    if not audit_queries.may_read(session, actor):
        raise NotFound
    audit.record(session, actor, "audit.export", "wiki", format=form)


def forget_overdue(place: Workplace) -> None:
    """What is older than the log is kept is gone, in short write blocks."""
    with place.sessions.reading() as session:
        days = audit_queries.days(session)
    is_done = days == 0
    while not is_done:
        with place.sessions.writing() as session:
            moment = now() - timedelta(days=days)
            is_done = audit_proof.cut(session, system(), place.settings.secret_key, moment) == 0
