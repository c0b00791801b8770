"""Builds the frame of a screen for the request: navigation, spaces, tree, person. Plain data for the templates."""

from collections.abc import Sequence
from typing import cast

from flask import g, request
from markupsafe import Markup

from wiki import caches, i18n
from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.actor import EVERYONE, SIGNED_IN, Right
from wiki.admin.queries import WikiSettings
from wiki.errors import Invalid, WikiError
from wiki.notifications import queries as notifications
from wiki.pages import drafts, strays, tree
from wiki.pages.queries import PageRow
from wiki.pages.tree import Node
from wiki.sharing.viewing import Viewed
from wiki.spaces import queries as spaces
from wiki.spaces.queries import SpaceRow
from wiki.web import branches, context, csrf
from wiki.web.assets import Assets
from wiki.web.sentences import of_error, of_fault, said, undo_href
from wiki.web.shell import (
    LegalLink,
    NavEntry,
    Notice,
    NoticeKind,
    Shell,
    ShellUser,
    ShownView,
    SpaceLink,
    Theme,
)

_NOTICES = "notices"


def scope_set() -> ScopeSet:
    """The scopes that the request's actor may read."""
    if "scope_set" not in g:
        g.scope_set = policy.scope_set(context.reader(), context.actor())
    return cast("ScopeSet", g.scope_set)


def editable_scopes() -> ScopeSet:
    """The scopes in which the request's actor may edit, from the cached sets."""
    return policy.scope_set(context.reader(), context.actor(), Right.EDIT)


def children(space_id: int, parent_id: int | None) -> list[Node]:
    """What the reader sees directly below a page, or at the highest level of a space."""
    nodes = tree.children(context.reader(), scope_set(), space_id, parent_id)
    return strays.below(nodes, strays_of(space_id), parent_id)


def strays_of(space_id: int) -> strays.Strays:
    """The reader's pages of the space that lie below hidden ones."""
    return strays.of_space(context.reader(), scope_set(), space_id, _structure())


def shell(space: SpaceRow | None = None, page: PageRow | None = None) -> Shell:
    """The frame, with the tree of the space around the page."""
    who, settings, words = context.identity(), context.wiki_settings(), i18n.translator(context.locale())
    space_id, space_key = (
        (page.space_id, page.space_key) if page else (space.id, space.key) if space else (0, "")
    )
    name = page.space_name if page else space.name if space else ""
    known = space or next((row for row in _spaces() if row.id == space_id), None)
    present = SpaceLink(name, f"/s/{space_key}/", known.icon, known.is_archived) if known else None
    return Shell(
        wiki_name=settings.name,
        language=context.locale(),
        css_href=assets().href("werkbuch.css"),
        js_href=assets().href("js/app.js"),
        icon_href=assets().href("icons/werkbuch.svg"),
        help_href="/help/markdown",
        theme=cast("Theme", who.theme),
        logo_url=_logo(settings),
        person=who.public_id,
        user=_person(),
        viewing=_viewing(),
        unread_badge=unread_badge(),
        csrf_token=csrf.token(),
        nav=_nav(words),
        space=(present or SpaceLink(name, f"/s/{space_key}/")) if space_id else None,
        tree_html=tree_html(space_id, space_key, page) if space_id else Markup(),
        spaces=tuple(
            SpaceLink(row.name, row.href, row.icon)
            for row in _spaces()
            if row.id != space_id and not row.is_archived
        ),
        legal=_legal(words),
        notices=_notices(),
    )


def open_shell() -> Shell:
    """The frame of sign-in and set-up, in the reader's language and with the wiki's name."""
    context.locale()
    context.wiki_settings()
    return bare_shell()


def bare_shell() -> Shell:
    """The frame of sign-in, set-up and error screens; uses only what the request knows already."""
    settings = g.get("wiki_settings")
    who = g.get("identity")
    words = i18n.translator(context.locale_or_default())
    return Shell(
        wiki_name=settings.name if settings else "Werkbuch",
        language=context.locale_or_default(),
        css_href=assets().href("werkbuch.css"),
        js_href=assets().href("js/app.js"),
        icon_href=assets().href("icons/werkbuch.svg"),
        help_href="/help/markdown",
        theme=cast("Theme", who.theme if who else "auto"),
        csrf_token=csrf.token(),
        viewing=_viewing(),
        logo_url=_logo(settings) if settings else None,
        legal=_legal(words) if settings else (),
        notices=_notices(),
    )


def tree_html(space_id: int, space_key: str, page: PageRow | None) -> Markup:
    """The tree of the space around the page, kept per reader's scopes, structure and language."""
    scopes = scope_set()
    page_id = page.id if page else None
    structure = page.structure if page else _structure()
    editable = editable_scopes().ids
    key = ("tree", space_id, page_id, structure, scopes.ids, editable, context.locale())

    def draw() -> Markup:
        nodes = tree.around(context.reader(), scopes, space_id, page_id)
        if page_id is not None and (way := tree.way(nodes, page_id)) is not None:
            caches.of(context.reader()).fragments.put(way_key(page_id, structure), way)
        apart = strays.of_space(context.reader(), scopes, space_id, structure)
        shown = strays.among(nodes, apart, page_id)
        return branches.whole(shown, space_key, page_id, editable, scopes.unpublished_ids)

    return caches.of(context.reader()).fragments.fetch(key, draw)


def unread_badge(seen_alike: object = None) -> Markup:
    """How many new entries of the inbox the reader may see, as HTML; empty for none.

    No statement runs for who has none. Otherwise it is kept for a screen, as long as `seen_alike` stays: that names
    the reader's scopes and all that moves pages between them.
    """
    who = context.identity()
    if not who.unread:
        return Markup()
    if "unread" not in g:
        key = ("unread", who.user_id, who.unread, who.newest_unread, seen_alike)
        kept = caches.of(context.reader()).fragments
        found = cast("Markup | None", kept.get(key)) if seen_alike else None
        g.unread = _drawn_badge() if found is None else found
        if seen_alike and found is None:
            kept.put(key, g.unread)
    return cast("Markup", g.unread)


def way_key(page_id: int, structure: int) -> tuple[object, ...]:
    """The key under which the tree keeps the way to a page, for the breadcrumb."""
    return ("way", page_id, structure, scope_set().ids)


def initials(name: str) -> str:
    """One or two letters for a person."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def notice(kind: NoticeKind, text: str) -> None:
    """Say a sentence on this request's screen."""
    g.setdefault(_NOTICES, []).append(Notice(kind, text))


def error_text(error: WikiError) -> str | None:
    """The sentence for a domain error, in the reader's language; None where the error page says enough."""
    return of_error(error) if isinstance(error, Invalid) or error.facts else None


def assets() -> Assets:
    """The static files of this version."""
    return cast("Assets", context.app().extensions["assets"])


def _nav(words: i18n.Translator) -> tuple[NavEntry, ...]:
    path = request.path
    entries = [NavEntry(words.gettext("Start"), "/", path == "/")]
    entries.append(NavEntry(words.gettext("Recently changed"), "/recent", path == "/recent"))
    entries.append(NavEntry(words.gettext("Tags"), "/tags/", path == "/tags/"))
    if context.actor().user_id is not None:
        count = (
            drafts.count(context.reader(), context.actor())
            if path != "/drafts" and g.get("counts_drafts")
            else None
        )
        entries.append(NavEntry(words.gettext("Inbox"), "/inbox", path == "/inbox", is_inbox=True))
        entries.append(NavEntry(words.gettext("Favourites"), "/favourites", path == "/favourites"))
        entries.append(NavEntry(words.gettext("Drafts"), "/drafts", path == "/drafts", count))
    return tuple(entries)


def _drawn_badge() -> Markup:
    count = notifications.unread(context.reader(), context.actor())
    if not count:
        return Markup()
    told = i18n.translator(context.locale()).gettext("new")
    return Markup('<span class="count new">{}<span class="aural"> {}</span></span>').format(count, told)


def _person() -> ShellUser | None:
    who = context.identity()
    if who.user_id is None or who.viewing is not None:
        return None
    return ShellUser(who.display_name, initials(who.display_name), who.is_admin)


def _viewing() -> ShownView | None:
    """Uses only what the request knows already: error screens are drawn after its session ended."""
    seen_as: Viewed | None = g.get("viewed")
    if seen_as is None:
        return None
    words = i18n.translator(context.locale_or_default())
    names = {
        EVERYONE: words.gettext("Everyone, also without signing in"),
        SIGNED_IN: words.gettext("Everyone signed in"),
    }
    name = names.get(seen_as.principal, seen_as.name) or words.gettext("somebody who is no longer there")
    sentence = words.gettext("You see the wiki as: %(name)s") % {"name": name}
    return ShownView(sentence, request.full_path.rstrip("?") if request.method == "GET" else "/")


def _logo(settings: WikiSettings) -> str | None:
    return f"/logo/{settings.logo_sha256[:12]}" if settings.logo_sha256 else None


def _legal(words: i18n.Translator) -> tuple[LegalLink, ...]:
    settings = context.wiki_settings()
    links = (
        (words.gettext("Legal notice"), settings.imprint_url),
        (words.gettext("Privacy"), settings.privacy_url),
    )
    return tuple(LegalLink(label, href) for label, href in links if href)


def _notices() -> tuple[Notice, ...]:
    word = request.args.get("said", "")
    sentence = said(word)
    told = (Notice("good", sentence, undo_href(word)),) if sentence else ()
    fault = context.app().sessions.last_fault.present
    wrong = (Notice("problem", of_fault(fault)),) if fault else ()
    return (*wrong, *g.get(_NOTICES, ()), *told)


def _spaces() -> Sequence[SpaceRow]:
    return spaces.readable(context.reader(), context.actor(), scope_set())


def _structure() -> int:
    return tree.structure(context.reader(), scope_set())
