"""Replaces the targets of links in Markdown and leaves every other byte as it is.

The source is parsed by the renderer's own rules, with the places of destinations noted beside the tokens, so
what is a link here is a link there. A destination whose place in the source cannot be told for certain is left
alone, and so are addresses without markup (`https://…`, `<https://…>`) and places on the same page (`#…`).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkLabel
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token

from wiki.render import frontmatter, markdown, references, wikilinks
from wiki.render.sanitise import scheme

AddressKind = Literal["wiki", "path", "file", "image", "external"]


@dataclass(frozen=True, slots=True)
class Address:
    """What a link in the source leads to.

    `kind`, `target`, `space` and `fragment` are those of `wiki.render.rendering.Reference`; for `external` the
    target is the whole address. `raw` is the destination as it stands in the source, without `<` and `>`; of a
    wiki link the text before `|`.
    """

    kind: AddressKind
    target: str
    space: str | None
    fragment: str | None
    raw: str


Change = Callable[[Address], str | None]


def rewrite(source: str, change: Change) -> str:
    """`source` with new targets where `change` gives one; None or the same target changes nothing.

    A new target is given decoded (`Größe & Co/Plan.md`) and percent-encoded here where Markdown needs it; for a
    wiki link it is the text before `#` and `|` with its `space:`. Fragment, label and title stay, a query goes;
    `[[Old]]` becomes `[[New|Old]]`. A target that a wiki link cannot hold (`]`, `#`, `|`) is not written.
    """
    pieces: list[str] = []
    position = 0
    for place in sorted(_places(source), key=lambda one: one.start):
        new = _changed(place, change)
        if new is None or place.start < position:
            continue
        pieces += (source[position : place.start], new)
        position = place.end
    return "".join((*pieces, source[position:])) if pieces else source


def addresses(source: str) -> tuple[Address, ...]:
    """The addresses that `rewrite` would ask about, in the order of the source."""
    places = sorted(_places(source), key=lambda one: one.start)
    return tuple(address for place in places for address in place.addresses)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a destination stands in the source; `addresses` are two when a definition serves link and image."""

    start: int
    end: int
    addresses: tuple[Address, ...]
    label: str | None = None  # of a wiki link without one: the text that it shows
    is_in_cell: bool = False


# Replacing


def _changed(place: _Place, change: Change) -> str | None:
    answers = {change(address) for address in place.addresses}
    new = answers.pop() if len(answers) == 1 else None
    address = place.addresses[0]
    if new is None or new in (address.raw, address.target):
        return None
    if address.kind == "wiki":
        return _wiki(address, new, place)
    written = _destination(address, new)
    return written.replace("|", "%7C") if written and place.is_in_cell else written


def _wiki(address: Address, new: str, place: _Place) -> str | None:
    found = wikilinks.target(new)
    if (found.title, found.space) == (address.target, address.space):
        return None
    if re.search(r"[\[\]\n\r|#^]", new) or not (new.strip() and found.title):
        return None
    hash_sign, fragment = address.raw.partition("#")[1:]
    bar = "" if place.label is None else ("\\|" if place.is_in_cell else "|") + place.label
    return f"{new.strip()}{hash_sign}{fragment}{bar}"


_UNSAFE = re.compile(r"[\x00-\x20\x7f\x85\xa0\u2028\u2029<>\\\"`]")
_UNSAFE_IN_PATH = re.compile(r"[\x00-\x20\x7f\x85\xa0\u2028\u2029<>\\\"`%#?&\[\]()]")


def _destination(address: Address, new: str) -> str | None:
    """`new` as Markdown writes it, with the old fragment; None if it would not be read back as `new`."""
    if scheme(new):
        return _UNSAFE.sub(_percent, new) if parseLinkDestination(new, 0, len(new)).ok else None
    hash_sign, fragment = address.raw.partition("#")[1:] if address.kind != "external" else ("", "")
    written = _UNSAFE_IN_PATH.sub(_percent, new)
    read = parseLinkDestination(written, 0, len(written))
    is_same = (
        read.ok and read.pos == len(written) and references.inside_key(normalizeLink(read.str))[1] == new
    )
    return written + hash_sign + fragment if is_same else None


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())


# Finding


_REPLACED = re.compile("[\0\ud800-\udfff]")


def _places(source: str) -> Iterator[_Place]:
    if "[" not in source:
        return
    text = _REPLACED.sub("\N{REPLACEMENT CHARACTER}", source)  # as the renderer does; no place moves
    front = frontmatter.split(text)
    try:
        document = _parsed(front.body)
    except RecursionError:  # the renderer shows such a page as code
        return
    lines = _Lines(text, front.lines)
    used: dict[str, list[Address]] = {}
    before = None
    for token in document.tokens:
        if token.type == "inline" and token.children:
            is_in_cell = before in ("th_open", "td_open")
            yield from _of_inline(token, lines, used, is_in_cell=is_in_cell)
        before = token.type
    yield from _of_definitions(document.env, lines, used)


# A `|` more in the line above would make a table of it: there the label is given up.
_BEFORE_TABLE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)[ \t>]*[-|:][-|: \t]*\|")


def _of_inline(
    token: Token, lines: "_Lines", used: dict[str, list[Address]], *, is_in_cell: bool
) -> Iterator[_Place]:
    """Places of the destinations that stand in the token; `used` gets what refers to definitions, by label."""
    located: _Located | None = None
    is_looked_for = False
    for child in token.children or []:
        span = child.meta.get("span") if child.type in ("link_open", "image") else None
        if child.meta.get("label") and child.type in ("link_open", "image"):
            address = _address(child, "")
            if address is not None:
                used.setdefault(child.meta["label"], []).append(address)
        if span is None:
            continue
        if not is_looked_for:
            located, is_looked_for = lines.locate(token, is_in_cell=is_in_cell), True
        if located is None:
            return
        start, end = located.source(span[0]), located.source(span[1])
        address = _address(child, lines.source[start:end])
        if address is not None:
            is_bare = child.meta.get("is_bare") and not _BEFORE_TABLE.match(lines.source, end)
            label = lines.source[start:end].strip() if is_bare else None
            yield _Place(start, end, (address,), label, is_in_cell)


def _of_definitions(env: dict[str, Any], lines: "_Lines", used: dict[str, list[Address]]) -> Iterator[_Place]:
    for label, users in used.items():
        found = _definition(env["references"][label], label, lines)
        if found is not None:
            start, end = found
            raw = lines.source[start:end]
            several = dict.fromkeys(
                Address(one.kind, one.target, one.space, one.fragment, raw) for one in users
            )
            yield _Place(start, end, tuple(several))


_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]:[\s>]*", re.DOTALL)


def _definition(known: dict[str, Any], label: str, lines: "_Lines") -> tuple[int, int] | None:
    """Where the destination of a definition stands, without `<` and `>`."""
    start, end = lines.extent(*known["map"])
    for match in _LABEL.finditer(lines.source, start, end):
        read = parseLinkDestination(lines.source, match.end(), end)
        if normalizeReference(match[1]) == label and read.ok and normalizeLink(read.str) == known["href"]:
            return _without_brackets(lines.source, match.end(), read.pos)
    return None


def _address(token: Token, raw: str) -> Address | None:
    """What the token leads to; None for places on the same page."""
    if target := token.meta.get("wiki"):
        if not target.title and not target.space:
            return None
        return Address("wiki", target.title, target.space, target.fragment, raw)
    href = str(token.attrs.get("src" if token.type == "image" else "href", ""))
    if not href or href.startswith("#"):
        return None
    if references.outside_address(href) is not None:
        return Address("external", href, None, None, raw)
    kind, target, space, fragment = references.inside_key(href)
    if token.type == "image":
        return Address("image", target, None, None, raw)
    return Address(kind, target, space, fragment, raw)


def _without_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    return (start + 1, end - 1) if text[start : start + 1] == "<" else (start, end)


# Parsing, with places


def _parsed(body: str) -> markdown.Document:
    env: dict[str, Any] = {}
    return markdown.Document(_PARSER.parse(body, env), env)


Rule = Callable[[StateInline, bool], bool]


def _noting(rule: Rule, span: Callable[[StateInline, int], dict[str, Any] | None]) -> Rule:
    """The rule, which notes beside its token where the destination stands in the inline text."""

    def noting(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            token = next(one for one in state.tokens[count:] if one.type in ("link_open", "image"))
            token.meta.update(span(state, start) or {})
        return True

    return noting


def _wiki_span(state: StateInline, start: int) -> dict[str, Any]:
    written, bar, _ = state.src[start + 2 : state.pos - 2].partition("|")
    return {"span": (start + 2, start + 2 + len(written)), "is_bare": not bar}


def _link_span(state: StateInline, start: int) -> dict[str, Any] | None:
    return _span_after(state, parseLinkLabel(state, start, disableNested=True) + 1)


def _image_span(state: StateInline, start: int) -> dict[str, Any] | None:
    return _span_after(state, parseLinkLabel(state, start + 1, disableNested=False) + 1)


_OPENING = re.compile(r"\([ \t\n]*")


def _span_after(state: StateInline, position: int) -> dict[str, Any] | None:
    """The place of the destination in `(destination "title")`; None after a reference to a definition."""
    opening = _OPENING.match(state.src, position, state.pos)
    if opening is None:
        return None
    read = parseLinkDestination(state.src, opening.end(), state.pos)
    return {"span": _without_brackets(state.src, opening.end(), read.pos)} if read.ok else None


def _build() -> MarkdownIt:
    parser = markdown.build()
    parser.options["store_labels"] = True
    wiki_link = next(rule.fn for rule in parser.inline.ruler.__rules__ if rule.name == "wiki_link")
    parser.inline.ruler.at("wiki_link", _noting(wiki_link, _wiki_span))
    parser.inline.ruler.at("link", _noting(link, _link_span))
    parser.inline.ruler.at("image", _noting(image, _image_span))
    parser.render("# warm [[up]]")
    return parser


_PARSER = _build()


# From inline text back to the source


@dataclass(frozen=True, slots=True)
class _Located:
    """The lines of an inline text, each with its place in the source."""

    starts: tuple[int, ...]
    places: tuple[int, ...]
    pipes: tuple[int, ...]  # places in the text before which the source has a backslash more

    def source(self, position: int) -> int:
        """The place in the source of a place in the text."""
        line = bisect_right(self.starts, position) - 1
        return self.places[line] + position - self.starts[line] + bisect_left(self.pipes, position)


_LINE_END = re.compile(r"\r\n|\r|\n")


class _Lines:
    """The lines of the source; those of the body are counted from 0."""

    def __init__(self, source: str, first: int) -> None:
        self.source = source
        self._first = first
        ends = [(match.start(), match.end()) for match in _LINE_END.finditer(source)]
        self._starts = [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(source)]
        self._next: dict[int, int] = {}  # per line the place behind the last text that was found in it

    def extent(self, first: int, last: int) -> tuple[int, int]:
        """Beginning and end of the lines from `first` up to but without `last`."""
        return self._starts[first + self._first], self._ends[min(last + self._first, len(self._ends)) - 1]

    def locate(self, token: Token, *, is_in_cell: bool) -> _Located | None:
        """Where the token's text stands; None if that is not certain."""
        if token.map is None:
            return None
        parts = (token.content.replace("|", "\\|") if is_in_cell else token.content).split("\n")
        first, last = token.map[0] + self._first, max(token.map) + self._first
        for line in range(first, min(max(last, first + 1), len(self._starts) + 1 - len(parts))):
            places = self._found(parts, line)
            if places is not None:
                starts = (0, *accumulate(len(part) + 1 for part in parts[:-1]))
                pipes = (
                    tuple(match.start() for match in re.finditer(r"\|", token.content)) if is_in_cell else ()
                )
                return _Located(starts, places, pipes)
        return None

    def _found(self, parts: list[str], line: int) -> tuple[int, ...] | None:
        places: list[int] = []
        for number, part in enumerate(parts):
            place = self._in_line(part, line + number, is_last=number == len(parts) - 1)
            if place is None:
                return None
            places.append(place)
        self._next |= {line + number: place + len(parts[number]) for number, place in enumerate(places)}
        return tuple(places)

    def _in_line(self, part: str, line: int, *, is_last: bool) -> int | None:
        end, earliest = self._ends[line], max(self._starts[line], self._next.get(line, 0))
        shown = part.lstrip(" \t")  # the parser turns tabs of an indentation into blanks
        if is_last:
            place = self.source.find(shown, earliest, end)
        else:  # all lines of a text but its last one go to the end of theirs
            place = end - len(shown) if self.source.endswith(shown, earliest, end) else -1
        return place - (len(part) - len(shown)) if place >= 0 else None
