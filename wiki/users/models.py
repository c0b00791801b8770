"""Tables of people and groups."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from wiki.db import Base, PublicId
from wiki.users.names import LONGEST_KEY, search_key


class User(PublicId, Base):
    """A person. `name` is what they sign in with, lower case; `email` may be used as well.

    `writes_in` is how pages are written (wiki/users/choices.py), None until somebody chooses.
    `search_key` follows the two names (wiki/users/names.py). `last_seen_at` is the day of the last use, no closer.
    An erased account (`erased_at`) keeps its row for those that refer to it, with nothing of the person in it.
    """

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    locale: Mapped[str | None] = mapped_column(String(10))
    timezone: Mapped[str | None] = mapped_column(String(60))
    theme: Mapped[str] = mapped_column(String(10), default="auto")
    writes_in: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime]
    search_key: Mapped[str] = mapped_column(String(LONGEST_KEY), default="", server_default="", index=True)
    last_seen_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @validates("name", "display_name")
    def _follow(self, column: str, value: str) -> str:
        """The search key is that of the names, whoever changes one."""
        names = {"name": self.name, "display_name": self.display_name, column: value}
        self.search_key = search_key(names["display_name"] or "", names["name"] or "")
        return value


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


class GroupManager(Base):
    """A person changes the members of a group without being an administrator, or a member."""

    __tablename__ = "group_managers"
    __table_args__ = (UniqueConstraint("group_id", "user_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
