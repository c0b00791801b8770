"""Screens of rights: the panel of a space or a page, and changes, which are asked about before they are stored."""

from dataclasses import replace

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from wiki.access import service as access
from wiki.access.service import Present, Wanted
from wiki.actor import Right
from wiki.admin.screens import administrator
from wiki.errors import Conflict, Forbidden, Invalid
from wiki.pages import queries as pages
from wiki.pages import scoping
from wiki.pages.screens import page_at, require
from wiki.rights import export, forms, places, screens
from wiki.rights.places import Place
from wiki.rights.screens import Asked
from wiki.spaces import queries as spaces
from wiki.web import context, screen

blueprint = Blueprint("rights", __name__)
_REFUSALS = (Conflict, Forbidden, Invalid)


@blueprint.get("/s/<space_key>/rights")
def of_space(space_key: str) -> Response:
    """Who may do what in the space."""
    return screens.shown(_space(space_key))


@blueprint.post("/s/<space_key>/rights")
def change_of_space(space_key: str) -> Response:
    """The space's list is another one; unconfirmed, the question is asked."""
    return _change(_space(space_key))


@blueprint.get("/s/<space_key>/<slug>/rights")
def of_page(space_key: str, slug: str) -> Response:
    """Who may do what with the page, and from which place that comes."""
    place = _page(space_key, slug)
    return _readers(place) or screens.shown(place)


@blueprint.post("/s/<space_key>/<slug>/rights")
def change_of_page(space_key: str, slug: str) -> Response:
    """The page's own list is another one; unconfirmed, the question is asked."""
    place = _page(space_key, slug)
    return _readers(place) or _change(place)


@blueprint.post("/s/<space_key>/<slug>/rights/restrict")
def restrict(space_key: str, slug: str) -> Response:
    """The page has a list of its own, which begins with what held so far."""
    place = _page(space_key, slug)
    try:
        with context.writing() as session:
            scoping.detach(session, context.actor(), _page_id(place))
    except Conflict as conflict:
        return _readers(place) or screens.shown(place, conflict)
    return redirect(f"{place.rights_href}?said=rights-own", 303)


@blueprint.post("/s/<space_key>/<slug>/rights/inherit")
def inherit(space_key: str, slug: str) -> Response:
    """The page has the rights of its place again; unconfirmed, the question is asked."""
    place = _page(space_key, slug)
    if not place.is_own:
        return redirect(place.rights_href, 303)
    try:
        _check_inheriting(place)
        if request.form.get("confirmed") != "1":
            return _readers(place) or screens.asked(place, _giving_up(place))
        with context.writing() as session:
            scoping.release(session, context.actor(), _page_id(place), request.form.get("seen", ""))
    except Conflict as conflict:
        return screens.shown(place, conflict)
    return _after(place, "rights-inherited")


@blueprint.post("/admin/rights/export")
def table() -> Response:
    """All rights of the wiki as a file for table programs. Administrators only; it is recorded."""
    actor = administrator()
    with context.writing() as session:
        export.note(session, actor)
    lines = export.lines(context.app().sessions, actor, context.locale())
    answer = Response(lines, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="rights.csv"'
    return answer


def _change(place: Place) -> Response:
    session = context.reader()
    try:
        present = access.present(session, place.scope_id)
        change = forms.wanted(request.form, present)
        if not change.grants and change.has_history is None:
            return redirect(f"{place.rights_href}?said=unchanged", 303)
        _check(place, present, change)
        if request.form.get("confirmed") != "1":
            return screens.asked(place, _changing(place, present, change))
        with context.writing() as session:
            access.change(session, context.actor(), place.scope_id, change)
    except _REFUSALS as error:
        if isinstance(error, Forbidden) and "reason" not in error.facts:
            raise  # the right to manage went at this moment
        return screens.shown(place, error)
    return _after(place, "rights")


def _check(place: Place, present: Present, change: Wanted) -> None:
    """What would be refused is refused before it is asked about."""
    if not place.is_own:  # it has another's list since the form was made
        raise Conflict(reason="rights_changed")
    session = context.reader()
    forms.check_principals(session, change, allows_public=context.wiki_settings().allows_public)
    access.check_managers(session, present.held, forms.after(present.held, change))


def _check_inheriting(place: Place) -> None:
    """As `_check`: nobody learns the rights of a place that he may not read."""
    if not place.can_inherit:
        raise Conflict(reason="place_hidden")
    session = context.reader()
    access.check_managers(session, access.held(session, place.scope_id), access.held(session, place.above_id))


def _changing(place: Place, before: Present, change: Wanted) -> Asked:
    flag = before.has_history if change.has_history is None else change.has_history
    after = replace(before, held=forms.after(before.held, change), has_history=flag)
    steps = tuple(forms.steps(before.held, change))
    return Asked(place.rights_href, before, after, steps, tuple(forms.fields_of(change)))


def _giving_up(place: Place) -> Asked:
    session = context.reader()
    before, after = (access.present(session, one) for one in (place.scope_id, place.above_id))
    seen = scoping.both_stamps(session, place.scope_id, place.above_id)
    return Asked(f"{place.rights_href}/inherit", before, after, (), (("seen", seen),), is_return=True)


def _after(place: Place, said: str) -> Response:
    """To the panel, or to where somebody goes on who took away his own right."""
    context.look_again()
    session, actor = context.reader(), context.actor()
    scope_id = place.scope_id
    if place.page is not None and said == "rights-inherited":
        scope_id = place.above_id
    if pages.can(session, actor, scope_id, Right.MANAGE):
        return redirect(f"{place.rights_href}?said={said}", 303)
    href = place.href if pages.can(session, actor, scope_id, Right.READ) else "/"
    return redirect(f"{href}?said={said}", 303)


def _space(space_key: str) -> Place:
    space = spaces.by_key(context.reader(), context.actor(), space_key, Right.MANAGE)
    return places.of_space(spaces.row_of(space))


def _page(space_key: str, slug: str) -> Place:
    page = page_at(space_key, slug)
    require(page, Right.MANAGE)
    return places.of_page(context.reader(), context.actor(), screen.scope_set(), page)


def _page_id(place: Place) -> int:
    return place.page.id if place.page else 0


def _readers(place: Place) -> Response | None:
    """Who sees an unpublished page is another screen's matter."""
    if place.scope_id in screen.scope_set().unpublished_ids:
        return redirect(f"{place.href}/readers", 303)
    return None
