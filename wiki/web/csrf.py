"""Requests that change something must come from our own pages: origin checked, token checked (ASVS 3.5.1).

The token is an HMAC over the session token, so it needs no storage; visitors get a signed one that lasts a
day. Programs with an API token carry no cookie and need none. Fetch metadata that is missing (plain http, old
browsers) is accepted together with the token.
"""

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import request
from itsdangerous import BadSignature, TimestampSigner

from wiki.errors import CrossSite
from wiki.web import context

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_DAY_SECONDS = 86_400


def token() -> str:
    """The token for the forms of this request's screen."""
    session_token = context.token()
    return _signer().sign("visitor").decode() if session_token is None else of_session(session_token)


def protect() -> None:
    """Refuse a changing request from elsewhere. Raises CrossSite."""
    if request.method in _SAFE or context.bearer() is not None:
        return
    if not _is_same_origin() or not _is_valid(request.headers.get(HEADER) or request.form.get(FIELD, "")):
        raise CrossSite


def _is_same_origin() -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    base_url = context.app().settings.base_url
    wanted = urlsplit(base_url).netloc if base_url else request.host
    return urlsplit(origin).netloc == wanted or urlsplit(origin).netloc == request.host


def _is_valid(given: str) -> bool:
    session_token = context.token()
    if session_token is not None and hmac.compare_digest(given.encode(), of_session(session_token).encode()):
        return True
    if session_token is not None and context.identity().user_id is not None:
        return False
    try:
        return _signer().unsign(given, max_age=_DAY_SECONDS) == b"visitor"
    except BadSignature:
        return False


def of_session(session_token: str) -> str:
    """The token for the forms of a browser that holds this session."""
    secret = context.app().settings.secret_key.encode()
    return hmac.new(secret, b"csrf:" + session_token.encode(), hashlib.sha256).hexdigest()[:40]


def _signer() -> TimestampSigner:
    return TimestampSigner(context.app().settings.secret_key, salt="csrf-visitor")
