"""What the guest of a share link is shown: the text, its files, the pages below. Nothing of the wiki around it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from flask import request

from wiki import i18n
from wiki.actor import Actor
from wiki.attachments import queries as attachments
from wiki.attachments.queries import FileRow
from wiki.errors import NotFound
from wiki.pages import present, queries, renderings
from wiki.pages.embeds import FileLink
from wiki.pages.present import Presented
from wiki.pages.queries import PageRow
from wiki.pages.renderings import Limits, Stored
from wiki.pages.slugs import search_key
from wiki.sharing import guest_queries, share_links
from wiki.sharing.guest_queries import SharedPage
from wiki.sharing.share_links import Guest
from wiki.web import context, screen
from wiki.web.templating import render

COOKIE = "share"


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a guest. `base` is the beginning of all his addresses."""

    guest: Guest
    actor: Actor
    base: str
    is_proven: bool


def visit(public_id: str) -> Visit:
    """Who asks, by the cookie of the link. Raises NotFound without one for this link that still holds."""
    require_shares()
    token, _, given = request.cookies.get(COOKIE, "").partition("~")
    found = share_links.held(context.reader(), public_id, token)
    actor = found.actor(context.locale(), context.wiki_settings().timezone)
    is_proven = share_links.is_proven(context.app().settings.secret_key, found, given)
    return Visit(found, actor, f"/shared/{found.public_id}/", is_proven)


def require_shares() -> None:
    """Raises NotFound where administrators do not allow share links."""
    if not context.wiki_settings().allows_shares:
        raise NotFound


def proven_visit(public_id: str) -> Visit:
    """As `visit`, for what stands behind the password. Raises NotFound until that was right."""
    found = visit(public_id)
    if not found.is_proven:
        raise NotFound
    return found


def page_screen(seen: Visit, page: SharedPage) -> str:
    """The page with what belongs to it."""
    session, guest = context.reader(), seen.actor
    files = guest_queries.files(session, guest, page.id)
    below = guest_queries.below(session, guest, page.id)
    above = guest_queries.above(session, guest, page.id)
    return render(
        "sharing/guest.html",
        screen.open_shell(),
        page=page,
        text=_presented(seen, page, _file_links(seen.base, page, files)),
        files=[
            (row.name, guest_queries.file_href(seen.base, row), row.size)
            for row in files
            if row.page_id == page.id
        ],
        crumbs=[(None, ""), *((title, seen.base + public_id) for title, public_id in above)],
        below=[(title, seen.base + public_id) for title, public_id in below],
        until=seen.guest.expires_at,
    )


def _presented(seen: Visit, page: SharedPage, files: Mapping[str, FileLink]) -> Presented:
    stored, words = _stored(seen.actor, page), i18n.translator(context.locale())
    note = escape(words.gettext("What stands here can be seen in the wiki only."))
    return present.present(
        _row(page),
        stored,
        guest_queries.surroundings(context.reader(), seen.actor, page.id, seen.base),
        files,
        words,
        insets=dict.fromkeys(range(len(stored.macros)), f'<p class="muted">{note}</p>'),
        is_shared=True,
    )


def _stored(guest: Actor, page: SharedPage) -> Stored:
    """The rendering of the page's head, made now and kept for later where there is none."""
    version = renderings.version(context.app().settings.sanitiser)
    row = present.stored_of(context.reader(), guest, page.head_id, version)
    if row is not None:
        return renderings.of_row(*row)
    head = queries.head(context.reader(), guest, page.id)
    limits = Limits(max(len(head.body) * 4, 1), context.app().settings.sanitiser)
    rendering = renderings.render(head.body, limits)
    context.app().afterwards.put(lambda session: renderings.keep(session, page.head_id, rendering, limits))
    return renderings.of_rendering(rendering)


def _file_links(base: str, page: SharedPage, rows: Iterable[FileRow]) -> dict[str, FileLink]:
    """As `attachments.queries.links_of`, with the guest's addresses."""
    links: dict[str, FileLink] = {}
    for row in rows:
        link = attachments.link_of(row, guest_queries.file_href(base, row))
        links[f"/files/{row.public_id}"] = link
        if row.page_id == page.id:
            links[search_key(row.name)] = link
    return links


def _row(page: SharedPage) -> PageRow:
    """What presenting needs of a page, with nothing of the wiki around it."""
    return PageRow(
        id=page.id,
        public_id=page.public_id,
        title=page.title,
        slug="",
        space_id=0,
        space_key="",
        space_name="",
        home_page_id=None,
        parent_id=None,
        scope_id=0,
        has_history=False,
        head_id=page.head_id,
        number=0,
        author_name="",
        kind="",
        changed_at=page.changed_at,
        links_digest=0,
        structure=0,
        other_drafts=None,
    )
