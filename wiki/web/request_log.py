"""Each request has a number, in its answer (X-Request-Id) and in all lines of the log that it causes.

With WIKI_LOG=json each request leaves one line: the route's name, not the address, which holds titles and searches.
Who asked is not written down. A number that the client sends is ignored: it could be anybody's words.
"""

import logging
from time import perf_counter

from flask import Flask, Response, g, has_request_context, request

from wiki import logs
from wiki.settings import Settings
from wiki.web.errors import request_id

log = logging.getLogger(__name__)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def install(app: Flask, settings: Settings) -> None:
    """The log is written as the settings say, and every answer carries its number."""
    logs.install(settings.log, _facts)
    if settings.log == "json":
        app.before_request(_start)
        app.after_request(_told)

    @app.after_request
    def number(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        return response


def _facts() -> dict[str, object]:
    return {"request": request_id()} if has_request_context() else {}


def _start() -> None:
    g.started = perf_counter()


def _told(response: Response) -> Response:
    if request.endpoint != "static":
        facts = {
            "method": request.method if request.method in _METHODS else "other",
            "route": request.endpoint,
            "status": response.status_code,
            "ms": round((perf_counter() - g.get("started", perf_counter())) * 1000, 1),
        }
        log.info("request", extra={"facts": facts})
    return response
