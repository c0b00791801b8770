"""The one table from errors to status, screen and problem+json (RFC 9457). Logs once, with the request's id.

Error pages are drawn after the read session ended and touch no database: they use what the request knew.
"""

import logging
import secrets
from typing import Any

from flask import Flask, Response, g, jsonify, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from wiki import errors, i18n, migrate, storage_faults
from wiki.errors import SchemaChanged, WikiError
from wiki.storage_faults import StorageFault
from wiki.web import context, error_words, screen, sentences
from wiki.web.shell import ErrorScreen

log = logging.getLogger(__name__)
_STATUS: dict[type[WikiError], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.SignInRequired: 404,
    errors.CrossSite: 400,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.TooLarge: 413,
    errors.TooCostly: 422,
    errors.RateLimited: 429,
    errors.Unavailable: 503,
}
_SOON_SECONDS = 5
_PLACES = ("/s/", "/p/", "/files/")  # what a request for access may name


def install(app: Flask) -> None:
    """Every error becomes one answer."""
    app.register_error_handler(WikiError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(OSError, _system)
    app.register_error_handler(Exception, _fault)


def answer(error: Exception) -> Response:
    """The answer to an error as every other screen gives it, for a blueprint that adds something of its own."""
    if isinstance(error, WikiError):
        return _domain(error)
    if isinstance(error, HTTPException):
        return _http(error)
    if isinstance(error, SQLAlchemyError):
        return _database(error)
    return _system(error) if isinstance(error, OSError) else _fault(error)


def status_of(error: WikiError) -> int:
    """The HTTP status of a domain error."""
    return next(status for kind, status in _STATUS.items() if isinstance(error, kind))


def wants_json() -> bool:
    """Whether a script or program asked, not a person's browser."""
    return (
        "html" not in request.headers.get("Accept", "html")
        or request.headers.get("X-Requested-With") == "fetch"
    )


def _domain(error: WikiError) -> Response:
    status, retry = status_of(error), error.facts.get("retry_after")
    if status == _STATUS[errors.Unavailable]:
        retry = retry or _SOON_SECONDS
    return _answer(status, error.code, screen.error_text(error), retry if isinstance(retry, int) else None)


def _http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:  # noqa: PLR2004  redirects are answers
        return error.get_response()  # type: ignore[return-value]  # Werkzeug's own response
    response = _answer(error.code or 500, error.name.lower().replace(" ", "_"), None)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # RFC 9110 15.5.6
    return response


def _database(error: SQLAlchemyError) -> Response:
    return _storage(error)


def _system(error: OSError) -> Response:
    return _storage(error)


def _storage(error: SQLAlchemyError | OSError) -> Response:
    """507 for a full disk, 503 for what is over one day: the text stays in the editor, and the save is sent again."""
    fault = storage_faults.of(error)
    if fault is None:
        return _of_program(error)
    context.app().sessions.last_fault.note(error)
    status = 507 if fault is StorageFault.FULL else 503
    return _logged(status, fault.value, sentences.of_fault(fault) if fault.lasts else None)


def _of_program(error: SQLAlchemyError | OSError) -> Response:
    """A statement that the database does not take: it may have been upgraded since this program started."""
    if isinstance(error, SQLAlchemyError):
        try:
            migrate.demand(context.app().sessions)
        except SchemaChanged as change:
            return _domain(change)
        except SQLAlchemyError:
            pass
    return _logged(500, "fault")


def _fault(_error: Exception) -> Response:
    return _logged(500, "fault")


def _logged(status: int, code: str, detail: str | None = None) -> Response:
    g.request_id = request_id()
    log.exception(  # noqa: LOG004  the handlers above run inside the except block of Flask
        "%s answered %d", request.endpoint, status
    )
    return _answer(
        status, code, detail, retry=_SOON_SECONDS if status == _STATUS[errors.Unavailable] else None
    )


def _asks_for(status: int) -> str | None:
    """The address that somebody signed in may ask for, whether there is something or not."""
    who = g.get("identity")
    is_person = who is not None and who.user_id is not None and who.viewing is None
    is_asked = status == _STATUS[errors.NotFound] and request.method == "GET"
    return request.path if is_person and is_asked and request.path.startswith(_PLACES) else None


def request_id() -> str:
    """The number of the request that logs and error pages share."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


def _answer(status: int, code: str, detail: str | None, retry: int | None = None) -> Response:
    number = request_id() if status >= 500 else None  # noqa: PLR2004
    if wants_json():
        problem: dict[str, Any] = {
            "type": "about:blank",
            "status": status,
            "code": code,
            "title": detail or code,
        }
        response = jsonify({**problem, **({"request_id": number} if number else {})})
        response.content_type = "application/problem+json"
    else:
        who = g.get("identity")
        is_anonymous = who is not None and who.user_id is None
        sign_in_next = (
            request.full_path.rstrip("?")
            if status == _STATUS[errors.NotFound] and is_anonymous and request.method == "GET"
            else None
        )
        title, text = error_words.title(status), error_words.text(status, detail)
        shown = ErrorScreen(status, title, text, detail, number, retry, sign_in_next, _asks_for(status))
        response = Response(render_template("errors/error.html", shell=screen.bare_shell(), error=shown))
    response.status_code = status
    if retry:
        response.headers["Retry-After"] = str(retry)
    response.headers["Content-Language"] = i18n.negotiate([context.locale_or_default()], "de")
    return response
