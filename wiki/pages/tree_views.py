"""What the tree's script sends: a page that was dragged or stepped elsewhere.

Answers are JSON with the tree as it is now. Without script the move screen and the order screen do the same.
"""

from contextlib import suppress

from flask import Blueprint, get_template_attribute, jsonify, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import Conflict, Forbidden, Invalid, NotFound, WikiError
from wiki.pages import arranging, placing, queries, scoping, standing
from wiki.pages.arranging import Shown, Target
from wiki.pages.ordering import Beside
from wiki.pages.placing import Terms
from wiki.pages.queries import PageRow
from wiki.pages.screens import breadcrumb, page_at, require
from wiki.pages.tree import Node
from wiki.web import context, errors, screen, sentences
from wiki.web.language import gettext as _
from wiki.web.language import ngettext

blueprint = Blueprint("tree", __name__)


@blueprint.post("/s/<space_key>/<slug>/place")
def place(space_key: str, slug: str) -> Response:
    """The page stands `behind`, `before` or `below` another one, or one `step` further (up, down, in, out).

    `from` is the slug of the page that the sender saw it below, `shown` that of the page whose screen he sees.
    """
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    try:
        said = _moved(page)
    except Conflict as error:
        if error.facts.get("reason") == "other_rights":
            return jsonify({"ask": _question(page, error)})
        return _refused(page, error)
    except (Forbidden, Invalid) as error:
        return _refused(page, error)
    return _answer(page, said, 200)


def _moved(page: PageRow) -> str:
    shown = _shown(page)
    seen = standing.of(context.reader(), page.id)
    if request.form.get("from", "") != (shown.parent.slug if shown.parent else ""):
        raise Conflict(reason="moved_meanwhile")
    target = _target(page, shown)
    terms = Terms(seen, keeps_rights=request.form.get("confirmed") != "1")
    with context.writing() as session:
        placing.move(session, context.actor(), page.id, page.space_id, target.parent_id, target.beside, terms)
    context.look_again()  # what follows reads what is true now
    return _sentence(page)


def _question(page: PageRow, error: Conflict) -> str:
    """Whether the page shall have the rights of its new place, and what that ends."""
    ending = scoping.moving_ends(context.reader(), page.id)
    links = ngettext(
        "%(num)d share link then opens nothing any more. If you want to go on sharing, make a new one afterwards.",
        "%(num)d share links then open nothing any more. If you want to go on sharing, make new ones afterwards.",
        ending,
    ) % {"num": ending}
    asked = sentences.of_error(error) or ""
    return f"{asked} {links}" if ending else asked


def _target(page: PageRow, shown: Shown) -> Target:
    form = request.form
    if "step" in form:
        return arranging.step(shown, form["step"])
    if "below" in form:
        return Target(_neighbour(page, form["below"]).id if form["below"] else None)
    node = _node(_neighbour(page, form.get("behind", "") or form.get("before", "")))
    return Target(node.parent_id, Beside(node.id, is_behind="behind" in form) if node.siblings else None)


def _neighbour(page: PageRow, slug: str) -> PageRow:
    """A page of the tree. One that is not there any more, and the page itself, are no place."""
    try:
        found = queries.by_slug(context.reader(), context.actor(), screen.scope_set(), page.space_key, slug)
    except NotFound:
        raise Conflict(reason="moved_meanwhile") from None
    if found.id == page.id:
        raise Conflict(reason="circle")
    return found


def _node(page: PageRow) -> Node:
    nodes = screen.children(page.space_id, _shown_parent_id(page))
    found = next((node for node in nodes if node.id == page.id), None)
    if found is None:  # not everything stands in the tree
        raise Conflict(reason="moved_meanwhile")
    return found


def _shown_parent_id(page: PageRow) -> int | None:
    parents = {one.id: one.parent_id for level in screen.strays_of(page.space_id).values() for one in level}
    return parents.get(page.id, page.parent_id)


def _shown(page: PageRow) -> Shown:
    """The page's level as the reader sees it now."""
    parent_id = _shown_parent_id(page)
    level = screen.children(page.space_id, parent_id)
    if parent_id is None:
        return Shown(page.id, level, None)
    above = queries.by_id(context.reader(), context.actor(), screen.scope_set(), parent_id)
    return Shown(page.id, level, _node(above))


def _sentence(page: PageRow) -> str:
    now = queries.by_id(context.reader(), context.actor(), screen.scope_set(), page.id)
    shown = _shown(now)
    facts = {
        "title": now.title,
        "place": next((at for at, node in enumerate(shown.siblings, 1) if node.id == now.id), 0),
        "count": len(shown.siblings),
        "parent": shown.parent.title if shown.parent else "",
    }
    if shown.parent is None:
        return _("“%(title)s” stands at the highest level now, number %(place)s of %(count)s.") % facts
    return _("“%(title)s” stands below “%(parent)s” now, number %(place)s of %(count)s.") % facts


def _below(page: PageRow) -> str:
    """The slug of the page that this one is shown below by now, "" at the highest level."""
    now = queries.by_id(context.reader(), context.actor(), screen.scope_set(), page.id)
    parent_id = _shown_parent_id(now)
    if parent_id is None:
        return ""
    return queries.by_id(context.reader(), context.actor(), screen.scope_set(), parent_id).slug


def _refused(page: PageRow, error: WikiError) -> Response:
    said = sentences.of_error(error) or _("You may read this place, but not change it.")
    return _answer(page, said, errors.status_of(error))


def _answer(page: PageRow, said: str, status: int) -> Response:
    context.reader().rollback()
    shown = None
    with suppress(NotFound):  # it was a screen of the space, or the page is gone
        shown = page_at(page.space_key, request.form.get("shown", ""))
    html = screen.tree_html(page.space_id, page.space_key, shown)
    draw = get_template_attribute("_macros/page_nav.html", "breadcrumb")
    crumbs = str(draw(breadcrumb(shown))) if shown else ""
    answer = jsonify({"said": said, "tree": str(html), "crumbs": crumbs, "below": _below(page)})
    answer.status_code = status
    return answer
