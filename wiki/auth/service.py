"""Sign-in and sign-out, sessions and throttling. The password check runs before the write block opens."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from wiki import audit
from wiki.actor import Actor, Right, anonymous
from wiki.auth import password as passwords
from wiki.auth import throttle
from wiki.auth.known_browsers import Mark
from wiki.auth.models import IDLE_LIMIT, ApiToken, Credential, LoginSession
from wiki.auth.throttle import Tries
from wiki.db import Sessions, now
from wiki.errors import Invalid, NotFound, WikiError
from wiki.notifications import service as notifications
from wiki.users import service as users
from wiki.users.models import User

_TOUCH_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody typed, and from where. `network` comes from `throttle.network_of`.

    `old_token` is the session that the browser held before; it ends. `mark` is what an earlier sign-in left there.
    """

    name: str
    password: str
    network: str
    user_agent: str
    is_remembered: bool
    old_token: str | None = None
    mark: Mark = field(default_factory=Mark)


@dataclass(frozen=True, slots=True)
class NewSession:
    """The token for the cookie; it stands nowhere else."""

    token: str
    expires_at: datetime
    user_id: int
    is_remembered: bool = False


class MustChoosePassword(WikiError):
    """The one-time password is right; the person chooses an own one before anything else."""

    code = "must_choose_password"

    def __init__(self, user_id: int) -> None:
        super().__init__(user_id=user_id)
        self.user_id = user_id


def sign_in(sessions: Sessions, attempt: SignIn, lifetime: timedelta) -> NewSession:
    """A new session of the person; the one that the browser held before is over.

    Raises RateLimited after too many failures (wiki/auth/throttle.py), Invalid (`sign_in`, `wrong`) for an unknown
    name, a wrong password or a switched-off account alike, and MustChoosePassword for a one-time password.
    """
    user, stored, tries = _proven(sessions, attempt)
    if passwords.is_one_time(stored):
        with sessions.writing() as session:
            throttle.forgive(session, tries)
        raise MustChoosePassword(user.id)
    renewed = passwords.hashed(attempt.password) if passwords.is_outdated(stored) else None
    with sessions.writing() as session:
        throttle.forgive(session, tries)
        if attempt.old_token:
            sign_out(session, attempt.old_token)
        if renewed:
            session.execute(
                update(Credential).where(Credential.user_id == user.id).values(password_hash=renewed)
            )
        audit.record(session, _person(user.id), "sign_in.success", f"user:{user.id}")
        return start_session(session, user.id, attempt, lifetime)


def change_password(sessions: Sessions, actor: Actor, proof: SignIn, new: str, keep: int) -> NewSession:
    """The actor signs in with the new password and is told of it; all sessions but the row `keep` are over.

    That one goes on under another token. `proof` is the own name with the present password. Raises Invalid
    (`password` or `present`), RateLimited.
    """
    try:
        user, _stored, tries = _proven(sessions, proof, f"session {keep}")
    except Invalid:
        raise Invalid("present", "wrong") from None
    if user.id != actor.user_id:
        raise Invalid("present", "wrong")
    passwords.check(new, user.name, user.email or "", user.display_name)
    password_hash = passwords.hashed(new)
    with sessions.writing() as session:
        throttle.forgive(session, tries)
        set_password(session, actor, user.id, password_hash)
        end_other_sessions(session, user.id, keep)
        notifications.tell_oneself(session, user.id, "password_changed")
        return renew(session, user.id, keep)


def confirm(sessions: Sessions, proof: SignIn, user_id: int, session_id: int) -> NewSession:
    """The person proved again who he is; the session goes on under a new token.

    `proof` is the own name with the present password. Raises Invalid (`present`), RateLimited.
    """
    try:
        user, _stored, tries = _proven(sessions, proof, f"session {session_id}")
    except Invalid:
        raise Invalid("present", "wrong") from None
    if user.id != user_id:
        raise Invalid("present", "wrong")
    with sessions.writing() as session:
        throttle.forgive(session, tries)
        return renew(session, user_id, session_id)


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
            proven_at=moment,
        )
    )
    users.seen(session, user_id, moment)
    return NewSession(token, moment + lifetime, user_id)


def renew(session: Session, user_id: int, session_id: int) -> NewSession:
    """The person's session goes on under a new token after a proof (ASVS 7.2.4). Raises NotFound when it ended."""
    row = session.get(LoginSession, session_id)
    if row is None or row.user_id != user_id:
        raise NotFound
    token = secrets.token_urlsafe(32)
    row.token_hash, row.proven_at = token_hash(token), now()
    return NewSession(token, row.expires_at, user_id, is_remembered=row.is_remembered)


def sign_out(session: Session, token: str) -> None:
    """The session of this token is over."""
    session.execute(delete(LoginSession).where(LoginSession.token_hash == token_hash(token)))


def end_session(session: Session, user_id: int, public_id: str) -> None:
    """One session of the person is over; another person's stays."""
    ended = session.execute(
        delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.public_id == public_id)
    )
    _note_end(session, user_id, ended)


def end_other_sessions(session: Session, user_id: int, keep: int) -> None:
    """All sessions of the person but one are over; API tokens stay."""
    others = delete(LoginSession).where(LoginSession.user_id == user_id, LoginSession.id != keep)
    _note_end(session, user_id, session.execute(others))


def end_all_sessions(session: Session, user_id: int) -> None:
    """All sessions and API tokens of the person are over."""
    session.execute(delete(LoginSession).where(LoginSession.user_id == user_id))
    session.execute(delete(ApiToken).where(ApiToken.user_id == user_id))


def shut_out(session: Session, user_id: int) -> None:
    """As `end_all_sessions`, for somebody who is switched off; the sessions are over, and still known by name.

    So an open editor can say why its text is not taken (`queries.is_shut_out`).
    """
    session.execute(update(LoginSession).where(LoginSession.user_id == user_id).values(expires_at=now()))
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


def reset_password(session: Session, actor: Actor, user_id: int, password_hash: str) -> None:
    """As `set_password`, for somebody else: all sessions and API tokens of the person are over."""
    set_password(session, actor, user_id, password_hash)
    end_all_sessions(session, user_id)


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
    """The session was used; kept at most hourly, and of the person the day."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == proof_id, LoginSession.last_used_at < moment - _TOUCH_AFTER)
        .values(last_used_at=moment)
    )
    if user_id := session.scalar(select(LoginSession.user_id).where(LoginSession.id == proof_id)):
        users.seen(session, user_id, moment)


def forget_expired(session: Session) -> None:
    """Sessions and failures that are over are gone; of who is switched off, those that lay idle for long."""
    moment = now()
    is_off = LoginSession.user_id.in_(select(User.id).where(~User.is_active))
    has_ended = and_(LoginSession.expires_at <= moment, ~is_off)
    is_over = or_(has_ended, LoginSession.last_used_at <= moment - IDLE_LIMIT)
    session.execute(delete(LoginSession).where(is_over))
    throttle.forget_old(session)


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256. The token is random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def _proven(sessions: Sessions, attempt: SignIn, device: str = "") -> tuple[User, str, Tries]:
    """Whose name and password these are, the stored hash, and what wrong tries are counted under."""
    with sessions.reading() as session:
        user, credential = find(session, attempt.name)
        subject = subject_of(user.id) if user else f"typed {throttle.account_of(attempt.name)}"
        known = device or (attempt.mark.device_of(user.id) if user else "")
        tries = throttle.tries_of(subject, attempt.network, known)
        throttle.refuse_blocked(session, tries)
    stored = credential.password_hash if credential else None
    is_current = credential is not None and not _is_stale(credential)
    is_right = passwords.matches(attempt.password, stored) and is_current
    if user is None or stored is None or not is_right or not user.is_active:
        with sessions.writing() as session:
            _note_failure(session, user, is_throttled=throttle.count_failure(session, tries))
        raise Invalid("sign_in", "wrong")
    return user, stored, tries


def subject_of(user_id: int) -> str:
    """What the wrong tries on an account are counted for, by whichever name it was tried."""
    return f"user:{user_id}"


def _note_failure(session: Session, user: User | None, *, is_throttled: bool) -> None:
    """What was typed is nowhere recorded: it may be a password in the wrong field. From where it came neither."""
    target = f"user:{user.id}" if user else "wiki"
    audit.record(
        session, anonymous(public=False), f"sign_in.{'throttled' if is_throttled else 'failure'}", target
    )


def _note_end(session: Session, user_id: int, ended: object) -> None:
    """The person ended sessions of his own."""
    count = getattr(ended, "rowcount", 0)
    if count:
        audit.record(session, _person(user_id), "session.end", subject_of(user_id), sessions=count)


def _person(user_id: int) -> Actor:
    """Somebody who has just proven who he is."""
    return Actor(user_id, frozenset())


def _is_stale(credential: Credential) -> bool:
    """Whether it is a one-time password of long ago (ASVS 6.4.1)."""
    is_one_time = passwords.is_one_time(credential.password_hash)
    return is_one_time and credential.changed_at < now() - passwords.ONE_TIME_LIFETIME


def find(session: Session, name: str) -> tuple[User | None, Credential | None]:
    """The account of a sign-in name or mail address that has a password, or had one."""
    wanted = throttle.account_of(name)
    row = session.execute(
        select(User, Credential)
        .join(Credential, Credential.user_id == User.id)
        .where(or_(User.name == wanted, User.email == wanted))
    ).first()
    return (row[0], row[1]) if row else (None, None)
