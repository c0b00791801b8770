"""The screen on which people look after their own account."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.admin import audit_queries
from wiki.auth import browsers
from wiki.auth import password as passwords
from wiki.auth import queries as sessions
from wiki.auth import service as auth
from wiki.auth.queries import Identity
from wiki.auth.service import SignIn
from wiki.auth.throttle import network_of
from wiki.db import now
from wiki.errors import Invalid, SignInRequired
from wiki.i18n import LANGUAGES
from wiki.users import choices, queries, service
from wiki.web import context, login
from wiki.web.sentences import field_errors
from wiki.web.templating import render

blueprint = Blueprint("users", __name__)


@dataclass(frozen=True, slots=True)
class ShownSession:
    """One of the own sessions in the list."""

    public_id: str
    browser: str
    created_at: datetime
    last_used_at: datetime
    is_this: bool


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Nothing of these screens stays in the browser (ASVS 14.3.2)."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.get("/profile")
def profile() -> BaseResponse:
    """The own account."""
    return _screen({}, 200)


@blueprint.post("/profile")
def change() -> BaseResponse:
    """Name, language, time zone, colours and way of writing are stored."""
    _who()
    names = ("display_name", "language", "timezone", "theme", "writes_in")
    fields = {name: request.form.get(name, "") for name in names}
    try:
        with context.writing() as session:
            service.change_profile(
                session,
                context.actor(),
                display_name=fields["display_name"],
                locale=fields["language"] or None,
                timezone=fields["timezone"] or None,
                theme=fields["theme"],
            )
            if fields["writes_in"]:
                service.write_in(session, context.actor(), fields["writes_in"])
    except Invalid as error:
        return _screen(field_errors(error), 422, fields)
    return redirect("/profile?said=profile", 303)


@blueprint.post("/profile/writing")
def change_writing() -> Response:
    """Pages open in this way of writing from now on: what the switch in the editor sends."""
    _who()
    with context.writing() as session:
        service.write_in(session, context.actor(), request.form.get("writes_in", ""))
    return jsonify(writes_in=request.form.get("writes_in"))


@blueprint.post("/profile/password")
def change_password() -> BaseResponse:
    """Another password holds, and all other sessions are over."""
    who, form = _who(), request.form
    present, new = form.get("present", ""), form.get("password", "")
    proof = SignIn(who.name, present, network_of(request.remote_addr), "", is_remembered=False)
    try:
        names = (who.name, who.display_name, context.wiki_settings().name)
        passwords.check_pair(new, form.get("again", ""), *names)
        renewed = auth.change_password(context.app().sessions, context.actor(), proof, new, who.proof_id or 0)
    except Invalid as error:
        return _screen(field_errors(error), 422)
    answer = make_response(redirect("/profile?said=password", 303))
    login.give_cookie(answer, context.app().settings, renewed, is_remembered=renewed.is_remembered)
    return answer


@blueprint.post("/profile/sessions/<public_id>/end")
def end_session(public_id: str) -> BaseResponse:
    """One of the own sessions is over."""
    who = _who()
    with context.writing() as session:
        auth.end_session(session, who.user_id or 0, public_id)
    return redirect("/profile?said=session-ended#sessions", 303)


@blueprint.post("/profile/sessions/end")
def end_others() -> BaseResponse:
    """All own sessions but this one are over."""
    who = _who()
    with context.writing() as session:
        auth.end_other_sessions(session, who.user_id or 0, who.proof_id or 0)
    return redirect("/profile?said=sessions-ended#sessions", 303)


def _who() -> Identity:
    """Who is signed in, by a browser's session. Raises SignInRequired."""
    who = context.identity()
    if who.user_id is None or context.bearer() is not None:
        raise SignInRequired
    context.locale()  # sentences made before the screen speak the person's language too
    return who


def _screen(errors: dict[str, str], status: int, fields: dict[str, str] | None = None) -> BaseResponse:
    who = _who()
    shown = fields or {
        "display_name": who.display_name,
        "language": who.locale or "",
        "timezone": who.timezone or "",
        "theme": who.theme,
        "writes_in": queries.writes_in(context.reader(), who.user_id or 0),
    }
    answer = render(
        "users/profile.html",
        who=who,
        fields=shown,
        errors=errors,
        sessions=_sessions(who),
        groups=queries.managed_by(context.reader(), who.user_id or 0),
        zones=[(zone, zone.replace("_", " ")) for zone in choices.zones()],
        languages=list(LANGUAGES.items()),
        wiki_zone=context.wiki_settings().timezone,
        reads_audit=not who.is_admin and audit_queries.may_read(context.reader(), context.actor()),
    )
    return make_response(answer, status)


def _sessions(who: Identity) -> list[ShownSession]:
    return [
        ShownSession(
            row.public_id,
            browsers.name_of(row.user_agent),
            row.created_at,
            row.last_used_at,
            is_this=row.id == who.proof_id,
        )
        for row in sessions.sessions_of(context.reader(), who.user_id or 0, now())
    ]
