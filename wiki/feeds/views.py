"""Screens and feeds of what changed; the personal address of the feeds."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki.errors import SignInRequired
from wiki.feeds import atom, changes, service, words
from wiki.feeds.changes import Change, Wanted
from wiki.pages import queries as pages
from wiki.spaces import queries as spaces
from wiki.web import context, etag, screen
from wiki.web.language import gettext as _
from wiki.web.templating import render

blueprint = Blueprint("feeds", __name__)
_PER_SCREEN = 50
_PER_FEED = 50
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@blueprint.get("/recent")
def recent() -> BaseResponse:
    """The latest changes in everything the reader may read, or in one space, or of one kind."""
    arguments = request.args
    rows = spaces.readable(context.reader(), context.actor(), screen.scope_set())
    space = next((row for row in rows if row.key == arguments.get("space")), None)
    kind = arguments.get("kind", "")
    wanted = Wanted(
        space_id=_no_space(arguments.get("space", "")) if space is None else space.id,
        kind=kind if kind in changes.KINDS else None,
        with_minor=arguments.get("minor") == "1",
    )
    before = changes.place(arguments.get("before", ""))
    found = changes.latest(context.reader(), context.actor(), wanted, before, _PER_SCREEN + 1)
    answer = render(
        "feeds/recent.html",
        screen.shell(space=space),
        rows=[(change, words.fact(change)) for change in found[:_PER_SCREEN]],
        older=str(found[_PER_SCREEN - 1].place) if len(found) > _PER_SCREEN else None,
        is_first=before is None,
        wanted=wanted,
        space=space,
        spaces=rows,
        kinds=words.kinds(),
        is_signed_in=context.identity().user_id is not None,
    )
    return make_response(answer)


@blueprint.get("/feeds/<word>/recent.atom")
def all_changes(word: str) -> BaseResponse:
    """What changed in all spaces that the person may read."""
    _act_for(word)
    return _feed("recent", context.wiki_settings().name, "/recent", Wanted())


@blueprint.get("/feeds/<word>/s/<space_key>.atom")
def of_space(word: str, space_key: str) -> BaseResponse:
    """What changed in a space."""
    _act_for(word)
    space = spaces.row_by_key(context.reader(), context.actor(), screen.scope_set(), space_key)
    return _feed(
        f"space:{space.public_id}", space.name, f"/recent?space={space.key}", Wanted(space_id=space.id)
    )


@blueprint.get("/feeds/<word>/p/<public_id>.atom")
def of_page(word: str, public_id: str) -> BaseResponse:
    """What changed on a page."""
    _act_for(word)
    page = pages.by_public_id(context.reader(), context.actor(), screen.scope_set(), public_id)
    return _feed(f"page:{page.public_id}", page.title, page.href, Wanted(page_id=page.id))


@blueprint.get("/profile/feeds")
def address() -> BaseResponse:
    """The person's address, and the feeds below it; with `page` also that of a page."""
    _demand_person()
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    word = service.word_of(session, actor, context.app().settings.secret_key)
    asked = request.args.get("page", "")
    page = pages.by_public_id(session, actor, scopes, asked) if asked else None
    answer = render(
        "feeds/address.html",
        base=f"{_base()}/feeds/{word}" if word else None,
        spaces=spaces.open_ones(session, actor, scopes),
        page=page,
    )
    response = make_response(answer)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/profile/feeds")
def renew() -> BaseResponse:
    """The person has a new address; an older one is not valid any more."""
    _demand_person()
    with context.writing() as session:
        service.renew(session, context.actor(), context.app().settings.secret_key)
    return redirect(f"/profile/feeds{_page_query()}", 303)


@blueprint.post("/profile/feeds/revoke")
def revoke() -> BaseResponse:
    """No feed reader reads as this person any more."""
    _demand_person()
    with context.writing() as session:
        service.revoke(session, context.actor())
    return redirect("/profile/feeds?said=feeds-revoked", 303)


def _no_space(key: str) -> int | None:
    """Nothing is in a space that the reader may not read; without a key, all are meant."""
    return 0 if key else None


def _demand_person() -> None:
    if context.identity().user_id is None or context.bearer() is not None:
        raise SignInRequired


def _page_query() -> str:
    asked = request.form.get("page", "")
    return f"?page={quote(asked)}" if asked else ""


def _act_for(word: str) -> None:
    """From here on the request reads as the person behind the address. Raises NotFound."""
    context.act_for(service.reader(context.reader(), word))


def _base() -> str:
    return context.app().settings.base_url or request.host_url.rstrip("/")


def _feed(name: str, title: str, href: str, wanted: Wanted) -> BaseResponse:
    found = changes.latest(context.reader(), context.actor(), replace(wanted, kind=None), limit=_PER_FEED)
    shown = [change for change in found if change.kind != "deleted"]
    tag = etag.of(
        name, title, [(change.place, change.title, change.href, change.space_name) for change in shown]
    )
    if etag.is_known(tag):
        return etag.not_modified(tag)
    feed = atom.Feed(
        name,
        _("Changes: %(name)s") % {"name": title},
        _base() + href,
        request.base_url if context.app().settings.base_url is None else _base() + quote(request.path),
        max((change.at for change in shown), default=_EPOCH),
        context.locale(),
        [_entry(change) for change in shown],
    )
    return etag.tagged(Response(atom.write(feed), content_type="application/atom+xml; charset=utf-8"), tag)


def _entry(change: Change) -> atom.Entry:
    facts = [words.fact(change), change.summary, change.space_name]
    return atom.Entry(
        str(change.place),
        change.title,
        _base() + quote(change.href),
        change.author,
        change.at,
        " · ".join(fact for fact in facts if fact),
        change.kind,
    )
