"""Personal addresses of feeds: made, shown again, revoked; and who is behind one."""

import base64
import hashlib
import hmac
import secrets

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wiki import audit, counters
from wiki.actor import Actor, Right
from wiki.auth.queries import Identity
from wiki.db import now
from wiki.errors import Forbidden, NotFound
from wiki.feeds.models import FeedAddress
from wiki.users.models import User

_WORD_LENGTH = 40


def renew(session: Session, actor: Actor, secret_key: str) -> str:
    """The person's address has a new secret word, which is returned; an older one is not valid any more."""
    user_id = _person(actor)
    session.execute(delete(FeedAddress).where(FeedAddress.user_id == user_id))
    nonce = secrets.token_hex(16)
    word = _word(secret_key, nonce)
    session.add(FeedAddress(user_id=user_id, nonce=nonce, token_hash=_hash(word), created_at=now()))
    audit.record(session, actor, "feed.address", f"user:{user_id}")
    return word


def revoke(session: Session, actor: Actor) -> None:
    """The person has no address for feeds."""
    user_id = _person(actor)
    session.execute(delete(FeedAddress).where(FeedAddress.user_id == user_id))
    audit.record(session, actor, "feed.revoke", f"user:{user_id}")


def word_of(session: Session, actor: Actor, secret_key: str) -> str | None:
    """The secret word of the person's address; None without one, or when the wiki's secret key is another now."""
    row = session.scalar(select(FeedAddress).where(FeedAddress.user_id == (actor.user_id or 0)))
    word = _word(secret_key, row.nonce) if row else ""
    return word if row and hmac.compare_digest(_hash(word), row.token_hash) else None


def reader(session: Session, word: str) -> Identity:
    """The person behind the address, who reads and does nothing else. Raises NotFound.

    An account that was switched off has no feeds.
    """
    statement = (
        select(User, counters.value(counters.ACCESS), counters.value(counters.SETTINGS))
        .join(FeedAddress, FeedAddress.user_id == User.id)
        .where(FeedAddress.token_hash == _hash(word), User.is_active)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    user, access_version, settings_version = row
    return Identity(
        user.id, user.public_id, user.name, user.display_name, user.is_admin, user.locale, user.timezone,
        user.theme, None, None, Right.READ, access_version or 0, settings_version or 0,
    )  # fmt: skip


def _person(actor: Actor) -> int:
    if actor.user_id is None or actor.ceiling < Right.MANAGE:  # a program makes no address for its person
        raise Forbidden
    return actor.user_id


def _word(secret_key: str, nonce: str) -> str:
    digest = hmac.new(secret_key.encode(), b"feed:" + nonce.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:_WORD_LENGTH]


def _hash(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
