"""Screens that write pages: the editor, its preview and drafts. Every answer to a sent text holds or keeps the text.

Scripts ask for JSON and get the SHA-256 of the text as the server has it; nothing else counts as saved.
"""

from dataclasses import replace

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.actor import Right
from wiki.errors import Conflict, Forbidden, Invalid, NotFound, TooCostly, TooLarge
from wiki.pages import conflicts, drafts, edit_forms, line_ends, queries, recovery, screens, service
from wiki.pages.changes import Change, EditConflict, NewPage, Saved
from wiki.pages.drafts import NewDraft
from wiki.pages.edit_forms import EditForm
from wiki.pages.queries import PageRow
from wiki.pages.saving import sha256
from wiki.pages.screens import page_at
from wiki.spaces import queries as spaces
from wiki.spaces.queries import SpaceRow
from wiki.web import context, csrf, errors, screen, sentences
from wiki.web.language import gettext as _
from wiki.web.templating import render, zone
from wiki.i18n import time

blueprint = Blueprint("editing", __name__)
recovery.install(blueprint)

_Comes_back = (Invalid, TooLarge, TooCostly, Conflict)


@blueprint.get("/s/<space_key>/<slug>/edit")
def edit(space_key: str, slug: str) -> Response:
    """The editor: with the person's draft if there is one, else with the page's text."""
    page = page_at(space_key, slug)
    _demand_edit(page.scope_id)
    draft = drafts.of_page(context.reader(), context.actor(), page.id)
    if draft is not None:
        return _draft_in_editor(page, draft.public_id)
    head = queries.head(context.reader(), context.actor(), page.id)
    form = EditForm(page.title, head.body, head.number, save_id=edit_forms.new_save_id())
    return edit_forms.show_page_editor(page, edit_forms.page_editor(page, form))


@blueprint.post("/s/<space_key>/<slug>/edit")
def save(space_key: str, slug: str) -> BaseResponse:
    """Save the page; an overlap asks passage by passage, a value that cannot be taken comes back."""
    recovery.resume()
    page, form = page_at(space_key, slug), edit_forms.sent()
    if "preview" in request.form:
        _demand_edit(page.scope_id)
        editor = replace(edit_forms.page_editor(page, form), preview=edit_forms.preview(page, form))
        return edit_forms.show_page_editor(page, editor)
    try:
        return _stored(_save(page, form), form)
    except EditConflict as conflict:
        if errors.wants_json():
            return make_response(jsonify(code=conflict.code), 409)
        return conflicts.ask(page, form, conflicts.question_of(conflict))
    except conflicts.Unanswered as unanswered:
        return conflicts.ask(page, form, unanswered.question, is_again=True)
    except _Comes_back as error:
        if errors.wants_json():
            raise
        editor = _with_problem(edit_forms.page_editor(page, form), error)
        return edit_forms.show_page_editor(page, editor, errors.status_of(error))


@blueprint.get("/s/<space_key>/new")
def new(space_key: str) -> Response:
    """The editor for a new page, below `parent`, with the text of the page `template`."""
    space, parent = _place(space_key)
    _demand_edit(parent.scope_id if parent else space.scope_id)
    body, template = "", request.args.get("template", "")
    if template:
        page = queries.by_public_id(context.reader(), context.actor(), screen.scope_set(), template)
        body = queries.head(context.reader(), context.actor(), page.id).body
    form = EditForm(request.args.get("title", "")[:250], body, save_id=edit_forms.new_save_id())
    return edit_forms.show_new_editor(space, parent, edit_forms.new_editor(space, parent, form))


@blueprint.post("/s/<space_key>/new")
def create(space_key: str) -> BaseResponse:
    """Make the page."""
    recovery.resume()
    (space, parent), form = _place(space_key), edit_forms.sent()
    editor = edit_forms.new_editor(space, parent, form)
    if "preview" in request.form:
        place = edit_forms.place_of_new(space, parent)
        return edit_forms.show_new_editor(
            space, parent, replace(editor, preview=edit_forms.preview(place, form))
        )
    try:
        return _stored(_create(space, parent, form), form, said="created")
    except _Comes_back as error:
        if errors.wants_json():
            raise
        return edit_forms.show_new_editor(
            space, parent, _with_problem(editor, error), errors.status_of(error)
        )


@blueprint.post("/s/<space_key>/<slug>/preview")
def preview(space_key: str, slug: str) -> Response:
    """The text as the page would show it, a fragment of HTML."""
    page = page_at(space_key, slug)
    return make_response(str(edit_forms.preview(page, edit_forms.sent())))


@blueprint.post("/s/<space_key>/preview")
def preview_new(space_key: str) -> Response:
    """The same for a page that does not exist yet."""
    place = edit_forms.place_of_new(*_place(space_key))
    return make_response(str(edit_forms.preview(place, edit_forms.sent())))


@blueprint.post("/s/<space_key>/<slug>/draft")
def keep(space_key: str, slug: str) -> BaseResponse:
    """Keep the text as the person's draft of the page; a text without a change needs none."""
    page, form, actor = page_at(space_key, slug), edit_forms.sent(), context.actor()
    body = line_ends.shown(form.body)
    base = line_ends.shown(edit_forms.base_text(page, form.base_number))
    with context.writing() as session:
        if body == base and form.title == page.title:
            drafts.settle(session, actor, page.id)
        else:
            drafts.keep(session, actor, page.id, Change(body, form.base_number, title=form.title))
    others = drafts.of_others(context.reader(), actor, page.id)
    told = [
        _("%(name)s has had a draft here since %(when)s.") % {"name": one.name, "when": _clock(one.since)}
        for one in others
    ]
    return _kept(body, "", told)


@blueprint.post("/s/<space_key>/draft")
def keep_new(space_key: str) -> BaseResponse:
    """Keep the text of a page that does not exist yet."""
    (space, parent), form = _place(space_key), edit_forms.sent()
    _demand_edit(parent.scope_id if parent else space.scope_id)
    return _kept(*_keep_new(space, parent, form), [])


@blueprint.get("/drafts")
def list_drafts() -> str:
    """The person's drafts."""
    found = drafts.listed(context.reader(), context.actor())
    return render("pages/drafts.html", screen.shell(), drafts=found)


@blueprint.get("/drafts/<public_id>")
def open_draft(public_id: str) -> BaseResponse:
    """The editor with the draft's text; what cannot be edited any more, or was set aside, as text to copy."""
    draft = _own_draft(public_id)
    page = _readable_page(draft.page_id)
    is_wanted = draft.kind == drafts.DRAFT or "open" in request.args
    if page is not None and is_wanted and _may_edit(page.scope_id):
        return _draft_in_editor(page, public_id)
    if draft.page_id is None and draft.space_id is not None:
        space = next((one for one in _spaces() if one.id == draft.space_id), None)
        if space is not None:
            parent = _readable_page(draft.parent_id)
            editor = edit_forms.new_editor(space, parent, edit_forms.of_draft(draft))
            return edit_forms.show_new_editor(space, parent, replace(editor, draft_at=draft.changed_at))
    return _draft_as_text(public_id)


@blueprint.post("/drafts/<public_id>/discard")
def discard(public_id: str) -> BaseResponse:
    """The draft is gone, after it was asked for."""
    if not request.form.get("confirmed"):
        return _draft_as_text(public_id)
    with context.writing() as session:
        drafts.discard(session, context.actor(), public_id)
    return redirect("/drafts?said=discarded", 303)
