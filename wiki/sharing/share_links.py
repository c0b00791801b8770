"""Share links: made, listed, revoked by whoever manages the page; opened by whoever holds the token (ADR 0017).

What a link opens is decided by `access.policy` alone; here stand its name, its end, its password and its token.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from wiki import audit
from wiki.access import policy
from wiki.access.models import UNPUBLISHED, AccessScope, ShareLink
from wiki.actor import Actor, Right, share_principal
from wiki.auth import password as passwords
from wiki.auth import throttle
from wiki.auth.service import token_hash
from wiki.db import Sessions, now
from wiki.errors import Conflict, Invalid, NotFound
from wiki.pages.models import Page
from wiki.spaces.models import Space
from wiki.users.models import User

DAYS = (1, 7, 30, 90, 365)
USUAL_DAYS = 30
LONGEST_NAME = 100
_TOKEN_BYTES = 32
_MOST = 200


@dataclass(frozen=True, slots=True)
class NewLink:
    """What somebody wants to share. An empty password asks for none."""

    name: str
    days: int
    with_subtree: bool
    password: str = ""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as its managers see it. `rests` while the page has other rights than where the link was made."""

    public_id: str
    name: str
    with_subtree: bool
    has_password: bool
    created_at: datetime
    created_by: str | None
    expires_at: datetime
    revoked_at: datetime | None
    rests: bool
    page_title: str
    page_href: str

    @property
    def is_over(self) -> bool:
        """It opens nothing and never will."""
        return self.revoked_at is not None or self.expires_at <= now()


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever holds the token of a living link."""

    share_id: int
    public_id: str
    name: str
    page_id: int
    password_hash: str | None
    expires_at: datetime

    def actor(self, locale: str, timezone: str) -> Actor:
        """The guest as queries know him: nobody, with the one link."""
        principals = frozenset({share_principal(self.share_id)})
        return Actor(None, principals, ceiling=Right.READ, locale=locale, timezone=timezone)


def create(sessions: Sessions, actor: Actor, page_id: int, wanted: NewLink) -> str:
    """The token of a new link to the page; it stands nowhere else.

    Raises NotFound, Forbidden (needs MANAGE), Invalid (`name`, `days`, `password`), and Conflict (`unpublished`)
    for a page that is not published yet.
    """
    name, password_hash = _checked(wanted)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with sessions.writing() as session:
        page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
        scope = session.get_one(AccessScope, page.scope_id)
        if scope.kind == UNPUBLISHED:
            raise Conflict(reason="shares_unpublished")
        moment = now()
        link = ShareLink(
            token_hash=token_hash(token),
            name=name,
            page_id=page.id,
            scope_id=scope.id,
            with_subtree=wanted.with_subtree,
            password_hash=password_hash,
            created_by_id=actor.user_id,
            created_at=moment,
            expires_at=moment + timedelta(days=wanted.days),
        )
        session.add(link)
        session.flush()
        facts = {
            "days": wanted.days,
            "with_subtree": wanted.with_subtree,
            "has_password": bool(password_hash),
        }
        audit.record(session, actor, "share.create", f"page:{page.public_id}", share=link.public_id, **facts)
    return token


def revoke(session: Session, actor: Actor, page_id: int, public_id: str) -> None:
    """The link opens nothing from now on, page and files alike. Raises NotFound, Forbidden (needs MANAGE)."""
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    link = session.scalar(
        select(ShareLink).where(ShareLink.public_id == public_id, ShareLink.page_id == page_id)
    )
    if link is None:
        raise NotFound
    if link.revoked_at is None:
        session.execute(update(ShareLink).where(ShareLink.id == link.id).values(revoked_at=now()))
        audit.record(session, actor, "share.revoke", f"page:{page.public_id}", share=public_id)


def of_page(session: Session, actor: Actor, page_id: int) -> Sequence[LinkRow]:
    """All links to the page, latest first; none for who does not manage it."""
    return _rows(session, _listed(actor).where(Page.id == page_id))


def living(session: Session, actor: Actor) -> Sequence[LinkRow]:
    """The links that open something, or rest, on all pages that the actor manages; the first to end comes first."""
    alive = (ShareLink.revoked_at.is_(None), ShareLink.expires_at > now())
    statement = _listed(actor).where(*alive).order_by(None)
    return _rows(session, statement.order_by(ShareLink.expires_at, ShareLink.id).limit(_MOST))


def by_token(session: Session, token: str) -> Guest:
    """Who holds the token. Raises NotFound when the link was revoked, is over, or never was."""
    return _guest(session, ShareLink.token_hash == token_hash(token))


def held(session: Session, public_id: str, token: str) -> Guest:
    """As `by_token`, for the link of an address. Raises NotFound."""
    return _guest(session, ShareLink.token_hash == token_hash(token), ShareLink.public_id == public_id)


def proof(secret_key: str, guest: Guest) -> str:
    """What the browser holds once the password was right: good for this password of this link alone."""
    message = f"share-password:{guest.share_id}:{guest.password_hash}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()[:43]


def is_proven(secret_key: str, guest: Guest, given: str) -> bool:
    """Whether the link asks for no password, or the browser holds the proof of it."""
    return guest.password_hash is None or hmac.compare_digest(
        given.encode("utf-8", "replace"), proof(secret_key, guest).encode()
    )


def try_password(sessions: Sessions, guest: Guest, password: str, network: str) -> None:
    """The password is right. Raises Invalid (`share_password`, `wrong`), and RateLimited as sign-in does."""
    subject = share_principal(guest.share_id)
    if not throttle.attempt(
        sessions, subject, network, lambda: passwords.matches(password, guest.password_hash)
    ):
        raise Invalid("share_password", "wrong")


def _checked(wanted: NewLink) -> tuple[str, str | None]:
    name = " ".join(wanted.name.split())
    if not name:
        raise Invalid("name", "empty")
    if len(name) > LONGEST_NAME:
        raise Invalid("name", "too_long")
    if wanted.days not in DAYS:
        raise Invalid("days", "unknown")
    if not wanted.password:
        return name, None
    passwords.check(wanted.password, name)
    return name, passwords.hashed(wanted.password)


def _guest(session: Session, *where: Any) -> Guest:  # Any: conditions of all kinds
    columns = (
        ShareLink.id,
        ShareLink.public_id,
        ShareLink.name,
        ShareLink.page_id,
        ShareLink.password_hash,
        ShareLink.expires_at,
    )
    alive = (ShareLink.revoked_at.is_(None), ShareLink.expires_at > now())
    row = session.execute(select(*columns).where(*alive, *where)).one_or_none()
    if row is None:
        raise NotFound
    return Guest(*row)


def _listed(actor: Actor) -> Select[Any]:  # Any: the columns of LinkRow
    managed: Any = policy.allowed(Page, actor, Right.MANAGE)
    return (  # type: ignore[no-any-return]  # a select, whatever its columns are
        managed.join(ShareLink, ShareLink.page_id == Page.id)
        .join(Space, Space.id == Page.space_id)
        .outerjoin(User, User.id == ShareLink.created_by_id)
        .with_only_columns(
            ShareLink.public_id,
            ShareLink.name,
            ShareLink.with_subtree,
            ShareLink.password_hash,
            ShareLink.created_at,
            User.display_name,
            ShareLink.expires_at,
            ShareLink.revoked_at,
            ShareLink.scope_id != Page.scope_id,
            Page.title,
            Space.key,
            Page.slug,
        )
        .order_by(ShareLink.created_at.desc(), ShareLink.id.desc())
    )


def _rows(session: Session, statement: Select[Any]) -> list[LinkRow]:  # Any: as above
    rows = []
    for public_id, name, with_subtree, password_hash, *times, rests, title, key, slug in session.execute(
        statement
    ):
        facts: Any = (public_id, name, with_subtree, password_hash is not None, *times)
        facts = (*facts, bool(rests), title, f"/s/{key}/{slug}")
        rows.append(LinkRow(*facts))
    return rows
