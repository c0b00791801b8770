"""Screens that redact old versions: administrators give a reason, look at what will go, and type the page's title."""

from dataclasses import dataclass, field

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.errors import Conflict, Forbidden, Invalid
from wiki.pages import queries, redaction
from wiki.pages.models import Revision
from wiki.pages.queries import PageRow
from wiki.pages.redaction import MAX_REASON, Plan, Redaction
from wiki.pages.screens import breadcrumb, page_at, require
from wiki.web import context, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("redaction", __name__)
_MOST_NUMBERS = 10_000


@dataclass(frozen=True, slots=True)
class _Form:
    """What the person entered. `numbers` are the versions that were shown on the second screen."""

    reason: str = ""
    wording: str = ""
    with_title: bool = False
    numbers: tuple[int, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)


@blueprint.get("/s/<space_key>/<slug>/rev/<int:number>/redact")
def ask(space_key: str, slug: str, number: int) -> Response:
    """Ask for the reason, and for the wording that must go."""
    page, revision = _asked(space_key, slug, number)
    found = redaction.plan(context.reader(), context.actor(), page.id, number, "")
    return _screen(page, revision, _Form(), is_blocked=found.is_in_head)


@blueprint.post("/s/<space_key>/<slug>/rev/<int:number>/redact")
def redact(space_key: str, slug: str, number: int) -> Response:
    """Show what will go; once the page's title is typed, it is gone."""
    page, revision = _asked(space_key, slug, number)
    form = _sent()
    found = redaction.plan(context.reader(), context.actor(), page.id, number, form.wording)
    if not form.reason.strip():
        return _screen(page, revision, _with(form, Invalid("reason", "empty")), status=422)
    if found.is_in_head:
        return _screen(page, revision, form, is_blocked=True, status=409)
    if "confirm" not in request.form:
        return _screen(page, revision, form, found)
    if not _is_title(request.form["confirm"], page.title):
        return _screen(page, revision, _with(form, Invalid("confirm", "different")), found, status=422)
    return _redacted(page, form, found)


def _redacted(page: PageRow, form: _Form, found: Plan) -> Response:
    """Exactly what was shown goes; what came meanwhile stays."""
    numbers = set(form.numbers) & set(found.numbers)
    wanted = Redaction(numbers, form.reason, form.wording, with_titles=form.with_title)
    with context.writing() as session:
        redaction.redact(session, context.actor(), page.id, wanted)
    return redirect(f"{page.href}/history?said=redacted", 303)


def _asked(space_key: str, slug: str, number: int) -> tuple[PageRow, Revision]:
    page = page_at(space_key, slug)
    if not context.actor().is_admin:
        raise Forbidden(right="ADMIN")
    require(page, Right.MANAGE)
    revision = queries.revision(context.reader(), context.actor(), page.id, number)
    if revision.redacted_at is not None:
        raise Conflict(reason="redacted")
    return page, revision


def _sent() -> _Form:
    form = request.form
    given = form.get("numbers", "").split(",")[:_MOST_NUMBERS]
    numbers = tuple(int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 10)  # noqa: PLR2004  fits the column
    return _Form(
        form.get("reason", "")[:MAX_REASON], form.get("wording", ""), bool(form.get("with_title")), numbers
    )


def _with(form: _Form, error: Invalid) -> _Form:
    return _Form(form.reason, form.wording, form.with_title, form.numbers, sentences.field_errors(error))


def _is_title(typed: str, title: str) -> bool:
    return " ".join(typed.casefold().split()) == " ".join(title.casefold().split())


def _screen(
    page: PageRow,
    revision: Revision,
    form: _Form,
    found: Plan | None = None,
    *,
    is_blocked: bool = False,
    status: int = 200,
) -> Response:
    html = render(
        "pages/redact.html",
        screen.shell(page=page),
        page=page,
        revision=revision,
        sent=form,
        plan=found,
        is_blocked=is_blocked,
        crumbs=[*breadcrumb(page), (page.title, page.href)],
    )
    return make_response(html, status)
