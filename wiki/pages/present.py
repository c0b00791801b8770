"""Fills a rendering for one reader: link states, images, task boxes, titles of callouts.

The stored HTML is the same for everybody and is read nowhere else (an AST test says so). What the reader may
not read looks like what does not exist.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote, urlencode

from markupsafe import Markup
from sqlalchemy import Integer, String, and_, bindparam, cast, literal, null, union_all
from sqlalchemy.orm import Session, aliased

from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.actor import Actor
from wiki.i18n import Translator
from wiki.pages import embeds
from wiki.pages.addresses import target
from wiki.pages.embeds import FileLink
from wiki.pages.links import resolve
from wiki.pages.models import Link, Page, StoredRendering
from wiki.pages.queries import PageRow
from wiki.pages.renderings import Stored
from wiki.pages.slugs import search_key, title_key
from wiki.prepared import Prepared
from wiki.render import tasks
from wiki.render.rendering import Heading, Reference, Task
from wiki.render.slots import CALLOUTS, Slot, split
from wiki.spaces.models import Space


@dataclass(frozen=True, slots=True)
class LinkState:
    """A link of the page for this reader; `href` and `page_id` are None where there is nothing for him."""

    kind: str
    target: str
    fragment: str | None
    href: str | None
    space_key: str | None
    page_id: int | None = None


@dataclass(frozen=True, slots=True)
class Presented:
    """The text of a page for readers with the same scopes and language."""

    html: Markup
    toc: tuple[Heading, ...]
    backlinks: tuple[tuple[str, str], ...]
    words: int
    weight: int = field(default=0, compare=False)
    has_tasks: bool = False
    tags: tuple[str, ...] = ()
    properties: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the links of a page lead to, and who links here, as far as the reader may know."""

    links: Mapping[int, LinkState]
    backlinks: tuple[tuple[str, str], ...]


_page_id = bindparam("page_id", type_=Integer)
_target_space = aliased(Space)
_OWN = (
    policy.narrow(
        Link,
        (
            literal("own"),
            Link.key,
            Link.kind,
            Link.target,
            Link.fragment,
            _target_space.key,
            Link.target_slug,
        ),
    )
    .outerjoin(
        _target_space,
        and_(
            _target_space.id == Link.target_space_id,
            _target_space.scope_id.in_(
                policy.parameter_ids("scopes")
            ),  # or a link would tell which spaces exist
        ),
    )
    .where(Link.page_id == _page_id)
)
_nothing = null()
_TARGETS = (
    policy.narrow(
        Page,
        (
            literal("target"),
            Link.key,
            Space.key,
            Page.slug,
            cast(Page.id, String),  # as the other parts of the union have text here
            _nothing,
            _nothing,
        ),
    )
    .join(Link, Link.target_id == Page.id)
    .join(Space, Space.id == Page.space_id)
    .where(Link.page_id == _page_id)
)
_BACKLINKS = (
    policy.narrow(Link, (literal("back"), Page.id, Space.key, Page.slug, Page.title, _nothing, _nothing))
    .join(Space, Space.id == Page.space_id)
    .where(Link.target_id == _page_id, Link.page_id != _page_id, Page.template_for.is_(None))
)
_AROUND = Prepared(union_all(_OWN, _TARGETS, _BACKLINKS))
_READABLE = Prepared(
    policy.narrow(Page, (Page.id, Space.key, Page.slug))
    .join(Space, Space.id == Page.space_id)
    .where(Page.id.in_(policy.parameter_ids("page_ids")))
)
_RENDERING = Prepared(
    policy.narrow(StoredRendering, (StoredRendering.html, StoredRendering.facts))
    .where(StoredRendering.revision_id == bindparam("revision_id", type_=Integer))
    .where(StoredRendering.version == bindparam("version", type_=String))
)


def stored(
    session: Session, scope_set: ScopeSet, revision_id: int, version: str
) -> tuple[str, dict[str, object]] | None:
    """The stored HTML and facts of a head, when the present code made them."""
    values = {**scope_set.parameters, "revision_id": revision_id, "version": version}
    row = _RENDERING.first(session, values)
    return None if row is None else (row[0], row[1])


def stored_of(
    session: Session, actor: Actor, revision_id: int, version: str
) -> tuple[str, dict[str, object]] | None:
    """As `stored`, for whoever reads rows instead of scopes: the guest of a share link."""
    row = session.execute(
        policy.allowed(StoredRendering, actor)
        .where(StoredRendering.revision_id == revision_id, StoredRendering.version == version)
        .with_only_columns(StoredRendering.html, StoredRendering.facts)
    ).first()
    return None if row is None else (row[0], row[1])


def hrefs_of(session: Session, scope_set: ScopeSet, page_ids: Iterable[int]) -> dict[int, str]:
    """The addresses of those pages that the reader may read. One statement."""
    ids = json.dumps(sorted(page_ids))
    rows = _READABLE.rows(session, {**scope_set.parameters, "page_ids": ids})
    return {page_id: f"/s/{key}/{slug}" for page_id, key, slug in rows}


def surroundings(session: Session, scope_set: ScopeSet, page_id: int) -> Surroundings:
    """One statement: the page's links with what this reader may know of their targets, and the backlinks."""
    own: dict[int, tuple[str, str, str | None, str | None]] = {}
    targets: dict[int, tuple[str, int]] = {}
    back: dict[str, str] = {}
    for what, key, *rest in _AROUND.rows(session, {**scope_set.parameters, "page_id": page_id}):
        if what == "own":
            own[key] = (rest[0], rest[1], rest[2], rest[3])
        elif what == "target":
            targets[key] = (f"/s/{rest[0]}/{rest[1]}", int(rest[2]))
        else:
            back[f"/s/{rest[0]}/{rest[1]}"] = rest[2]
    links = {
        key: LinkState(kind, target, fragment, href, space_key, page_id)
        for key, (kind, target, fragment, space_key) in own.items()
        for href, page_id in (targets.get(key, (None, None)),)
    }
    ordered = sorted(back.items(), key=lambda entry: title_key(entry[1]))
    return Surroundings(links, tuple((title, href) for href, title in ordered))


def present(
    page: PageRow,
    rendering: Stored,
    around: Surroundings,
    files: Mapping[str, FileLink],
    words: Translator,
    *,
    can_tick: bool = False,
    insets: Mapping[int, str] | None = None,
    is_shared: bool = False,
) -> Presented:
    """The page's text with everything filled in that depends on the reader. Cost: one pass over the HTML.

    With `can_tick` its task boxes belong to the form with the id `ticking`. `insets` are what its macros show to
    this reader (`wiki.macros`), as clean HTML. For the guest of a share link (`is_shared`) nothing leads into the
    wiki, not even to where a missing page could be made.
    """
    html, toc = without_own_title(page.title, rendering)
    fill = _Fill(page, rendering, around.links, files, words, can_tick, insets or {}, is_shared)
    text = "".join(piece if isinstance(piece, str) else fill.slot(piece) for piece in split(html))
    weight = sys.getsizeof(text) + 500
    clean = Markup(text)  # noqa: S704  sanitised
    return Presented(
        clean,
        toc,
        around.backlinks,
        rendering.words,
        weight,
        bool(rendering.tasks),
        rendering.tags,
        rendering.properties,
    )


def tried(
    session: Session, scope_set: ScopeSet, page: PageRow, references: Sequence[Reference]
) -> Surroundings:
    """Link states of a text that is not the page's head (preview, old revision): resolved now, not from its rows."""
    targets = {key: target(reference, page.space_key, page.slug) for key, reference in enumerate(references)}
    place = Page(id=page.id or None, space_id=page.space_id, parent_id=page.parent_id)
    found = resolve(session, place, [one for one in targets.values() if one is not None])
    hrefs = hrefs_of(session, scope_set, {page_id for _, page_id in found.values() if page_id})
    links: dict[int, LinkState] = {}
    for key, reference in enumerate(references):
        one = targets[key]
        page_id = found[one][1] if one else None
        href = hrefs.get(page_id) if page_id else None
        links[key] = LinkState(
            reference.kind,
            reference.target,
            reference.fragment,
            href,
            one.space_key if one else None,
            page_id if href else None,
        )
    return Surroundings(links, ())


@dataclass(frozen=True, slots=True)
class _Fill:
    page: PageRow
    rendering: Stored
    links: Mapping[int, LinkState]
    files: Mapping[str, FileLink]
    words: Translator
    can_tick: bool = False
    insets: Mapping[int, str] = field(default_factory=dict)
    is_shared: bool = False

    def slot(self, slot: Slot) -> str:
        match slot.kind:
            case "link":
                return _with(self._link(self.links.get(slot.key)), slot.attributes)
            case "image":
                return self._image(self.links.get(slot.key), slot)
            case "task":
                return self._task(slot.key)
            case "macro":
                return self.insets.get(slot.key) or self._macro(slot.key)
            case "formula":
                return self._formula(slot.key)
            case _:
                return self._word(slot)

    def _word(self, slot: Slot) -> str:
        if slot.kind == "back":
            return escape(self.words.gettext("Back to the text"))
        name = escape(self._callout(slot.key))
        return name if slot.kind == "callout" else f'<span class="aural">{name}: </span>'

    def _link(self, link: LinkState | None) -> str:
        if link is None:
            return "<a>"
        if link.kind in {"file", "image"} or (link.href is None and self._file(link.target)):
            return self._file_link(link)
        if link.href is not None:
            return f'<a href="{escape(link.href)}{_fragment(link.fragment)}">'
        if self.is_shared:
            hint = self.words.gettext("This is not part of what is shared.")
            return f'<a class="missing" title="{escape(hint)}">'
        if (
            link.kind == "path"
            and link.target.startswith("/")
            and not link.target.startswith(("/s/", "/p/", "//"))
        ):
            return f'<a href="{escape(quote(link.target, safe="/?=&%#"))}{_fragment(link.fragment)}">'
        return self._missing(link)

    def _missing(self, link: LinkState) -> str:
        title = (
            link.target
            if link.kind == "wiki"
            else link.target.rstrip("/").rpartition("/")[2].removesuffix(".md")
        )
        query = urlencode({"title": title, "parent": self.page.public_id})
        href = f"/s/{quote(link.space_key or self.page.space_key)}/new?{query}"
        hint = self.words.gettext("This page does not exist yet. Create it.")
        return f'<a class="missing" href="{escape(href)}" title="{escape(hint)}">'

    def _file_link(self, link: LinkState) -> str:
        found = self._file(link.target)
        if found is not None:
            return f'<a class="file" href="{escape(found.href)}">'
        if link.target.startswith("/files/") and not self.is_shared:
            return f'<a class="file" href="{escape(quote(link.target))}">'
        hint = self.words.gettext("This file is not attached to the page.")
        return f'<a class="missing" title="{escape(hint)}">'

    def _image(self, link: LinkState | None, slot: Slot) -> str:
        found = self._file(link.target) if link else None
        if found is None and link and link.target.startswith("/files/") and not self.is_shared:
            found = FileLink(quote(link.target, safe="/"), 0, "", "")
        if found is None:
            name = link.target if link and not self.is_shared else ""
            return embeds.missing(name, slot.attributes, slot.text, self.words)
        return embeds.embedded(found, slot.attributes, slot.text, self.words)

    def _file(self, target: str) -> FileLink | None:
        """The file of the page by its name, or any readable one that the text names by its address."""
        if target.startswith("/files/"):
            return self.files.get("/".join(target.split("/")[:3]))
        name = target.removeprefix("./")
        return self.files.get(search_key(name)) or self.files.get(search_key(name.rpartition("/")[2]))

    def _task(self, key: int) -> str:
        known = self.rendering.tasks
        task = known[key] if key < len(known) else Task(key, checked=False, text="", line=-1)
        state = " checked" if task.checked else ""
        if self.can_tick:
            state = f' form="ticking" name="on" value="{tasks.name(task)}" autocomplete="off"{state}'
        else:
            state = f" disabled{state}"
        return f'<input type="checkbox"{state} aria-label="{escape(task.text[:200])}">'

    def _macro(self, key: int) -> str:
        """The line as it was typed, where nothing was filled in: differences show what was changed of it."""
        known = self.rendering.macros
        return f"<p><code>{escape(known[key].source)}</code></p>" if key < len(known) else ""

    def _formula(self, key: int) -> str:
        formula = self.rendering.formulas[key] if key < len(self.rendering.formulas) else None
        if formula is None or formula.mathml:
            return formula.mathml if formula else ""
        hint, dollars = (
            self.words.gettext("This formula could not be read."),
            "$$" if formula.is_block else "$",
        )
        return f'<code class="formula-source" title="{escape(hint)}">{dollars}{escape(formula.source)}{dollars}</code>'

    def _callout(self, key: int) -> str:
        names = {
            "note": self.words.gettext("Note"),
            "tip": self.words.gettext("Tip"),
            "important": self.words.gettext("Important"),
            "warning": self.words.gettext("Warning"),
            "caution": self.words.gettext("Caution"),
        }
        return names[CALLOUTS[key]] if key < len(CALLOUTS) else ""


def without_own_title(title: str, rendering: Stored) -> tuple[str, tuple[Heading, ...]]:
    """The screen shows the title itself: a text that begins with it does not show it twice."""
    html, toc = rendering.html, rendering.toc
    is_same = rendering.first_heading is not None and title_key(rendering.first_heading) == title_key(title)
    if not is_same or not html.startswith("<h1"):
        return html, toc
    return html.partition("</h1>")[2].lstrip("\n"), toc[1:]


def _with(tag: str, attributes: str) -> str:
    """The start tag with the author's attributes (a title), unless it says something of its own there."""
    return tag if not attributes or " title=" in tag else f"{tag[:-1]}{attributes}>"


def _fragment(fragment: str | None) -> str:
    return f"#user-content-{escape(quote(fragment))}" if fragment else ""
