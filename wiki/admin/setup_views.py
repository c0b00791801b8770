"""Screens of the first set-up: behind the one-time link, and what to do next."""

from dataclasses import asdict

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response

from wiki.admin import screens, setup
from wiki.admin.setup import SetUp
from wiki.auth import password as passwords
from wiki.auth import service as auth
from wiki.auth.screens import attempt_of, lifetime, signed_in
from wiki.errors import Invalid
from wiki.i18n import LANGUAGES
from wiki.users import choices
from wiki.web import context, screen
from wiki.web.sentences import field_errors
from wiki.web.templating import render

blueprint = Blueprint("setup", __name__)
blueprint.after_request(screens.keep_out_of_caches)


@blueprint.get("/setup/<token>")
def form(token: str) -> Response:
    """The form, for whoever holds the living link."""
    setup.check_link(context.reader(), context.app().settings, token)
    zone = context.app().settings.timezone
    return _form(SetUp("", context.locale(), zone, "", "", ""), {}, 200)


@blueprint.post("/setup/<token>")
def complete(token: str) -> Response:
    """The wiki is set up and its first administrator signed in."""
    app, wanted = context.app(), _wanted()
    context.locale()
    setup.check_link(context.reader(), app.settings, token)
    try:
        names = (wanted.name, wanted.display_name, wanted.email, wanted.wiki_name)
        passwords.check_pair(wanted.password, request.form.get("again", ""), *names)
        user_id = setup.complete(app.sessions, app.settings, wanted)
    except Invalid as error:
        return _form(wanted, field_errors(error), 422)
    attempt = attempt_of(wanted.name, "")
    with context.writing() as session:
        new = auth.start_session(session, user_id, attempt, lifetime(attempt))
    return signed_in(new, attempt, "/admin/first-steps")


@blueprint.get("/admin/first-steps")
def first_steps() -> str:
    """Three things to do in a fresh wiki."""
    screens.administrator()
    language = context.locale()
    return render(
        "setup/first_steps.html", screen.open_shell(), sample="willkommen" if language == "de" else "welcome"
    )


def _wanted() -> SetUp:
    def text(name: str) -> str:
        return request.form.get(name, "")

    return SetUp(
        text("wiki_name"),
        text("language"),
        text("timezone"),
        text("name"),
        text("display_name"),
        text("password"),
        text("email"),
    )


def _form(fields: SetUp, errors: dict[str, str], status: int) -> Response:
    answer = render(
        "setup/form.html",
        screen.open_shell(),
        fields={**asdict(fields), "password": ""},
        errors=errors,
        locked=context.app().settings.locked,
        languages=list(LANGUAGES.items()),
        zones=[(zone, zone.replace("_", " ")) for zone in choices.zones()],
    )
    return make_response(answer, status)
