"""The worker's job that mails one notification, at most once.

It is marked as mailed right before its text is sent to the server. When the worker dies in between, or the server
does not say whether it took the letter, it is not sent again but given up, for an administrator to see: what it says
stands in the inbox anyway, and two mails about one thing make people doubt both. What failed before is tried again
for most of a day. What the person may not read at this moment, has read already or wants no mail about is not sent.
"""

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wiki import counters, i18n, mail
from wiki.admin.queries import WikiSettings, wiki_settings
from wiki.auth import links
from wiki.auth import queries as auth
from wiki.db import now
from wiki.errors import NotFound
from wiki.jobs import GiveUp, Later, Workplace
from wiki.mail import Letter
from wiki.notifications import letters, queries
from wiki.notifications.kinds import KINDS, TOPICS
from wiki.notifications.letters import Desk, Reader
from wiki.notifications.models import Notification
from wiki.settings import Settings
from wiki.users.models import User

_HANDED_OVER_WITHIN = timedelta(minutes=5)
_FIRST_PAUSE_SECONDS = 60


def run(place: Workplace, payload: dict[str, object]) -> None:
    """The notification is mailed, or there is nothing to mail. Raises Later and GiveUp."""
    if not mail.is_ready(place.settings):
        return
    notification_id = int(str(payload["notification_id"]))
    with place.sessions.reading() as session:
        letter = _letter(session, place.settings, notification_id)
    if letter is None:
        return
    mark = _Mark(place, notification_id)
    try:
        mail.send(place.settings, letter, mark.set)
    except mail.NotTaken as error:
        mark.take_back()
        raise Later(str(error), _FIRST_PAUSE_SECONDS) from error
    except (mail.Refused, mail.Unclear) as error:
        raise GiveUp(str(error)) from error


class _Mark:
    """Says in the database that the letter is handed over from now on: to one worker alone."""

    def __init__(self, place: Workplace, notification_id: int) -> None:
        self._place, self._id, self._is_ours = place, notification_id, False

    def set(self) -> bool:
        """Whether nobody else hands it over: in one statement, so that no second worker does."""
        statement = update(Notification).where(Notification.id == self._id, Notification.mailed_at.is_(None))
        with self._place.sessions.writing() as session:
            done = session.execute(statement.values(mailed_at=now()))
            self._is_ours = done.rowcount == 1  # type: ignore[attr-defined]  # an UPDATE's result has a row count
        return self._is_ours

    def take_back(self) -> None:
        """The server did not take it: it can be handed over again."""
        if self._is_ours:
            statement = update(Notification).where(Notification.id == self._id).values(mailed_at=None)
            self._place.write(lambda session: session.execute(statement))


def desk_of(session: Session, settings: Settings) -> Desk:
    """What all mails of the wiki share."""
    return Desk(_wiki(session, settings).name, settings.base_url or "", settings.secret_key)


def _letter(session: Session, settings: Settings, notification_id: int) -> Letter | None:
    """The mail, unless it is not to be sent (any more). Raises Later and GiveUp for one that broke off."""
    row = session.get(Notification, notification_id)
    if row is None or row.kind not in KINDS or _is_out_of_date(row):
        return None
    if row.mailed_at is not None:
        _tell_of_broken(row)
    user = session.scalar(select(User).where(User.id == row.user_id, User.is_active))
    kind = KINDS[row.kind]
    if user is None or not user.email or kind.topic in queries.refused_topics(session, user.id):
        return None
    language = user.locale or _wiki(session, settings).language
    actor = auth.actor_of(session, user.id, language)
    if actor is None:
        return None
    try:
        told = queries.one(session, actor, Notification.id == row.id)
    except NotFound:
        return None
    link = None
    if kind.link_hours:
        word = links.make(session, settings.secret_key, user.id, timedelta(hours=kind.link_hours))
        link = f"/password/{word}"
    reader = Reader(user.public_id, user.display_name, user.email, i18n.translator(language))
    return letters.letter_of(desk_of(session, settings), reader, told, link)


def _is_out_of_date(row: Notification) -> bool:
    """Read already, unless it concerns the account's safety; or about a link that is over by now."""
    kind = KINDS[row.kind]
    if kind.link_hours:
        return row.created_at < now() - timedelta(hours=kind.link_hours)
    return row.read_at is not None and TOPICS[kind.topic].can_be_refused


def _tell_of_broken(row: Notification) -> None:
    if row.mailed_at is not None and row.mailed_at > now() - _HANDED_OVER_WITHIN:
        raise Later("another worker hands it over", _FIRST_PAUSE_SECONDS)
    raise GiveUp("the worker ended while it handed the letter over; it may have been sent")


def _wiki(session: Session, settings: Settings) -> WikiSettings:
    version = session.scalar(select(counters.value(counters.SETTINGS))) or 0
    return wiki_settings(session, settings, version)
