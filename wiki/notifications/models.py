"""Tables of what people are told, and of what they want no mail about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base, PublicId

_UNREAD = text("read_at IS NULL")


class Notification(PublicId, Base):
    """One person is told one thing. The sentence is made of `kind` when it is shown (wiki/notifications/kinds.py).

    It is that person's alone and holds no title: page and space are read through `access.policy` each time it is
    shown or sent. `mailed_at` is set before the mail is handed to the server, so that no crash sends it twice.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_user_id_id", "user_id", "id"),
        Index("ix_notifications_unread", "user_id", "id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id", ondelete="CASCADE"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    facts: Mapped[dict[str, object]]
    created_at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class MailRefusal(Base):
    """A person wants no mail about a topic; the inbox shows it all the same."""

    __tablename__ = "mail_refusals"
    __table_args__ = (UniqueConstraint("user_id", "topic"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(String(40))
