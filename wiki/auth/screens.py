"""What the screens that end in a session share: who tries, from where, for how long, and the answer with the cookie."""

from datetime import timedelta

from flask import jsonify, make_response, redirect, request
from werkzeug.wrappers import Response

from wiki.auth import throttle
from wiki.auth.service import NewSession, SignIn
from wiki.web import context, csrf, login
from wiki.web.errors import wants_json


def attempt_of(name: str, password: str) -> SignIn:
    """What the request says of who signs in, and from where."""
    context.locale()  # sentences made before the screen speak the reader's language too
    network = throttle.network_of(request.remote_addr)
    is_remembered = request.form.get("stay") == "1"
    browser = request.user_agent.string
    return SignIn(name, password, network, browser, is_remembered, context.token(), login.mark())


def signed_in(new: NewSession, attempt: SignIn, target: str) -> Response:
    """On to the target, with the session's cookie; a script gets the token for its next request."""
    token = csrf.of_session(new.token)
    response = jsonify(csrf_token=token) if wants_json() else make_response(redirect(target, 303))
    login.give_cookie(response, context.app().settings, new, is_remembered=attempt.is_remembered)
    login.give_mark(response, context.app().settings, new.user_id)
    return response


def lifetime(attempt: SignIn) -> timedelta:
    """How long the session lasts."""
    return login.lifetime(context.app().settings, is_remembered=attempt.is_remembered)
