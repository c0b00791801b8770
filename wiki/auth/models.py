"""Tables of sign-in: what proves who somebody is, and for how long."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, PublicId

IDLE_LIMIT = timedelta(
    days=14
)  # a session that nobody used for so long is over, whatever was agreed (ASVS 7.3.1)


class Credential(Base):
    """The argon2id hash of a user's password."""

    __tablename__ = "credentials"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]


class LoginSession(PublicId, Base):
    """One signed-in browser. The cookie holds a random token; only its SHA-256 stands here.

    `proven_at` is when the person proved last who he is: administration asks for that again after a while.
    `viewing` is the principal as whom the person looks at the wiki until `viewing_until` (wiki/sharing/viewing.py).
    """

    __tablename__ = "login_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    is_remembered: Mapped[bool] = mapped_column(default=False)
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    proven_at: Mapped[datetime | None]
    viewing: Mapped[str | None] = mapped_column(String(40))
    viewing_until: Mapped[datetime | None]


class ApiToken(PublicId, Base):
    """A program acts as its user, with at most the right `ceiling`. Only the SHA-256 stands here."""

    __tablename__ = "api_tokens"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    ceiling: Mapped[int]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class SignInFailure(Base):
    """Wrong tries under one key, for throttling. `subject` gathers the keys of one account; None for a network's."""

    __tablename__ = "sign_in_failures"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    subject: Mapped[str | None] = mapped_column(String(64), index=True)
    count: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]
