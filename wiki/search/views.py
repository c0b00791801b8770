"""The search screen: a plain GET form, hits with marked words, and the offer to write what is missing."""

from typing import cast

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import NotFound
from wiki.pages import queries as pages
from wiki.search import misses, queries, screens
from wiki.search.engine import Engine
from wiki.spaces import queries as spaces
from wiki.web import context, screen
from wiki.web.numbers import number
from wiki.web.templating import render

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def results() -> Response:
    """Readable pages that answer the question."""
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    skip, finds_authors = request.args.get("skip", 0, type=number), screens.finds_authors(actor)
    text = screens.asked(request.args.get("q", ""), request.args.get("author", "") if finds_authors else "")
    rooms = spaces.readable(session, actor, scopes)
    room = next((row for row in rooms if row.key == request.args.get("space")), None)
    if request.args.get("space") and room is None:
        raise NotFound
    key = room.key if room else ""
    ignored = "" if finds_authors else "author"
    found = queries.search(session, _engine(), actor, scopes, text, space=key, skip=skip, ignored=ignored)
    if (found.is_loose or not found.total) and not (found.is_plain or skip or room):
        _note_miss(text)
    wants_old = request.args.get("old") == "1" and bool(scopes.historic_ids)
    more = skip + queries.PER_SCREEN
    can_write = [row for row in rooms if pages.can(session, actor, row.scope_id, Right.EDIT)]
    return make_response(
        render(
            "search/results.html",
            text=text,
            marked=screens.marked,
            found=found,
            spaces=rooms,
            room=room,
            finds_authors=finds_authors,
            ignores_author=bool(ignored) and screens.asks_for(text, ignored),
            may_see_old=bool(scopes.historic_ids),
            corrected=screens.href(found.corrected, key) if found.corrected else None,
            old=queries.old_versions(session, actor, scopes, text, space=key) if wants_old else None,
            examples=[] if text else screens.examples(),
            groups=screens.groups(found.facets, text, room, rooms) if found.facets else [],
            more=screens.href(text, key, more) if more < min(found.total, queries.FARTHEST) else None,
            first=screens.href(text, key) if skip else None,
            create=screens.creating(room if room in can_write else next(iter(can_write), None), text),
            lists_missing=bool(can_write),
        )
    )


@blueprint.get("/search/titles")
def titles() -> Response:
    """The palette while somebody types: titles and texts of readable pages, what one may do; a piece of a screen."""
    text = " ".join(request.args.get("q", "").split())[: queries.LONGEST_TITLE]
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    rooms = spaces.open_ones(session, actor, scopes)
    here = sorted(rooms, key=lambda row: row.key != request.args.get("space"))
    room = next((row for row in here if pages.can(session, actor, row.scope_id, Right.EDIT)), None)
    named = queries.titles(session, _engine(), actor, scopes, text)
    return make_response(
        render(
            "search/titles.html",
            text=text,
            marked=screens.marked,
            pages=named,
            texts=queries.in_texts(session, _engine(), actor, scopes, text, named),
            all=screens.href(text),
            create=screens.creating(room, text),
            actions=screens.actions(actor, room, text),
        )
    )


@blueprint.get("/search/missing")
def missing() -> Response:
    """Pages to write: what several people looked for in vain, for whoever may write somewhere."""
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    rooms = spaces.open_ones(session, actor, scopes)
    room = next((row for row in rooms if pages.can(session, actor, row.scope_id, Right.EDIT)), None)
    if room is None:
        raise NotFound
    found = misses.missing(session, _engine(), scopes)
    wanted = [(one, screens.href(one.text), screens.create_href(room.key, one.text)) for one in found]
    return make_response(render("search/missing.html", wanted=wanted, least=misses.LEAST_PEOPLE))


def _note_miss(text: str) -> None:
    """Counted afterwards, for a person and a whole screen: what is asked while somebody types asks for anything."""
    actor = context.actor()
    if actor.user_id is None or actor.lens or "text/html" not in request.headers.get("Accept", ""):
        return
    user_id, key = actor.user_id, context.app().settings.secret_key
    if misses.is_counted(text):
        context.app().afterwards.put(lambda session: misses.note(session, key, user_id, text))


def _engine() -> Engine:
    return cast("Engine", context.app().extensions["search"])
