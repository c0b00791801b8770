"""Screens of spaces: home, all pages, new space."""

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import SIGNED_IN, Right, group_principal
from wiki.errors import Invalid, NotFound
from wiki.favourites import queries as favourites
from wiki.pages import places
from wiki.pages import queries as pages
from wiki.spaces import closing, queries, service
from wiki.spaces.queries import SpaceRow
from wiki.users import queries as users
from wiki.web import context, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("spaces", __name__)
_PER_SCREEN = 200


@blueprint.get("/s/<space_key>/")
def home(space_key: str) -> Response:
    """The space's first page; without one, its pages and what changed lately."""
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    row = queries.row_by_key(session, actor, scopes, space_key)
    if row.home_page_id is not None and request.args.get("list") is None:
        try:
            return redirect(pages.by_id(session, actor, scopes, row.home_page_id).href, 302)
        except NotFound:
            pass  # the home page is in the trash or closed to this reader
    return make_response(
        render(
            "spaces/home.html",
            screen.shell(space=row),
            space=row,
            nodes=screen.children(row.id, None)[:200],
            recent=pages.recent_pages(session, actor, space_id=row.id),
            managers=_managers(row),
            can_edit=pages.can(session, actor, row.scope_id, Right.EDIT),
            can_manage=pages.can(session, actor, row.scope_id, Right.MANAGE),
            is_favourite=favourites.has_space(session, actor, row.id),
            can_reopen=row.is_archived and closing.may_manage(session, actor, row.key),
        )
    )


@blueprint.get("/s/<space_key>/pages")
def all_pages(space_key: str) -> Response:
    """All readable pages of the space as an outline."""
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    row = queries.row_by_key(session, actor, scopes, space_key)
    after = request.args.get("after", "")
    lines = pages.titles(session, scopes, row.id, after, _PER_SCREEN + 1)
    older = lines[_PER_SCREEN - 1][2] if len(lines) > _PER_SCREEN else None
    answer = render(
        "spaces/pages.html",
        screen.shell(space=row),
        space=row,
        lines=lines[:_PER_SCREEN],
        apart=places.of_namesakes(session, actor, scopes, lines),
        older=older,
        is_first=not after,
        can_edit=pages.can(session, actor, row.scope_id, Right.EDIT),
    )
    return make_response(answer)


@blueprint.get("/spaces/new")
def new_form() -> Response:
    """Ask for key, name and who may read and write."""
    if context.identity().user_id is None:
        raise NotFound
    return _new_screen({"name": "", "key": "", "who": ""}, {})


@blueprint.post("/spaces/new")
def create() -> Response:
    """The space exists; everyone signed in, chosen groups or only its maker may get in."""
    form = {name: request.form.get(name, "") for name in ("name", "key", "who")}
    try:
        grants = _chosen_grants(form["who"])
        with context.writing() as session:
            space = service.create(session, context.actor(), form["key"], form["name"], grants)
    except Invalid as error:
        return _new_screen(form, sentences.field_errors(error))
    return redirect(f"/s/{space.key}/", 303)


def _managers(row: SpaceRow) -> list[str]:
    """The people and groups to turn to; a visitor without an account learns no names."""
    if context.identity().user_id is None:
        return []
    principals = queries.managers(context.reader(), row)
    return sorted(users.names_of(context.reader(), principals).values())


def _chosen_grants(who: str) -> Mapping[str, Right]:
    if who == "everyone":
        return {SIGNED_IN: Right.EDIT}
    if who == "me":
        return {}
    if who == "groups":
        wanted = set(request.form.getlist("group"))
        chosen = {group.id for group in users.groups(context.reader()) if str(group.id) in wanted}
        if not chosen:
            raise Invalid("group", "empty")
        return {group_principal(one): Right.EDIT for one in chosen}
    raise Invalid("who", "empty")


def _new_screen(form: Mapping[str, str], errors: dict[str, str]) -> Response:
    answer = render("spaces/new.html", form_values=form, errors=errors, groups=users.groups(context.reader()))
    return make_response(answer, 422 if errors else 200)
