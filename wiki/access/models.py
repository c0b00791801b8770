"""Access scopes and grants, and the two ways a table belongs to a scope."""

import secrets
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from wiki.db import Base, PublicId

SPACE, SUBTREE, UNPUBLISHED = "space", "subtree", "unpublished"
OPEN, ARCHIVED, IN_TRASH = 0, 1, 2


class AccessScope(Base):
    """Things with the same rights: a space, a restricted subtree, or one unpublished page.

    `has_history` says whether readers see old revisions. `structure_version` counts creations, renames, moves
    and deletions in the scope; the sum over a reader's scopes keys what is cached of trees and link states. It
    begins anywhere: SQLite gives the number of a scope that is gone to the next one, and counts from nought would
    make a sum come back.
    `head_page_id` is the highest page of a subtree or the unpublished page (no foreign key: pages know scopes).
    `state` is that of the space: in an archived one everybody reads at most, one in the trash nobody reads.
    """

    __tablename__ = "access_scopes"

    kind: Mapped[str] = mapped_column(String(20))
    has_history: Mapped[bool] = mapped_column(default=True)
    structure_version: Mapped[int] = mapped_column(default=lambda: secrets.randbelow(1 << 30))
    head_page_id: Mapped[int | None]
    state: Mapped[int] = mapped_column(default=OPEN, server_default="0")


class Grant(Base):
    """A principal holds a right in a scope. There are no denies (ADR 0002)."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("scope_id", "principal"),)

    scope_id: Mapped[int] = mapped_column(ForeignKey("access_scopes.id", ondelete="CASCADE"))
    principal: Mapped[str] = mapped_column(String(40), index=True)
    right: Mapped[int]


class ShareLink(PublicId, Base):
    """Whoever holds the token is the principal `share:<id>` and reads one page, or also what lies below it.

    It holds as long as the page lies in the scope in which somebody who manages it made the link: a page that is
    restricted or moved to other rights is out of reach (ADR 0017). Neither token nor password stands here.
    """

    __tablename__ = "share_links"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), index=True)
    scope_id: Mapped[int] = mapped_column(ForeignKey("access_scopes.id", ondelete="CASCADE"), index=True)
    with_subtree: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Scoped:
    """A table whose rows point at their access scope and may lie in the trash."""

    @declared_attr
    def scope_id(cls) -> Mapped[int]:  # noqa: N805  SQLAlchemy hands the class
        """The scope that decides who may do what with the row.

        Without an index, or SQLite would start each statement there and read all pages of the large scopes.
        """
        return mapped_column(ForeignKey("access_scopes.id"))

    @declared_attr
    def deleted_at(cls) -> Mapped[datetime | None]:  # noqa: N805
        """When the row went to the trash; None while it is alive."""
        return mapped_column()


class PartOf:
    """A table whose rows follow the rights and the trash of the row they belong to.

    `__part_of__` names the relationship to the owner. `__historic__` marks rows of which readers without the
    history flag see only the latest: an own column and the owner's column that holds the same value for it.
    """

    __part_of__: ClassVar[str]
    __historic__: ClassVar[tuple[str, str] | None] = None
