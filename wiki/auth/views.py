"""Screens of signing in and out, and of choosing a password by a link."""

from contextlib import suppress

from flask import Blueprint, Response, jsonify, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki import mail
from wiki.auth import destinations, forgotten, links, service, throttle
from wiki.auth import password as passwords
from wiki.auth.links import Invited
from wiki.auth.queries import Identity
from wiki.auth.screens import attempt_of, lifetime, signed_in
from wiki.auth.service import MustChoosePassword
from wiki.auth.throttle import network_of
from wiki.errors import Invalid, NotFound, SignInRequired
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
    """The session is over on the server, with `everywhere` all of the person; the browser forgets what it kept."""
    user_id = context.identity().user_id if request.form.get("everywhere") else None
    if (token := context.token()) is not None:
        with context.writing() as session:
            if user_id is not None:
                service.end_other_sessions(session, user_id, keep=0)
            service.sign_out(session, token)
    response = make_response(redirect("/login?said=signed-out", 303))
    login.take_cookie(response, context.app().settings)
    return response


@blueprint.get("/confirm")
def confirm_form() -> BaseResponse:
    """Asks somebody signed in for the password again, before what only few may do."""
    return _confirming({}, 200)


@blueprint.post("/confirm")
def confirm() -> BaseResponse:
    """On to where the person wanted to go, in a session with a new token."""
    who, settings = _signed_in(), context.app().settings
    attempt = attempt_of(who.name, request.form.get("present", ""))
    try:
        renewed = service.confirm(context.app().sessions, attempt, who.user_id or 0, who.proof_id or 0)
    except Invalid as error:
        return _confirming(field_errors(error), 422)
    answer = make_response(redirect(destinations.local(request.form.get("next", "")), 303))
    login.give_cookie(answer, settings, renewed, is_remembered=renewed.is_remembered)
    return answer


@blueprint.get("/forgot")
def forgot_form() -> BaseResponse:
    """Asks whose password is forgotten; where the wiki sends no mail, says who helps."""
    return _forgot(is_done=False)


@blueprint.post("/forgot")
def forgot() -> BaseResponse:
    """Says that a mail comes if there is such an account, whether there is or not."""
    if not mail.is_ready(context.app().settings):
        raise NotFound
    forgotten.ask(context.app().sessions, request.form.get("login", ""), network_of(request.remote_addr))
    return _forgot(is_done=True)


@blueprint.get("/password/<word>")
def choose_password_form(word: str) -> BaseResponse:
    """The screen of a link for choosing a password."""
    return _choosing(word, {}, 200)


@blueprint.post("/password/<word>")
def choose_password(word: str) -> BaseResponse:
    """The password holds and the person is signed in; the link is used up."""
    app, password = context.app(), request.form.get("password", "")
    context.locale()
    invited = _guarded(word)
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
    can_mail = mail.is_ready(context.app().settings)
    values = {"next": target, "login": name, "error": error, "can_mail": can_mail}
    return make_response(render("auth/login.html", screen.open_shell(), **values), status)


def _signed_in() -> Identity:
    who = context.identity()
    if who.user_id is None or context.bearer() is not None:
        raise SignInRequired
    return who


def _confirming(errors: dict[str, str], status: int) -> BaseResponse:
    who, target = _signed_in(), request.values.get("next", "")
    shell = screen.open_shell()
    return make_response(
        render("auth/confirm.html", shell, name=who.name, next=target, errors=errors), status
    )


def _forgot(*, is_done: bool) -> BaseResponse:
    can_mail = mail.is_ready(context.app().settings)
    return make_response(render("auth/forgot.html", screen.open_shell(), can_mail=can_mail, is_done=is_done))


def _guarded(word: str) -> Invited:
    """For whom the link is. Raises NotFound, and RateLimited after many made-up links from one network."""
    app, network = context.app(), network_of(request.remote_addr)
    found: list[Invited] = []

    def is_right() -> bool:
        with suppress(NotFound):
            found.append(links.read(context.reader(), app.settings.secret_key, word))
        return bool(found)

    # Counted apart: whoever was paused for wrong passwords gets in by a right link.
    if not throttle.attempt(app.sessions, "password links", network, is_right, device=network):
        raise NotFound
    return found[0]


def _choosing(word: str, errors: dict[str, str], status: int) -> BaseResponse:
    invited = links.read(context.reader(), context.app().settings.secret_key, word)
    shell = screen.open_shell()
    return make_response(render("auth/password.html", shell, invited=invited, errors=errors), status)
