"""The search screen: a plain GET form, hits with marked words, and the offer to write what is missing."""

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import NotFound
from wiki.pages import queries as pages
from wiki.search import queries
from wiki.spaces import queries as spaces
from wiki.web import context, screen
from wiki.web.numbers import number
from wiki.web.templating import render

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def results() -> Response:
    """Readable pages that hold the words."""
    text, skip = request.args.get("q", "").strip(), request.args.get("skip", 0, type=number)
    session, actor = context.reader(), context.actor()
    rooms = spaces.readable(session, actor, screen.scope_set())
    room = next((row for row in rooms if row.key == request.args.get("space")), None)
    if request.args.get("space") and room is None:
        raise NotFound
    found = queries.search(session, actor, text, space_id=room.id if room else None, skip=skip)
    more = skip + len(found.hits) if skip + len(found.hits) < found.total else None
    can_write = [row for row in rooms if pages.can(session, actor, row.scope_id, Right.EDIT)]
    return make_response(
        render(
            "search/results.html",
            text=text,
            found=found,
            spaces=rooms,
            room=room,
            more=more,
            skip=skip,
            write_in=room if room in can_write else (can_write[0] if can_write else None),
        )
    )
