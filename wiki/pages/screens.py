"""What the page screens share: the page of the address, its presented text, its breadcrumb."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import g, request
from werkzeug.exceptions import HTTPException
from werkzeug.utils import redirect as found_at

from wiki import caches, i18n
from wiki.actor import Right
from wiki.attachments import queries as attachments
from wiki.attachments.queries import FileRow, ShownFiles
from wiki.errors import Forbidden, NotFound
from wiki.macros import screens as macros
from wiki.macros.screens import NONE as NO_INSETS
from wiki.macros.screens import Insets
from wiki.pages import present, publishing, queries, renderings, tree
from wiki.pages.present import Presented, Surroundings
from wiki.pages.queries import PageRow
from wiki.pages.renderings import Limits, Stored
from wiki.users import queries as users
from wiki.web import context, screen

_NO_MACROS = "-"


class Moved(HTTPException):
    """The page stands at another address now."""

    code = 301

    def __init__(self, href: str) -> None:
        super().__init__(response=found_at(href, 301))


@dataclass(frozen=True, slots=True)
class Powers:
    """What the reader may do with the page, for buttons, and whether it is published."""

    can_edit: bool
    can_manage: bool
    sees_history: bool
    is_unpublished: bool = False


def page_at(space_key: str, slug: str) -> PageRow:
    """The page of the address; an old address raises Moved (GET) or serves the page (POST). Raises NotFound."""
    session, actor, scopes = context.reader(), context.actor(), screen.scope_set()
    try:
        return queries.by_slug(session, actor, scopes, space_key, slug)
    except NotFound:
        page = queries.redirected(session, actor, scopes, space_key, slug)
        if request.method in {"GET", "HEAD"}:
            rest = request.full_path.rstrip("?").removeprefix(f"/s/{space_key}/{slug}")
            raise Moved(page.href + rest) from None
        return page


def limits() -> Limits:
    """What a page may cost here."""
    return Limits(context.wiki_settings().page_limit, context.app().settings.sanitiser)


def powers(page: PageRow) -> Powers:
    """From the cached scope sets: no statement when warm."""
    session, actor = context.reader(), context.actor()
    can_edit = queries.can(session, actor, page.scope_id, Right.EDIT)
    can_manage = queries.can(session, actor, page.scope_id, Right.MANAGE)
    is_unpublished = page.scope_id in screen.scope_set().unpublished_ids
    return Powers(can_edit, can_manage, can_edit or page.has_history, is_unpublished)


def readers_of(page: PageRow) -> list[str]:
    """The names of those who see the unpublished page. For other pages nobody needs to know."""
    if page.scope_id not in screen.scope_set().unpublished_ids:
        return []
    principals = publishing.readers_of(context.reader(), {page.scope_id}).get(page.scope_id, ())
    names = users.names_of(context.reader(), principals)
    return [names[one] for one in principals if one in names]


def require(page: PageRow, right: Right) -> None:
    """Raises Forbidden unless the reader holds the right on the page."""
    if not queries.can(context.reader(), context.actor(), page.scope_id, right):
        raise Forbidden(right=right.name)


def files_of(page: PageRow) -> tuple[FileRow, ...]:
    """The page's attachments, and readable ones of other pages that its text shows."""
    return tuple(found_files(page).rows())


def found_files(page: PageRow) -> ShownFiles:
    """As `files_of`, for a screen that may be kept."""
    return attachments.found_on(context.reader(), context.actor(), page.id)


def insets_of(page: PageRow) -> Insets:
    """What the page's macros show to this reader now. No statement when warm for a page without macros."""
    version = _version()

    def read() -> Stored | str:
        stored = _loaded(page, version)
        return stored if stored.macros else _NO_MACROS

    kept = caches.of(context.reader()).presented.fetch(("macros", page.head_id, version), read)
    if not isinstance(kept, Stored):
        return NO_INSETS
    return macros.insets(
        page, kept, present.surroundings(context.reader(), screen.scope_set(), page.id), _stored
    )


def filled(page: PageRow, stored: Stored, around: Surroundings) -> Mapping[int, str]:
    """What the macros of a text that is not the page's head show to this reader."""
    found = macros.insets(page, stored, around, _stored)
    return found.html


def presented(
    page: PageRow, files: tuple[FileRow, ...], insets: Insets = NO_INSETS, *, can_tick: bool = False
) -> Presented:
    """The page's text for this reader; what is kept is the whole screen (wiki.web.kept), not the text once more."""
    return present.present(
        page,
        _loaded(page, _version()),
        present.surroundings(context.reader(), screen.scope_set(), page.id),
        attachments.links_of(files, page.id),
        i18n.translator(context.locale()),
        can_tick=can_tick,
        insets=insets.html,
    )


def breadcrumb(page: PageRow) -> list[tuple[str | None, str]]:
    """Space and readable pages above; "…" stands for those that the reader may not read."""
    key = ("crumbs", page.id, page.space_name, page.structure, screen.scope_set().ids)

    def read() -> list[tuple[str | None, str]]:
        way = caches.of(context.reader()).fragments.get(screen.way_key(page.id, page.structure))
        if isinstance(way, list):  # the tree was drawn a moment ago
            first: tuple[str | None, str] = (page.space_name, f"/s/{page.space_key}/")
            return [first, *((title, f"/s/{page.space_key}/{slug}") for title, slug in way)]
        rows = tree.breadcrumb(context.reader(), screen.scope_set(), page.id)
        crumbs: list[tuple[str | None, str]] = [(page.space_name, f"/s/{page.space_key}/")]
        expected = rows[0][2] if rows else 0
        for title, slug, height in rows:
            if height != expected:
                crumbs.append((None, ""))
            expected = height - 1
            if height:
                crumbs.append((title, f"/s/{page.space_key}/{slug}"))
        return crumbs

    return caches.of(context.reader()).fragments.fetch(key, read)


def _version() -> str:
    return renderings.version(context.app().settings.sanitiser)


def _loaded(page: PageRow, version: str) -> Stored:
    """The head's rendering, read once in a request."""
    known: dict[int, Stored] = g.setdefault("renderings", {})
    if page.head_id not in known:
        known[page.head_id] = _stored(page, version)
    return known[page.head_id]


def _stored(page: PageRow, version: str) -> Stored:
    row = present.stored(context.reader(), screen.scope_set(), page.head_id, version)
    if row is not None:
        return renderings.of_row(*row)
    head = queries.head(context.reader(), context.actor(), page.id)
    rendering = renderings.render(
        head.body, Limits(max(len(head.body) * 4, 1), context.app().settings.sanitiser)
    )
    kept = limits()
    context.app().afterwards.put(lambda session: renderings.keep(session, page.head_id, rendering, kept))
    return renderings.of_rendering(rendering)
