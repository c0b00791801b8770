"""Screens of those who share: the links of a page, a new one, revoking; and all links that one manages."""

from collections.abc import Mapping

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.actor import Right
from wiki.errors import Conflict, Forbidden, Invalid, SignInRequired, WikiError
from wiki.pages.queries import PageRow
from wiki.pages.screens import breadcrumb, page_at, require
from wiki.sharing import share_links
from wiki.sharing.share_links import NewLink
from wiki.web import context, screen
from wiki.web.errors import status_of
from wiki.web.sentences import field_errors, of_error
from wiki.web.templating import render

blueprint = Blueprint("sharing", __name__)


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """A new link is shown once, and stays nowhere."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.get("/s/<space_key>/<slug>/share")
def form(space_key: str, slug: str) -> BaseResponse:
    """The links of the page, and the form for another one."""
    return make_response(_screen(_managed(space_key, slug)))


@blueprint.post("/s/<space_key>/<slug>/share")
def create(space_key: str, slug: str) -> BaseResponse:
    """A new link, whose address is shown now and never again."""
    page, fields = _managed(space_key, slug), request.form
    days = fields.get("days", "")
    wanted = NewLink(
        fields.get("name", ""),
        int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,  # noqa: PLR2004
        fields.get("reach") == "subtree",
        fields.get("password", ""),
    )
    if not context.wiki_settings().allows_shares:
        raise Forbidden(reason="shares_off")
    try:
        token = share_links.create(context.app().sessions, context.actor(), page.id, wanted)
    except (Invalid, Conflict) as error:
        return make_response(_screen(page, fields, error), status_of(error))
    context.look_again()
    base = context.app().settings.base_url or request.host_url
    return make_response(_screen(page, made=f"{base.rstrip('/')}/share/{token}"))


@blueprint.post("/s/<space_key>/<slug>/share/<share_id>/revoke")
def revoke(space_key: str, slug: str, share_id: str) -> BaseResponse:
    """The link opens nothing any more."""
    page = _managed(space_key, slug)
    with context.writing() as session:
        share_links.revoke(session, context.actor(), page.id, share_id)
    return redirect(f"{page.href}/share?said=share-revoked", 303)


@blueprint.get("/share-links")
def index() -> str:
    """The living links on all pages that the reader manages."""
    if context.identity().user_id is None:
        raise SignInRequired
    return render("sharing/index.html", links=share_links.living(context.reader(), context.actor()))


def _managed(space_key: str, slug: str) -> PageRow:
    page = page_at(space_key, slug)
    require(page, Right.MANAGE)
    return page


def _screen(
    page: PageRow, fields: Mapping[str, str] | None = None, error: WikiError | None = None, made: str = ""
) -> str:
    links = share_links.of_page(context.reader(), context.actor(), page.id)
    return render(
        "sharing/share.html",
        screen.shell(page=page),
        page=page,
        crumbs=breadcrumb(page),
        links=links,
        values=fields or {},
        errors=field_errors(error) if isinstance(error, Invalid) else {},
        general=of_error(error) if isinstance(error, Conflict) else None,
        made=made,
        is_allowed=context.wiki_settings().allows_shares,
        days=share_links.DAYS,
        usual_days=share_links.USUAL_DAYS,
        longest_name=share_links.LONGEST_NAME,
    )
