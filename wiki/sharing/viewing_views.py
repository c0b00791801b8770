"""Screens of looking as somebody else: choose as whom, begin, end."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Actor
from wiki.auth import destinations
from wiki.errors import Forbidden
from wiki.sharing import viewing
from wiki.users import queries as users
from wiki.web import context
from wiki.web.templating import render

blueprint = Blueprint("viewing", __name__)
_MOST = 20
_LONGEST = 200


@blueprint.get("/view-as")
def choose() -> str:
    """Who can be chosen; or as whom the reader looks already."""
    query = request.args.get("q", "")[:_LONGEST].strip()
    if context.viewed() is None and not viewing.may_view(context.reader(), context.actor()):
        raise Forbidden
    found = users.people(context.reader(), query, _MOST) if query and context.viewed() is None else []
    return render(
        "sharing/view_as.html",
        query=query,
        found=found,
        groups=users.groups(context.reader()) if context.viewed() is None else [],
        allows_public=context.wiki_settings().allows_public,
        minutes=int(viewing.LASTS.total_seconds() // 60),
        most=_MOST,
        next_href=destinations.local(request.args.get("next", "")),
    )


@blueprint.post("/view-as")
def start() -> Response:
    """The session looks as the one who was chosen."""
    who = context.identity()
    if who.proof_id is None or context.bearer() is not None:
        raise Forbidden
    principal = viewing.principal_of(context.reader(), request.form.get("who", ""))
    with context.writing() as session:
        viewing.start(session, context.actor(), who.proof_id, principal)
    return redirect(destinations.local(request.form.get("next", "")), 303)


@blueprint.post("/view-as/end")
def end() -> Response:
    """The session looks as its person again."""
    who = context.identity()
    if who.proof_id is not None and context.bearer() is None:
        with context.writing() as session:
            viewing.end(session, Actor(who.user_id, frozenset(), name=who.display_name), who.proof_id)
    return redirect(destinations.local(request.form.get("next", "")), 303)
