"""Screens of whoever manages a space: name, short name, sign, first page; archive, deletion, and the way back."""

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import Invalid, NotFound
from wiki.pages import queries as pages
from wiki.pages import tree
from wiki.spaces import closing, purging, queries, service
from wiki.spaces.models import Space
from wiki.spaces.queries import SpaceRow
from wiki.web import context, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("space_settings", __name__)
_FIELDS = ("name", "key", "icon", "home")


@blueprint.get("/s/<space_key>/settings")
def form(space_key: str) -> Response:
    """What the space is called, and what can be done with it as a whole."""
    return _screen(_managed(space_key), {}, {})


@blueprint.post("/s/<space_key>/settings")
def change(space_key: str) -> Response:
    """The space has this name, short name, sign and home page."""
    session, actor = context.reader(), context.actor()
    space = queries.by_key(session, actor, space_key, Right.MANAGE)
    typed = {name: request.form[name] for name in _FIELDS if name in request.form}
    name, key, icon = typed.get("name", ""), typed.get("key", space.key), typed.get("icon", space.icon or "")
    try:
        home_page_id = _home_page(space, typed.get("home", ""))
        with context.writing() as session:
            service.rename(session, actor, space.id, name)
            service.set_icon(session, actor, space.id, icon)
            service.set_home(session, actor, space.id, home_page_id)
            service.change_key(session, actor, space.id, key)
    except Invalid as error:
        return _screen(_row(space), typed, sentences.field_errors(error))
    return redirect(f"/s/{key.strip().lower()}/settings?said=settings", 303)


@blueprint.post("/s/<space_key>/settings/archive")
def archive(space_key: str) -> Response:
    """Nobody changes anything in the space until it is opened again."""
    with context.writing() as session:
        space = queries.by_key(session, context.actor(), space_key, Right.MANAGE)
        closing.archive(session, context.actor(), space.id)
    return redirect(f"/s/{space_key}/settings?said=space-archived", 303)


@blueprint.post("/s/<space_key>/settings/reopen")
def reopen(space_key: str) -> Response:
    """The archived space can be changed again."""
    _managed(space_key)
    with context.writing() as session:
        space = closing.reopen(session, context.actor(), space_key)
    return redirect(f"/s/{space.key}/settings?said=space-reopened", 303)


@blueprint.get("/s/<space_key>/settings/delete")
def delete_form(space_key: str) -> Response:
    """Ask for the name before the space goes to the trash."""
    return _delete_screen(_managed(space_key), "", {})


@blueprint.post("/s/<space_key>/settings/delete")
def delete(space_key: str) -> Response:
    """The space is in the trash with everything in it."""
    row, typed = _managed(space_key), request.form.get("confirmation", "")
    try:
        with context.writing() as session:
            closing.discard(session, context.actor(), space_key, typed)
    except Invalid as error:
        return _delete_screen(row, typed, sentences.field_errors(error))
    return redirect("/trash/spaces?said=space-deleted", 303)


@blueprint.get("/trash/spaces")
def trash() -> Response:
    """The deleted spaces that the reader may bring back."""
    if context.identity().user_id is None:
        raise NotFound
    rows = closing.trash(context.reader(), context.actor())
    return make_response(render("spaces/trash.html", rows=rows, days=context.app().settings.trash_days))


@blueprint.post("/trash/spaces/<public_id>/restore")
def restore(public_id: str) -> Response:
    """The space is back with everything in it."""
    with context.writing() as session:
        space = closing.restore(session, context.actor(), public_id)
    return redirect(f"/s/{space.key}/?list=1&said=space-restored", 303)


@blueprint.post("/trash/spaces/<public_id>/purge")
def purge(public_id: str) -> Response:
    """The worker deletes the space for good. Administrators only, after a confirmation."""
    if not context.actor().is_admin:
        raise NotFound
    space = closing.in_trash(context.reader(), context.actor(), public_id)
    if request.form.get("confirmed") != "1":
        return make_response(render("spaces/purge.html", space=space))
    with context.writing() as session:
        purging.order(session, context.actor(), public_id)
    return redirect("/trash/spaces?said=space-purged", 303)


def _managed(space_key: str) -> SpaceRow:
    """The space, open or archived, if the reader manages it. Raises NotFound, Forbidden."""
    return _row(closing.managed(context.reader(), context.actor(), space_key))


def _row(space: Space) -> SpaceRow:
    return queries.row_of(space, is_archived=space.closed_at is not None)


def _home_page(space: Space, public_id: str) -> int | None:
    if not public_id:
        return None
    try:
        page = pages.by_public_id(context.reader(), context.actor(), screen.scope_set(), public_id)
    except NotFound:
        raise Invalid("home", "unknown") from None
    if page.space_id != space.id:
        raise Invalid("home", "unknown")
    return page.id


def _screen(row: SpaceRow, typed: dict[str, str], errors: dict[str, str]) -> Response:
    nodes = tree.children(context.reader(), screen.scope_set(), row.id, None)[:200]
    choices = [(node.public_id, node.title) for node in nodes]
    home = next((node.public_id for node in nodes if node.id == row.home_page_id), "")
    if row.home_page_id is not None and not home:
        home = _other_home(row.home_page_id, choices)
    present = {"name": row.name, "key": row.key, "icon": row.icon or "", "home": home}
    answer = render(
        "spaces/settings.html",
        screen.shell(space=row),
        space=row,
        fields={**present, **typed},
        choices=choices,
        errors=errors,
    )
    return make_response(answer, 422 if errors else 200)


def _other_home(page_id: int, choices: list[tuple[str, str]]) -> str:
    """The public id of a home page that lies below another page; it can be chosen as well."""
    try:
        page = pages.by_id(context.reader(), context.actor(), screen.scope_set(), page_id)
    except NotFound:  # in the trash, or closed to this manager
        return ""
    choices.append((page.public_id, page.title))
    return page.public_id


def _delete_screen(row: SpaceRow, typed: str, errors: dict[str, str]) -> Response:
    answer = render(
        "spaces/delete.html",
        screen.shell(space=row),
        space=row,
        typed=typed,
        errors=errors,
        days=context.app().settings.trash_days,
    )
    return make_response(answer, 422 if errors else 200)
