"""What was done to rights, people, groups, settings and by purges: append-only, ids instead of titles."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from wiki.actor import Actor
from wiki.db import Base, now


class AuditEntry(Base):
    """One fact: who did what to which thing, and when."""

    __tablename__ = "audit_entries"

    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60), index=True)
    target: Mapped[str] = mapped_column(String(120), index=True)
    facts: Mapped[dict[str, object]]


def record(session: Session, actor: Actor, action: str, target: str, **facts: object) -> None:
    """The fact is part of the running transaction. `target` is like `page:ab12…`; facts hold no texts."""
    session.add(
        AuditEntry(
            at=now(), actor_id=actor.user_id, actor_name=actor.name, action=action, target=target, facts=facts
        )
    )
