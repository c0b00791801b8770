"""A person is erased: name and address are gone from every table, texts stay (ADR 0021, docs/privacy.md).

The row of the account stays for those that refer to it, under a neutral name and without anything of the person;
what belongs to the account alone is deleted, which follows from the foreign keys: rows that would go with the
account go now. Names that were copied beside texts (who wrote a version) are replaced. What people wrote about
somebody in pages is text, and stays. Bytes in the database's files follow in the worker, as after a redaction.
"""

from collections.abc import Collection

from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.orm import Session

from wiki import audit, counters, outbox
from wiki.access.events import AccessChanged
from wiki.access.models import Grant
from wiki.actor import Actor, user_principal
from wiki.attachments.models import FileVersion
from wiki.db import Base, now
from wiki.errors import Conflict
from wiki.pages import unseen
from wiki.pages.models import Revision
from wiki.pages.redaction import ERASE_TRACES
from wiki.users import service as users
from wiki.users.models import User


def erase(
    session: Session, actor: Actor, user_id: int, neutral: str, former_names: Collection[str] = ()
) -> None:
    """Nothing of the person is left but what was written, which carries the `neutral` name.

    `former_names` are further names that versions carry without an account behind them, from an import. Unpublished
    pages that nobody else sees are deleted for good, and so are drafts: hand them over before. Raises Conflict
    (`is_active`) for an account that is not switched off.
    """
    users.require_admin(actor)
    user = session.get_one(User, user_id)
    if user.is_active:
        raise Conflict(reason="is_active")
    names = _own_names(session, user, former_names)
    _take_rights(session, user_id)
    _take_rows(session, user_id)
    _rename(session, user_id, names, neutral)
    user.name, user.display_name, user.email = f"former-{user.public_id}", neutral, None
    user.is_admin, user.locale, user.timezone, user.theme = False, None, None, "auto"
    user.writes_in = None
    user.last_seen_at, user.erased_at = None, now()
    session.flush()
    counters.bump(session, counters.ACCESS)
    audit.record(session, actor, "user.erase", f"user:{user_id}")
    outbox.enqueue(session, ERASE_TRACES)


def _own_names(session: Session, user: User, former_names: Collection[str]) -> list[str]:
    """The names of the person that stand somewhere without a number; not those that another account bears."""
    written = set(
        session.scalars(select(Revision.author_name).where(Revision.author_id == user.id).distinct())
    )
    names = written | {user.display_name, user.name} | {" ".join(one.split()) for one in former_names}
    others = select(User.display_name).where(User.display_name.in_(names), User.id != user.id)
    return sorted(names - set(session.scalars(others)) - {""})


def _take_rights(session: Session, user_id: int) -> None:
    of_person = Grant.principal == user_principal(user_id)
    scope_ids = list(session.scalars(select(Grant.scope_id).where(of_person).order_by(Grant.scope_id)))
    session.execute(delete(Grant).where(of_person))
    for scope_id in scope_ids:
        outbox.emit(session, AccessChanged(scope_id))
    unseen.purge(session, scope_ids)


def _take_rows(session: Session, user_id: int) -> None:
    """Whatever the database would delete together with the account."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(_goes_along(key.column.table, key.ondelete) for key in column.foreign_keys):
                session.execute(delete(table).where(column == user_id))


def _goes_along(target: Table, ondelete: str | None) -> bool:
    return target.name == User.__tablename__ and ondelete == "CASCADE"


def _rename(session: Session, user_id: int, names: Collection[str], neutral: str) -> None:
    """Versions of pages and files, and who took texts away; those without a number go by the name."""
    for model in (Revision, FileVersion):
        nameless = (model.author_id.is_(None)) & model.author_name.in_(names)
        own = update(model).where(or_(model.author_id == user_id, nameless))
        session.execute(own.values(author_name=neutral))
    session.execute(update(Revision).where(Revision.redacted_by.in_(names)).values(redacted_by=neutral))
