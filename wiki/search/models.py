"""Tables of the search: the index that PostgreSQL keeps itself (ADR 0029), and what was looked for in vain.

The index is derived and in no backup; on SQLite its tables are empty.
"""

from typing import ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wiki.access.models import PartOf
from wiki.db import Base, CompressedText
from wiki.pages.models import Page

_VECTOR = Text().with_variant(TSVECTOR(), "postgresql")
_TEXTS = JSON().with_variant(ARRAY(Text()), "postgresql")


class SearchIndex(Base):
    """A generation of the index. One is in use; a rebuild fills the next beside it.

    `format` says by which code its terms were made, `parts` (JSON) which words split compounds, taken from `pages`
    pages. `applied` is the last row of the outbox that it holds, `commits` counts its changes.
    """

    __tablename__ = "search_indexes"

    format: Mapped[str] = mapped_column(String(100))
    pages: Mapped[int]
    parts: Mapped[str] = mapped_column(CompressedText)
    applied: Mapped[int] = mapped_column(BigInteger, default=0)
    commits: Mapped[int] = mapped_column(BigInteger, default=0)
    is_used: Mapped[bool] = mapped_column(default=False)


class SearchDocument(PartOf, Base):
    """A page or a file of one in a generation, found by the rights of the page as they are now.

    `tokens` holds the terms of the body (weight D), the headings (B), the title (A), in this order, and tags; `title`
    and `heading` hold theirs alone. `running` has all words in order where `tokens` could not keep every place.
    """

    __tablename__ = "search_documents"
    __table_args__ = (
        UniqueConstraint("generation", "document"),
        Index("ix_search_documents_page_id", "page_id"),
        Index("ix_search_documents_title", "title", postgresql_using="gin"),
        Index("ix_search_documents_tokens", "tokens", postgresql_using="gin"),
    )
    __part_of__: ClassVar[str] = "page"

    generation: Mapped[int]
    document: Mapped[int] = mapped_column(BigInteger)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    kind: Mapped[int]
    version: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[int]
    author_id: Mapped[int]
    editor_id: Mapped[int]
    tags: Mapped[list[str]] = mapped_column(_TEXTS)
    title_words: Mapped[int]
    heading_words: Mapped[int]
    body_words: Mapped[int]
    title: Mapped[str] = mapped_column(_VECTOR)
    heading: Mapped[str] = mapped_column(_VECTOR)
    tokens: Mapped[str] = mapped_column(_VECTOR)
    running: Mapped[str | None] = mapped_column(Text)
    page: Mapped[Page] = relationship(Page, lazy="raise_on_sql", viewonly=True)


class SearchMiss(Base):
    """A person looked for it in vain, last on that day (counted from 1970-01-01).

    `asker` is a keyed hash of person and question.
    """

    __tablename__ = "search_misses"
    __table_args__ = (UniqueConstraint("question", "asker"),)

    question: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(String(100))
    asker: Mapped[str] = mapped_column(String(32))
    day: Mapped[int] = mapped_column(index=True)
