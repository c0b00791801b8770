"""Screens of one file: what it is and where it is used; replace, rename, move. And the files that no text uses."""

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.actor import Right
from wiki.attachments import naming, receiving, screens, service, uses
from wiki.attachments.queries import StoredFile
from wiki.errors import Conflict, Invalid, NotFound, WikiError
from wiki.pages import queries as pages
from wiki.pages.queries import PageRow
from wiki.pages.screens import limits
from wiki.pages.slugs import slugify
from wiki.spaces import queries as spaces
from wiki.web import context, screen
from wiki.web.errors import status_of
from wiki.web.templating import render

blueprint = Blueprint("files", __name__)


@blueprint.get("/s/<space_key>/<slug>/files/<public_id>")
def details(space_key: str, slug: str, public_id: str) -> str:
    """The file with its versions and uses."""
    page, found = screens.file_of(space_key, slug, public_id)
    return screens.details(page, found, {})


@blueprint.post("/s/<space_key>/<slug>/files/<public_id>/replace")
def replace(space_key: str, slug: str, public_id: str) -> BaseResponse:
    """The file has a new version, whatever the sent file is called."""
    page, found = screens.file_of(space_key, slug, public_id)
    receiving.admit(page)
    app = context.app()
    outcome = receiving.received(
        request.files.get("file"),
        lambda _, stream, limit: service.replace(
            app.sessions, app.blobs, context.actor(), public_id, stream, limit=limit
        ),
    )
    return _refused(page, found, outcome.error) if outcome.error else _done(page, found, "replaced")


@blueprint.post("/s/<space_key>/<slug>/files/<public_id>/rename")
def rename(space_key: str, slug: str, public_id: str) -> BaseResponse:
    """The file and the text of its page say the new name."""
    page, found = screens.file_of(space_key, slug, public_id)
    receiving.admit(page)
    app, name = context.app(), request.form.get("name", "")
    try:
        naming.rename(app.sessions, app.blobs, context.actor(), public_id, name, limits())
    except Invalid as error:
        return _refused(page, found, Invalid("name", "empty") if error.reason == "name" else error)
    except Conflict as error:
        return _refused(page, found, error)
    return _done(page, found, "file-renamed")


@blueprint.post("/s/<space_key>/<slug>/files/<public_id>/move")
def move(space_key: str, slug: str, public_id: str) -> BaseResponse:
    """The file hangs on the page that was named."""
    page, found = screens.file_of(space_key, slug, public_id)
    receiving.admit(page)
    try:
        target = _target(page, request.form.get("target", ""))
        naming.move(context.app().sessions, context.actor(), public_id, target.id, limits())
    except (Invalid, Conflict) as error:
        return _refused(page, found, error)
    return _done(target, found, "file-moved")


@blueprint.get("/s/<space_key>/pages/files")
def unused(space_key: str) -> str:
    """The files in the space that no text uses."""
    row = spaces.row_by_key(context.reader(), context.actor(), screen.scope_set(), space_key)
    files = uses.unused(context.reader(), context.actor(), row.id)
    most = uses.MOST_UNUSED
    return render("attachments/unused.html", screen.shell(space=row), space=row, files=files, most=most)


@blueprint.url_value_preprocessor
def _before_the_body(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint == "files.replace" and request.method == "POST" and values is not None:
        receiving.before_the_body(values["space_key"], values["slug"])


def _target(page: PageRow, text: str) -> PageRow:
    """The page of a title in the same space, or of an address in this wiki, where the reader may write.

    Raises Invalid (`target`): `empty`, `unknown`, `no_right`.
    """
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    wanted = text.strip()
    if not wanted:
        raise Invalid("target", "empty")
    parts = wanted.partition("?")[0].partition("#")[0].rstrip("/").split("/")
    try:
        if "p" in parts[:-1]:
            found = pages.by_public_id(session, actor, scopes, parts[-1])
        elif "s" in parts[:-2]:
            found = pages.by_slug(session, actor, scopes, *parts[parts.index("s") + 1 :][:2])
        else:
            found = pages.by_slug(session, actor, scopes, page.space_key, slugify(wanted))
    except NotFound:
        raise Invalid("target", "unknown") from None
    if not pages.can(session, actor, found.scope_id, Right.EDIT):
        raise Invalid("target", "no_right")
    return found


def _refused(page: PageRow, found: StoredFile, error: WikiError) -> Response:
    return Response(screens.details(page, found, request.form, error), status_of(error))


def _done(page: PageRow, found: StoredFile, said: str) -> BaseResponse:
    return redirect(f"{page.href}/files/{found.public_id}?said={said}", 303)
