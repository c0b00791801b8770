"""Settings that administrators change on a screen, and who reads the audit log beside them."""

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class Setting(Base):
    """A named value; what the environment sets wins over it."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    value: Mapped[object] = mapped_column(JSON)


class Auditor(Base):
    """A person who reads the audit log without being an administrator; this gives no other right."""

    __tablename__ = "auditors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
