"""Table of spaces."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.access.models import Scoped
from wiki.db import Base, PublicId


class Space(PublicId, Scoped, Base):
    """A room of the wiki with its own page tree. `key` stands in every address."""

    __tablename__ = "spaces"

    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    home_page_id: Mapped[int | None] = mapped_column(
        ForeignKey("pages.id", use_alter=True, ondelete="SET NULL", name="fk_spaces_home_page_id")
    )
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
