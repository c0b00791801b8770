"""Addresses of files: the file itself, the list of a page's files, upload and removal."""

from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, g, jsonify, redirect, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from wiki.actor import Right
from wiki.attachments import queries, screens, service, serving
from wiki.attachments.queries import StoredFile
from wiki.errors import Forbidden, Invalid, NotFound, WikiError
from wiki.pages.queries import PageRow
from wiki.pages.screens import page_at
from wiki.web import context
from wiki.web.errors import status_of, wants_json
from wiki.web.templating import render

blueprint = Blueprint("attachments", __name__)
_FORM_BYTES = 1 << 20  # what a form holds beside the file: its other fields and the headers of its parts


@blueprint.get("/files/<public_id>/<name>")
def file(public_id: str, name: str) -> BaseResponse:
    """The bytes of a file; a wrong name leads to the right one, for whoever may read the page."""
    found = _asked_version(public_id)
    if name != found.name:
        query = f"?v={found.number}" if "v" in request.args else ""
        return redirect(found.href + query, 301)
    return serving.answer(context.app().blobs, found)


@blueprint.get("/s/<space_key>/<slug>/files")
def listing(space_key: str, slug: str) -> str:
    """The files of a page with their versions."""
    return screens.listing(page_at(space_key, slug))


@blueprint.post("/s/<space_key>/<slug>/files")
def upload(space_key: str, slug: str) -> BaseResponse:
    """One or several files are attached; each stands for itself."""
    page = page_at(space_key, slug)
    _admit(page)
    outcomes = [_attached(page, part) for part in request.files.getlist("file")] or [
        screens.Outcome("", error=Invalid("file", "empty"))
    ]
    errors = [outcome.error for outcome in outcomes if outcome.error]
    if wants_json():
        return _told(page, outcomes, errors)
    if errors:
        return Response(screens.listing(page, outcomes), status_of(errors[0]))
    return redirect(f"{page.href}/files?said=uploaded", 303)


@blueprint.post("/s/<space_key>/<slug>/files/<public_id>/delete")
def delete(space_key: str, slug: str, public_id: str) -> BaseResponse:
    """The file is gone, once that was confirmed."""
    page = page_at(space_key, slug)
    _admit(page)
    found = queries.by_public_id(context.reader(), context.actor(), public_id)
    if found.page_id != page.id:
        raise NotFound
    if not request.form.get("confirmed"):
        return Response(render("attachments/delete.html", screens.shell(page), page=page, file=found))
    with context.writing() as session:
        service.delete(session, context.actor(), public_id)
    return redirect(f"{page.href}/files?said=removed", 303)


@blueprint.url_value_preprocessor
def _before_the_body(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Nobody sends megabytes in vain: who may upload, and how much, is known before the body is read.

    The check of the form's token reads the body, so this comes before it, with a short read session of its own.
    The body goes to a temporary file that has no name.
    """
    if endpoint != "attachments.upload" or request.method != "POST" or values is None:
        return
    with context.app().sessions.reading() as g.session:
        request.max_content_length = _FORM_BYTES
        _admit(page_at(values["space_key"], values["slug"]))
        request.max_content_length = context.wiki_settings().upload_limit + _FORM_BYTES
    request.form.get("")  # read here, while no session is open: a slow upload holds no connection


def _admit(page: PageRow) -> None:
    if not screens.can_edit(page):
        raise Forbidden(right=Right.EDIT.name)


def _asked_version(public_id: str) -> StoredFile:
    session, actor, number = context.reader(), context.actor(), request.args.get("v")
    if number is None:
        return queries.by_public_id(session, actor, public_id)
    if not (number.isascii() and number.isdigit() and len(number) < 10):  # noqa: PLR2004  fits any database integer
        raise NotFound
    return queries.version(session, actor, public_id, int(number))


def _attached(page: PageRow, part: FileStorage) -> screens.Outcome:
    name = part.filename or ""
    if not name:
        return screens.Outcome(name, error=Invalid("file", "empty"))
    app, limit = context.app(), context.wiki_settings().upload_limit
    try:
        attachment = service.add(
            app.sessions,
            app.blobs,
            context.actor(),
            page.id,
            name,
            cast("BinaryIO", part.stream),
            limit=limit,
        )
    except WikiError as error:
        return screens.Outcome(name, error=error)
    return screens.Outcome(attachment.name, attachment.public_id)


def _told(page: PageRow, outcomes: list[screens.Outcome], errors: list[WikiError]) -> Response:
    """For scripts: every file with its address or its error. 201 when all are there, else the first error's status."""
    with context.app().sessions.reading() as fresh:
        rows = {row.public_id: row for row in queries.of_page(fresh, context.actor(), page.id)}
    response = jsonify(files=[screens.told(outcome, rows) for outcome in outcomes])
    response.status_code = status_of(errors[0]) if errors else 201
    return response
