"""Screens of drafts: keeping one from the editor, the list, opening and discarding. A draft is its author's alone."""

from dataclasses import replace

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.db import now
from wiki.errors import NotFound, SignInRequired
from wiki.pages import drafts, edit_forms, line_ends, publishing, queries, recovery, windows
from wiki.pages.changes import Change
from wiki.pages.drafts import DRAFT, NewDraft
from wiki.pages.models import Draft
from wiki.pages.queries import PageRow
from wiki.pages.saving import sha256
from wiki.pages.screens import page_at
from wiki.spaces import queries as spaces
from wiki.spaces.queries import SpaceRow
from wiki.users import queries as users
from wiki.web import context, errors, screen
from wiki.web.language import gettext as _
from wiki.web.templating import moment_text, render

blueprint = Blueprint("drafts", __name__)
recovery.install(blueprint)


@blueprint.post("/s/<space_key>/<slug>/draft")
def keep(space_key: str, slug: str) -> BaseResponse:
    """Keep the text as the person's draft of the page; a text without a change needs none.

    Raises Conflict (`draft_elsewhere`) where another window of the person wrote the present draft.
    """
    page, form, actor = page_at(space_key, slug), edit_forms.sent(), context.actor()
    edit_forms.demand_edit(page.scope_id)
    body = line_ends.shown(form.body)
    base = line_ends.shown(edit_forms.base_text(page, form.base_number))
    with context.writing() as session:
        windows.demand_own(session, actor, page.id, body, form.draft_seen)
        if body == base and form.title == page.title:
            drafts.settle(session, actor, page.id)
        else:
            drafts.keep(session, actor, page.id, Change(body, form.base_number, title=form.title))
    others = drafts.of_others(context.reader(), actor, page.id)
    sentence = _("%(name)s has had a draft here since %(when)s.")
    told = [sentence % {"name": other.name, "when": moment_text(other.since)} for other in others]
    return _kept(body, "", told)


@blueprint.post("/s/<space_key>/draft")
def keep_new(space_key: str) -> BaseResponse:
    """Keep the text of a page that does not exist yet."""
    (space, parent), form = edit_forms.place(space_key), edit_forms.sent()
    edit_forms.demand_edit(parent.scope_id if parent else space.scope_id)
    body = line_ends.shown(form.body)
    text = NewDraft(space.id, parent.id if parent else None, form.title, body, form.is_unpublished)
    with context.writing() as session:
        public_id = drafts.keep_new(session, context.actor(), text, form.draft).public_id
    return _kept(body, public_id, [])


@blueprint.get("/drafts")
def index() -> str:
    """The person's drafts and the unpublished pages that he sees, latest first."""
    _demand_person()
    session, actor = context.reader(), context.actor()
    unpublished = publishing.listed(session, actor, screen.scope_set())
    names = users.names_of(session, {who for page in unpublished for who in page.readers})
    return render(
        "pages/drafts.html",
        screen.shell(),
        drafts=drafts.listed(session, actor),
        unpublished=[(page, [names.get(who, who) for who in page.readers]) for page in unpublished],
    )


@blueprint.get("/drafts/<public_id>")
def show(public_id: str) -> BaseResponse:
    """The editor with the draft's text; as text to copy what was set aside or has no page any more."""
    draft = _draft(public_id)
    page = _page(draft.page_id)
    if page is not None and edit_forms.may_edit(page.scope_id):
        is_wanted = draft.kind == DRAFT or "open" in request.args
        return edit_forms.show_draft(page, draft) if is_wanted else _as_text(draft, page)
    space = _space(draft.space_id) if draft.page_id is None else None
    if space is None:
        return _as_text(draft, page)
    parent = _page(draft.parent_id)
    editor = edit_forms.new_editor(space, parent, edit_forms.of_draft(draft))
    return edit_forms.show_new_editor(space, parent, replace(editor, draft_at=draft.changed_at))


@blueprint.post("/drafts/<public_id>/discard")
def discard(public_id: str) -> BaseResponse:
    """The draft is gone; unconfirmed, its text is shown with the question."""
    if not request.form.get("confirmed"):
        draft = _draft(public_id)
        return _as_text(draft, _page(draft.page_id), asks=True)
    with context.writing() as session:
        drafts.discard(session, context.actor(), public_id)
    return redirect("/drafts?said=discarded", 303)


def _kept(body: str, public_id: str, others: list[str]) -> BaseResponse:
    if not errors.wants_json():
        return redirect("/drafts?said=kept", 303)
    return jsonify(sha256=sha256(body), draft=public_id, at=now().isoformat(), others=others)


def _as_text(draft: Draft, page: PageRow | None, *, asks: bool = False) -> Response:
    may_open = page is not None and edit_forms.may_edit(page.scope_id)
    shell = screen.shell(page=page)
    html = render("pages/draft.html", shell, draft=draft, page=page, may_open=may_open, asks=asks)
    return make_response(html)


def _demand_person() -> None:
    if context.actor().user_id is None:
        raise SignInRequired


def _draft(public_id: str) -> Draft:
    _demand_person()
    draft = drafts.by_public_id(context.reader(), context.actor(), public_id)
    if draft is None:
        raise NotFound
    return draft


def _page(page_id: int | None) -> PageRow | None:
    if page_id is None:
        return None
    try:
        return queries.by_id(context.reader(), context.actor(), screen.scope_set(), page_id)
    except NotFound:
        return None


def _space(space_id: int | None) -> SpaceRow | None:
    readable = spaces.readable(context.reader(), context.actor(), screen.scope_set())
    return next(
        (space for space in readable if space.id == space_id and edit_forms.may_edit(space.scope_id)), None
    )
