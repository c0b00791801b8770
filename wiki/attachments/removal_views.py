"""The screen on which an administrator takes one version of a file away for good."""

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.actor import Right
from wiki.attachments import queries, removal, screens
from wiki.attachments.queries import StoredFile
from wiki.errors import Conflict, Forbidden, Invalid
from wiki.pages.queries import PageRow
from wiki.pages.screens import require
from wiki.web import context, screen, sentences
from wiki.web.templating import render

blueprint = Blueprint("file_removal", __name__)


@blueprint.get("/s/<space_key>/<slug>/files/<public_id>/versions/<int:number>/remove")
def ask(space_key: str, slug: str, public_id: str, number: int) -> Response:
    """Ask for the reason and for the name of the file."""
    page, found = _asked(space_key, slug, public_id, number)
    return _screen(page, found, None)


@blueprint.post("/s/<space_key>/<slug>/files/<public_id>/versions/<int:number>/remove")
def remove(space_key: str, slug: str, public_id: str, number: int) -> Response:
    """The version is gone, once the name of the file was typed."""
    page, found = _asked(space_key, slug, public_id, number)
    if request.form.get("confirm", "").strip().casefold() != found.name.casefold():
        return _screen(page, found, Invalid("confirm", "different_file"))
    try:
        with context.writing() as session:
            removal.remove_version(
                session, context.actor(), public_id, number, request.form.get("reason", "")
            )
    except Invalid as error:
        return _screen(page, found, error)
    return redirect(f"{page.href}/files/{public_id}?said=version-removed", 303)


def _asked(space_key: str, slug: str, public_id: str, number: int) -> tuple[PageRow, StoredFile]:
    page, latest = screens.file_of(space_key, slug, public_id)
    if not context.actor().is_admin:
        raise Forbidden(right="ADMIN")
    require(page, Right.MANAGE)
    if number == latest.number:
        raise Conflict(reason="is_latest")
    return page, queries.version(context.reader(), context.actor(), public_id, number)


def _screen(page: PageRow, found: StoredFile, error: Invalid | None) -> Response:
    html = render(
        "attachments/remove_version.html",
        screen.shell(page=page),
        page=page,
        file=found,
        reason=request.form.get("reason", ""),
        errors=sentences.field_errors(error) if error else {},
    )
    return make_response(html, 422 if error else 200)
