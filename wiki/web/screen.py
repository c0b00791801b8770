"""Builds the frame of a screen for the request: navigation, spaces, tree, person. Plain data for the templates."""

from collections.abc import Sequence
from typing import cast

from flask import g, request
from markupsafe import Markup

from wiki import caches, i18n
from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.admin.queries import WikiSettings
from wiki.errors import Invalid, WikiError
from wiki.pages import drafts, tree
from wiki.pages.queries import PageRow
from wiki.pages.tree import Node
from wiki.spaces import queries as spaces
from wiki.spaces.queries import SpaceRow
from wiki.web import context, csrf
from wiki.web.assets import Assets
from wiki.web.sentences import of_error, said
from wiki.web.shell import LegalLink, NavEntry, Notice, NoticeKind, Shell, ShellUser, SpaceLink, Theme

_NOTICES = "notices"


def scope_set() -> ScopeSet:
    """The scopes that the request's actor may read."""
    if "scope_set" not in g:
        g.scope_set = policy.scope_set(context.reader(), context.actor())
    return cast("ScopeSet", g.scope_set)


def shell(space: SpaceRow | None = None, page: PageRow | None = None) -> Shell:
    """The frame, with the tree of the space around the page."""
    who, settings, words = context.identity(), context.wiki_settings(), i18n.translator(context.locale())
    space_id, space_key = (
        (page.space_id, page.space_key) if page else (space.id, space.key) if space else (0, "")
    )
    name = page.space_name if page else space.name if space else ""
    return Shell(
        wiki_name=settings.name,
        language=context.locale(),
        css_href=assets().href("werkbuch.css"),
        js_href=assets().href("js/app.js"),
        icon_href=assets().href("icons/werkbuch.svg"),
        help_href="/help/markdown",
        theme=cast("Theme", who.theme),
        logo_url=_logo(settings),
        user=ShellUser(who.display_name, initials(who.display_name), who.is_admin) if who.user_id else None,
        csrf_token=csrf.token(),
        nav=_nav(words),
        space=SpaceLink(name, f"/s/{space_key}/") if space_id else None,
        tree_html=tree_html(space_id, space_key, page) if space_id else Markup(),
        spaces=tuple(SpaceLink(row.name, row.href) for row in _spaces() if row.id != space_id),
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
        logo_url=_logo(settings) if settings else None,
        legal=_legal(words) if settings else (),
        notices=_notices(),
    )


def tree_html(space_id: int, space_key: str, page: PageRow | None) -> Markup:
    """The tree of the space around the page, kept per reader's scopes, structure and language."""
    scopes = scope_set()
    page_id = page.id if page else None
    structure = page.structure if page else _structure()
    key = ("tree", space_id, page_id, structure, scopes.ids, context.locale())

    def draw() -> Markup:
        nodes = tree.around(context.reader(), scopes, space_id, page_id)
        if page_id is not None and (way := tree.way(nodes, page_id)) is not None:
            caches.of(context.reader()).fragments.put(way_key(page_id, structure), way)
        if space_id not in {row.id for row in _spaces()}:
            nodes = _unique([*nodes, *tree.heads(context.reader(), scopes, space_id)])
        return draw_tree(nodes, space_key, page_id)

    return caches.of(context.reader()).fragments.fetch(key, draw)


def way_key(page_id: int, structure: int) -> tuple[object, ...]:
    """The key under which the tree keeps the way to a page, for the breadcrumb."""
    return ("way", page_id, structure, scope_set().ids)


def draw_tree(nodes: Sequence[Node], space_key: str, page_id: int | None) -> Markup:
    """The tree's markup (contract: templates/_macros/tree.html), written without a template: it is hot."""
    words = i18n.translator(context.locale())
    known = {node.id for node in nodes}
    levels: dict[int | None, list[Node]] = {}
    for node in nodes:
        levels.setdefault(node.parent_id if node.parent_id in known else None, []).append(node)
    failed = words.gettext("The pages below could not be loaded. Open the page itself to see them.")
    label = words.gettext("Pages of this space")
    inner = _branch(levels, None, space_key, page_id, words)
    return (
        Markup(
            '<ul class="tree" aria-label="{}" data-controller="tree" data-on="click focusin" data-failed="{}">'
        ).format(label, failed)
        + inner
        + Markup("</ul>")
    )


def branch_html(nodes: Sequence[Node], space_key: str, page_id: int | None = None) -> Markup:
    """One level, as the tree's script loads it."""
    words = i18n.translator(context.locale())
    return Markup("<ul>") + _branch({None: list(nodes)}, None, space_key, page_id, words) + Markup("</ul>")


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


def _branch(
    levels: dict[int | None, list[Node]],
    parent_id: int | None,
    space_key: str,
    page_id: int | None,
    words: i18n.Translator,
) -> Markup:
    below = words.gettext("Pages below %(title)s")
    pieces: list[Markup] = []
    for node in levels.get(parent_id, ()):
        href = f"/s/{space_key}/{node.slug}"
        pieces.append(Markup("<li>"))
        if node.has_children:
            is_open = node.id in levels
            source = (
                Markup("")
                if is_open
                else Markup(' data-src="/s/{}/tree?parent={}"').format(space_key, node.public_id)
            )
            pieces.append(
                Markup(
                    '<button class="twist" type="button" aria-expanded="{}" aria-label="{}"{}></button>'
                ).format("true" if is_open else "false", below % {"title": node.title}, source)
            )
        current = Markup(' aria-current="page"') if node.id == page_id else ""
        pieces.append(Markup('<a href="{}"{}>{}</a>').format(href, current, node.title))
        if node.id in levels:
            pieces += [Markup("<ul>"), _branch(levels, node.id, space_key, page_id, words), Markup("</ul>")]
        pieces.append(Markup("</li>"))
    return Markup("").join([*pieces, _more(levels.get(parent_id, []), parent_id, space_key, words)])


def _more(nodes: list[Node], parent_id: int | None, space_key: str, words: i18n.Translator) -> Markup:
    hidden = nodes[0].siblings - len(nodes) if nodes and nodes[0].parent_id == parent_id else 0
    if hidden <= 0:
        return Markup()
    text = words.ngettext("%(num)d more page", "%(num)d more pages", hidden) % {"num": hidden}
    query = f"?near={nodes[0].public_id}" if parent_id is not None else ""
    return Markup('<li class="more"><a href="/s/{}/pages{}">{}</a></li>').format(space_key, query, text)


def _nav(words: i18n.Translator) -> tuple[NavEntry, ...]:
    path = request.path
    entries = [NavEntry(words.gettext("Start"), "/", path == "/")]
    entries.append(NavEntry(words.gettext("Recently changed"), "/recent", path == "/recent"))
    if context.identity().user_id is not None:
        count = (
            drafts.count(context.reader(), context.actor())
            if path != "/drafts" and g.get("counts_drafts")
            else None
        )
        entries.append(NavEntry(words.gettext("Drafts"), "/drafts", path == "/drafts", count))
    return tuple(entries)


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
    sentence = said(request.args.get("said", ""))
    told = (Notice("good", sentence),) if sentence else ()
    return (*g.get(_NOTICES, ()), *told)


def _spaces() -> Sequence[SpaceRow]:
    return spaces.readable(context.reader(), context.actor(), scope_set())


def _structure() -> int:
    return tree.structure(context.reader(), scope_set())


def _unique(nodes: list[Node]) -> list[Node]:
    return list({node.id: node for node in nodes}.values())
