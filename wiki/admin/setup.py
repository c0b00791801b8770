"""First set-up: the one-time link, and the step that makes an empty wiki one that somebody can sign in to.

The link is an HMAC over a stored random word, so that every start prints the same one, and a dump of the database
does not hold it. It is good for 24 hours and gone with its use (ASVS 6.3.2, 6.4.1).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wiki import audit, counters
from wiki.actor import EVERYONE, SIGNED_IN, Actor, system, user_principal
from wiki.admin import samples
from wiki.admin.models import Setting
from wiki.admin.service import checked_wiki_name, put_setting
from wiki.auth import password as passwords
from wiki.auth import service as auth
from wiki.db import Sessions, now
from wiki.errors import NotFound
from wiki.pages.renderings import Limits
from wiki.settings import Settings
from wiki.users import service as users
from wiki.users.choices import checked_language, checked_zone

LIFETIME = timedelta(hours=24)
_LINK, _IS_SET_UP = "setup_link", "is_set_up"
_EVERYWHERE = frozenset({"127.0.0.1", "0.0.0.0", "::", "::1", "localhost"})  # noqa: S104  compared, not listened on


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the first person decides. `has_samples` makes the two spaces that show the wiki on itself."""

    wiki_name: str
    language: str
    timezone: str
    name: str
    display_name: str
    password: str
    email: str = ""
    has_samples: bool = True


def link(sessions: Sessions, settings: Settings) -> str | None:
    """The address for the first set-up, the same one for 24 hours; None when the wiki is set up."""
    with sessions.reading() as session:
        if is_set_up(session):
            return None
        word = _word(session)
    if word is None:
        with sessions.writing() as session:
            word = _word(session) or _new_word(session)
    return f"{_base(settings)}/setup/{_token(settings, word)}"


def is_set_up(session: Session) -> bool:
    """Whether the first set-up was done, whatever caches say."""
    return session.scalar(select(Setting.value).where(Setting.name == _IS_SET_UP)) is True


def check_link(session: Session, settings: Settings, token: str) -> None:
    """Nothing for the living link. Raises NotFound for every other, and once the wiki is set up."""
    word = _word(session)
    wanted = _token(settings, word) if word else ""
    is_right = hmac.compare_digest(token.encode("utf-8", "replace"), wanted.encode())
    if word is None or not is_right or is_set_up(session):
        raise NotFound


def complete(sessions: Sessions, settings: Settings, set_up: SetUp) -> int:
    """The wiki has a name, an administrator and its sample spaces, all in one transaction. Returns the user's id.

    Raises Invalid (fields of SetUp), NotFound when it was set up before or somebody was quicker.
    `subscribers.install` was called before, as in every process that saves pages.
    """
    values = _checked(settings, set_up)
    passwords.check(set_up.password, set_up.name, set_up.display_name, set_up.email)
    limits = Limits(settings.page_limit, settings.sanitiser)
    spaces = samples.prepared(limits) if set_up.has_samples else ()
    password_hash = passwords.hashed(set_up.password)
    with sessions.writing() as session:
        _claim(session)
        user = users.add(session, system(), set_up.name, set_up.display_name, set_up.email, is_admin=True)
        actor = _administrator(user.id, user.display_name)
        auth.set_password(session, actor, user.id, password_hash)
        for name, value in values.items():
            put_setting(session, name, value)
        audit.record(session, actor, "wiki.set_up", "wiki")
        if spaces:
            samples.make(session, actor, spaces, limits)
            put_setting(session, "samples_made", value=True)
        counters.bump(session, counters.SETTINGS)
        return user.id


def _checked(settings: Settings, set_up: SetUp) -> dict[str, object]:
    values: dict[str, object] = {"name": checked_wiki_name(set_up.wiki_name)}
    if "language" not in settings.locked:
        values["language"] = checked_language(set_up.language)
    if "timezone" not in settings.locked:
        values["timezone"] = checked_zone(set_up.timezone)
    return values


def _claim(session: Session) -> None:
    """The wiki counts as set up, by this transaction alone: the name of a setting is unique."""
    if is_set_up(session):
        raise NotFound
    try:
        session.add(Setting(name=_IS_SET_UP, value=True))
        session.flush()
    except IntegrityError:  # PostgreSQL, where two transactions write at once
        raise NotFound from None
    session.execute(delete(Setting).where(Setting.name == _LINK))


def _administrator(user_id: int, name: str) -> Actor:
    principals = frozenset({EVERYONE, SIGNED_IN, user_principal(user_id)})
    return Actor(user_id, principals, name=name, is_admin=True)


def _word(session: Session) -> str | None:
    """The random word behind the living link."""
    stored = session.scalar(select(Setting.value).where(Setting.name == _LINK))
    if not isinstance(stored, dict):
        return None
    word, ends = stored.get("word"), stored.get("ends")
    is_alive = isinstance(ends, int) and ends > now().timestamp()
    return str(word) if is_alive else None


def _new_word(session: Session) -> str:
    """A word that lasts from now on, or the living one that another process stored in this very moment."""
    word = secrets.token_urlsafe(32)
    value = {"word": word, "ends": int((now() + LIFETIME).timestamp())}
    over = session.scalar(select(Setting).where(Setting.name == _LINK).with_for_update())
    if over is not None:
        over.value = value if _word(session) is None else over.value
        session.flush()
        return _word(session) or word
    try:
        with session.begin_nested():
            session.add(Setting(name=_LINK, value=value))
    except IntegrityError:  # another process was quicker
        return _word(session) or word
    return word


def _token(settings: Settings, word: str) -> str:
    return hmac.new(settings.secret_key.encode(), f"setup:{word}".encode(), hashlib.sha256).hexdigest()[:43]


def _base(settings: Settings) -> str:
    if settings.base_url:
        return settings.base_url
    host = "localhost" if settings.host in _EVERYWHERE else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
