"""The addresses of a share link: the token is exchanged for a cookie, then page, pages below and files.

Every refusal is the same screen: a link that never was, was revoked, is over, or opens this page no more.
"""

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.attachments import screens as file_screens
from wiki.attachments import serving
from wiki.auth.throttle import network_of
from wiki.errors import Invalid, NotFound
from wiki.sharing import guest_queries, guest_screens, share_links
from wiki.sharing.guest_screens import COOKIE
from wiki.web import context, screen
from wiki.web.sentences import field_errors
from wiki.web.templating import render

blueprint = Blueprint("guests", __name__)


@blueprint.after_request
def tell_nobody(response: Response) -> Response:
    """Nothing stays in the browser, and no other site learns the address."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response


@blueprint.errorhandler(NotFound)
def gone(_error: NotFound) -> BaseResponse:
    """The one answer to whatever does not open."""
    return make_response(render("sharing/gone.html", screen.bare_shell()), 404)


@blueprint.get("/share/<token>")
def enter(token: str) -> BaseResponse:
    """The token leaves the address bar: from here on the browser holds it in a cookie for this link alone."""
    context.locale()
    guest_screens.require_shares()
    guest = share_links.by_token(context.reader(), token)
    response = redirect(f"/shared/{guest.public_id}/", 303)
    _give(response, guest.public_id, token)
    return response


@blueprint.get("/shared/<share_id>/")
def first(share_id: str) -> BaseResponse:
    """The page of the link, or the question for its password."""
    seen = guest_screens.visit(share_id)
    if not seen.is_proven:
        return _ask(share_id, {}, 200)
    page = guest_queries.page(context.reader(), seen.actor, page_id=seen.guest.page_id)
    return make_response(guest_screens.page_screen(seen, page))


@blueprint.post("/shared/<share_id>/password")
def prove(share_id: str) -> BaseResponse:
    """The right password opens the link in this browser."""
    guest = guest_screens.visit(share_id).guest
    app, network = context.app(), network_of(request.remote_addr)
    try:
        share_links.try_password(app.sessions, guest, request.form.get("share_password", ""), network)
    except Invalid as error:
        return _ask(share_id, field_errors(error), 422)
    response = redirect(f"/shared/{guest.public_id}/", 303)
    token = request.cookies.get(COOKIE, "").partition("~")[0]
    _give(response, guest.public_id, f"{token}~{share_links.proof(app.settings.secret_key, guest)}")
    return response


@blueprint.get("/shared/<share_id>/<page_id>")
def page(share_id: str, page_id: str) -> str:
    """A page of the link."""
    seen = guest_screens.proven_visit(share_id)
    found = guest_queries.page(context.reader(), seen.actor, public_id=page_id)
    return guest_screens.page_screen(seen, found)


@blueprint.get("/shared/<share_id>/files/<file_id>/<name>")
def file(share_id: str, file_id: str, name: str) -> BaseResponse:
    """The bytes of a file of the link, or a picture drawn from them, under whatever name."""
    _ = name  # it is there for whoever saves the file
    seen = guest_screens.proven_visit(share_id)
    found = guest_queries.file(context.reader(), seen.actor, file_id)
    picture = serving.asked_picture(found)
    if picture is None:
        return serving.answer(context.app().blobs, found)
    return serving.picture(file_screens.derived(), context.app().blobs, found, picture)


def _ask(share_id: str, errors: dict[str, str], status: int) -> BaseResponse:
    html = render("sharing/password.html", screen.open_shell(), share_id=share_id, errors=errors)
    response = make_response(html, status)
    # Under "no-referrer" a browser sends the form with "Origin: null", which is no origin of ours (wiki/web/csrf.py).
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _give(response: BaseResponse, share_id: str, value: str) -> None:
    response.set_cookie(
        COOKIE,
        value,
        path=f"/shared/{share_id}/",
        secure=context.app().settings.cookie_secure,
        httponly=True,
        samesite="Lax",
    )
