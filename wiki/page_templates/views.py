"""Screens of templates: those of a space, making a page one, and the questions that one asks."""

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.actor import Right
from wiki.errors import Conflict, Forbidden, Invalid
from wiki.page_templates import queries, service
from wiki.page_templates import screens as beginning
from wiki.page_templates.screens import Answers
from wiki.pages import edit_forms, saving, screens
from wiki.pages import queries as pages
from wiki.pages.queries import PageRow
from wiki.pages.screens import page_at, require
from wiki.spaces import queries as spaces
from wiki.web import context, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("page_templates", __name__)


@blueprint.get("/s/<space_key>/pages/templates")
def index(space_key: str) -> Response:
    """The templates of the space, for those who may edit them."""
    session, actor = context.reader(), context.actor()
    space = spaces.row_by_key(session, actor, screen.scope_set(), space_key)
    rows = queries.of_space(session, actor, space.id)
    if not rows and not pages.can(session, actor, space.scope_id, Right.EDIT):
        raise Forbidden(right=Right.EDIT.name)
    html = render("page_templates/index.html", screen.shell(space=space), space=space, rows=rows)
    return make_response(html)


@blueprint.get("/s/<space_key>/<slug>/template")
def form(space_key: str, slug: str) -> Response:
    """Ask for which new pages the page is a template."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    return _form(page, page.template_for or queries.SPACE)


@blueprint.post("/s/<space_key>/<slug>/template")
def change(space_key: str, slug: str) -> BaseResponse:
    """The page is a template, or none any more."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    reach = request.form.get("reach", "")
    try:
        with context.writing() as session:
            if reach:
                service.mark(session, context.actor(), page.id, reach)
            else:
                service.end(session, context.actor(), page.id)
    except (Invalid, Conflict) as error:
        return _form(page, reach, sentences.of_error(error))
    return redirect(f"{page.href}?said={'template' if reach else 'template-ended'}", 303)


@blueprint.post("/s/<space_key>/new/template")
def answer(space_key: str) -> BaseResponse:
    """The editor with the template's text, its questions answered."""
    space, parent = edit_forms.place(space_key)
    edit_forms.demand_edit(parent.scope_id if parent else space.scope_id)
    begin = beginning.of_request()
    told = Answers(
        request.form.get("title", ""),
        {question: request.form.get(f"answer-{place}", "") for place, question in enumerate(begin.questions)},
    )
    try:
        saving.checked_title(told.title)
    except Invalid as error:
        return beginning.ask(space, parent, begin, told, sentences.field_errors(error))
    return beginning.open_editor(space, parent, begin, told)


def _form(page: PageRow, reach: str, problem: str | None = None) -> Response:
    crumbs = [*screens.breadcrumb(page), (page.title, page.href)]
    html = render(
        "page_templates/form.html",
        screen.shell(page=page),
        page=page,
        reach=reach,
        parent_title=crumbs[-2][0] if page.parent_id is not None else None,
        has_parent=page.parent_id is not None,
        problem=problem,
        crumbs=crumbs,
    )
    return make_response(html, 422 if problem else 200)
