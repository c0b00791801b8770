"""Addresses of files: the file itself, the list of a page's files, upload and removal."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from wiki.attachments import queries, receiving, screens, service, serving, uses
from wiki.attachments.queries import StoredFile
from wiki.errors import NotFound, WikiError
from wiki.pages.queries import PageRow
from wiki.pages.screens import page_at
from wiki.web import context
from wiki.web.errors import status_of, wants_json
from wiki.web.templating import render

blueprint = Blueprint("attachments", __name__)


@blueprint.get("/files/<public_id>/<name>")
def file(public_id: str, name: str) -> BaseResponse:
    """The bytes of a file, or a picture drawn from them: `?w=960` a smaller image, `?page=3` a page of a PDF.

    A wrong name leads to the right one, for whoever may read the page.
    """
    found = _asked_version(public_id)
    picture = serving.asked_picture(found)
    if name != found.name:
        asked = {"v": found.number} if "v" in request.args else {}
        query = "&".join(f"{key}={value}" for key, value in {**asked, **serving.pictured()}.items())
        return redirect(found.href + (f"?{query}" if query else ""), 301)
    if picture is None:
        return serving.answer(context.app().blobs, found)
    return serving.picture(screens.derived(), context.app().blobs, found, picture)


@blueprint.get("/s/<space_key>/<slug>/files")
def listing(space_key: str, slug: str) -> str:
    """The files of a page with their versions."""
    return screens.listing(page_at(space_key, slug))


@blueprint.post("/s/<space_key>/<slug>/files")
def upload(space_key: str, slug: str) -> BaseResponse:
    """One or several files are attached; each stands for itself."""
    page = page_at(space_key, slug)
    receiving.admit(page)
    outcomes = [_attached(page, part) for part in request.files.getlist("file") or [FileStorage()]]
    errors = [outcome.error for outcome in outcomes if outcome.error]
    if wants_json():
        return _told(page, outcomes, errors)
    if errors:
        return Response(screens.listing(page, outcomes), status_of(errors[0]))
    return redirect(f"{page.href}/files?said=uploaded", 303)


@blueprint.get("/s/<space_key>/<slug>/files/<public_id>/delete")
def delete_form(space_key: str, slug: str, public_id: str) -> str:
    """Ask before a file is deleted, with the pages that use it."""
    page, found = screens.file_of(space_key, slug, public_id)
    receiving.admit(page)
    using = uses.pages_using(context.reader(), context.actor(), found)
    return render("attachments/delete.html", screens.shell(page), page=page, file=found, using=using)


@blueprint.post("/s/<space_key>/<slug>/files/<public_id>/delete")
def delete(space_key: str, slug: str, public_id: str) -> BaseResponse:
    """The file is gone, once that was confirmed."""
    page, _ = screens.file_of(space_key, slug, public_id)
    receiving.admit(page)
    if not request.form.get("confirmed"):
        return Response(delete_form(space_key, slug, public_id))
    with context.writing() as session:
        service.delete(session, context.actor(), public_id)
    return redirect(f"{page.href}/files?said=removed", 303)


@blueprint.url_value_preprocessor
def _before_the_body(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint == "attachments.upload" and request.method == "POST" and values is not None:
        receiving.before_the_body(values["space_key"], values["slug"])


def _asked_version(public_id: str) -> StoredFile:
    session, actor, number = context.reader(), context.actor(), request.args.get("v")
    if number is None:
        return queries.by_public_id(session, actor, public_id)
    if not (number.isascii() and number.isdigit() and len(number) < 10):  # noqa: PLR2004  fits any database integer
        raise NotFound
    return queries.version(session, actor, public_id, int(number))


def _attached(page: PageRow, part: FileStorage) -> screens.Outcome:
    """A form with `beside=1` keeps a file of the same name as it is, and names the new one anew."""
    app, add = context.app(), service.add_beside if request.form.get("beside") else service.add
    return receiving.received(
        part,
        lambda name, stream, limit: add(
            app.sessions, app.blobs, context.actor(), page.id, name, stream, limit=limit
        ),
    )


def _told(page: PageRow, outcomes: list[screens.Outcome], errors: list[WikiError]) -> Response:
    """For scripts: every file with its address or its error. 201 when all are there, else the first error's status."""
    with context.app().sessions.reading() as fresh:
        rows = {row.public_id: row for row in queries.of_page(fresh, context.actor(), page.id)}
    response = jsonify(files=[screens.told(outcome, rows) for outcome in outcomes])
    response.status_code = status_of(errors[0]) if errors else 201
    return response
