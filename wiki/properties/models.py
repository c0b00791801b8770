"""Table of the values that pages are found and sorted by."""

from typing import ClassVar

from sqlalchemy import Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from wiki.access.models import PartOf
from wiki.db import Base
from wiki.pages.models import Page


class PropertyValue(PartOf, Base):
    """One value of a page's property, a list having one row for each entry. Derived, for comparing only.

    `name` and `key` are folded (`wiki.pages.slugs.search_key`) and cut; `number` is set for numbers. Tags stand
    here under the name `tags`.
    """

    __tablename__ = "property_values"
    __table_args__ = (
        Index("ix_property_values_page_id", "page_id"),
        Index("ix_property_values_name_key", "name", "key"),
    )
    __part_of__: ClassVar[str] = "page"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(200))
    number: Mapped[float | None] = mapped_column(Float)
    page: Mapped[Page] = relationship(Page, lazy="raise_on_sql", viewonly=True)
