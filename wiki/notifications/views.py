"""The inbox: what one was told, and what of it is read."""

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki import i18n
from wiki.actor import Actor, Right
from wiki.errors import Forbidden, NotFound
from wiki.notifications import queries, service
from wiki.notifications.models import Notification
from wiki.notifications.words import Told, sentence
from wiki.web import context
from wiki.web.templating import render

blueprint = Blueprint("notifications", __name__)


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Nothing of these screens stays in the browser (ASVS 14.3.2)."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.get("/inbox")
def index() -> Response:
    """What the person was told, latest first."""
    before, words = request.args.get("before", ""), i18n.translator(context.locale())
    found = queries.inbox(context.reader(), _who(), before)
    entries = [(told, sentence(told, words)) for told in found.rows]
    return make_response(
        render("notifications/inbox.html", entries=entries, before=before, older=found.older)
    )


@blueprint.get("/inbox/<public_id>")
def follow(public_id: str) -> BaseResponse:
    """To what the entry is about; it counts as read soon after, as a session's last use does."""
    told = _entry(public_id)
    if context.actor().ceiling >= Right.EDIT and not told.is_read:
        user_id = context.actor().user_id or 0
        context.app().afterwards.put(lambda session: service.mark_read(session, user_id, told.id))
    return redirect(told.href or "/inbox", 303)


@blueprint.post("/inbox/<public_id>/read")
def read(public_id: str) -> BaseResponse:
    """The entry is read."""
    told, actor = _entry(public_id), context.actor()
    if actor.ceiling < Right.EDIT:
        raise Forbidden
    with context.writing() as session:
        service.mark_read(session, actor.user_id or 0, told.id)
    return redirect("/inbox", 303)


@blueprint.post("/inbox/read")
def read_all() -> BaseResponse:
    """Everything is read."""
    actor = _who()
    with context.writing() as session:
        service.mark_all_read(session, actor)
    return redirect("/inbox?said=inbox-read", 303)


def _who() -> Actor:
    if context.identity().user_id is None:
        raise NotFound
    return context.actor()


def _entry(public_id: str) -> Told:
    return queries.one(context.reader(), _who(), Notification.public_id == public_id)
