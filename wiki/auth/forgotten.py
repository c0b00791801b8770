"""A forgotten password: whoever gets the account's mail chooses another one.

The answer is the same whether the account exists or not, and so is the work: one row for the worker. The worker
finds out whose it is, and tells that person; the mail holds a link of `auth/links.py`, made when it is sent.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import audit, outbox
from wiki.actor import anonymous
from wiki.auth import service, throttle
from wiki.db import Sessions, now
from wiki.notifications import service as notifications
from wiki.notifications.models import Notification

ASKED = "PasswordForgotten"
FREE_TRIES = 5
_KIND = "password_reset"
_ONE_MAIL_IN = timedelta(minutes=5)


def ask(sessions: Sessions, typed: str, network: str) -> None:
    """If this is an active account with an address, its owner gets a mail soon. Raises RateLimited."""
    account = throttle.account_of(typed)
    throttle.spend(sessions, f"forgotten {account}", network, FREE_TRIES)
    with sessions.writing() as session:
        outbox.enqueue(session, ASKED, account=account)


def answer(session: Session, payload: dict[str, object]) -> None:
    """The worker's part: the owner is told, at most once in five minutes, whoever asks from wherever."""
    user, credential = service.find(session, str(payload["account"]))
    if user is None or credential is None or not user.is_active or not user.email:
        return
    recent = select(Notification.id).where(
        Notification.user_id == user.id,
        Notification.kind == _KIND,
        Notification.created_at > now() - _ONE_MAIL_IN,
    )
    if session.scalar(recent.limit(1)) is None:
        audit.record(session, anonymous(public=False), "sign_in.forgotten", f"user:{user.id}")
        notifications.tell_oneself(session, user.id, _KIND)
