"""Screens for administrators: settings of the wiki, its logo, and what was done."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.admin import audit_words, queries, screens, service
from wiki.admin.screens import Values
from wiki.admin.service import SettingsForm
from wiki.audit import AuditEntry
from wiki.errors import Invalid, NotFound
from wiki.i18n import LANGUAGES
from wiki.settings import GIBIBYTE, KIBIBYTE, MEBIBYTE
from wiki.spaces import queries as spaces
from wiki.users import choices
from wiki.users import queries as users
from wiki.web import context, headers, screen
from wiki.web.numbers import number
from wiki.web.sentences import field_errors
from wiki.web.templating import render

blueprint = Blueprint("admin_settings", __name__)
blueprint.after_request(screens.keep_out_of_caches)
_YEAR_SECONDS = 31_536_000
_SHORT_DIGEST = 12
_TICKS = ("allows_public", "checks_links")


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One line of the audit list."""

    at: datetime
    who: str
    action: str
    target: str
    facts: str


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


@blueprint.get("/admin/audit")
def audit_list() -> str:
    """What was done, latest first."""
    screens.administrator()
    action, before = request.args.get("action", ""), request.args.get("before", type=number)
    rows = queries.audit_entries(context.reader(), action, before, screens.PAGE + 1)
    next_id = rows[screens.PAGE - 1].id if len(rows) > screens.PAGE else None
    actions = [(code, audit_words.action(code)) for code in queries.audit_actions(context.reader())]
    shown = _entries(list(rows[: screens.PAGE]))
    values: Values = {"action": action, "actions": actions, "before": before, "next_id": next_id}
    return render("admin/audit.html", entries=shown, **values)


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
    )


def _entries(rows: list[AuditEntry]) -> list[ShownEntry]:
    mentioned = set().union(
        {row.target for row in rows},
        {f"user:{row.actor_id}" for row in rows},
        *(audit_words.principals(row.facts) for row in rows),
    )
    names = {**users.names_of(context.reader(), mentioned), **_space_names(), "wiki": ""}
    return [
        ShownEntry(
            row.at,
            names.get(f"user:{row.actor_id}", "Werkbuch"),
            audit_words.action(row.action),
            names.get(row.target, row.target),
            audit_words.facts(row.facts, names),
        )
        for row in rows
    ]


def _space_names() -> dict[str, str]:
    """The spaces under the two names that the audit list knows them by."""
    rows = spaces.readable(context.reader(), context.actor(), screen.scope_set())
    return {name: row.name for row in rows for name in (f"space:{row.public_id}", f"scope:{row.scope_id}")}
