"""Requests that change something must come from our own pages: origin checked, token checked (ASVS 3.5.1).

The token is an HMAC over the session token, so it needs no storage; visitors get a signed one that lasts a
day. Programs with an API token carry no cookie and need none. Fetch metadata that is missing (plain http, old
browsers) is accepted together with the token.
"""

import hmac
from urllib.parse import urlsplit

from flask import request
from itsdangerous import BadSignature, TimestampSigner

from wiki import mail
from wiki.auth import queries as auth
from wiki.auth.service import token_hash
from wiki.db import now
from wiki.errors import CrossSite
from wiki.web import context

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_DAY_SECONDS = 86_400
_ENDS_MAIL = "mail.end"


def token() -> str:
    """The token for the forms of this request's screen."""
    session_token = context.token()
    return _signer().sign("visitor").decode() if session_token is None else of_session(session_token)


def protect() -> None:
    """Refuse a changing request from elsewhere.

    A mail program that ends mail by one click (RFC 8058) has neither session nor token: the word in the address
    is signed, and nothing but that mail ends.

    Raises CrossSite: `origin` for another site's request; `token` when our own page holds a token of a session
    that is over, with `is_signed_in`, so that a form's text can be offered again.
    """
    if request.method in _SAFE or context.bearer() is not None or _is_one_click():
        return
    if not _is_same_origin():
        raise CrossSite(reason="origin")
    given, session_token = request.headers.get(HEADER) or request.form.get(FIELD, ""), context.token()
    if session_token is not None and hmac.compare_digest(given.encode(), of_session(session_token).encode()):
        return
    is_signed_in = session_token is not None and _is_alive(session_token)
    if is_signed_in or not _is_visitors(given):
        raise CrossSite(reason="token", is_signed_in=is_signed_in)


def _is_one_click() -> bool:
    field, value = mail.ONE_CLICK
    return request.endpoint == _ENDS_MAIL and request.form.get(field) == value


def _is_same_origin() -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    base_url = context.app().settings.base_url
    wanted = urlsplit(base_url).netloc if base_url else request.host
    return bool(host := _host_of(origin)) and host in {wanted, request.host}


def _host_of(origin: str) -> str:
    """Host and port of an Origin header; empty for `null` and for what is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _is_alive(session_token: str) -> bool:
    """Whether somebody is signed in by the token; runs before the request has its own session."""
    with context.app().sessions.reading() as session:
        return auth.by_session(session, token_hash(session_token), now()) is not None


def _is_visitors(given: str) -> bool:
    try:
        return _signer().unsign(given, max_age=_DAY_SECONDS) == b"visitor"
    except BadSignature:
        return False


def of_session(session_token: str) -> str:
    """The token for the forms of a browser that holds this session."""
    secret = context.app().settings.secret_key.encode()
    return hmac.digest(secret, b"csrf:" + session_token.encode(), "sha256").hex()[:40]


def _signer() -> TimestampSigner:
    return TimestampSigner(context.app().settings.secret_key, salt="csrf-visitor")
