"""The order of the pages on one level as a screen: for touch, for many pages, and without script."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import Conflict, Forbidden, Invalid
from wiki.pages import arranging, ordering, placing
from wiki.pages.arranging import DOWN, UP, Shown
from wiki.pages.ordering import Level
from wiki.pages.placing import Terms
from wiki.pages.queries import PageRow
from wiki.pages.screens import breadcrumb, page_at
from wiki.spaces import queries as spaces
from wiki.spaces.queries import SpaceRow
from wiki.web import context, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("levels", __name__)
HIGHEST = "tree"  # a word that no page has as its slug
_MOST = 500


@dataclass(frozen=True, slots=True)
class _Place:
    """The level below a page, or the highest one of a space (then `page` is None)."""

    level: Level
    space_key: str
    title: str
    page: PageRow | None
    space: SpaceRow | None


@blueprint.get("/s/<space_key>/<slug>/order")
def form(space_key: str, slug: str) -> Response:
    """The pages below one page, or at the highest level, with buttons that move each."""
    return _screen(_place(space_key, slug))


@blueprint.post("/s/<space_key>/<slug>/order")
def change(space_key: str, slug: str) -> Response:
    """One page is one place further up or down, or the level sorts from A to Z or by hand from now on."""
    place, wanted = _place(space_key, slug), request.form
    if "sort" in wanted:
        with context.writing() as session:
            placing.arrange(session, context.actor(), place.level, by_hand=wanted["sort"] == "hand")
        return redirect(f"{request.path}?said=arranged", 303)
    moved = wanted.get(UP) or wanted.get(DOWN) or ""
    try:
        _step(place.level, moved, UP if UP in wanted else DOWN)
    except (Conflict, Invalid) as error:
        context.reader().rollback()
        return _screen(place, error)
    return redirect(f"{request.path}#page-{quote(moved)}", 303)


def _step(level: Level, public_id: str, direction: str) -> None:
    nodes = screen.children(level.space_id, level.parent_id)
    moved = next((node for node in nodes if node.public_id == public_id and node.siblings), None)
    if moved is None:
        raise Conflict(reason="moved_meanwhile")
    beside = arranging.step(Shown(moved.id, nodes, None), direction).beside
    with context.writing() as session:
        placing.move(session, context.actor(), moved.id, level.space_id, level.parent_id, beside, Terms())


def _place(space_key: str, slug: str) -> _Place:
    """What the address means. Raises NotFound, Forbidden."""
    if slug == HIGHEST:
        space = spaces.row_by_key(context.reader(), context.actor(), screen.scope_set(), space_key)
        scope_id, place = space.scope_id, _Place(Level(space.id, None), space.key, space.name, None, space)
    else:
        page = page_at(space_key, slug)
        level = Level(page.space_id, page.id)
        scope_id, place = page.scope_id, _Place(level, page.space_key, page.title, page, None)
    if scope_id not in screen.editable_scopes().ids:
        raise Forbidden(right=Right.EDIT.name)
    return place


def _screen(place: _Place, error: Conflict | Invalid | None = None) -> Response:
    nodes, href = screen.children(place.level.space_id, place.level.parent_id), f"/s/{place.space_key}/"
    crumbs = (
        [*breadcrumb(place.page), (place.title, place.page.href)] if place.page else [(place.title, href)]
    )
    answer = render(
        "pages/order.html",
        screen.shell(space=place.space, page=place.page),
        place=place,
        nodes=nodes[:_MOST],
        hidden=max(len(nodes) - _MOST, 0),
        editable=screen.editable_scopes().ids,
        is_manual=ordering.is_manual(context.reader(), place.level),
        problem=sentences.of_error(error) if error else None,
        back_href=place.page.href if place.page else f"{href}?list=1",
        crumbs=crumbs,
    )
    return make_response(answer, 409 if isinstance(error, Conflict) else 422 if error else 200)
