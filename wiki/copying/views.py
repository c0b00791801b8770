"""The screen that copies a page, alone or with what lies below it."""

import secrets
from contextlib import suppress

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.copying import planning, service
from wiki.errors import Invalid, NotFound
from wiki.pages import place_screens, queries, saving
from wiki.pages.place_screens import Chooser
from wiki.pages.queries import PageRow
from wiki.pages.screens import breadcrumb, page_at
from wiki.web import context, screen, sentences
from wiki.web.language import gettext as _
from wiki.web.templating import render

blueprint = Blueprint("copying", __name__)
_LONGEST_TOKEN = 24


@blueprint.get("/s/<space_key>/<slug>/copy")
def form(space_key: str, slug: str) -> Response:
    """Ask for title and place."""
    page = page_at(space_key, slug)
    if context.identity().user_id is None:
        raise NotFound
    return _screen(page, _("Copy of %(title)s") % {"title": page.title})


@blueprint.post("/s/<space_key>/<slug>/copy")
def copy(space_key: str, slug: str) -> Response:
    """The copy exists; of a large subtree its first page, and the worker makes the others."""
    page = page_at(space_key, slug)
    title = request.form.get("title", "")
    if place_screens.is_search():
        return _screen(page, title)
    try:
        place = place_screens.chosen()
        plan = planning.plan(
            context.reader(),
            context.actor(),
            page.id,
            planning.Wish(place.space_id, place.space_key, place.parent_id, saving.checked_title(title)),
            request.form.get("save_id", "")[:_LONGEST_TOKEN] or _token(),
            with_below=request.form.get("below") == "1",
        )
    except Invalid as error:
        return _screen(page, title, error)
    app = context.app()
    copy_id, waiting = service.copy(app.sessions, context.actor(), plan, app.settings.sanitiser)
    context.look_again()
    made = queries.by_id(context.reader(), context.actor(), screen.scope_set(), copy_id)
    return redirect(f"{made.href}?said={'copying' if waiting else 'copied'}", 303)


def _screen(page: PageRow, title: str, error: Invalid | None = None) -> Response:
    below, errors = 0, sentences.field_errors(error) if error else {}
    try:
        below = len(planning.readable_below(context.reader(), context.actor(), page.id))
    except Invalid as too_many:
        errors = {**errors, **sentences.field_errors(too_many)} if error else {}
    answer = render(
        "copying/copy.html",
        screen.shell(page=page),
        page=page,
        title=title,
        token=request.form.get("save_id") or _token(),
        below=below,
        with_below=request.form.get("below") == "1",
        chooser=_chooser(page),
        errors=errors,
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(answer, 422 if error else 200)


def _chooser(page: PageRow) -> Chooser | None:
    """Places beside the page, or in another space; None where the reader may write nowhere."""
    keys = [row.key for row in place_screens.rooms()]
    offered = [request.form.get("space", ""), page.space_key, *keys]
    wanted = next((key for key in offered if key in keys), page.space_key)
    parent = request.form.get("parent", "")
    if not request.form and page.parent_id is not None:
        with suppress(NotFound):
            parent = queries.by_id(
                context.reader(), context.actor(), screen.scope_set(), page.parent_id
            ).public_id
    with suppress(NotFound):
        chooser = place_screens.chooser(wanted, parent)
        return chooser if keys or chooser.found else None
    return None


def _token() -> str:
    """Names the copy that this form makes: sent twice, it makes one."""
    return secrets.token_hex(8)
