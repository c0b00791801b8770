"""Tells people what happened: rows of their inboxes in the running transaction; mail follows from the outbox."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from sqlalchemy import Update, delete, or_, update
from sqlalchemy.orm import Session

from wiki import outbox
from wiki.actor import Actor, Right
from wiki.db import now
from wiki.errors import Forbidden
from wiki.notifications.kinds import KINDS, TOPICS
from wiki.notifications.models import MailRefusal, Notification

MAIL = "MailNotification"
"""The job that sends the mail of one notification."""

_READ_KEPT, _UNREAD_KEPT = timedelta(days=90), timedelta(days=365)


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


def mark_read(session: Session, user_id: int, notification_id: int) -> None:
    """The entry is read; another person's stays as it is."""
    session.execute(_unread_of(user_id).where(Notification.id == notification_id))


def mark_all_read(session: Session, actor: Actor) -> None:
    """All entries of the actor are read. Raises Forbidden for a program that may only read."""
    if actor.user_id is None or actor.ceiling < Right.EDIT:
        raise Forbidden
    session.execute(_unread_of(actor.user_id))


def refuse_mail(session: Session, user_id: int, topics: Collection[str]) -> None:
    """The person wants no mail about exactly these topics; mail about the account's safety cannot be refused."""
    session.execute(delete(MailRefusal).where(MailRefusal.user_id == user_id))
    refused = sorted(topic for topic in set(topics) & set(TOPICS) if TOPICS[topic].can_be_refused)
    session.add_all(MailRefusal(user_id=user_id, topic=topic) for topic in refused)


def forget_mailed(session: Session, job: str, payload: Mapping[str, object]) -> None:
    """A mail of which nobody knows whether it went out may go out (again): somebody decided so."""
    if job == MAIL:
        notification_id = int(str(payload["notification_id"]))
        session.execute(update(Notification).where(Notification.id == notification_id).values(mailed_at=None))


def forget_old(session: Session) -> None:
    """Entries that were read 90 days ago are gone, and all of them after a year."""
    moment = now()
    is_old = or_(Notification.read_at < moment - _READ_KEPT, Notification.created_at < moment - _UNREAD_KEPT)
    session.execute(delete(Notification).where(is_old))


def _unread_of(user_id: int) -> Update:
    return (
        update(Notification)
        .where(Notification.user_id == user_id, Notification.read_at.is_(None))
        .values(read_at=now())
    )
