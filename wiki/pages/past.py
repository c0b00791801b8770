"""Screens of a page's past: history, one revision, differences, restore."""

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki import diff, i18n
from wiki.attachments import history as file_history
from wiki.attachments import queries as attachments
from wiki.errors import Conflict, Invalid, NotFound
from wiki.pages import histories, page_diffs, present, queries, renderings, service
from wiki.pages.changes import Change
from wiki.pages.histories import Wanted
from wiki.pages.models import Revision
from wiki.pages.page_diffs import Reader
from wiki.pages.present import Presented
from wiki.pages.queries import PageRow
from wiki.pages.renderings import Limits
from wiki.pages.screens import breadcrumb, files_of, filled, limits, page_at, powers
from wiki.web import context, numbers, screen
from wiki.web.templating import render

blueprint = Blueprint("past", __name__)


@blueprint.get("/s/<space_key>/<slug>/history")
def history(space_key: str, slug: str) -> Response:
    """The page's revisions, latest first, with two columns to pick any two."""
    page = page_at(space_key, slug)
    may = powers(page)
    if not may.sees_history:
        raise NotFound
    answer = render(
        "pages/history.html",
        screen.shell(page=page),
        page=page,
        list=histories.screen(context.reader(), context.actor(), page, _wanted()),
        may=may,
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(answer)


@blueprint.get("/s/<space_key>/<slug>/rev/<int:number>")
def revision(space_key: str, slug: str, number: int) -> Response:
    """One revision as it was; its links are tried against today's pages."""
    page = page_at(space_key, slug)
    found = queries.revision(context.reader(), context.actor(), page.id, number)
    return make_response(
        render(
            "pages/revision.html",
            screen.shell(page=page),
            page=page,
            revision=found,
            text=None if found.redacted_at else _presented(page, found),
            may=powers(page),
            crumbs=[*breadcrumb(page), (page.title, page.href)],
        )
    )


@blueprint.get("/s/<space_key>/<slug>/diff")
def differences(space_key: str, slug: str) -> Response:
    """What changed between two revisions; without numbers, between the head and the one before."""
    page = page_at(space_key, slug)
    new_number = request.args.get("to", page.number, type=numbers.number)
    old_number = request.args.get("from", max(new_number - 1, 1), type=numbers.number)
    session, actor = context.reader(), context.actor()
    old = queries.revision(session, actor, page.id, min(old_number, new_number))
    new = queries.revision(session, actor, page.id, max(old_number, new_number))
    view, is_redacted = request.args.get("view", ""), bool(old.redacted_at or new.redacted_at)
    as_page = view == "page" and not is_redacted
    return make_response(
        render(
            "pages/diff.html",
            screen.shell(page=page),
            page=page,
            old=old,
            new=new,
            diff=None if is_redacted or as_page else diff.compare(old.body, new.body),
            blocks=page_diffs.compare(_reader(page, old), old, new) if as_page else None,
            is_redacted=is_redacted,
            view=view if view in {"side", "page"} else "",
            may=powers(page),
            crumbs=[*breadcrumb(page), (page.title, page.href)],
        )
    )


@blueprint.post("/s/<space_key>/<slug>/restore")
def restore(space_key: str, slug: str) -> Response:
    """The old revision's text and title become the head, as a new revision."""
    page = page_at(space_key, slug)
    number = request.form.get("number", type=numbers.number)
    if number is None:
        raise Invalid("number", "unknown")
    session, actor = context.reader(), context.actor()
    old = queries.revision(session, actor, page.id, number)
    if old.redacted_at:
        raise Conflict(reason="redacted")
    change = Change(
        old.body,
        page.number,
        title=old.title or None,  # a title taken away with a redaction
        summary=i18n.translator(context.wiki_settings().language).gettext("Version %(number)d restored")
        % {"number": number},
        kind="restore",
        allows_empty=True,
    )
    saved = service.save(context.app().sessions, actor, page.id, change, limits())
    said = "unchanged" if saved.is_unchanged else "restored"
    return redirect(f"/s/{page.space_key}/{saved.slug}?said={said}", 303)


def _reader(page: PageRow, old: Revision) -> Reader:
    """Images that are gone are shown as they were then."""
    session, actor = context.reader(), context.actor()
    then = file_history.links_at(session, actor, page.id, old.created_at)
    return Reader(
        session,
        screen.scope_set(),
        page,
        {**then, **attachments.links_of(files_of(page), page.id)},
        i18n.translator(context.locale()),
        context.app().settings.sanitiser,
    )


def _wanted() -> Wanted:
    """A button of the form pages on, so that what was picked goes along."""
    before, old, new = (request.args.get(name, type=numbers.number) for name in ("before", "from", "to"))
    named_before = request.args.get("named_before", type=numbers.number)
    is_named = named_before is not None or request.args.get("named") == "1"
    return Wanted(before or named_before, old, new, only_named=is_named)


def _presented(page: PageRow, found: Revision) -> Presented:
    """An old text, rendered now: it was stored once, so it is rendered whatever the limit is today."""
    rendering = renderings.render(found.body, Limits(max(found.size, 1), context.app().settings.sanitiser))
    around = present.tried(context.reader(), screen.scope_set(), page, rendering.links)
    files = (
        attachments.links_of(files_of(page), page.id)
        if found.number == page.number
        else file_history.links_at(context.reader(), context.actor(), page.id, found.created_at)
    )
    shown, words = renderings.of_rendering(rendering), i18n.translator(context.locale())
    return present.present(page, shown, around, files, words, insets=filled(page, shown, around))
