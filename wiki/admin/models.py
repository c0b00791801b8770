"""Settings that administrators change on a screen."""

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class Setting(Base):
    """A named value; what the environment sets wins over it."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    value: Mapped[object] = mapped_column(JSON)
