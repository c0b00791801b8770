"""Choosing a place for a page, on every screen that asks for one: a space, a search by title, and what it found.

Without script the search button sends the form back to the same screen; with it the list below is filled while one
types (`static/js/controllers/places.js`). Names of the fields: `space`, `find`, `search`, `parent`.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, make_response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from wiki.access.policy import ScopeSet
from wiki.actor import Actor
from wiki.errors import Invalid, NotFound
from wiki.pages import places, queries
from wiki.pages.places import Place
from wiki.pages.queries import PageRow
from wiki.spaces import queries as spaces
from wiki.spaces.queries import SpaceRow
from wiki.web import context, screen
from wiki.web.templating import render

blueprint = Blueprint("places", __name__)
STAYS = "stays"  # the value of the choice that leaves a page where it is


@dataclass(frozen=True, slots=True)
class Chooser:
    """What the macro `places.choose` shows. `parent` is the chosen page's public id, "" the highest level.

    `moved` is the public id of a page that must not come to stand below itself; `stays_below` says where it stands
    now and may stay, None in another space.
    """

    spaces: Sequence[SpaceRow]
    space_key: str
    space_name: str
    has_top: bool
    found: Sequence[Place]
    parent: str
    text: str = ""
    moved: str = ""
    stays_below: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place in a space; `parent_id` None is the highest level."""

    space_id: int
    space_key: str
    parent_id: int | None


@blueprint.get("/places")
def found() -> Response:
    """What can be chosen in a space for the search, as the script shows it."""
    moved = request.args.get("moved", "")
    asked = chooser(request.args.get("space", ""), request.args.get("parent", ""), moved)
    return make_response(render("pages/places.html", chooser=asked))


def is_search() -> bool:
    """Whether the form was sent to look for places, not to be applied."""
    return "search" in request.form


def chooser(space_key: str, parent: str, moved: str = "") -> Chooser:
    """The places in the space that fit the request's search. The present choice stands among them.

    Raises NotFound when the reader may put pages nowhere in the space, or there is none.
    """
    session, readable, editable = context.reader(), screen.scope_set(), screen.editable_scopes()
    moved_page = _page(moved)
    space_id, name, scope_id = _space(space_key, moved_page)
    text = request.values.get("find", "").strip()
    moved_id = moved_page.id if moved_page else None
    stays_below = None
    if moved_page is not None and moved_page.space_id == space_id:
        stays_below = places.ways(session, readable, [moved_page.id])[moved_page.id].titles
        parent = parent if "parent" in request.values else STAYS
    listed = places.search(session, readable, editable, space_id, text, moved_id)
    if parent == STAYS and stays_below is None:
        parent = ""
    if parent not in {"", STAYS} and parent not in {one.public_id for one in listed}:
        present = places.chosen(session, readable, editable, space_id, parent, moved_id)
        listed = [*([present] if present else ()), *listed]
        parent = present.public_id if present else ""
    has_top = scope_id in editable.ids
    return Chooser(rooms(), space_key, name, has_top, listed, parent, text, moved, stays_below)


def chosen(moved: PageRow | None = None) -> Chosen:
    """The place that the form names; the page's own when it names none. Raises Invalid (`parent`)."""
    space_key = request.form.get("space", moved.space_key if moved else "")
    parent = request.form.get("parent", STAYS if moved else "").strip()
    if parent == STAYS and moved is not None and space_key == moved.space_key:
        return Chosen(moved.space_id, space_key, moved.parent_id)
    try:
        space_id, _, scope_id = _space(space_key, moved)
        page = queries.by_public_id(*_asker(), parent) if parent not in {"", STAYS} else None
    except NotFound:
        raise Invalid("parent", "unknown") from None
    if page is not None and page.space_id != space_id:
        raise Invalid("parent", "other_space")
    if (page.scope_id if page else scope_id) not in screen.editable_scopes().ids:
        raise Invalid("parent", "not_here")
    return Chosen(space_id, space_key, page.id if page else None)


def rooms() -> list[SpaceRow]:
    """Spaces in which the reader may write at the highest level."""
    readable = spaces.readable(context.reader(), context.actor(), screen.scope_set())
    return [row for row in readable if row.scope_id in screen.editable_scopes().ids]


def _space(space_key: str, moved: PageRow | None) -> tuple[int, str, int]:
    """Id, name and scope of a space in which the reader may look for places: a readable one, or the page's own."""
    try:
        row = spaces.row_by_key(context.reader(), context.actor(), screen.scope_set(), space_key)
    except NotFound:
        if moved is None or moved.space_key != space_key:
            raise
        return moved.space_id, moved.space_name, 0
    return row.id, row.name, row.scope_id


def _page(public_id: str) -> PageRow | None:
    if not public_id:
        return None
    with suppress(NotFound):
        return queries.by_public_id(*_asker(), public_id)
    return None


def _asker() -> tuple[Session, Actor, ScopeSet]:
    return context.reader(), context.actor(), screen.scope_set()
