"""A person as colleagues see him: name, groups that both belong to, and pages whose present text is his.

Pages stand there without times and in no order of time: it is for finding whom to ask, not for watching work.
"""

from flask import Blueprint, Response

from wiki.errors import SignInRequired
from wiki.pages import authorship
from wiki.users import queries
from wiki.web import context
from wiki.web.templating import render

blueprint = Blueprint("people", __name__)
_MOST = 20


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Nothing of these screens stays in the browser (ASVS 14.3.2)."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.get("/people/<public_id>")
def person(public_id: str) -> str:
    """A colleague. Only for who is signed in."""
    actor, session = context.actor(), context.reader()
    if actor.user_id is None:
        raise SignInRequired
    found = queries.person(session, public_id)
    return render(
        "users/person.html",
        person=found,
        is_self=found.id == actor.user_id,
        groups=queries.groups_of_both(session, found.id, actor.user_id),
        pages=authorship.headed_by(session, actor, found.id, _MOST),
    )
