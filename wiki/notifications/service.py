"""Tells people what happened: rows of their inboxes in the running transaction; mail follows from the outbox."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from wiki import outbox
from wiki.actor import Actor
from wiki.db import now
from wiki.notifications.kinds import KINDS
from wiki.notifications.models import Notification

MAIL = "MailNotification"
"""The job that sends the mail of one notification."""


def tell(
    session: Session,
    actor: Actor,
    kind: str,
    user_ids: Iterable[int],
    *,
    page_id: int | None = None,
    space_id: int | None = None,
    **facts: str | int,
) -> None:
    """These people find it in their inboxes once the transaction commits, each once, the actor never.

    `kind` is one of `kinds.KINDS`; KeyError for another. Whoever may not read the page or the space when it is
    shown or sent is told nothing: give neither for what such people should learn. Facts hold ids and numbers,
    no titles or texts of pages.
    """
    is_mailed = KINDS[kind].is_mailed
    rows = [
        Notification(
            user_id=user_id,
            kind=kind,
            page_id=page_id,
            space_id=space_id,
            actor_id=actor.user_id,
            facts=dict(facts),
            created_at=now(),
        )
        for user_id in sorted(set(user_ids) - {actor.user_id})
    ]
    session.add_all(rows)
    session.flush()
    for row in rows if is_mailed else ():
        outbox.enqueue(session, MAIL, notification_id=row.id)


def tell_oneself(session: Session, user_id: int, kind: str) -> None:
    """The person finds it in the own inbox, whoever did it: for what concerns the safety of the account."""
    tell(session, Actor(None, frozenset()), kind, [user_id])
