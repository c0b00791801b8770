"""Screens for somebody who leaves: switching the account off, handing over, erasing. For administrators."""

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki import i18n
from wiki.admin import erasing, leaving, screens
from wiki.admin.groups import LeavesUnmanaged
from wiki.admin.screens import Values
from wiki.errors import Conflict, Invalid, WikiError
from wiki.users import queries
from wiki.users import service as users
from wiki.users.models import User
from wiki.web import context
from wiki.web.language import N_
from wiki.web.templating import render

blueprint = Blueprint("admin_leaving", __name__, url_prefix="/admin/users/<public_id>")
blueprint.after_request(screens.keep_out_of_caches)
_FOUND = 10
_NEUTRAL = N_("Former person")


@blueprint.get("/deactivate")
def ask_deactivate(public_id: str) -> Response:
    """What ends with the account, and who may take over."""
    screens.administrator()
    return _asked(queries.person(context.reader(), public_id), None)


@blueprint.post("/deactivate")
def deactivate(public_id: str) -> Response:
    """The account is switched off; what only this person could reach is a colleague's, if one was chosen."""
    actor = screens.administrator()
    try:
        with context.writing() as session:
            user = queries.person(session, public_id)
            leaving.deactivate(session, actor, user.id, _colleague())
    except (Conflict, Invalid) as error:
        return _asked(queries.person(context.reader(), public_id), error)
    return redirect(f"/admin/users/{public_id}?said=user-off", 303)


@blueprint.post("/activate")
def activate(public_id: str) -> Response:
    """The account can be used again."""
    actor = screens.administrator()
    with context.writing() as session:
        users.switch_on(session, actor, queries.person(session, public_id))
    return redirect(f"/admin/users/{public_id}?said=user-on", 303)


@blueprint.post("/hand-over")
def hand_over(public_id: str) -> Response:
    """Somebody who was switched off before is succeeded by a colleague."""
    actor = screens.administrator()
    try:
        with context.writing() as session:
            leaving.hand_over(session, actor, queries.person(session, public_id).id, _colleague())
    except (Conflict, Invalid) as error:
        return _asked(queries.person(context.reader(), public_id), error)
    return redirect(f"/admin/users/{public_id}?said=user-handed-over", 303)


@blueprint.get("/erase")
def ask_erase(public_id: str) -> Response:
    """What goes with the person, and what stays."""
    screens.administrator()
    return _erasing(queries.person(context.reader(), public_id), None)


@blueprint.post("/erase")
def erase(public_id: str) -> Response:
    """Nothing of the person is left but texts, once the sign-in name was typed."""
    actor, form = screens.administrator(), request.form
    neutral = i18n.translator(context.wiki_settings().language).gettext(_NEUTRAL)
    try:
        with context.writing() as session:
            user = queries.person(session, public_id)
            _confirm(user)
            erasing.erase(session, actor, user.id, neutral, form.get("names", "").splitlines())
    except (Conflict, Invalid) as error:
        return _erasing(queries.person(context.reader(), public_id), error)
    return redirect("/admin/users?said=user-erased", 303)


def _confirm(user: User) -> None:
    if request.form.get("confirmation", "").strip().lower() != user.name:
        raise Invalid("confirmation", "wrong_name")


def _colleague() -> int | None:
    chosen = request.form.get("colleague", "")
    return queries.person(context.reader(), chosen).id if chosen else None


def _asked(user: User, error: WikiError | None) -> Response:
    session, text = context.reader(), request.args.get("q", "")
    found = queries.people(session, text, _FOUND + 1) if text else ()
    values: Values = {
        "people": [one for one in found if one.id != user.id][:_FOUND],
        "text": text,
        "places": leaving.only_managed(session, screens.administrator(), user.id) if user.is_active else None,
        "left": error.places if isinstance(error, LeavesUnmanaged) else None,
        **_problems(error),
    }
    return make_response(render("admin/user_off.html", person=user, **values), _status(error))


def _erasing(user: User, error: WikiError | None) -> Response:
    values: Values = {"names": request.form.get("names", ""), **_problems(error)}
    return make_response(render("admin/user_erase.html", person=user, **values), _status(error))


def _problems(error: WikiError | None) -> Values:
    return {"errors": {}, "general": None} if error is None else screens.problems_of(error)


def _status(error: WikiError | None) -> int:
    return 200 if error is None else screens.status_of(error)
