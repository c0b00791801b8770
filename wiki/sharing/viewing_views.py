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
    """Who can be chosen, the one that `who` names first; or as whom the reader looks already."""
    query, word = request.args.get("q", "")[:_LONGEST].strip(), request.args.get("who", "")
    session, is_free = context.reader(), context.viewed() is None
    if is_free and not viewing.may_view(session, context.actor()):
        raise Forbidden
    found = users.people(session, query, _MOST) if query and is_free else []
    meant = viewing.principal_of(session, word) if word and is_free else ""
    return render(
        "sharing/view_as.html",
        query=query,
        found=found,
        word=word,
        meant=users.names_of(session, [meant]).get(meant, ""),
        groups=users.groups(session) if is_free else [],
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
