"""Flask-Login over sessions kept in the database; the only file that imports it.

Flask's own cookie session is replaced by an empty one that is never stored: what is known of a request stands
behind the random token in our cookie. Cookies are `__Host-` and `Secure` exactly when the base address is https.
"""

from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SessionInterface
from flask_login import LoginManager, UserMixin

from wiki.auth import known_browsers
from wiki.auth.known_browsers import Mark
from wiki.auth.queries import Identity
from wiki.auth.service import NewSession
from wiki.settings import Settings
from wiki.web import context


class SignedIn(UserMixin):  # type: ignore[misc]  # the library has no types
    """The person in the form that Flask-Login knows."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.id = str(identity.user_id)


class NoSession(SessionInterface):
    """A session that lives for one request."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:  # noqa: ARG002
        """Empty."""
        return SecureCookieSession()

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Nothing is stored."""


def install(app: Flask) -> None:
    """`current_user` is the person behind the request's session or token."""
    app.session_interface = NoSession()
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # error pages are drawn without a database
    manager.session_protection = None
    manager.request_loader(_load)


def lifetime(settings: Settings, *, is_remembered: bool) -> timedelta:
    """How long a session lasts."""
    return (
        timedelta(days=settings.remember_days) if is_remembered else timedelta(hours=settings.session_hours)
    )


def give_cookie(response: Response, settings: Settings, session: NewSession, *, is_remembered: bool) -> None:
    """The browser holds the session's token; without "stay signed in" until it is closed."""
    response.set_cookie(
        settings.cookie_name,
        session.token,
        expires=session.expires_at if is_remembered else None,
        secure=settings.cookie_secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def mark() -> Mark:
    """What an earlier sign-in left in the browser."""
    settings = context.app().settings
    return Mark(request.cookies.get(settings.mark_cookie_name, ""), settings.secret_key)


def give_mark(response: Response, settings: Settings, user_id: int) -> None:
    """The browser is known for this person from now on, also after signing out."""
    if mark().device_of(user_id):
        return
    response.set_cookie(
        settings.mark_cookie_name,
        known_browsers.made(settings.secret_key, user_id),
        max_age=known_browsers.LIFETIME,
        secure=settings.cookie_secure,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def take_cookie(response: Response, settings: Settings) -> None:
    """The browser forgets the token and what it kept of the wiki."""
    response.delete_cookie(
        settings.cookie_name, secure=settings.cookie_secure, httponly=True, samesite="Lax", path="/"
    )
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def _load(_request: Request) -> SignedIn | None:
    identity = context.identity()
    return None if identity.user_id is None else SignedIn(identity)
