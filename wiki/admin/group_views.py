"""Screens for groups: of administrators, and the small one of those who manage a group without being one."""

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.admin import group_ends, groups, places, screens
from wiki.admin.groups import LeavesUnmanaged
from wiki.admin.screens import Values
from wiki.errors import Conflict, Invalid, NotFound, SignInRequired
from wiki.users import queries
from wiki.users import service as users
from wiki.users.models import Group
from wiki.web import context
from wiki.web.templating import render

blueprint = Blueprint("admin_groups", __name__, url_prefix="/admin/groups")
blueprint.after_request(screens.keep_out_of_caches)
managed = Blueprint("groups", __name__, url_prefix="/groups")
managed.after_request(screens.keep_out_of_caches)
_FOUND = 20


@blueprint.get("")
def listing() -> Response:
    """All groups."""
    screens.administrator()
    return _listing("", {}, 200)


@blueprint.post("")
def add() -> Response:
    """The group exists, without members yet."""
    actor, name = screens.administrator(), request.form.get("name", "")
    try:
        with context.writing() as session:
            public_id = users.add_group(session, actor, name).public_id
    except Invalid as error:
        return _listing(name, screens.problems_of(error), 422)
    return redirect(f"/admin/groups/{public_id}?said=group-added", 303)


@blueprint.get("/<public_id>")
def one(public_id: str) -> Response:
    """One group: who belongs to it, who manages it, its rights, its name."""
    screens.administrator()
    return _one(public_id, {}, 200)


@blueprint.post("/<public_id>")
def rename(public_id: str) -> Response:
    """The group has another name."""
    actor, name = screens.administrator(), request.form.get("name", "")
    try:
        with context.writing() as session:
            users.rename_group(session, actor, queries.group(session, public_id), name)
    except Invalid as error:
        return _one(public_id, screens.problems_of(error), 422)
    return redirect(f"/admin/groups/{public_id}?said=group-changed", 303)


@blueprint.post("/<public_id>/members")
def change_member(public_id: str) -> Response:
    """One person more or one less belongs to the group."""
    screens.administrator()
    try:
        _change_member(public_id)
    except Conflict as error:
        return _one(public_id, screens.problems_of(error), 409)
    return redirect(f"/admin/groups/{public_id}?said=group-changed", 303)


@blueprint.post("/<public_id>/managers")
def change_manager(public_id: str) -> Response:
    """One person more or one less changes the members of the group."""
    actor, form = screens.administrator(), request.form
    with context.writing() as session:
        group_id = queries.group(session, public_id).id
        if "remove" in form:
            groups.remove_manager(session, actor, group_id, queries.person(session, form["remove"]).id)
        else:
            groups.add_manager(session, actor, group_id, queries.person(session, form.get("add", "")).id)
    return redirect(f"/admin/groups/{public_id}?said=group-changed#managers", 303)


@blueprint.get("/<public_id>/delete")
def ask(public_id: str) -> Response:
    """What ends with the group."""
    screens.administrator()
    return _asked(queries.group(context.reader(), public_id), {}, 200)


@blueprint.post("/<public_id>/delete")
def remove(public_id: str) -> Response:
    """The group is gone with its rights, once that was confirmed on a screen that says what ends."""
    actor = screens.administrator()
    if not request.form.get("confirmed"):
        return _asked(queries.group(context.reader(), public_id), {}, 200)
    try:
        with context.writing() as session:
            groups.remove(session, actor, queries.group(session, public_id).id)
    except Conflict as error:
        found = queries.group(context.reader(), public_id)
        return _asked(found, _refused(error), 409)
    return redirect("/admin/groups?said=group-deleted", 303)


@managed.get("")
def of_manager() -> str:
    """The groups whose members the reader changes. Nobody else has this screen."""
    _signed_in()
    rows = queries.managed_by(context.reader(), context.actor().user_id or 0)
    if not rows:
        raise NotFound
    return render("groups/index.html", groups=rows)


@managed.get("/<public_id>")
def members(public_id: str) -> Response:
    """Who belongs to one of them; whoever merely belongs to it reads that."""
    _signed_in()
    try:
        return _managed(public_id, None, 200)
    except NotFound:
        shown = groups.own(context.reader(), context.actor(), public_id)
        return make_response(render("groups/own.html", shown=shown))


@managed.post("/<public_id>")
def change_managed(public_id: str) -> Response:
    """One person more or one less belongs to it."""
    _signed_in()
    try:
        _change_member(public_id)
    except Conflict as error:
        return _managed(public_id, _refused(error), 409)
    return redirect(f"/groups/{public_id}?said=group-changed", 303)


def _signed_in() -> None:
    if context.identity().user_id is None or context.bearer() is not None:
        raise SignInRequired


def _change_member(public_id: str) -> None:
    form = request.form
    with context.writing() as session:
        group_id = groups.changeable(session, context.actor(), public_id).id
        if "remove" in form:
            person = queries.person(session, form["remove"])
            groups.remove_member(session, context.actor(), group_id, person.id)
        else:
            person = queries.person(session, form.get("add", ""))
            groups.add_member(session, context.actor(), group_id, person.id)


def _refused(error: Conflict) -> Values:
    found = error.places if isinstance(error, LeavesUnmanaged) else None
    return {**screens.problems_of(error), "left": found}


def _listing(name: str, problems: Values, status: int) -> Response:
    rows = queries.groups(context.reader())
    values: Values = {"groups": rows, "name": name, "errors": {}, "general": None, **problems}
    return make_response(render("admin/groups.html", **values), status)


def _one(public_id: str, problems: Values, status: int) -> Response:
    session = context.reader()
    found = queries.group(session, public_id)
    texts = {"text": request.args.get("q", ""), "wanted": request.args.get("m", "")}
    managers = queries.managers(session, found.id)
    known = {person.id for person in managers}
    offered = queries.people(session, texts["wanted"], _FOUND + len(known)) if texts["wanted"] else ()
    values: Values = {
        "shown": groups.shown(session, found, texts["text"]),
        "managers": managers,
        "offered": [person for person in offered if person.id not in known][:_FOUND],
        "rights": places.of_principal(session, context.actor(), f"group:{found.id}"),
        "name": request.form.get("name", found.name),
        "left": None,
        "errors": {},
        "general": None,
        **texts,
        **problems,
    }
    return make_response(render("admin/group.html", group=found, **values), status)


def _asked(group: Group, problems: Mapping[str, object], status: int) -> Response:
    session = context.reader()
    values: Values = {
        "rights": places.of_principal(session, context.actor(), f"group:{group.id}"),
        "losses": group_ends.of_group(session, group.id),
        "left": None,
        "general": None,
        **problems,
    }
    return make_response(render("admin/group_delete.html", group=group, **values), status)


def _managed(public_id: str, problems: Mapping[str, object] | None, status: int) -> Response:
    session, text = context.reader(), request.args.get("q", "")
    found = groups.changeable(session, context.actor(), public_id)
    values: Values = {"shown": groups.shown(session, found, text), "text": text}
    values |= {"left": None, "general": None, **(problems or {})}
    return make_response(render("groups/members.html", group=found, **values), status)
