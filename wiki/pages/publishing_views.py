"""Screens of unpublished pages: who sees one, and its publication. Works as forms without script."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import Conflict, Invalid
from wiki.pages import publishing
from wiki.pages.queries import PageRow
from wiki.pages.screens import breadcrumb, page_at, require
from wiki.users import queries as users
from wiki.web import context, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("publishing", __name__)
_OFFERED = (Right.READ, Right.EDIT, Right.MANAGE)
_MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class _Reader:
    """A person or group that sees the page, or may be added; `right` is the name of what is held."""

    principal: str
    name: str
    is_group: bool
    right: str = "READ"
    account: str = ""


@blueprint.get("/s/<space_key>/<slug>/readers")
def readers(space_key: str, slug: str) -> Response:
    """Who sees the page, and a search for more people and groups."""
    page = page_at(space_key, slug)
    require(page, Right.MANAGE)
    return _readers_screen(page, None)


@blueprint.post("/s/<space_key>/<slug>/readers")
def change_readers(space_key: str, slug: str) -> Response:
    """A person or group sees the page, with another right, or not any more."""
    page = page_at(space_key, slug)
    require(page, Right.MANAGE)
    principal, wanted = request.form.get("principal", ""), request.form.get("right", "")
    try:
        if not principal.startswith(("user:", "group:")) or not users.names_of(context.reader(), {principal}):
            raise Invalid("principal", "unknown")  # noqa: TRY301  the screen that comes back is the same
        with context.writing() as session:
            if wanted:
                publishing.share(session, context.actor(), page.id, principal, _right(wanted))
            else:
                publishing.unshare(session, context.actor(), page.id, principal)
    except (Conflict, Invalid) as error:
        return _readers_screen(page, error)
    return redirect(f"{page.href}/readers?said=readers", 303)


@blueprint.post("/s/<space_key>/<slug>/publish")
def publish(space_key: str, slug: str) -> Response:
    """The page has the rights of its place; unconfirmed, the question is asked."""
    page = page_at(space_key, slug)
    require(page, Right.MANAGE)
    if request.form.get("confirmed") != "1":
        return _ask(page, None)
    try:
        with context.writing() as session:
            publishing.publish(session, context.actor(), page.id)
    except Conflict as conflict:
        return _ask(page, conflict)
    return redirect(f"{page.href}?said=published", 303)


def _right(name: str) -> Right:
    if name not in {right.name for right in _OFFERED}:
        raise Invalid("right", "unknown")
    return Right[name]


def _ask(page: PageRow, problem: Conflict | None) -> Response:
    html = render(
        "pages/publish.html",
        screen.shell(page=page),
        page=page,
        problem=sentences.of_error(problem) if problem else None,
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(html, 409 if problem else 200)


def _readers_screen(page: PageRow, error: Conflict | Invalid | None) -> Response:
    session, wanted = context.reader(), request.args.get("q", "").strip()
    try:
        held = publishing.grants(session, context.actor(), page.id)
    except Conflict as conflict:  # it was published meanwhile
        return _ask(page, conflict)
    names = users.names_of(session, {one.principal for one in held})
    present = [
        _Reader(
            one.principal,
            names.get(one.principal, one.principal),
            one.principal.startswith("group:"),
            Right(one.right).name,
        )
        for one in sorted(held, key=lambda one: (-one.right, names.get(one.principal, "").casefold()))
    ]
    html = render(
        "pages/readers.html",
        screen.shell(page=page),
        page=page,
        readers=present,
        query=wanted,
        found=_found(wanted, {one.principal for one in held}) if wanted else [],
        most=_MOST_FOUND,
        problem=sentences.of_error(error) if error else None,
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(html, 200 if error is None else 409 if isinstance(error, Conflict) else 422)


def _found(text: str, present: set[str]) -> Sequence[_Reader]:
    """Groups and people whose name holds the text and who do not see the page yet."""
    session, wanted = context.reader(), text.casefold()
    groups = [
        _Reader(one.principal, one.name, is_group=True)
        for one in users.groups(session)
        if wanted in one.name.casefold()
    ]
    people = [
        _Reader(one.principal, one.display_name, is_group=False, account=one.name)
        for one in users.people(session, text, _MOST_FOUND + len(present))
    ]
    return [one for one in (*groups, *people) if one.principal not in present][:_MOST_FOUND]
