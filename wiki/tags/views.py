"""Screens of tags: all of them, the pages under one, its renaming, and the tags of one page."""

from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.actor import Right
from wiki.errors import Conflict, Invalid, NotFound
from wiki.pages import screens
from wiki.pages.queries import PageRow
from wiki.pages.screens import limits, page_at, require
from wiki.spaces import queries as spaces
from wiki.spaces.queries import SpaceRow
from wiki.tags import queries, service
from wiki.tags.queries import href
from wiki.web import context, screen, sentences
from wiki.web.language import gettext as _
from wiki.web.templating import render

blueprint = Blueprint("tags", __name__)
_PER_SCREEN = 50


@blueprint.get("/tags/")
def index() -> Response:
    """All tags of readable pages with their counts, of one space on request."""
    space = _space()
    found = queries.tags(context.reader(), context.actor(), space_id=space.id if space else None)
    readable = spaces.readable(context.reader(), context.actor(), screen.scope_set())
    return make_response(render("tags/index.html", tags=found, space=space, spaces=readable))


@blueprint.get("/tags/<path:name>")
def show(name: str) -> Response:
    """The readable pages with the tag; `rename` asks for another name. Raises NotFound without such a page."""
    session, actor, space = context.reader(), context.actor(), _space()
    total = queries.count(session, actor, name)
    can_rename = actor.user_id is not None and bool(queries.with_right(session, actor, name, Right.EDIT))
    if not total and not can_rename:
        raise NotFound
    if "rename" in request.args and can_rename:
        return _rename_form(name, "", {})
    after = request.args.get("after", "")
    space_id = space.id if space else None
    rows = queries.pages(session, actor, name, space_id=space_id, after=after, limit=_PER_SCREEN + 1)
    older = rows[_PER_SCREEN - 1].public_id if len(rows) > _PER_SCREEN else None
    filters = {"space": space.key} if space else {}
    html = render(
        "tags/show.html",
        name=name,
        href=href(name),
        rows=rows[:_PER_SCREEN],
        count=queries.count(session, actor, name, space_id=space_id) if space_id else total,
        space=space,
        spaces=queries.spaces_of(session, actor, name),
        next_href=f"{href(name)}?{urlencode({**filters, 'after': older})}" if older else None,
        first_href=f"{href(name)}?{urlencode(filters)}" if after else None,
        can_rename=can_rename,
    )
    return make_response(html)


@blueprint.post("/tags/<path:name>")
def rename(name: str) -> BaseResponse:
    """The tag has another name on the pages that the person may edit; without `confirmed`, what would change."""
    session, actor, wanted = context.reader(), context.actor(), request.form.get("to", "")
    editable = queries.with_right(session, actor, name, Right.EDIT) if actor.user_id is not None else []
    if not editable:
        raise NotFound
    try:
        tag = service.checked_instead(wanted, name)
    except Invalid as error:
        return _rename_form(name, wanted, {"to": sentences.of_error(error) or ""})
    if not request.form.get("confirmed"):
        return _preview(name, tag, len(editable))
    summary = _("Tag “%(old)s” renamed to “%(new)s”") % {"old": name, "new": tag}
    done = service.rename(context.app().sessions, actor, name, tag, limits(), summary)
    if done.left:
        return redirect(f"{href(name)}?{urlencode({'rename': 1, 'to': tag, 'said': 'tag-partly'})}", 303)
    if done.kept:
        return redirect(f"{href(name)}?said=tag-kept", 303)
    return redirect(f"{href(tag)}?said=tag-renamed", 303)


@blueprint.get("/s/<space_key>/<slug>/tags")
def of_page(space_key: str, slug: str) -> Response:
    """Add tags to the page and take them away."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    return _page_form(page, "", {})


@blueprint.post("/s/<space_key>/<slug>/tags")
def change(space_key: str, slug: str) -> BaseResponse:
    """The page has one tag more, or less."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    added, removed = request.form.get("tag", ""), request.form.get("remove", "")
    sessions, actor = context.app().sessions, context.actor()
    try:
        if removed:
            summary = _("Tag removed: %(tag)s") % {"tag": removed}
            service.remove(sessions, actor, page.id, removed, limits(), summary)
        else:
            summary = _("Tag added: %(tag)s") % {"tag": added}
            service.add(sessions, actor, page.id, added, limits(), summary)
    except (Invalid, Conflict) as error:
        return _page_form(page, added, {"tag": sentences.of_error(error) or ""})
    return redirect(f"{page.href}/tags?said=tags", 303)


def _space() -> SpaceRow | None:
    key = request.args.get("space", "")
    return spaces.row_by_key(context.reader(), context.actor(), screen.scope_set(), key) if key else None


def _rename_form(name: str, wanted: str, errors: dict[str, str]) -> Response:
    known = [row.name for row in queries.tags(context.reader(), context.actor())]
    html = render(
        "tags/rename.html",
        name=name,
        href=href(name),
        wanted=wanted or request.args.get("to", ""),
        known=known,
        errors=errors,
    )
    return make_response(html, 422 if errors else 200)


def _preview(name: str, tag: str, editable: int) -> Response:
    session, actor = context.reader(), context.actor()
    readable = len(queries.with_right(session, actor, name, Right.READ))
    html = render(
        "tags/preview.html",
        name=name,
        tag=tag,
        href=href(name),
        editable=editable,
        others=readable - editable,
        existing=queries.count(session, actor, tag),
        rows=queries.pages(session, actor, name, limit=20),
    )
    return make_response(html)


def _page_form(page: PageRow, added: str, errors: dict[str, str]) -> Response:
    session, actor = context.reader(), context.actor()
    html = render(
        "tags/page.html",
        screen.shell(page=page),
        page=page,
        tags=[(tag, href(tag)) for tag in queries.of_page(session, actor, page.id)],
        known=[row.name for row in queries.tags(session, actor)],
        added=added,
        errors=errors,
        crumbs=[*screens.breadcrumb(page), (page.title, page.href)],
    )
    return make_response(html, 422 if errors else 200)
