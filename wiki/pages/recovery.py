"""No answer to a form that carries a text is without that text: whatever went wrong, the screen holds it.

Mostly the session is over. The screen (or the editor's script) then sends the same form once more, with name and
password beside it; `resume` signs in first. Only our own pages' forms are offered again, never another site's.
"""

from flask import Blueprint, Response, after_this_request, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from wiki.auth import queries as auth_queries
from wiki.auth import service as auth
from wiki.auth.service import SignIn, token_hash
from wiki.auth.throttle import network_of
from wiki.errors import CrossSite, Forbidden, Invalid, NotFound, RateLimited, SignInRequired, WikiError
from wiki.web import context, csrf, errors, login, screen


class WrongPassword(Invalid):
    """Signing in beside a text failed."""


_REDIRECTS = 400
_ASK = (NotFound, Forbidden, SignInRequired, CrossSite, WrongPassword, RateLimited)
_FIELDS = (
    "title", "base_revision", "summary", "minor", "save_id", "confirm_empty", "draft", "parent", "unpublished",
    "conflict_base", "section", "before", "after",
)  # fmt: skip


def install(blueprint: Blueprint) -> None:
    """Errors of this blueprint's forms are answered with the text."""
    blueprint.register_error_handler(Exception, _answer)


def resume() -> None:
    """A form that brings name and password signs in before it is handled. Raises Invalid, RateLimited."""
    password = request.form.get("password")
    if not password or context.actor().user_id is not None:
        return
    settings = context.app().settings
    network, browser = network_of(request.remote_addr), request.headers.get("User-Agent", "")
    name = request.form.get("login", "")
    attempt = SignIn(name, password, network, browser, is_remembered=False, mark=login.mark())
    try:
        new = auth.sign_in(context.app().sessions, attempt, login.lifetime(settings, is_remembered=False))
    except Invalid as error:
        raise WrongPassword(error.field, error.reason) from None
    except auth.MustChoosePassword:
        raise WrongPassword("sign_in", "one_time") from None
    context.renew(new.token)

    @after_this_request
    def _give(response: Response) -> Response:
        login.give_cookie(response, settings, new, is_remembered=False)
        return response


def _answer(error: Exception) -> Response:
    plain = errors.answer(error)
    if isinstance(error, HTTPException) and (error.code or 500) < _REDIRECTS:
        return plain
    if isinstance(error, RequestEntityTooLarge):  # its text was never read
        return plain
    if request.method != "POST" or not _is_ours(error) or "body" not in request.form:
        return plain
    is_signed_in = _is_signed_in(error)
    asks_sign_in = not is_signed_in and isinstance(error, _ASK)
    if asks_sign_in and _is_shut_out():
        error, asks_sign_in = Forbidden(reason="switched_off"), False  # to sign in again is no way out
        plain = errors.answer(error)
    if errors.wants_json():
        response = _json(error, is_signed_in=is_signed_in)
    else:
        response = _screen(error, asks_sign_in=asks_sign_in)
    response.status_code = 401 if asks_sign_in and not isinstance(error, RateLimited) else plain.status_code
    if "Retry-After" in plain.headers:
        response.headers["Retry-After"] = plain.headers["Retry-After"]
    return response


def _is_ours(error: Exception) -> bool:
    return not (isinstance(error, CrossSite) and error.facts.get("reason") != "token")


def _is_signed_in(error: Exception) -> bool:
    if isinstance(error, CrossSite):
        return bool(error.facts.get("is_signed_in"))
    who = g.get("identity")
    return who is not None and who.user_id is not None


def _is_shut_out() -> bool:
    """Whether the browser holds a session of somebody who was switched off; the request's own session is over."""
    if (token := context.token()) is None:
        return False
    with context.app().sessions.reading() as session:
        return auth_queries.is_shut_out(session, token_hash(token))


def _json(error: Exception, *, is_signed_in: bool) -> Response:
    facts = error.facts if isinstance(error, WikiError) else {}
    return jsonify(
        code=error.code if isinstance(error, WikiError) else "fault",
        field=facts.get("field"),
        reason=facts.get("reason"),
        title=screen.error_text(error) if isinstance(error, WikiError) else None,
        is_signed_in=is_signed_in,
        csrf_token=csrf.token(),
    )


def _screen(error: Exception, *, asks_sign_in: bool) -> Response:
    fields = [(name, request.form[name]) for name in _FIELDS if name in request.form]
    fields += [(name, value) for name, value in request.form.items() if name.startswith("passage-")]
    html = render_template(
        "pages/recover.html",
        shell=screen.bare_shell(),
        detail=screen.error_text(error) if isinstance(error, WikiError) else None,
        request_id=g.get("request_id"),
        asks_sign_in=asks_sign_in,
        login=request.form.get("login", ""),
        href=request.path,
        fields=fields,
        body=request.form["body"],
    )
    return Response(html)
