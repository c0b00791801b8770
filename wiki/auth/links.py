"""Links by which somebody chooses a password without mail: an administrator hands them over.

A link is signed with the wiki's secret key over the stored password text, so it works once: choosing a password
changes that text, and so does a newer link. A dump of the database does not hold it (ASVS 14.2.1).
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from wiki import audit
from wiki.actor import Actor
from wiki.auth import password as passwords
from wiki.auth import service, throttle
from wiki.auth.models import Credential
from wiki.auth.service import NewSession, SignIn
from wiki.db import Sessions, now
from wiki.errors import NotFound
from wiki.notifications import service as notifications
from wiki.users.models import User

LIFETIME = timedelta(days=3)
AFTER_ONE_TIME = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Invited:
    """For whom a link is."""

    user_id: int
    name: str
    display_name: str
    email: str | None


def make(session: Session, secret_key: str, user_id: int, lifetime: timedelta = LIFETIME) -> str:
    """The word in the address `/password/<word>` by which the person chooses a password."""
    user, stored = _row(session, User.id == user_id)
    ends = int((now() + lifetime).timestamp())
    return f"{user.public_id}.{ends}.{_signature(secret_key, user.public_id, ends, stored)}"


def read(session: Session, secret_key: str, word: str) -> Invited:
    """For whom the link is. Raises NotFound when it was used, replaced, is too old, or never was."""
    public_id, ends = _parts(word)
    user, stored = _row(session, User.public_id == public_id)
    wanted = f"{public_id}.{ends}.{_signature(secret_key, public_id, ends, stored)}"
    is_right = hmac.compare_digest(word.encode("utf-8", "replace"), wanted.encode())
    if not is_right or datetime.fromtimestamp(ends, UTC) <= now() or not user.is_active:
        raise NotFound
    return Invited(user.id, user.name, user.display_name, user.email)


def use(sessions: Sessions, secret_key: str, word: str, attempt: SignIn, lifetime: timedelta) -> NewSession:
    """The password of the attempt holds, all older sessions and pauses are over, and a new session begins.

    Raises NotFound as `read` (also when the link was used meanwhile). The caller checked the password.
    """
    password_hash = passwords.hashed(attempt.password)
    with sessions.writing() as session:
        _lock(session, word)
        invited = read(session, secret_key, word)
        _tell(session, invited)
        actor = Actor(invited.user_id, frozenset(), name=invited.display_name)
        service.reset_password(session, actor, invited.user_id, password_hash)
        audit.record(session, actor, "password.chosen", f"user:{invited.user_id}")
        return service.start_session(session, invited.user_id, attempt, lifetime)


def _tell(session: Session, invited: Invited) -> None:
    """The person learns of it, but for whoever had no password to lose."""
    _, stored = _row(session, User.id == invited.user_id)
    if passwords.is_usable(stored):
        notifications.tell_oneself(session, invited.user_id, "password_changed")
    throttle.forgive_all(session, service.subject_of(invited.user_id))


def _row(session: Session, condition: ColumnElement[bool]) -> tuple[User, str]:
    statement = select(User, Credential.password_hash).join(Credential, Credential.user_id == User.id)
    row = session.execute(statement.where(condition)).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _lock(session: Session, word: str) -> None:
    """Two uses at once come one after the other, also on PostgreSQL."""
    user_id = select(User.id).where(User.public_id == _parts(word)[0]).scalar_subquery()
    session.execute(select(Credential.id).where(Credential.user_id == user_id).with_for_update())


def _parts(word: str) -> tuple[str, int]:
    public_id, _, rest = word.partition(".")
    ends = rest.partition(".")[0]
    if not (ends.isascii() and ends.isdigit() and len(ends) <= 12):  # noqa: PLR2004  seconds since 1970
        raise NotFound
    return public_id, int(ends)


def _signature(secret_key: str, public_id: str, ends: int, stored: str) -> str:
    message = f"password-link:{public_id}:{ends}:{stored}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()[:43]
