"""The form of a page's properties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.actor import Right
from wiki.errors import Conflict, Invalid, NotFound
from wiki.pages import queries as pages
from wiki.pages import screens
from wiki.pages.models import Revision
from wiki.pages.queries import PageRow
from wiki.pages.screens import limits, page_at, require
from wiki.properties import kinds, queries, service
from wiki.properties.kinds import Property
from wiki.properties.service import Edit
from wiki.render import frontmatter
from wiki.web import context, numbers, screen, sentences
from wiki.web.language import gettext as _
from wiki.web.templating import render

blueprint = Blueprint("properties", __name__)


@dataclass(frozen=True, slots=True)
class PropertyForm:
    """What was sent, or what stands in the text: properties with their fields, those to be removed, a new one."""

    rows: Sequence[Property]
    removed: frozenset[int] = frozenset()
    new: Property = field(default_factory=lambda: Property("", "text", ""))


@blueprint.get("/s/<space_key>/<slug>/properties")
def form(space_key: str, slug: str) -> Response:
    """The properties of the page with a field each, and one for another."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    head = pages.head(context.reader(), context.actor(), page.id)
    return _show(page, head.number, PropertyForm(_known(head)))


@blueprint.post("/s/<space_key>/<slug>/properties")
def change(space_key: str, slug: str) -> BaseResponse:
    """The properties are as the form says; what is not touched keeps its bytes."""
    page = page_at(space_key, slug)
    require(page, Right.EDIT)
    base = _base(page)
    known, sent = _known(base), _sent(_known(base))
    edits, errors = _edits(known, sent)
    if errors:
        return _show(page, base.number, sent, errors)
    try:
        summary = _("Properties: %(names)s") % {"names": ", ".join(edit.name for edit in edits)[:200]}
        service.change(
            context.app().sessions, context.actor(), page.id, base.number, edits, limits(), summary
        )
    except (Invalid, Conflict) as error:
        return _show(page, base.number, sent, problem=sentences.of_error(error))
    if request.form.get("again"):
        return redirect(f"{page.href}/properties?said=properties", 303)
    return redirect(f"{page.href}?said={'properties' if edits else 'unchanged'}", 303)


def _base(page: PageRow) -> Revision:
    number = request.form.get("base_revision", type=numbers.number) or 0
    try:
        return pages.revision(context.reader(), context.actor(), page.id, number)
    except NotFound:
        raise Invalid("base_revision", "unknown") from None


def _known(revision: Revision) -> list[Property]:
    found = frontmatter.split(revision.body).properties
    return kinds.editable(tuple(found.items()), context.locale())


def _sent(known: Sequence[Property]) -> PropertyForm:
    rows = [
        Property(
            one.name,
            _kind(request.form.get(f"kind-{place}", one.kind)),
            request.form.get(f"value-{place}", one.text).replace("\r\n", "\n"),
        )
        for place, one in enumerate(known)
    ]
    removed = frozenset(place for place in range(len(known)) if request.form.get(f"remove-{place}"))
    new = Property(
        request.form.get("new-name", ""),
        _kind(request.form.get("new-kind", "text")),
        request.form.get("new-value", "").replace("\r\n", "\n"),
    )
    return PropertyForm(rows, removed, new)


def _kind(name: str) -> kinds.Kind:
    return next((kind for kind in (*kinds.KINDS, "other") if kind == name), "text")


def _edits(known: Sequence[Property], sent: PropertyForm) -> tuple[list[Edit], dict[str, str]]:
    """The changes, and sentences at the fields whose values cannot be taken."""
    edits: list[Edit] = []
    errors: dict[str, str] = {}
    for place, (old, new) in enumerate(zip(known, sent.rows, strict=True)):
        try:
            if place in sent.removed:
                edits.append(Edit(old.name, None))
            elif new != old and old.kind != "other":
                edits.append(Edit(old.name, kinds.parsed(new.kind, new.text, f"value-{place}")))
        except Invalid as error:
            errors |= _sentence(error)
    if sent.new.name.strip() or sent.new.text.strip():
        try:
            name = service.checked_name(sent.new.name, [one.name for one in known], "new-name")
            edits.append(Edit(name, kinds.parsed(sent.new.kind, sent.new.text, "new-value")))
        except Invalid as error:
            errors |= _sentence(error)
    return edits, errors


def _sentence(error: Invalid) -> dict[str, str]:
    """The sentence at its field; fields are numbered, so the table of sentences cannot know them."""
    shown = Invalid("property", error.reason)
    return {error.field: sentences.of_error(shown) or ""}


def _show(
    page: PageRow,
    number: int,
    sent: PropertyForm,
    errors: Mapping[str, str] | None = None,
    problem: str | None = None,
) -> Response:
    html = render(
        "properties/form.html",
        screen.shell(page=page),
        page=page,
        number=number,
        form_values=sent,
        names=queries.names(context.reader(), context.actor()),
        errors=errors or {},
        problem=problem,
        crumbs=[*screens.breadcrumb(page), (page.title, page.href)],
    )
    return make_response(html, 422 if errors or problem else 200)
