"""Tables of attachments: the row, its file versions; the bytes lie in the blob store."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wiki.access.models import PartOf
from wiki.db import Base, CompressedText, PublicId
from wiki.pages.models import Page


class Attachment(PublicId, PartOf, Base):
    """A file of a page, named uniquely there. `number` is the latest file version."""

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("page_id", "name"),)
    __part_of__: ClassVar[str] = "page"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    page: Mapped[Page] = relationship(Page, lazy="raise_on_sql", viewonly=True)


class FileVersion(PartOf, Base):
    """The bytes that an attachment had at one time.

    `width` and `height` are pixels as shown: of an image, or of the first page image of a PDF. `page_count` is that
    of a PDF. `drawn` says what can be derived from the bytes: how many pages of a PDF are drawn, 1 for an image with
    smaller sizes, 0 for nothing; None while nobody has looked.
    """

    __tablename__ = "file_versions"
    __table_args__ = (UniqueConstraint("attachment_id", "number"),)
    __part_of__: ClassVar[str] = "attachment"
    __historic__: ClassVar[tuple[str, str] | None] = ("number", "number")

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id", ondelete="CASCADE"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    width: Mapped[int | None]
    height: Mapped[int | None]
    page_count: Mapped[int | None]
    drawn: Mapped[int | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(index=True)
    attachment: Mapped[Attachment] = relationship(Attachment, lazy="raise_on_sql", viewonly=True)


class FileText(PartOf, Base):
    """The text in a file version, to be found by; pages of a PDF and slides end with a form feed. Derived.

    `problem` says why there is none (`time`, `memory`, `unreadable`); `made_by` is the version of what took it.
    """

    __tablename__ = "file_texts"
    __table_args__ = (UniqueConstraint("version_id"),)
    __part_of__: ClassVar[str] = "version"

    version_id: Mapped[int] = mapped_column(ForeignKey("file_versions.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(CompressedText)
    problem: Mapped[str | None] = mapped_column(String(20))
    made_by: Mapped[int]
    version: Mapped[FileVersion] = relationship(FileVersion, lazy="raise_on_sql", viewonly=True)


class FormerName(PartOf, Base):
    """A name that a file had on a page until it was renamed or moved: old revisions of the page still use it."""

    __tablename__ = "former_file_names"
    __table_args__ = (Index("ix_former_file_names_page_id", "page_id"),)
    __part_of__: ClassVar[str] = "attachment"

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id", ondelete="CASCADE"), index=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime]
    attachment: Mapped[Attachment] = relationship(Attachment, lazy="raise_on_sql", viewonly=True)


class FileUse(PartOf, Base):
    """The head of a page names a file by its address, so by its public id. Derived."""

    __tablename__ = "file_uses"
    __table_args__ = (UniqueConstraint("page_id", "file_id"),)
    __part_of__: ClassVar[str] = "page"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    file_id: Mapped[str] = mapped_column(String(12), index=True)
    page: Mapped[Page] = relationship(Page, lazy="raise_on_sql", viewonly=True)
