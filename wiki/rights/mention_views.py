"""Whom a text may mention, for the editor."""

from flask import Blueprint, Response, jsonify, request

from wiki.pages import edit_forms
from wiki.rights import mentions
from wiki.web import context

blueprint = Blueprint("mentions", __name__)


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Names of people do not stay in the browser."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.get("/s/<space_key>/pages/mentions")
def search(space_key: str) -> Response:
    """Who may read the page `parent` (what stands there, and what is made below it), or else the space."""
    space, page = edit_forms.place(space_key)
    scope_id = page.scope_id if page else space.scope_id
    edit_forms.demand_edit(scope_id)
    text = request.args.get("find", "")[:200]
    return jsonify(mentions=mentions.search(context.reader(), context.actor(), scope_id, text))
