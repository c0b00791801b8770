"""Screens of signing in and out, and of choosing a password by a link."""

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.auth import destinations, links, service
from wiki.auth import password as passwords
from wiki.auth.screens import attempt_of, lifetime, signed_in
from wiki.auth.service import MustChoosePassword
from wiki.errors import Invalid
from wiki.web import context, csrf, login, screen
from wiki.web.errors import wants_json
from wiki.web.sentences import field_errors, of_error
from wiki.web.templating import render

blueprint = Blueprint("auth", __name__)


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Nothing of these screens stays in the browser (ASVS 14.3.2)."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.get("/login")
def sign_in_form() -> BaseResponse:
    """The form; a script gets the token that it needs to send it."""
    if wants_json():
        return jsonify(csrf_token=csrf.token())
    target = request.args.get("next", "")
    if context.identity().user_id is not None:
        return redirect(destinations.local(target), 303)
    return _form(target)


@blueprint.post("/login")
def sign_in() -> BaseResponse:
    """A new session, or the form again without a word on what was wrong."""
    attempt = attempt_of(request.form.get("login", ""), request.form.get("password", ""))
    try:
        new = service.sign_in(context.app().sessions, attempt, lifetime(attempt))
    except Invalid as error:
        if wants_json():
            raise
        return _form(request.form.get("next", ""), attempt.name, of_error(error), 422)
    except MustChoosePassword as error:
        href = _choice(error.user_id)
        return make_response(jsonify(href=href), 409) if wants_json() else redirect(href, 303)
    return signed_in(new, attempt, destinations.local(request.form.get("next", "")))


@blueprint.post("/logout")
def sign_out() -> BaseResponse:
    """The session is over on the server, and the browser forgets what it kept."""
    if (token := context.token()) is not None:
        with context.writing() as session:
            service.sign_out(session, token)
    response = make_response(redirect("/login?said=signed-out", 303))
    login.take_cookie(response, context.app().settings)
    return response


@blueprint.get("/password/<word>")
def choose_password_form(word: str) -> BaseResponse:
    """The screen of a link for choosing a password."""
    return _choosing(word, {}, 200)


@blueprint.post("/password/<word>")
def choose_password(word: str) -> BaseResponse:
    """The password holds and the person is signed in; the link is used up."""
    app, password = context.app(), request.form.get("password", "")
    context.locale()
    invited = links.read(context.reader(), app.settings.secret_key, word)
    try:
        names = (invited.name, invited.email or "", invited.display_name, context.wiki_settings().name)
        passwords.check_pair(password, request.form.get("again", ""), *names)
    except Invalid as error:
        return _choosing(word, field_errors(error), 422)
    attempt = attempt_of(invited.name, password)
    new = links.use(app.sessions, app.settings.secret_key, word, attempt, lifetime(attempt))
    return signed_in(new, attempt, "/")


def _choice(user_id: int) -> str:
    word = links.make(context.reader(), context.app().settings.secret_key, user_id, links.AFTER_ONE_TIME)
    return f"/password/{word}"


def _form(target: str, name: str = "", error: str | None = None, status: int = 200) -> BaseResponse:
    values = {"next": target, "login": name, "error": error}
    return make_response(render("auth/login.html", screen.open_shell(), **values), status)


def _choosing(word: str, errors: dict[str, str], status: int) -> BaseResponse:
    invited = links.read(context.reader(), context.app().settings.secret_key, word)
    shell = screen.open_shell()
    return make_response(render("auth/password.html", shell, invited=invited, errors=errors), status)
