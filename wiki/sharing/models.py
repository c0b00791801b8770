"""Tables of sharing; share links themselves stand with the rights (wiki/access/models.py)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, PublicId

WAITING, GRANTED, REFUSED = "waiting", "granted", "refused"


class AccessRequest(PublicId, Base):
    """Somebody asks to read what an address leads to, whether it leads anywhere or not.

    `page_id` is found by the worker, and stays empty where there is nothing to ask for. A request that nobody
    grants goes after a fixed time, whatever the reason, so that its end tells nothing.
    """

    __tablename__ = "access_requests"
    __table_args__ = (Index("ix_access_requests_user_id_created_at", "user_id", "created_at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20), default=WAITING)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
