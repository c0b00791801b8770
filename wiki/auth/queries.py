"""Who is behind a cookie or token: one statement a request, which also tells how fresh the caches are."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, bindparam, func, literal, or_, select
from sqlalchemy.orm import Session

from wiki import caches, counters
from wiki.actor import EVERYONE, SIGNED_IN, Actor, Right, group_principal, user_principal
from wiki.auth.models import IDLE_LIMIT, ApiToken, LoginSession
from wiki.notifications.models import Notification
from wiki.prepared import Prepared
from wiki.users.models import Membership, User

PROOF_LASTS = timedelta(hours=2)
_VERSIONS = (
    counters.value(counters.ACCESS).label("access_version"),
    counters.value(counters.SETTINGS).label("settings_version"),
)
# Which entries of the inbox are unread: ids only grow and read ones stay so, so both numbers name one set.
_UNREAD = select(Notification).where(Notification.user_id == User.id, Notification.read_at.is_(None))
_INBOX = (
    _UNREAD.with_only_columns(func.count(Notification.id)).scalar_subquery().label("unread"),
    _UNREAD.with_only_columns(func.max(Notification.id)).scalar_subquery().label("newest_unread"),
)
_PERSON = (
    User.id,
    User.public_id,
    User.name,
    User.display_name,
    User.is_admin,
    User.locale,
    User.timezone,
    User.theme,
)
_BY_SESSION = Prepared(
    select(
        *_PERSON,
        LoginSession.id,
        LoginSession.last_used_at,
        literal(int(Right.MANAGE)),
        *_VERSIONS,
        LoginSession.expires_at,
        *_INBOX,
        LoginSession.viewing,
        LoginSession.viewing_until,
        LoginSession.proven_at,
    )
    .join(User, User.id == LoginSession.user_id)
    .where(LoginSession.token_hash == bindparam("hash", type_=String))
    .where(LoginSession.expires_at > bindparam("moment", type_=LoginSession.expires_at.type), User.is_active)
)
_BY_TOKEN = Prepared(
    select(
        *_PERSON,
        ApiToken.id,
        ApiToken.last_used_at,
        ApiToken.ceiling,
        *_VERSIONS,
        ApiToken.expires_at,
        *_INBOX,
    )
    .join(User, User.id == ApiToken.user_id)
    .where(ApiToken.token_hash == bindparam("hash", type_=String), User.is_active)
    .where(
        or_(
            ApiToken.expires_at.is_(None),
            ApiToken.expires_at > bindparam("moment", type_=LoginSession.expires_at.type),
        )
    )
)
_NOBODY = Prepared(select(*_VERSIONS))


@dataclass(frozen=True, slots=True)
class Identity:
    """The person behind a request, as far as it is known. `proof_id` is the session's or token's row.

    `viewing` is the principal as whom the person looks at the wiki (wiki/sharing/viewing.py) until `viewing_until`.
    `unread` counts entries of the inbox whether readable or not; with `newest_unread` it tells when they change.
    """

    user_id: int | None
    public_id: str
    name: str
    display_name: str
    is_admin: bool
    locale: str | None
    timezone: str | None
    theme: str
    proof_id: int | None
    last_used_at: datetime | None
    ceiling: Right
    access_version: int
    settings_version: int
    expires_at: datetime | None = None
    unread: int = 0
    newest_unread: int | None = None
    viewing: str | None = None
    viewing_until: datetime | None = None
    proven_at: datetime | None = None

    def has_proven(self, moment: datetime) -> bool:
        """Whether the person proved not long ago who he is (ASVS 7.5.3)."""
        return self.proven_at is not None and self.proven_at > moment - PROOF_LASTS

    def lasts(self, moment: datetime) -> bool:
        """Whether the session or token has not expired by then."""
        return self.expires_at is None or self.expires_at > moment

    def at(self, moment: datetime) -> "Identity":
        """As whom the person looks at that moment; without the inbox while that is somebody else."""
        if self.viewing is None:
            return self
        if self.viewing_until is None or self.viewing_until <= moment:
            return replace(self, viewing=None, viewing_until=None)
        return replace(self, unread=0, newest_unread=None)


def by_session(session: Session, token_hash: str, moment: datetime) -> Identity | None:
    """The person of a living session; None when it ended, expired, lay idle or the account was switched off."""
    row = _BY_SESSION.first(session, {"hash": token_hash, "moment": moment})
    if row is None:
        return None
    found = _identity(*row)
    if found.expires_at is not None and found.last_used_at is not None:
        found = replace(found, expires_at=min(found.expires_at, found.last_used_at + IDLE_LIMIT))
    return found if found.lasts(moment) else None


def is_shut_out(session: Session, token_hash: str) -> bool:
    """Whether this was the session of somebody whose account was switched off."""
    known = select(LoginSession.id).join(User, User.id == LoginSession.user_id)
    return session.scalar(known.where(LoginSession.token_hash == token_hash, ~User.is_active)) is not None


def by_token(session: Session, token_hash: str, moment: datetime) -> Identity | None:
    """The person of a living API token."""
    row = _BY_TOKEN.first(session, {"hash": token_hash, "moment": moment})
    return None if row is None else _identity(*row)


def nobody(session: Session) -> Identity:
    """A visitor without sign-in."""
    access, settings = _NOBODY.rows(session, {})[0]
    return Identity(
        None, "", "", "", False, None, None, "auto", None, None, Right.MANAGE, access or 0, settings or 0
    )


def principals(session: Session, identity: Identity) -> frozenset[str]:
    """What grants may call the person, cached per access version."""
    if identity.user_id is None:
        return frozenset({EVERYONE})
    user_id = identity.user_id

    def read() -> frozenset[str]:
        groups = session.scalars(select(Membership.group_id).where(Membership.user_id == user_id))
        own = {EVERYONE, SIGNED_IN, user_principal(user_id)}
        return frozenset(own | {group_principal(group_id) for group_id in groups})

    return caches.of(session).scope_sets.fetch(("principals", user_id, identity.access_version), read)


def actor_of(session: Session, user_id: int, locale: str) -> Actor | None:
    """Somebody for whom a job acts, with the groups of now; None when the account is switched off."""
    user = session.scalar(select(User).where(User.id == user_id, User.is_active))
    if user is None:
        return None
    groups = session.scalars(select(Membership.group_id).where(Membership.user_id == user_id))
    own = {EVERYONE, SIGNED_IN, user_principal(user_id), *(group_principal(one) for one in groups)}
    return Actor(user_id, frozenset(own), user.display_name, user.is_admin, locale=locale)


def sessions_of(session: Session, user_id: int, moment: datetime) -> list[LoginSession]:
    """The living sessions of a person, latest first."""
    statement = select(LoginSession).where(
        LoginSession.user_id == user_id,
        LoginSession.expires_at > moment,
        LoginSession.last_used_at > moment - IDLE_LIMIT,
    )
    return list(session.scalars(statement.order_by(LoginSession.last_used_at.desc())))


def _identity(
    *columns: Any,
) -> Identity:  # Any: the columns of the two statements, in the order of the fields
    fields = (*columns[:10], Right(columns[10]), columns[11] or 0, columns[12] or 0, *columns[13:])
    return Identity(*fields)
