"""Screens of reading a page: the page itself, permalink, raw text, tree levels."""

import time
from dataclasses import dataclass
from functools import cache, partial

from flask import Blueprint, Response, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from wiki import i18n
from wiki.attachments.queries import FileRow, ShownFiles
from wiki.db import now
from wiki.errors import NotFound
from wiki.macros.screens import Insets
from wiki.pages import drafts, queries, tree
from wiki.pages.queries import PageRow
from wiki.pages.screens import (
    Powers,
    breadcrumb,
    found_files,
    insets_of,
    page_at,
    powers,
    presented,
    readers_of,
)
from wiki.properties import screens as property_screens
from wiki.tags import queries as tags
from wiki.web import branches, context, etag, kept, screen
from wiki.web.templating import render

blueprint = Blueprint("pages", __name__)


@blueprint.get("/s/<space_key>/<slug>")
def show(space_key: str, slug: str) -> BaseResponse:
    """The page."""
    look = cache(partial(_look, space_key, slug))
    half_hour = time.time() // 1800  # some drafts become too old to be told of
    key = ("page", space_key, slug, context.actor().user_id, half_hour, etag.frame())
    seen_alike = context.unchanged(key, lambda: look().tag())
    tag = etag.own(seen_alike)
    if etag.is_known(tag):
        return etag.not_modified(tag)
    html = kept.screen_of(("page", seen_alike), lambda: look().draw())
    return etag.tagged(Response(html, content_type="text/html; charset=utf-8"), tag)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What decides whether the screen is still the same."""

    page: PageRow
    files: ShownFiles
    may: Powers
    insets: Insets

    def tag(self) -> str:
        page = self.page
        day = i18n.date(now(), "en", context.actor().timezone) if page.other_drafts else None  # "since 10:42"
        return etag.shared(
            page.state(), self.files.facts, self.may, self.insets.digest, page.is_favourite, day
        )

    def draw(self) -> str:
        return _draw(self.page, tuple(self.files.rows()), self.may, self.insets)


def _look(space_key: str, slug: str) -> _Seen:
    page = page_at(space_key, slug)
    return _Seen(page, found_files(page), powers(page), insets_of(page))


def _draw(page: PageRow, files: tuple[FileRow, ...], may: Powers, insets: Insets) -> str:
    others = drafts.of_others(context.reader(), context.actor(), page.id) if page.other_drafts else []
    text = presented(page, files, insets, can_tick=may.can_edit)
    return render(
        "pages/view.html",
        kept.frame(screen.shell(page=page)),
        page=page,
        text=text,
        tags=[(tag, tags.href(tag)) for tag in text.tags],
        properties=property_screens.lines(text.properties),
        files=[file for file in files if file.page_id == page.id],
        crumbs=breadcrumb(page),
        may=may,
        readers=readers_of(page),
        others=others,
    )


@blueprint.get("/p/<public_id>")
def permalink(public_id: str) -> BaseResponse:
    """To the page's present address."""
    page = queries.by_public_id(context.reader(), context.actor(), screen.scope_set(), public_id)
    return redirect(page.href, 302)


@blueprint.get("/s/<space_key>/<slug>/raw")
def raw(space_key: str, slug: str) -> BaseResponse:
    """The page's Markdown, byte for byte."""
    page = page_at(space_key, slug)
    head = queries.head(context.reader(), context.actor(), page.id)
    tag = etag.of(head.body_sha256)
    if etag.is_known(tag):
        return etag.not_modified(tag)
    body = head.body.encode("utf-8", "surrogatepass")
    return etag.tagged(Response(body, content_type="text/markdown; charset=utf-8"), tag)


@blueprint.get("/s/<space_key>/tree")
def level(space_key: str) -> BaseResponse:
    """The children of one page, as the tree's script loads them."""
    page = queries.by_public_id(
        context.reader(), context.actor(), screen.scope_set(), request.args.get("parent", "")
    )
    if page.space_key != space_key:
        raise NotFound
    nodes = screen.children(page.space_id, page.id)[: tree.SHOWN_SIBLINGS]
    drawn = branches.level(
        nodes, page.space_key, screen.editable_scopes().ids, screen.scope_set().unpublished_ids
    )
    return make_response(str(drawn))
