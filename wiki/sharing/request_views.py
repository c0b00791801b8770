"""Screens of asking for access, and of deciding who gets it."""

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import Invalid, SignInRequired
from wiki.sharing import requests
from wiki.web import context
from wiki.web.sentences import field_errors
from wiki.web.templating import render

blueprint = Blueprint("access_requests", __name__)
_RIGHTS = {"READ": Right.READ, "EDIT": Right.EDIT}


@blueprint.get("/access-requests/ask")
def form() -> Response:
    """The form for any address."""
    return _form(request.args.get("address", ""), "", {}, 200)


@blueprint.post("/access-requests/ask")
def ask() -> Response:
    """The request is on its way; the answer is the same whatever is there."""
    address, reason = request.form.get("address", ""), request.form.get("reason", "")
    try:
        with context.writing() as session:
            requests.ask(session, context.actor(), address, reason)
    except Invalid as error:
        return _form(address, reason, field_errors(error), 422)
    return redirect("/access-requests/asked", 303)


@blueprint.get("/access-requests/asked")
def asked() -> str:
    """What happens now."""
    return render("sharing/asked.html", days=requests.LASTS.days)


@blueprint.get("/access-requests")
def index() -> str:
    """The requests that the reader may decide."""
    _signed_in()
    return render("sharing/requests.html", requests=requests.waiting(context.reader(), context.actor()))


@blueprint.post("/access-requests/<public_id>/grant")
def grant(public_id: str) -> Response:
    """The person has the right."""
    right = _RIGHTS.get(request.form.get("right", ""))
    if right is None:
        raise Invalid("right", "unknown")
    with context.writing() as session:
        requests.grant(session, context.actor(), public_id, right)
    return redirect("/access-requests?said=access-granted", 303)


@blueprint.post("/access-requests/<public_id>/refuse")
def refuse(public_id: str) -> Response:
    """The request is off the list."""
    with context.writing() as session:
        requests.refuse(session, context.actor(), public_id)
    return redirect("/access-requests?said=access-refused", 303)


def _signed_in() -> None:
    context.locale()
    if context.identity().user_id is None:
        raise SignInRequired


def _form(address: str, reason: str, errors: dict[str, str], status: int) -> Response:
    _signed_in()
    html = render(
        "sharing/ask.html",
        address=address[: requests.LONGEST_ADDRESS],
        reason=reason,
        errors=errors,
        days=requests.LASTS.days,
        longest=requests.LONGEST_REASON,
    )
    return make_response(html, status)
