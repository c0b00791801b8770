"""Fills the macros and transclusions of a page for the request's reader.

What comes out depends on the reader's rights, language and zone, and on other pages; so it stands in no stored
HTML, and the page's tag holds a digest of it. A page that the reader may not read, one that is gone and a section
that does not exist look the same.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from wiki import i18n
from wiki.attachments import queries as attachments
from wiki.errors import Invalid
from wiki.macros import arguments, drawing, queries, sections
from wiki.macros.arguments import DEEPEST, LIMIT
from wiki.macros.drawing import draw
from wiki.pages import present, transcluding
from wiki.pages import queries as pages
from wiki.pages.present import LinkState, Surroundings
from wiki.pages.queries import PageRow
from wiki.pages.renderings import Stored, of_row, version
from wiki.pages.slugs import title_key
from wiki.properties.queries import PropertyRow
from wiki.render.macros import TRANSCLUSION
from wiki.render.rendering import Heading, Macro
from wiki.web import context, screen

NESTED = 3
"""Levels of pages inside pages."""

SHOWN_CHARACTERS = 400_000
"""HTML that a page takes from others and from lists; what is over is linked to, or left out."""

MOST_INSETS = 150
"""Lists and pages that one screen shows, those inside of other pages too: else three pages of fifty lines each, the
one inside the other, would show a hundred thousand lists."""

CHANGES = 10
Load = Callable[[PageRow, str], Stored]


@dataclass(frozen=True, slots=True)
class Insets:
    """What the macros of a page show to this reader, and a digest of it for the page's tag."""

    html: Mapping[int, str]
    digest: str


NONE = Insets({}, "")


@dataclass(frozen=True, slots=True)
class _Host:
    """The page that is being filled; `above` are the pages around it, itself included, `mark` keeps ids apart."""

    page: PageRow
    stored: Stored
    around: Surroundings
    above: frozenset[int]
    mark: str = "t"


@dataclass(frozen=True, slots=True)
class _Shown:
    """The pages that a page shows, by id."""

    rows: Mapping[int, PageRow]
    stored: Mapping[int, Stored]
    links: Mapping[int, Mapping[int, LinkState]]


def insets(page: PageRow, stored: Stored, around: Surroundings, load: Load) -> Insets:
    """The macros of the page, filled. `load` renders a page whose stored rendering is of another version."""
    if not stored.macros:
        return NONE
    found = _Filling(load).of(_Host(page, stored, around, frozenset({page.id})))
    digest = hashlib.sha256(repr(sorted(found.items())).encode("utf-8", "surrogatepass")).hexdigest()
    return Insets(found, digest[:20])


class _Filling:
    """One pass over a page and what it shows of others; `left` and `more` are what may still be shown."""

    def __init__(self, load: Load) -> None:
        self.version = version(context.app().settings.sanitiser)
        self.load = load
        self.left = SHOWN_CHARACTERS
        self.more = MOST_INSETS
        self.stored: dict[int, Stored] = {}
        self.session, self.actor, self.scopes = context.reader(), context.actor(), screen.scope_set()

    def of(self, host: _Host) -> dict[int, str]:
        shown = self._targets(host)
        return {key: self._one(host, key, macro, shown) for key, macro in enumerate(host.stored.macros)}

    def _one(self, host: _Host, key: int, macro: Macro, shown: _Shown) -> str:
        if macro.name == TRANSCLUSION:
            return self._page(host, key, macro, shown)
        if self.more <= 0 or self.left <= 0:
            return draw("beyond", source=macro.source)
        self.more -= 1
        try:
            found = _FILL[macro.name](self, host, macro.arguments)
        except Invalid as error:
            return draw("problem", source=macro.source, rest=str(error.facts.get("rest", "")))
        self.left -= len(found)
        return found

    # Pages inside pages

    def _targets(self, host: _Host) -> _Shown:
        """All pages that this one shows, read at once; none below the deepest level."""
        links = [host.around.links.get(macro.link) for macro in host.stored.macros if macro.link is not None]
        ids = {link.page_id for link in links if link and link.page_id} - host.above
        if not ids or len(host.above) > NESTED or self.more <= 0:
            return _Shown({}, {}, {})
        rows = pages.by_ids(self.session, self.actor, self.scopes, ids)
        heads = [row.head_id for page_id, row in rows.items() if page_id not in self.stored]
        known = transcluding.stored_of_several(self.session, self.scopes, heads, self.version)
        for page_id, row in rows.items():
            if page_id not in self.stored:
                found = known.get(page_id)
                self.stored[page_id] = of_row(*found) if found else self.load(row, self.version)
        return _Shown(rows, self.stored, transcluding.links_of_several(self.session, self.scopes, rows))

    def _page(self, host: _Host, key: int, macro: Macro, shown: _Shown) -> str:
        link = host.around.links.get(macro.link) if macro.link is not None else None
        if link is None or link.page_id is None:
            return _missing(macro)
        row = shown.rows.get(link.page_id)
        if row is None:
            return draw("elsewhere", title=link.target, href=link.href)
        mark = f"{host.mark}{key}"
        found = _part(row, shown.stored[row.id], link.fragment)
        if found is None:
            return _missing(macro)
        size = sections.size(found)
        if size > self.left or self.more <= 0:
            return draw("elsewhere", title=row.title, href=row.href)
        self.left -= size
        self.more -= 1
        inner = _Host(
            row,
            sections.apart(found, mark, row.href),
            Surroundings(shown.links.get(row.id, {}), ()),
            host.above | {row.id},
            f"{mark}-",
        )
        return draw("transclusion", page=row, fragment=link.fragment, html=self._presented(inner))

    def _presented(self, host: _Host) -> Markup:
        links, page = host.around.links, host.page
        rows = attachments.shown_on(self.session, self.actor, page.id) if _needs_files(links.values()) else []
        files, words = attachments.links_of(rows, page.id), i18n.translator(context.locale())
        text = present.present(page, host.stored, host.around, files, words, insets=self.of(host))
        return text.html

    # Lists

    def contents(self, host: _Host, text: str) -> str:
        depth = arguments.options(text).number or 6
        headings = _below_title(host.stored.toc, host.page.title)
        highest = min((one.level for one in headings), default=1)
        shown = [one for one in headings if one.level < highest + depth]
        return draw("contents", headings=shown, highest=highest, mark=host.mark)

    def children(self, host: _Host, text: str) -> str:
        depth = max(1, min(arguments.options(text).number or 1, DEEPEST))
        return draw("children", branches=queries.children(self.session, self.scopes, host.page, depth))

    def changes(self, host: _Host, text: str) -> str:
        asked = arguments.options(text)
        space_id = None if asked.is_everywhere else host.page.space_id
        limit = min(asked.number or CHANGES, LIMIT)
        rows = pages.recent_pages(self.session, self.actor, space_id=space_id, limit=limit)
        return draw("changes", rows=rows, with_space=asked.is_everywhere)

    def tagged(self, host: _Host, text: str) -> str:
        asked = arguments.options(text)
        if not asked.words:
            raise Invalid("macro", "unclear", rest="")
        rows = queries.tagged(self.session, self.actor, host.page, asked)
        return self._list(rows, asked.number or LIMIT)

    def backlinks(self, host: _Host, text: str) -> str:
        limit = arguments.options(text).number or LIMIT
        around = host.around
        if len(host.above) > 1 or not around.backlinks:  # only the page of the screen has them read already
            around = present.surroundings(self.session, self.scopes, host.page.id)
        return draw("pages", links=around.backlinks[:limit], has_more=len(around.backlinks) > limit)

    def pages(self, host: _Host, text: str) -> str:
        asked = arguments.table(text)
        rows = queries.table(self.session, self.actor, host.page, asked)
        if not text.strip() or asked.columns == ("title",):
            return self._list(rows, asked.limit)
        columns = [name for name in asked.columns if name != "title"]
        return drawing.table(columns, rows[: asked.limit], has_more=len(rows) > asked.limit)

    def _list(self, rows: Sequence[PropertyRow], limit: int) -> str:
        links = [(row.title, row.href) for row in rows[:limit]]
        return draw("pages", links=links, has_more=len(rows) > limit)


_FILL: Mapping[str, Callable[[_Filling, _Host, str], str]] = {
    "contents": _Filling.contents,
    "children": _Filling.children,
    "changes": _Filling.changes,
    "tagged": _Filling.tagged,
    "backlinks": _Filling.backlinks,
    "pages": _Filling.pages,
}


def _part(page: PageRow, stored: Stored, fragment: str | None) -> Stored | None:
    """The section with this anchor, if there is one; without an anchor the page below its title."""
    if fragment is not None:
        return sections.section(stored, fragment)
    html, toc = present.without_own_title(page.title, stored)
    return replace(stored, html=html, toc=toc, first_heading=None)


def _missing(macro: Macro) -> str:
    """What stands for a page or section that is not there for this reader, whatever the reason."""
    return draw("missing", name=macro.source.removeprefix("![[").removesuffix("]]").partition("|")[0].strip())


def _needs_files(links: Iterable[LinkState]) -> bool:
    return any(link.kind in {"file", "image"} or link.href is None for link in links)


def _below_title(toc: Sequence[Heading], title: str) -> Sequence[Heading]:
    """The headings without the one that is the page's title."""
    return toc[1:] if toc and title_key(toc[0].text) == title_key(title) else toc
