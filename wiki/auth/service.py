"""Sign-in and sign-out, sessions and throttling. The password check runs before the write block opens."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from wiki import audit
from wiki.actor import Actor, Right
from wiki.auth import password as passwords
from wiki.auth.models import ApiToken, Credential, LoginSession, SignInFailure
from wiki.db import Sessions, now
from wiki.errors import Invalid, RateLimited
from wiki.users.models import User

FREE_TRIES = 10
WINDOW = timedelta(minutes=5)
LONGEST_BLOCK = timedelta(hours=1)
_TOUCH_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody typed, and from where. `network` is the address, IPv6 cut to /64."""

    name: str
    password: str
    network: str
    user_agent: str
    is_remembered: bool


@dataclass(frozen=True, slots=True)
class NewSession:
    """The token for the cookie; it stands nowhere else."""

    token: str
    expires_at: datetime
    user_id: int


def sign_in(sessions: Sessions, attempt: SignIn, lifetime: timedelta) -> NewSession:
    """A new session of the person.

    Raises RateLimited after ten failures of one account from one network in five minutes, Invalid
    (`sign_in`, `wrong`) for an unknown name, a wrong password or a switched-off account alike.
    """
    key = _throttle_key(attempt)
    with sessions.reading() as session:
        _refuse_blocked(session, key)
        user, credential = _find(session, attempt.name)
    stored = credential.password_hash if credential else None
    is_right = passwords.matches(attempt.password, stored) and user is not None and user.is_active
    if not is_right or user is None or stored is None:
        with sessions.writing() as session:
            _count_failure(session, key)
        raise Invalid("sign_in", "wrong")
    renewed = passwords.hashed(attempt.password) if passwords.is_outdated(stored) else None
    with sessions.writing() as session:
        session.execute(delete(SignInFailure).where(SignInFailure.key == key))
        if renewed:
            session.execute(
                update(Credential).where(Credential.user_id == user.id).values(password_hash=renewed)
            )
        return start_session(session, user.id, attempt, lifetime)


def start_session(session: Session, user_id: int, attempt: SignIn, lifetime: timedelta) -> NewSession:
    """A session for somebody whose identity is proven."""
    token, moment = secrets.token_urlsafe(32), now()
    session.add(
        LoginSession(
            token_hash=token_hash(token),
            user_id=user_id,
            is_remembered=attempt.is_remembered,
            user_agent=attempt.user_agent[:200],
            created_at=moment,
            last_used_at=moment,
            expires_at=moment + lifetime,
        )
    )
    return NewSession(token, moment + lifetime, user_id)


def sign_out(session: Session, token: str) -> None:
    """The session of this token is over."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash(token)))


def end_session(session: Session, user_id: int, public_id: str) -> None:
    """One session of the person is over; another person's stays."""
    session.execute(
        delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.public_id == public_id)
    )


def end_all_sessions(session: Session, user_id: int, keep: int | None = None) -> None:
    """All sessions of the person but `keep` are over, and API tokens too when nothing is kept."""
    session.execute(
        delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.id != (keep or 0))
    )
    if keep is None:
        session.execute(delete(ApiToken).where(ApiToken.user_id == user_id))


def set_password(session: Session, actor: Actor, user_id: int, password_hash: str) -> None:
    """The person signs in with the new password. The caller checked it and made the hash before this block."""
    changed = session.execute(
        update(Credential)
        .where(Credential.user_id == user_id)
        .values(password_hash=password_hash, changed_at=now())
    )
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has a row count
        session.add(Credential(user_id=user_id, password_hash=password_hash, changed_at=now()))
    audit.record(session, actor, "password.set", f"user:{user_id}")


def add_token(session: Session, actor: Actor, user_id: int, name: str, ceiling: Right) -> str:
    """A new API token of the person, returned once; only its hash is stored."""
    token = "wb_" + secrets.token_urlsafe(32)
    session.add(
        ApiToken(
            token_hash=token_hash(token), user_id=user_id, name=name, ceiling=int(ceiling), created_at=now()
        )
    )
    audit.record(session, actor, "token.add", f"user:{user_id}", ceiling=ceiling.name)
    return token


def touch(session: Session, proof_id: int, moment: datetime) -> None:
    """The session was used; kept at most hourly."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == proof_id, LoginSession.last_used_at < moment - _TOUCH_AFTER)
        .values(last_used_at=moment)
    )


def forget_expired(session: Session) -> None:
    """Sessions and failures that are over are gone."""
    moment = now()
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= moment))
    over = or_(SignInFailure.blocked_until.is_(None), SignInFailure.blocked_until < moment)
    session.execute(delete(SignInFailure).where(SignInFailure.first_at < moment - 2 * LONGEST_BLOCK, over))


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256. The token is random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _find(session: Session, name: str) -> tuple[User | None, Credential | None]:
    wanted = name.strip().lower()
    row = session.execute(
        select(User, Credential)
        .join(Credential, Credential.user_id == User.id)
        .where(or_(User.name == wanted, User.email == wanted))
    ).first()
    return (row[0], row[1]) if row else (None, None)


def _throttle_key(attempt: SignIn) -> str:
    return hashlib.sha256(f"{attempt.name.strip().lower()}\n{attempt.network}".encode()).hexdigest()


def _refuse_blocked(session: Session, key: str) -> None:
    failure = session.scalar(select(SignInFailure).where(SignInFailure.key == key))
    moment = now()
    if failure and failure.blocked_until and failure.blocked_until > moment:
        raise RateLimited(retry_after=int((failure.blocked_until - moment).total_seconds()) + 1)


def _count_failure(session: Session, key: str) -> None:
    failure, moment = session.scalar(select(SignInFailure).where(SignInFailure.key == key)), now()
    if failure is None:
        session.add(SignInFailure(key=key, count=1, first_at=moment))
        return
    if failure.blocked_until is None and failure.first_at < moment - WINDOW:
        failure.count, failure.first_at = 0, moment
    failure.count += 1
    if failure.count >= FREE_TRIES:
        pause = timedelta(seconds=30) * 2 ** min(failure.count - FREE_TRIES, 8)
        failure.blocked_until = moment + min(pause, LONGEST_BLOCK)
