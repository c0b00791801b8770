"""Screens for administrators: settings of the wiki and its logo."""

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.admin import screens, service
from wiki.admin.service import SettingsForm
from wiki.errors import Invalid, NotFound
from wiki.i18n import LANGUAGES
from wiki.settings import GIBIBYTE, KIBIBYTE, MEBIBYTE
from wiki.users import choices
from wiki.web import context, headers
from wiki.web.sentences import field_errors
from wiki.web.templating import render

blueprint = Blueprint("admin_settings", __name__)
blueprint.after_request(screens.keep_out_of_caches)
_YEAR_SECONDS = 31_536_000
_SHORT_DIGEST = 12
_TICKS = ("allows_public", "checks_links", "allows_shares", "finds_authors")


@blueprint.get("/admin/settings")
def settings() -> BaseResponse:
    """The settings that hold."""
    screens.administrator()
    return _screen(None, {}, 200)


@blueprint.post("/admin/settings")
def change() -> BaseResponse:
    """The settings are stored."""
    actor, form = screens.administrator(), request.form
    texts = {name: form.get(name, "") for name in SettingsForm.__slots__ if name not in _TICKS}
    typed = SettingsForm(
        **{**texts, "name": form.get("wiki_name", "")},
        allows_public="allows_public" in form,
        checks_links="checks_links" in form,
        allows_shares="allows_shares" in form,
        finds_authors="finds_authors" in form,
    )
    try:
        with context.writing() as session:
            service.change_settings(session, actor, typed, context.app().settings.locked)
    except Invalid as error:
        return _screen(typed, field_errors(error), 422)
    return redirect("/admin/settings?said=settings", 303)


@blueprint.post("/admin/settings/logo")
def change_logo() -> BaseResponse:
    """The wiki has another logo, or none."""
    actor, picture = screens.administrator(), request.files.get("logo")
    if "remove" in request.form:
        with context.writing() as session:
            service.set_logo(session, actor, None)
        return redirect("/admin/settings?said=logo-removed", 303)
    try:
        content = picture.read(service.LOGO_BYTES + 1) if picture else b""
        sha256 = service.put_logo(context.app().blobs, content)
    except Invalid as error:
        return _screen(None, field_errors(error), 422)
    with context.writing() as session:
        service.set_logo(session, actor, sha256)
    return redirect("/admin/settings?said=logo", 303)


@blueprint.get("/logo/<digest>")
def logo(digest: str) -> BaseResponse:
    """The present logo, for everybody: it stands on the sign-in screen too. Its address changes with it."""
    present = context.wiki_settings().logo_sha256
    if present is None or digest != present[:_SHORT_DIGEST] or not context.app().blobs.has(present):
        raise NotFound
    with context.app().blobs.open(present) as file:
        content = file.read()
    response = Response(content, content_type=service.logo_type(content) or "application/octet-stream")
    response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
    response.headers["Content-Security-Policy"] = headers.FILE_POLICY
    return response


def _screen(typed: SettingsForm | None, errors: dict[str, str], status: int) -> BaseResponse:
    present = context.wiki_settings()
    answer = render(
        "admin/settings.html",
        fields=typed or _present(),
        locked=present.locked,
        has_logo=present.logo_sha256 is not None,
        errors=errors,
        languages=list(LANGUAGES.items()),
        zones=[(zone, zone.replace("_", " ")) for zone in choices.zones()],
    )
    return make_response(answer, status)


def _present() -> SettingsForm:
    present = context.wiki_settings()
    return SettingsForm(
        present.name,
        present.language,
        present.timezone,
        str(present.page_limit // KIBIBYTE),
        str(present.upload_limit // MEBIBYTE),
        str(present.storage_limit // GIBIBYTE) if present.storage_limit else "",
        present.imprint_url,
        present.privacy_url,
        present.allows_public,
        present.checks_links,
        present.allows_shares,
        present.finds_authors,
    )
