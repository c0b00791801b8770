"""What the screens of administrators share: who gets in, nothing kept in caches."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Response, abort, redirect, request

from wiki.actor import Actor
from wiki.admin import people
from wiki.admin.people import Wanted
from wiki.db import now
from wiki.errors import Conflict, Invalid, NotFound, WikiError
from wiki.users.service import require_admin
from wiki.web import context
from wiki.web.sentences import field_errors, of_error

PAGE = 50
_DIGITS = 6
Values = dict[str, Any]  # Any: what a template names


def administrator() -> Actor:
    """Who acts, by a browser's session. Raises NotFound for all others: these screens do not exist for them.

    Whoever proved long ago who he is gives the password again before anything is shown or done.
    """
    actor = context.actor()
    require_admin(actor)
    if context.bearer() is not None:
        raise NotFound
    demand_proof()
    return actor


def demand_proof() -> None:
    """Nothing, or the way to the screen that asks for the password of who proved long ago who he is."""
    if not context.identity().has_proven(now()):
        abort(redirect("/confirm?" + urlencode({"next": _wanted_place()}), 303))


def _wanted_place() -> str:
    """The address that was asked for; for a form, the screen that it stood on."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return urlsplit(request.referrer or "").path or "/admin/"


def wanted_people(fields: Mapping[str, str]) -> Wanted:
    """Which accounts an address or a form asks for."""
    asked = {name: fields.get(name, "") for name in ("state", "group", "sort")}
    number = fields.get("page", "1")
    return Wanted(
        text=fields.get("q", ""),
        state=asked["state"] if asked["state"] in people.STATES else "",
        group=asked["group"],
        sort=asked["sort"] if asked["sort"] in people.SORTS else people.SORTS[0],
        number=int(number) if number.isascii() and number.isdigit() and len(number) <= _DIGITS else 1,
    )


def keep_out_of_caches(response: Response) -> Response:
    """Nothing of these screens stays in the browser (ASVS 14.3.2)."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def problems_of(error: WikiError) -> Values:
    """Values for the form's template: `errors` at their fields, `general` for the whole form."""
    if isinstance(error, Invalid):
        return {"errors": field_errors(error), "general": None}
    return {"errors": {}, "general": of_error(error)}


def status_of(error: WikiError) -> int:
    """How a form that came back answers."""
    return 409 if isinstance(error, Conflict) else 422
