"""Screens that change a page's place: move, rename, delete. All work as forms without script."""

from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import Conflict, Invalid, NotFound
from wiki.pages import consequences, queries, service, trash, tree
from wiki.pages.queries import PageRow
from wiki.pages.screens import breadcrumb, limits, page_at, require
from wiki.spaces import queries as spaces
from wiki.web import context, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("moving", __name__)


@dataclass(frozen=True, slots=True)
class Place:
    """A page that another may be moved below; `depth` indents it in the list."""

    public_id: str
    title: str
    depth: int


@blueprint.get("/s/<space_key>/<slug>/move")
def move_form(space_key: str, slug: str) -> Response:
    """Ask for title and place."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    return _move_screen(page, page.title, request.args.get("space", page.space_key), None)


@blueprint.post("/s/<space_key>/<slug>/move")
def move(space_key: str, slug: str) -> Response:
    """Rename the page and put it in its place; the old addresses lead to the new one."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    title, target = request.form.get("title", page.title), request.form.get("space", page.space_key)
    try:
        parent = _parent(page, target)
        renamed = service.rename(context.app().sessions, context.actor(), page.id, title, limits())
        _move(page, target, parent)
    except Invalid as error:
        return _move_screen(page, title, target, error)
    moved = _again(page)
    said = "moved" if (moved.parent_id, moved.space_id) != (page.parent_id, page.space_id) else "renamed"
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


def _parent(page: PageRow, space_key: str) -> PageRow | None:
    wanted = request.form.get("parent", "").strip()
    if not wanted:
        return None
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    try:
        parent = queries.by_public_id(session, actor, scopes, wanted)
    except NotFound:
        raise Invalid("parent", "unknown") from None
    if parent.space_key != space_key or parent.id == page.id:
        raise Invalid("parent", "other_space")
    return parent


def _move(page: PageRow, space_key: str, parent: PageRow | None) -> None:
    space = spaces.by_key(context.reader(), context.actor(), space_key)
    if (space.id, parent.id if parent else None) == (page.space_id, page.parent_id):
        return
    with context.writing() as session:
        service.move(session, context.actor(), page.id, space.id, parent.id if parent else None)


def _again(page: PageRow) -> PageRow:
    with context.app().sessions.reading() as session:
        return queries.by_id(session, context.actor(), screen.scope_set(), page.id)


def _move_screen(page: PageRow, title: str, space_key: str, error: Invalid | None) -> Response:
    session, actor = context.reader(), context.actor()
    rooms = [
        row
        for row in spaces.readable(session, actor, screen.scope_set())
        if queries.can(session, actor, row.scope_id, Right.EDIT)
    ]
    space = spaces.by_key(session, actor, space_key)
    own = set(tree.below(session, page.id)) | {page.id}
    answer = render(
        "pages/move.html",
        screen.shell(page=page),
        page=page,
        title=title,
        space=space,
        spaces=rooms,
        places=[
            Place(one.public_id, one.title, one.depth)
            for one in tree.outline(session, screen.scope_set(), space.id)
            if one.id not in own
        ],
        parent=_parent_public_id(page) if space.id == page.space_id else "",
        errors=sentences.field_errors(error) if error else {},
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(answer, 422 if error else 200)


def _parent_public_id(page: PageRow) -> str:
    chosen = request.form.get("parent")
    if chosen is not None:
        return chosen
    if page.parent_id is None:
        return ""
    try:
        return queries.by_id(context.reader(), context.actor(), screen.scope_set(), page.parent_id).public_id
    except NotFound:
        return ""
