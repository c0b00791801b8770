"""The screen of one's favourites, and the star on pages and spaces."""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, request
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as BaseResponse

from wiki.errors import NotFound
from wiki.favourites import queries, service
from wiki.pages import queries as pages
from wiki.spaces import queries as spaces
from wiki.web import context, screen
from wiki.web.templating import render

blueprint = Blueprint("favourites", __name__)


@blueprint.get("/favourites")
def index() -> Response:
    """What the person keeps at hand."""
    if context.identity().user_id is None:
        raise NotFound
    rows = queries.of_person(context.reader(), context.actor())
    return make_response(render("favourites/index.html", rows=rows))


@blueprint.post("/favourites")
def change() -> BaseResponse:
    """The page or the space is a favourite with `on`, else none; back to it, or to the list with `list`."""
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    is_favourite = bool(request.form.get("on"))
    change_it: Callable[..., None]  # one of two functions whose names of arguments differ
    if key := request.form.get("space", ""):
        space = spaces.row_by_key(session, actor, scopes, key)
        back, thing_id, change_it = f"{space.href}?list=1", space.id, service.set_space
    else:
        page = pages.by_public_id(session, actor, scopes, request.form.get("page", ""))
        back, thing_id, change_it = page.href, page.id, service.set_page
    try:
        with context.writing() as writing:
            change_it(writing, actor, thing_id, is_favourite=is_favourite)
    except IntegrityError:
        pass  # on PostgreSQL a second click at the same moment made it one already
    return redirect("/favourites" if request.form.get("list") else back, 303)
