"""Tables of spaces."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wiki.access.models import PartOf, Scoped
from wiki.db import Base, PublicId


class Space(PublicId, Scoped, Base):
    """A room of the wiki with its own page tree. `key` stands in every address.

    `icon` is a sign before the name: an emoji, or one or two letters. `closed_at` is when the space was archived or
    put into the trash; which of both, its scopes say.
    """

    __tablename__ = "spaces"

    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    home_page_id: Mapped[int | None] = mapped_column(
        ForeignKey("pages.id", use_alter=True, ondelete="SET NULL", name="fk_spaces_home_page_id")
    )
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    icon: Mapped[str | None] = mapped_column(String(16))
    closed_at: Mapped[datetime | None]


class OldKey(PartOf, Base):
    """A key that a space had: addresses with it lead to the space, and no other space gets it."""

    __tablename__ = "old_space_keys"
    __part_of__: ClassVar[str] = "space"

    key: Mapped[str] = mapped_column(String(40), unique=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id", ondelete="CASCADE"), index=True)
    space: Mapped[Space] = relationship(Space, lazy="raise_on_sql", viewonly=True)
