"""Table of favourites."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class Favourite(Base):
    """A person keeps a page or a space at hand.

    It is that person's alone and tells nothing of the page: titles and addresses are read through `access.policy`.
    """

    __tablename__ = "favourites"
    __table_args__ = (
        UniqueConstraint("user_id", "page_id"),
        UniqueConstraint("user_id", "space_id"),
        CheckConstraint("(page_id IS NULL) != (space_id IS NULL)", name="one_thing"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
