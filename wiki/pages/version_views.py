"""Screens about single versions: who wrote which line, a version's name, and taking a change back."""

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki import i18n
from wiki.actor import Right
from wiki.errors import Invalid, NotFound
from wiki.merge import Conflicts
from wiki.pages import blaming, conflicts, queries, service, undoing
from wiki.pages.changes import Change
from wiki.pages.conflicts import Question
from wiki.pages.edit_forms import EditForm
from wiki.pages.queries import PageRow
from wiki.pages.screens import breadcrumb, limits, page_at, powers, require
from wiki.web import context, numbers, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("versions", __name__)


@blueprint.get("/s/<space_key>/<slug>/blame")
def blame(space_key: str, slug: str) -> Response:
    """The Markdown of the page, or of version `rev`, each line with the version that it comes from."""
    page = page_at(space_key, slug)
    if not powers(page).sees_history:
        raise NotFound
    number = request.args.get("rev", page.number, type=numbers.number)
    first = request.args.get("line", 1, type=numbers.number)
    found = blaming.screen(context.reader(), context.actor(), page.id, number, first)
    html = render(
        "pages/blame.html",
        screen.shell(page=page),
        page=page,
        blame=found,
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(html)


@blueprint.get("/s/<space_key>/<slug>/rev/<int:number>/name")
def name_form(space_key: str, slug: str, number: int) -> Response:
    """Ask what the version is to be called."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    found = queries.revision(context.reader(), context.actor(), page.id, number)
    return _name_screen(page, number, found.name or "")


@blueprint.post("/s/<space_key>/<slug>/rev/<int:number>/name")
def name(space_key: str, slug: str, number: int) -> Response:
    """The version is called so; without a name it has a number alone."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    words = request.form.get("name", "")
    try:
        with context.writing() as session:
            undoing.name(session, context.actor(), page.id, number, words)
    except Invalid as error:
        return _name_screen(page, number, words, error)
    said = "version-named" if words.strip() else "version-unnamed"
    return redirect(f"{page.href}/rev/{number}?said={said}", 303)


@blueprint.post("/s/<space_key>/<slug>/undo")
def undo(space_key: str, slug: str) -> Response:
    """The changes between two versions are taken back, what came later stays; overlaps are asked about."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    old, new = (request.form.get(field, type=numbers.number) for field in ("from", "to"))
    if old is None or new is None:
        raise Invalid("number", "unknown")
    found = undoing.undone(context.reader(), context.actor(), page.id, old, new)
    summary = _summary(old, new)
    if isinstance(found.outcome, Conflicts):
        form = EditForm(found.title, found.before, found.head_number, summary)
        question = Question(new, found.head_number, found.before, found.outcome.passages)
        return conflicts.ask_undo(page, form, question)
    change = Change(
        found.outcome, found.head_number, title=found.title, summary=summary, kind="undo", allows_empty=True
    )
    saved = service.save(context.app().sessions, context.actor(), page.id, change, limits())
    said = "nothing-to-undo" if saved.is_unchanged else "undone"
    return redirect(f"/s/{page.space_key}/{saved.slug}?said={said}", 303)


def _summary(old: int, new: int) -> str:
    """In the wiki's language: everybody reads it."""
    gettext = i18n.translator(context.wiki_settings().language).gettext
    if new == old + 1:
        return gettext("Version %(number)d undone") % {"number": new}
    return gettext("Versions %(first)d to %(last)d undone") % {"first": old + 1, "last": new}


def _name_screen(page: PageRow, number: int, words: str, error: Invalid | None = None) -> Response:
    html = render(
        "pages/name_version.html",
        screen.shell(page=page),
        page=page,
        number=number,
        name=words,
        errors=sentences.field_errors(error) if error else {},
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(html, 422 if error else 200)
