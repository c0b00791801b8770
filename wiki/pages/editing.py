"""Screens that write pages: the editor, a new page, the preview. Every answer to a sent text holds or keeps it.

Scripts ask for JSON and get the SHA-256 of the text as the server has it; nothing else counts as saved.
"""

from dataclasses import replace
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.errors import Conflict, Invalid, TooCostly, TooLarge, WikiError
from wiki.page_templates import queries as templates
from wiki.page_templates import screens as beginning
from wiki.pages import (
    conflicts,
    drafts,
    edit_forms,
    line_ends,
    queries,
    recovery,
    relinking,
    service,
    windows,
)
from wiki.pages.changes import Change, EditConflict, NewPage, Saved
from wiki.pages.drafts import NewDraft
from wiki.pages.edit_forms import EditForm, Editor
from wiki.pages.queries import PageRow
from wiki.pages.saving import sha256
from wiki.pages.screens import limits, page_at
from wiki.spaces.queries import SpaceRow
from wiki.web import context, csrf, errors, sentences
from wiki.web.language import gettext as _

blueprint = Blueprint("editing", __name__)
recovery.install(blueprint)


@blueprint.get("/s/<space_key>/<slug>/edit")
def edit(space_key: str, slug: str) -> Response:
    """The editor, with the person's draft if there is one, else with the page's text; of one `section`, if named."""
    page = page_at(space_key, slug)
    edit_forms.demand_edit(page.scope_id)
    draft = drafts.of_page(context.reader(), context.actor(), page.id)
    if draft is not None:
        return edit_forms.show_draft(page, draft)
    head = queries.head(context.reader(), context.actor(), page.id)
    text = line_ends.shown(head.body)
    form = EditForm(page.title, text, head.number, save_id=edit_forms.new_save_id())
    return edit_forms.show_page_editor(page, edit_forms.of_section(edit_forms.page_editor(page, form)))


@blueprint.post("/s/<space_key>/<slug>/edit")
def save(space_key: str, slug: str) -> BaseResponse:
    """Save the page; an overlap asks passage by passage, a value that cannot be taken comes back."""
    recovery.resume()
    page, form = page_at(space_key, slug), edit_forms.sent()
    edit_forms.demand_edit(page.scope_id)
    try:
        if "preview" in request.form:
            return _with_preview(page, form)
        return _save(page, form)
    except EditConflict as conflict:
        if errors.wants_json():
            return make_response(jsonify(code=conflict.code), 409)
        return conflicts.ask(page, form, conflicts.question_of(conflict))
    except conflicts.Unanswered as unanswered:
        return conflicts.ask(page, form, unanswered.question, is_again=True)
    except (Invalid, TooLarge, TooCostly, Conflict) as error:
        if errors.wants_json():
            raise
        editor = _with_problem(edit_forms.page_editor(page, form), error)
        return edit_forms.show_page_editor(page, editor, errors.status_of(error))


@blueprint.get("/s/<space_key>/new")
def new(space_key: str) -> Response:
    """The editor for a new page, below `parent`; with `template`, it begins with that page's text."""
    space, parent = beginning.place(space_key)
    edit_forms.demand_edit(parent.scope_id if parent else space.scope_id)
    title = request.args.get("title", "")[:250]
    if request.args.get("template"):
        return beginning.begin(space, parent, title)
    editor = edit_forms.new_editor(
        space,
        parent,
        EditForm(title, "", save_id=edit_forms.new_save_id(), is_unpublished="unpublished" in request.args),
    )
    parent_id = parent.id if parent else None
    offered = templates.offered(context.reader(), context.actor(), space.id, parent_id)
    return edit_forms.show_new_editor(space, parent, replace(editor, templates=offered))


@blueprint.post("/s/<space_key>/new")
def create(space_key: str) -> BaseResponse:
    """Make the page."""
    recovery.resume()
    (space, parent), form = edit_forms.place(space_key), edit_forms.sent()
    edit_forms.demand_edit(parent.scope_id if parent else space.scope_id)
    editor = edit_forms.new_editor(space, parent, form)
    try:
        if "preview" in request.form:
            html = edit_forms.preview(edit_forms.place_of_new(space, parent), form)
            return edit_forms.show_new_editor(space, parent, replace(editor, preview=html))
        return _create(space, parent, form)
    except (Invalid, TooLarge, TooCostly, Conflict) as error:
        if errors.wants_json():
            raise
        shown = _with_problem(editor, error)
        return edit_forms.show_new_editor(space, parent, shown, errors.status_of(error))


@blueprint.post("/s/<space_key>/<slug>/preview")
def preview(space_key: str, slug: str) -> Response:
    """The text as the page would show it, a fragment of HTML."""
    page = page_at(space_key, slug)
    edit_forms.demand_edit(page.scope_id)  # rendering costs: readers, visitors even, have no use for it
    return make_response(str(edit_forms.preview(page, edit_forms.sent())))


@blueprint.post("/s/<space_key>/preview")
def preview_new(space_key: str) -> Response:
    """The same for a page that does not exist yet."""
    space, parent = edit_forms.place(space_key)
    edit_forms.demand_edit(parent.scope_id if parent else space.scope_id)
    place = edit_forms.place_of_new(space, parent)
    return make_response(str(edit_forms.preview(place, edit_forms.sent())))


def _with_preview(page: PageRow, form: EditForm) -> Response:
    html = edit_forms.preview(page, form)
    return edit_forms.show_page_editor(page, replace(edit_forms.page_editor(page, form), preview=html))


def _save(page: PageRow, form: EditForm) -> BaseResponse:
    if conflicts.is_answer():
        body = conflicts.answered(page, form)
    else:
        body = line_ends.restored(edit_forms.base_text(page, form.base_number), form.body)
    change = Change(
        body,
        form.base_number,
        title=form.title,
        summary=form.summary,
        is_minor=form.is_minor,
        save_id=edit_forms.save_id(form, page.id),
        allows_empty=form.confirms_empty,
    )
    known = (page.id, form.body, form.draft_seen)
    if windows.has_other(context.reader(), context.actor(), *known):
        with context.writing() as session:
            windows.set_aside(session, context.actor(), *known)
    saved = service.save(context.app().sessions, context.actor(), page.id, change, limits())
    if saved.is_unchanged:
        with context.writing() as session:
            drafts.settle(session, context.actor(), page.id)
        return _stored(
            page.space_key, saved, form, "unchanged", _("Nothing was changed, so nothing was saved.")
        )
    if saved.body != body:
        said, sentence = sentences.merged_said(saved.merged_with), sentences.merged_text(saved.merged_with)
        return _stored(page.space_key, saved, form, said, sentence, is_merged=True)
    behind = "/relink" if saved.slug != page.slug and _is_called_otherwise(page.id) else ""
    return _stored(page.space_key, saved, form, "saved", _("Saved."), behind=behind)


def _is_called_otherwise(page_id: int) -> bool:
    """Whether there are texts with an old name of the page that the person may rewrite."""
    with context.app().sessions.reading() as session:
        return relinking.is_offered(session, context.actor(), page_id)


def _create(space: SpaceRow, parent: PageRow | None, form: EditForm) -> BaseResponse:
    body, actor, sessions = line_ends.shown(form.body), context.actor(), context.app().sessions
    parent_id = parent.id if parent else None
    page = NewPage(
        space.id,
        form.title,
        body,
        parent_id,
        summary=form.summary,
        save_id=edit_forms.save_id(form, -space.id),
        is_unpublished=form.is_unpublished,
    )
    try:
        saved = service.create(sessions, actor, page, limits())
    except TooCostly:
        with context.writing() as session:
            drafts.keep_new(
                session,
                actor,
                NewDraft(space.id, parent_id, form.title, body, form.is_unpublished),
                form.draft,
            )
        raise
    if form.draft:
        with context.writing() as session:
            drafts.discard(session, actor, form.draft)
    if form.is_unpublished:
        return _stored(space.key, saved, form, "created-unpublished", _("The page exists. Only you see it."))
    return _stored(space.key, saved, form, "created", _("The page exists."))


def _stored(
    space_key: str,
    saved: Saved,
    form: EditForm,
    said: str,
    sentence: str,
    *,
    is_merged: bool = False,
    behind: str = "",
) -> BaseResponse:
    """To the page, or what stands `behind` its address.

    A script gets what it needs to believe that everything is saved, and to go on writing.
    """
    href = f"/s/{space_key}/{saved.slug}{behind}?said={said}"
    if form.section and not behind:
        href += f"#{quote(form.section)}"
    if not errors.wants_json():
        return redirect(href, 303)
    text = line_ends.shown(saved.body)
    return jsonify(
        sha256=sha256(line_ends.shown(form.body) if is_merged else text),
        number=saved.number,
        href=href,
        message=sentence,
        body=text if is_merged else None,
        csrf_token=csrf.token(),
    )


def _with_problem(editor: Editor, error: WikiError) -> Editor:
    sentence = sentences.of_error(error)
    if isinstance(error, Invalid) and error.field in {"title", "body"}:
        return replace(editor, errors={error.field: sentence or ""}, asks_empty=error.field == "body")
    return replace(editor, general=sentence or _("The page is being changed by many at once. Save again."))
