"""Tables of pages and of everything that is derived from or belongs to them."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from wiki.access.models import PartOf, Scoped
from wiki.db import Base, CompressedText, PublicId

_ALIVE, _TRASHED = text("deleted_at IS NULL"), text("deleted_at IS NOT NULL")
_NAMED = text("name IS NOT NULL")
_TEMPLATE = text("template_for IS NOT NULL")
_NO_SPACE = text("target_space_id IS NULL AND target_space_key IS NOT NULL")


class Page(PublicId, Scoped, Base):
    """A page. Its slug is unique among the living pages of its space and does not hold the tree.

    `head_id` is the latest revision. `trash_root_id` names the page whose deletion took this one along.
    `template_for` makes it a template: of its `space`, or of the `subtree` below its parent. Templates stand in
    no reader's list (wiki/page_templates).
    """

    __tablename__ = "pages"
    __table_args__ = (
        Index(
            "uq_pages_space_id_slug",
            "space_id",
            "slug",
            unique=True,
            sqlite_where=_ALIVE,
            postgresql_where=_ALIVE,
        ),
        Index("ix_pages_deleted_at", "deleted_at", sqlite_where=_TRASHED, postgresql_where=_TRASHED),
        Index("ix_pages_parent_id_position", "parent_id", "position", "id"),
        Index("ix_pages_space_id_changed_at", "space_id", "changed_at"),
        Index("ix_pages_space_id_parent_id_position", "space_id", "parent_id", "position"),
        Index("ix_pages_space_id_title_key", "space_id", "title_key"),
        Index(
            "ix_pages_template_for",
            "space_id",
            "template_for",
            sqlite_where=_TEMPLATE,
            postgresql_where=_TEMPLATE,
        ),
    )

    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id"))
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(250))
    title_key: Mapped[str] = mapped_column(String(250))
    slug: Mapped[str] = mapped_column(String(120))
    head_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_pages_head_id"), index=True
    )
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    trash_root_id: Mapped[int | None] = mapped_column(index=True)
    template_for: Mapped[str | None] = mapped_column(String(10))


class _PartOfPage(PartOf):
    """A row that follows the rights of `page_id`."""

    __part_of__: ClassVar[str] = "page"

    @declared_attr
    def page_id(cls) -> Mapped[int]:  # noqa: N805  SQLAlchemy hands the class
        """The page that the row belongs to; each table has an index that begins with it."""
        return mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))

    @declared_attr
    def page(cls) -> Mapped[Page]:  # noqa: N805
        """The page, never loaded by accident."""
        return relationship(Page, foreign_keys=[cls.page_id], lazy="raise_on_sql", viewonly=True)  # type: ignore[list-item]  # the column at class level


class Revision(_PartOfPage, Base):
    """One save of a page, kept for ever. `number` counts from 1 without gaps. `name` was given by people.

    A redacted one has lost its text and keeps who took it, when and why (ADR 0013).
    """

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("page_id", "number"),
        Index("ix_revisions_named", "page_id", "number", sqlite_where=_NAMED, postgresql_where=_NAMED),
    )
    __historic__: ClassVar[tuple[str, str] | None] = ("id", "head_id")

    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(250))
    body: Mapped[str] = mapped_column(CompressedText)
    body_sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    author_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(index=True)
    summary: Mapped[str] = mapped_column(String(300), default="")
    is_minor: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(String(20), default="edit")
    merged_with: Mapped[int | None]
    save_id: Mapped[str | None] = mapped_column(String(40), unique=True)
    redacted_at: Mapped[datetime | None]
    redacted_by: Mapped[str | None] = mapped_column(String(200))
    redaction_reason: Mapped[str | None] = mapped_column(String(300))
    name: Mapped[str | None] = mapped_column(String(100))


class Redirect(_PartOfPage, Base):
    """An old address of a page. It points at the page itself, so there are no chains."""

    __tablename__ = "redirects"
    __table_args__ = (UniqueConstraint("space_id", "slug"), Index("ix_redirects_page_id", "page_id"))

    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"))
    slug: Mapped[str] = mapped_column(String(120))


class Link(_PartOfPage, Base):
    """A link of the head of `page_id`; `key` is its place in the rendering. Derived.

    `target_space_id` and `target_slug` say where the text points; `target_id` is the page there, if any.
    `target_space_key` is the key of the space if the text names one, whether there is such a space or not.
    """

    __tablename__ = "links"
    __table_args__ = (
        UniqueConstraint("page_id", "key"),
        Index("ix_links_target", "target_space_id", "target_slug"),
        Index(
            "ix_links_target_space_key",
            "target_space_key",
            sqlite_where=_NO_SPACE,
            postgresql_where=_NO_SPACE,
        ),
        {"sqlite_autoincrement": True},
    )

    key: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    target: Mapped[str] = mapped_column(String(500))
    fragment: Mapped[str | None] = mapped_column(String(250))
    target_space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"))
    target_space_key: Mapped[str | None] = mapped_column(String(40))
    target_slug: Mapped[str] = mapped_column(String(120))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="SET NULL"), index=True)


class OutsideLink(_PartOfPage, Base):
    """An address of another place on the web that the head of `page_id` links to. Derived."""

    __tablename__ = "outside_links"
    __table_args__ = (UniqueConstraint("page_id", "address"),)

    address: Mapped[str] = mapped_column(String(1000), index=True)


class OutsideCheck(Base):
    """What the worker found at an address: `ok`, `moved`, `dead` or `unsure`.

    `failures` counts tries in a row that found nothing, `dead_since` is the first of them. `validator` and
    `changed` are the ETag and Last-Modified that make the next question cheap.
    """

    __tablename__ = "outside_checks"

    address: Mapped[str] = mapped_column(String(1000), unique=True)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(60), default="")
    moved_to: Mapped[str | None] = mapped_column(String(1000))
    failures: Mapped[int] = mapped_column(default=0)
    dead_since: Mapped[datetime | None]
    checked_at: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    validator: Mapped[str | None] = mapped_column(String(300))
    changed: Mapped[str | None] = mapped_column(String(60))


class StoredRendering(_PartOfPage, Base):
    """The HTML of one revision, the same for every reader. Derived; `version` names the code that made it."""

    __tablename__ = "renderings"
    __table_args__ = (Index("ix_renderings_page_id", "page_id"),)

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id", ondelete="CASCADE"), unique=True)
    version: Mapped[str] = mapped_column(String(60))
    html: Mapped[str] = mapped_column(CompressedText)
    facts: Mapped[dict[str, object]] = mapped_column(JSON)


class PageText(_PartOfPage, Base):
    """Title and visible text of the head for finding. Derived.

    `folded` (NFC, case-folded) is searched, `text` is shown. `anchors` are those of the headings, each between line
    breaks; None while the page was not saved since the wiki keeps them.
    """

    __tablename__ = "page_texts"
    __table_args__ = (UniqueConstraint("page_id"),)

    title: Mapped[str] = mapped_column(String(250))
    folded: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(CompressedText)
    anchors: Mapped[str | None] = mapped_column(Text)


class PageTag(_PartOfPage, Base):
    """A tag of a page, from its front matter. Derived."""

    __tablename__ = "page_tags"
    __table_args__ = (UniqueConstraint("page_id", "name"),)

    name: Mapped[str] = mapped_column(String(100), index=True)


class PageProperty(_PartOfPage, Base):
    """A property of a page, from its front matter. Derived."""

    __tablename__ = "page_properties"
    __table_args__ = (UniqueConstraint("page_id", "name"),)

    name: Mapped[str] = mapped_column(String(100), index=True)
    value: Mapped[object] = mapped_column(JSON)


class Draft(PublicId, Base):
    """One person's unsaved text: of a page (`draft`, one each), of a page to be made, or set aside by a conflict.

    `is_unpublished` says that the page to be made shall not be published yet; None is no.
    Readable by that person alone; it is selected in `pages/drafts.py` only.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        Index(
            "uq_drafts_user_id_page_id",
            "user_id",
            "page_id",
            unique=True,
            sqlite_where=text("kind = 'draft' AND page_id IS NOT NULL"),
            postgresql_where=text("kind = 'draft' AND page_id IS NOT NULL"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(10), default="draft")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None]
    base_number: Mapped[int] = mapped_column(default=0)
    is_unpublished: Mapped[bool | None]
    title: Mapped[str] = mapped_column(String(250))
    body: Mapped[str] = mapped_column(CompressedText)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
