"""Screens of the trash: the list, bringing back to the old place or another, deleting for good."""

from datetime import timedelta

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import Conflict, Forbidden, Invalid, NotFound
from wiki.pages import place_screens, queries, trash
from wiki.pages.models import Page
from wiki.pages.place_screens import Chooser
from wiki.pages.trash import Restored
from wiki.web import context, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("trash", __name__)
_PER_SCREEN = 50


@blueprint.get("/trash")
def index() -> Response:
    """What the reader deleted or may bring back."""
    if context.identity().user_id is None:
        raise NotFound
    before = request.args.get("before", "")
    entries = trash.entries(context.reader(), context.actor(), before, _PER_SCREEN + 1)
    shown = entries[:_PER_SCREEN]
    days = context.app().settings.trash_days
    answer = render(
        "pages/trash.html",
        entries=shown,
        older=shown[-1].public_id if len(entries) > _PER_SCREEN else None,
        is_first=not before,
        days=days,
        stay=timedelta(days=days),
    )
    return make_response(answer)


@blueprint.post("/trash/<public_id>/restore")
def restore(public_id: str) -> Response:
    """The page and what was deleted with it are back, or the person is asked for a place."""
    try:
        with context.writing() as session:
            page = trash.root(session, context.actor(), public_id)
            back = trash.restore(session, context.actor(), page)
    except Conflict as conflict:
        return _place_screen(_root(public_id), request.args.get("space", ""), conflict)
    return _to_the_page(back)


@blueprint.get("/trash/<public_id>/place")
def place_form(public_id: str) -> Response:
    """Ask where the page shall stand."""
    return _place_screen(_root(public_id), request.args.get("space", ""), None)


@blueprint.post("/trash/<public_id>/place")
def restore_below(public_id: str) -> Response:
    """The page and what was deleted with it stand at the chosen place."""
    page = _root(public_id)
    if place_screens.is_search():
        return _place_screen(page, request.form.get("space", ""), None)
    try:
        place = place_screens.chosen()
        with context.writing() as session:
            page = trash.root(session, context.actor(), public_id)
            back = trash.restore_below(session, context.actor(), page, place.space_id, place.parent_id)
    except (Conflict, Invalid) as error:
        return _place_screen(page, request.form.get("space", ""), error)
    return _to_the_page(back)


@blueprint.post("/trash/<public_id>/purge")
def purge(public_id: str) -> Response:
    """The page is gone for good. Administrators only, after a confirmation."""
    if not context.actor().is_admin:
        raise NotFound
    page = _root(public_id)
    if request.form.get("confirmed") != "1":
        count = trash.count(context.reader(), context.actor(), page)
        return make_response(render("pages/purge.html", page=page, count=count))
    if context.actor().ceiling < Right.MANAGE:
        raise Forbidden(right=Right.MANAGE.name)
    with context.writing() as session:
        trash.purge(session, context.actor(), trash.root(session, context.actor(), public_id))
    return redirect("/trash?said=purged", 303)


def _root(public_id: str) -> Page:
    return trash.root(context.reader(), context.actor(), public_id)


def _to_the_page(back: Restored) -> Response:
    context.look_again()
    page = queries.by_id(context.reader(), context.actor(), screen.scope_set(), back.page_id)
    said = "restored"
    if back.is_at_top:
        said = "restored-at-top"
    elif back.has_new_address:
        said = "restored-elsewhere"
    return redirect(f"{page.href}?said={said}", 303)


def _place_screen(page: Page, space_key: str, error: Conflict | Invalid | None) -> Response:
    answer = render(
        "pages/trash_place.html",
        page=page,
        chooser=_chooser(page, space_key),
        errors=sentences.field_errors(error) if isinstance(error, Invalid) else {},
        problem=sentences.of_error(error) if isinstance(error, Conflict) else None,
    )
    return make_response(answer, 422 if isinstance(error, Invalid) else 409 if error else 200)


def _chooser(page: Page, space_key: str) -> Chooser | None:
    """Places in the space, else in the page's old one, else in any; None where the reader may write nowhere."""
    rooms = place_screens.rooms()
    own = next((row for row in rooms if row.id == page.space_id), None)
    space = next((row for row in rooms if row.key == space_key), own or (rooms[0] if rooms else None))
    return place_screens.chooser(space.key, request.values.get("parent", "")) if space else None
