"""Screens of links: what leads nowhere, rewriting old names, the glance at a page; titles to link to."""

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki import diff
from wiki.actor import Right
from wiki.errors import NotFound
from wiki.pages import glances, link_reports, link_targets, queries, relinking
from wiki.pages.link_reports import Where
from wiki.pages.screens import breadcrumb, limits, page_at, require
from wiki.spaces import queries as spaces
from wiki.web import context, etag, screen
from wiki.web.templating import render

blueprint = Blueprint("links", __name__)
_PER_SCREEN = 50
_MOST_SHOWN = 20  # texts whose changes are drawn; the others are named
_KINDS = ("wanted", "orphaned", "broken")


@blueprint.get("/s/<space_key>/pages/links")
def of_space(space_key: str) -> BaseResponse:
    """Pages that are asked for, pages that nothing leads to, links that lead nowhere."""
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    space = spaces.row_by_key(session, actor, scopes, space_key)
    kind, after = request.args.get("kind", ""), request.args.get("after", "")
    kind = kind if kind in _KINDS else _KINDS[0]
    where = Where(space.id, space.key)
    read = {"wanted": link_reports.wanted, "orphaned": link_reports.orphaned, "broken": link_reports.broken}
    rows = read[kind](session, scopes, where, after, _PER_SCREEN + 1)
    answer = render(
        "pages/link_report.html",
        screen.shell(space=space),
        space=space,
        kind=kind,
        rows=rows[:_PER_SCREEN],
        older=_place(rows[_PER_SCREEN - 1]) if len(rows) > _PER_SCREEN else None,
        is_first=not after,
        can_edit=queries.can(session, actor, space.scope_id, Right.EDIT),
        keys={row.key for row in spaces.open_ones(session, actor, scopes)},
    )
    return make_response(answer)


@blueprint.get("/s/<space_key>/<slug>/links")
def of_page(space_key: str, slug: str) -> BaseResponse:
    """The links of a page that lead nowhere, for whoever edits it."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    session = context.reader()
    where = Where(page.space_id, page.space_key, page.id)
    answer = render(
        "pages/links.html",
        screen.shell(page=page),
        page=page,
        rows=link_reports.broken(session, screen.scope_set(), where, "", 500),
        wanted=link_reports.wanted(session, screen.scope_set(), where, "", 500),
        has_old_names=relinking.is_offered(session, context.actor(), page.id),
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(answer)


@blueprint.get("/s/<space_key>/<slug>/relink")
def relink_form(space_key: str, slug: str) -> BaseResponse:
    """Which texts still call the page by an old name, and what they would say."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    found = relinking.offered(context.reader(), context.actor(), page.id)
    answer = render(
        "pages/relink.html",
        screen.shell(page=page),
        page=page,
        shown=[(one, diff.compare(one.old, one.new)) for one in found[:_MOST_SHOWN]],
        others=found[_MOST_SHOWN:],
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(answer)


@blueprint.post("/s/<space_key>/<slug>/relink")
def relink(space_key: str, slug: str) -> BaseResponse:
    """These texts say the page's present name."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    relinking.apply(context.app().sessions, context.actor(), page.id, limits())
    return redirect(f"{page.href}?said=relinked", 303)


@blueprint.get("/s/<space_key>/<slug>/glance")
def glance(space_key: str, slug: str) -> BaseResponse:
    """The first lines of a page, for the box that opens over a link."""
    page = page_at(space_key, slug)
    tag = etag.of("glance", page.title, page.head_id, page.space_name)
    if etag.is_known(tag):
        return etag.not_modified(tag)
    text = glances.first_lines(context.reader(), screen.scope_set(), page.id, page.title)
    if text is None:
        raise NotFound
    answer = render("pages/glance.html", screen.bare_shell(), page=page, text=text)
    return etag.tagged(Response(answer, content_type="text/html; charset=utf-8"), tag)


@blueprint.get("/s/<space_key>/pages/targets")
def targets(space_key: str) -> BaseResponse:
    """Pages whose title holds what was typed, for the editor."""
    session, scopes = context.reader(), screen.scope_set()
    space = spaces.row_by_key(session, context.actor(), scopes, space_key)
    found = link_targets.search(session, scopes, space.id, request.args.get("find", ""))
    return jsonify(targets=found)


def _place(row: object) -> str:
    """What the next list begins behind."""
    return str(row[2] if isinstance(row, tuple) else getattr(row, "place", ""))
