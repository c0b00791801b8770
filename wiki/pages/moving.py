"""Screens that change a page's place: move, rename, delete. All work as forms without script."""

from contextlib import suppress

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import Conflict, Invalid, NotFound
from wiki.pages import (
    consequences,
    place_screens,
    queries,
    relinking,
    saving,
    scoping,
    service,
    standing,
    trash,
)
from wiki.pages.place_screens import Chooser, Chosen
from wiki.pages.placing import Terms
from wiki.pages.queries import PageRow
from wiki.pages.screens import breadcrumb, limits, page_at, require
from wiki.spaces import queries as spaces
from wiki.web import context, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("moving", __name__)


@blueprint.get("/s/<space_key>/<slug>/move")
def move_form(space_key: str, slug: str) -> Response:
    """Ask for title and place."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    return _move_screen(page, page.title, _chooser(page, request.args.get("space")))


@blueprint.post("/s/<space_key>/<slug>/move")
def move(space_key: str, slug: str) -> Response:
    """Put the page in its place and rename it; the old addresses lead to the new one."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    title = request.form.get("title", page.title)
    if place_screens.is_search():
        return _move_screen(page, title, _chooser(page, request.form.get("space")))
    shared = len(scoping.open_links(context.reader(), page.id))
    try:
        place = place_screens.chosen(page)
        saving.checked_title(title)
        _move(page, place)
        renamed = service.rename(context.app().sessions, context.actor(), page.id, title, limits())
    except (Invalid, Conflict) as error:
        return _move_screen(page, title, _chooser(page, request.form.get("space")), error)
    moved = _again(page)
    said = _said(page, moved, shared)
    if not renamed.is_unchanged and _calls_it_otherwise(page):
        return redirect(f"{moved.href}/relink?said={said}", 303)
    return redirect(moved.href + ("" if renamed.is_unchanged and said == "renamed" else f"?said={said}"), 303)


@blueprint.get("/s/<space_key>/<slug>/delete")
def delete_form(space_key: str, slug: str) -> Response:
    """Ask before deleting, with what goes along and what will break."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    return _delete_screen(page)


@blueprint.post("/s/<space_key>/<slug>/delete")
def delete(space_key: str, slug: str) -> Response:
    """The page and what lies below it are in the trash; the next screen offers to take that back."""
    page = page_at(space_key, slug)
    try:
        with context.writing() as session:
            trash.discard(session, context.actor(), page.id, request.form.get("seen") or None)
    except Conflict:
        return _delete_screen(_again(page), is_stale=True)
    said = sentences.deleted_said(page.public_id)
    return redirect(f"{_above(page)}said={said}", 303)


def _delete_screen(page: PageRow, *, is_stale: bool = False) -> Response:
    if is_stale:
        context.reader().rollback()  # what was moved meanwhile shows
    actor, scopes = context.actor(), screen.scope_set()
    answer = render(
        "pages/delete.html",
        screen.shell(page=page),
        page=page,
        will=consequences.of(context.reader(), actor, scopes, page.id, page.space_key),
        is_stale=is_stale,
        days=context.app().settings.trash_days,
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(answer, 409 if is_stale else 200)


def _above(page: PageRow) -> str:
    """Where a reader goes on when the page is gone, up to the query: the page above, the space, or the trash."""
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    if page.parent_id is not None:
        with suppress(NotFound):
            return f"{queries.by_id(session, actor, scopes, page.parent_id).href}?"
    readable = {row.key for row in spaces.readable(session, actor, scopes)}
    return f"/s/{page.space_key}/?list=1&" if page.space_key in readable else "/trash?"


def _move(page: PageRow, place: Chosen) -> None:
    if (place.space_id, place.parent_id) == (page.space_id, page.parent_id):
        return
    terms = Terms(request.form.get("seen") or None)
    with context.writing() as session:
        service.move(session, context.actor(), page.id, place.space_id, place.parent_id, terms=terms)


def _said(page: PageRow, moved: PageRow, shared: int) -> str:
    """The word for what happened to a page that so many share links opened before."""
    if shared > len(scoping.open_links(context.reader(), page.id)):
        return "moved-unshared"
    return "moved" if (moved.parent_id, moved.space_id) != (page.parent_id, page.space_id) else "renamed"


def _calls_it_otherwise(page: PageRow) -> bool:
    """Whether there are texts with an old name of the page that the person may rewrite."""
    with context.app().sessions.reading() as session:
        return relinking.is_offered(session, context.actor(), page.id)


def _again(page: PageRow) -> PageRow:
    context.look_again()
    return queries.by_id(context.reader(), context.actor(), screen.scope_set(), page.id)


def _chooser(page: PageRow, space_key: str | None) -> Chooser:
    parent = request.values.get("parent", "")
    return place_screens.chooser(space_key or page.space_key, parent, page.public_id)


def _level_href(page: PageRow) -> str:
    """The screen that orders the pages beside this one; empty where the reader may not."""
    above = _above(page).partition("?")[0]
    if above.endswith("/"):
        rows = {row.id: row.scope_id for row in place_screens.rooms()}
        return f"{above}tree/order" if page.space_id in rows else ""
    return f"{above}/order" if page.parent_id is not None else ""


def _move_screen(
    page: PageRow, title: str, chooser: Chooser, error: Conflict | Invalid | None = None
) -> Response:
    is_stale = isinstance(error, Conflict) and error.facts.get("reason") == "moved_meanwhile"
    if is_stale:
        context.reader().rollback()
        page = _again(page)
    answer = render(
        "pages/move.html",
        screen.shell(page=page),
        page=page,
        title=title,
        chooser=chooser,
        seen=standing.of(context.reader(), page.id),
        errors=sentences.field_errors(error) if isinstance(error, Invalid) else {},
        problem=sentences.of_error(error) if isinstance(error, Conflict) and not is_stale else None,
        is_stale=is_stale,
        ending=scoping.moving_ends(context.reader(), page.id),
        level_href=_level_href(page),
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(answer, 409 if isinstance(error, Conflict) else 422 if error else 200)
