"""What was imported from where, so that a second run changes nothing."""

from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wiki.access.models import PartOf
from wiki.db import Base
from wiki.pages.models import Page


class ImportedPage(PartOf, Base):
    """A page that came from a file of an import source; `sha256` is of the file's bytes at that time."""

    __tablename__ = "imported_pages"
    __table_args__ = (UniqueConstraint("space_id", "parent_key", "path_key"),)
    __part_of__: ClassVar[str] = "page"

    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id", ondelete="CASCADE"))
    parent_key: Mapped[str] = mapped_column(String(20))
    path_key: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(1000))
    sha256: Mapped[str] = mapped_column(String(64))
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), index=True)
    page: Mapped[Page] = relationship(Page, lazy="raise_on_sql", viewonly=True)


class ImportedHistory(PartOf, Base):
    """How far a page's past in a git repository was imported.

    `line_key` names the page's line there, whatever it was called; `commit` is the last one taken, which became
    the revision `number` (or the one behind it, which fits links). `is_finished` says that the head's meaning is
    derived; else the import was interrupted inside of the page.
    """

    __tablename__ = "imported_histories"
    __table_args__ = (UniqueConstraint("space_id", "parent_key", "line_key"),)
    __part_of__: ClassVar[str] = "page"

    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id", ondelete="CASCADE"))
    parent_key: Mapped[str] = mapped_column(String(20))
    line_key: Mapped[str] = mapped_column(String(64))
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(String(1000))
    commit: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    is_finished: Mapped[bool]
    page: Mapped[Page] = relationship(Page, lazy="raise_on_sql", viewonly=True)
