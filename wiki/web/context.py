"""The request's frame: a read-only session around dispatch, who acts, and the write block.

Nothing before dispatch touches the database. `identity()` and `actor()` read the cookie or token on first use.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Request, current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from wiki import i18n
from wiki.actor import EVERYONE, Actor, Right
from wiki.admin import queries as admin
from wiki.admin.queries import WikiSettings
from wiki.auth import queries as auth
from wiki.auth.queries import Identity
from wiki.auth.service import token_hash
from wiki.blobs import BlobStore
from wiki.db import Sessions, SqliteReader, now
from wiki.errors import NotFound
from wiki.settings import Settings
from wiki.sharing import viewing
from wiki.sharing.viewing import Viewed
from wiki.web.afterwards import Afterwards
from wiki.web.form_values import WikiRequest

Value = TypeVar("Value")


class WikiApp(Flask):
    """Flask with the wiki's doors to database and files, and the transaction around every request."""

    request_class = WikiRequest
    settings: Settings
    sessions: Sessions
    blobs: BlobStore
    afterwards: Afterwards
    elsewhere: Callable[[], Response | None]  # asked when nothing was found
    admit: Callable[[], None]  # asked before each view

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:  # Any: views of all kinds
        """The view itself: none is asynchronous, and to ask that of every function costs each request."""
        return func

    def dispatch_request(self, *args: Any, **kwargs: Any) -> Any:  # Any: Flask hands its own context
        """Run the view inside one read-only session."""
        if request.endpoint == "static":
            return super().dispatch_request(*args, **kwargs)
        if "\0" in request.path or b"%00" in request.query_string:
            raise NotFound  # no name holds NUL, and PostgreSQL takes none
        with self.sessions.reading() as g.session:
            self.admit()
            try:
                return super().dispatch_request(*args, **kwargs)
            except NotFound:
                if (elsewhere := self.elsewhere()) is None:
                    raise
                return elsewhere

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """As Flask does; but where a slash is missing, the browser is sent to the path alone.

        The host is what the request says of it, and http or https what a proxy says: neither is asked here.
        """
        if isinstance(found := request.routing_exception, RequestRedirect):
            parts = urlsplit(found.new_url)
            found.new_url = f"/{parts.path.lstrip('/')}" + (f"?{parts.query}" if parts.query else "")
        super().raise_routing_exception(request)


def app() -> WikiApp:
    """The running application."""
    return cast("WikiApp", current_app)


def reader() -> Session:
    """The request's read-only session."""
    return cast("Session", g.session)


@contextmanager
def writing() -> Iterator[Session]:
    """The request's one write block: open it late, keep it short; it commits on leaving."""
    with app().sessions.writing() as session:
        yield session


def token() -> str | None:
    """The session token that the browser sent, or that the request was given by `renew`."""
    return g.get("session_token") or request.cookies.get(app().settings.cookie_name)


def renew(session_token: str) -> None:
    """From here on the request acts for the session that was just made: whoever signed in with it."""
    reader().rollback()  # the new session's row is younger than the snapshot
    for known in ("identity", "wiki_settings", "actor", "locale", "scope_set", "viewed"):
        g.pop(known, None)
    g.session_token = session_token


def look_again() -> None:
    """From here on the request sees what it has written itself, rights that came of it included."""
    reader().rollback()
    for known in ("identity", "wiki_settings", "actor", "scope_set", "viewed"):
        g.pop(known, None)


def act_for(who: Identity) -> None:
    """From here on the request acts for this person, whatever session the browser holds."""
    for known in ("wiki_settings", "actor", "locale", "scope_set", "viewed"):
        g.pop(known, None)
    g.identity = who


def unchanged(key: Hashable, make: Callable[[], Value]) -> Value:
    """What `make` gives, or gave since the database changed last; the key holds all else that it depends on.

    On PostgreSQL, which does not tell, it is always made anew.
    """
    session = reader()
    return session.unchanged().fetch(key, make) if isinstance(session, SqliteReader) else make()


def bearer() -> str | None:
    """The API token that a program sent."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" and value else None


def identity() -> Identity:
    """Who sent the request, as Flask-Login keeps it."""
    return _once("identity", _read_identity)


def wiki_settings() -> WikiSettings:
    """What administrators set: name, language, public spaces, legal links."""
    return _once(
        "wiki_settings", lambda: admin.wiki_settings(reader(), app().settings, identity().settings_version)
    )


def actor() -> Actor:
    """Who acts, for services and queries."""
    return _once("actor", _make_actor)


def viewed() -> Viewed | None:
    """As whom the request's person looks at the wiki; None for the own eyes."""
    principal = identity().viewing
    if principal is None:
        return None
    allows_public = wiki_settings().allows_public
    return _once("viewed", lambda: viewing.viewed(reader(), principal, allows_public=allows_public))


def locale() -> str:
    """The reader's language: the own choice, else the browser's, else the wiki's."""
    return _once("locale", _negotiate)


def locale_or_default() -> str:
    """The reader's language if it is known already, without touching the database (for error pages)."""
    if "locale" in g:
        return cast("str", g.locale)
    return _preferred(request.headers.get("Accept-Language", ""), app().settings.language)


def _once(name: str, make: Callable[[], Value]) -> Value:
    found = g.get(name)
    if found is None:
        found = make()
        setattr(g, name, found)
    return cast("Value", found)


def _read_identity() -> Identity:
    moment = now()
    if (programs := bearer()) is not None:
        found = _whose(auth.by_token, token_hash(programs), moment)
    elif (browsers := token()) is not None:
        found = _whose(auth.by_session, token_hash(browsers), moment)
        app().afterwards.touched(found, moment)
    else:
        found = None
    found = found.at(moment) if found else auth.nobody(reader())
    app().sessions.demand_schema(reader(), found.settings_version)
    return found


def _whose(
    find: Callable[[Session, str, datetime], Identity | None], secret_hash: str, moment: datetime
) -> Identity | None:
    """The person behind a session or token. Whatever ends it changes the database, but for the time."""
    found = unchanged((find, secret_hash), lambda: find(reader(), secret_hash, moment))
    return found if found is not None and found.lasts(moment) else None


def _make_actor() -> Actor:
    who = identity()
    principals, seen_as = auth.principals(reader(), who), viewed()
    if who.user_id is None and not wiki_settings().allows_public:
        principals -= {EVERYONE}
    return Actor(
        user_id=None if seen_as else who.user_id,  # drafts, inbox and favourites are nobody's meanwhile
        principals=principals,
        name=who.display_name,
        is_admin=who.is_admin,
        ceiling=min(who.ceiling, Right.READ) if seen_as else who.ceiling,
        access_version=who.access_version,
        locale=locale(),
        timezone=who.timezone or wiki_settings().timezone,
        lens=seen_as.lens if seen_as else None,
    )


def _negotiate() -> str:
    own = identity().locale
    if own in i18n.LANGUAGES:
        return own
    return _preferred(request.headers.get("Accept-Language", ""), wiki_settings().language)


@lru_cache(256)
def _preferred(accepted: str, default: str) -> str:
    """The language for a browser's header; browsers send few different ones."""
    return i18n.negotiate(parse_accept_header(accepted, LanguageAccept).values(), default)
