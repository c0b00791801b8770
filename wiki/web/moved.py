"""Leads addresses with an old key of a space to its present one. For readers of the space alone."""

from flask import request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from wiki.spaces import queries as spaces
from wiki.web import context, screen

_FOUND_FOR_GOOD, _SAME_METHOD = 301, 308


def elsewhere() -> Response | None:
    """The answer to a request that found nothing below an old key; None where there is nothing elsewhere either."""
    key = (request.view_args or {}).get("space_key")
    present = spaces.present_key(context.reader(), screen.scope_set(), key) if key else None
    if present is None:
        return None
    rest = request.full_path.rstrip("?").removeprefix(f"/s/{key}")
    is_reading = request.method in {"GET", "HEAD"}
    return redirect(f"/s/{present}{rest}", _FOUND_FOR_GOOD if is_reading else _SAME_METHOD)
