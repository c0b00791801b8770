"""Tables of people and groups."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, PublicId


class User(PublicId, Base):
    """A person. `name` is what they sign in with, lower case; `email` may be used as well."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str | None] = mapped_column(String(10))
    timezone: Mapped[str | None] = mapped_column(String(60))
    theme: Mapped[str] = mapped_column(String(10), default="auto")
    created_at: Mapped[datetime]


class Group(PublicId, Base):
    """People who share rights."""

    __tablename__ = "groups"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime]


class Membership(Base):
    """A user belongs to a group."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("group_id", "user_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
