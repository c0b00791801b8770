"""Where the destinations of links stand in a Markdown source.

The source is parsed by the renderer's own rules, with the places of destinations noted beside the tokens, so
what is a link here is a link there. A destination whose place cannot be told for certain is left out.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkLabel
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token

from wiki.render import frontmatter, markdown, references

AddressKind = Literal["wiki", "path", "file", "image", "external"]


@dataclass(frozen=True, slots=True)
class Address:
    """What a link in the source leads to.

    `kind`, `target`, `space` and `fragment` are those of `wiki.render.rendering.Reference`; for `external` the
    target is the whole address. `raw` is the destination as it stands in the source, without `<` and `>`; of a
    wiki link the text before `|`, and `label` is what stands behind it.
    """

    kind: AddressKind
    target: str
    space: str | None
    fragment: str | None
    raw: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a destination stands in the source; `addresses` are two when a definition serves link and image."""

    start: int
    end: int
    addresses: tuple[Address, ...]
    tokens: tuple[Token, ...]
    label: str | None = None  # of a wiki link without one: the text that it shows
    label_end: int = 0  # of a wiki link: where its label ends, if it has one, else its target
    is_in_cell: bool = False


_REPLACED = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Found:
    """A parsed source; `document` is None where it is too deep to parse. Places are in the order of the source."""

    front: frontmatter.FrontMatter
    document: markdown.Document | None
    places: tuple[Place, ...]


def find(source: str) -> Found:
    """The source parsed, and the places of its destinations."""
    text = _REPLACED.sub("\N{REPLACEMENT CHARACTER}", source)  # as the renderer does; no place moves
    front = frontmatter.split(text)
    try:
        document = _parsed(front.body)
    except RecursionError:  # the renderer shows such a page as code
        return Found(front, None, ())
    places = _places(document, _Lines(text, front.lines)) if "[" in text else ()
    return Found(front, document, tuple(sorted(places, key=lambda one: one.start)))


def _places(document: markdown.Document, lines: "_Lines") -> Iterator[Place]:
    used: _Used = {}
    before = None
    for token in document.tokens:
        if token.type == "transclusion" and (place := _of_transclusion(token, lines)):
            yield place
        if token.type == "inline" and token.children:
            is_in_cell = before in ("th_open", "td_open")
            yield from _of_inline(token, lines, used, is_in_cell=is_in_cell)
        before = token.type
    yield from _of_definitions(document.env, lines, used)


_Used = dict[str, list[tuple[Address, Token]]]


# A `|` more in the line above would make a table of it: there the label is given up.
_BEFORE_TABLE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)[ \t>]*[-|:][-|: \t]*\|")


def _of_inline(token: Token, lines: "_Lines", used: _Used, *, is_in_cell: bool) -> Iterator[Place]:
    """Places of the destinations that stand in the token; `used` gets what refers to definitions, by label."""
    located: _Located | None = None
    for child in token.children or []:
        if child.type not in ("link_open", "image"):
            continue
        span = child.meta.get("span")
        if span is None:
            address = _address(child, "") if "label" in child.meta else None
            if address is not None:
                used.setdefault(child.meta["label"], []).append((address, child))
            continue
        located = located or lines.locate(token, is_in_cell=is_in_cell)
        if located is None:
            return
        place = _place(child, located, lines, is_in_cell=is_in_cell)
        if place is not None:
            yield place


def _place(token: Token, located: "_Located", lines: "_Lines", *, is_in_cell: bool) -> Place | None:
    start, end = (located.source(position) for position in token.meta["span"])
    raw = lines.source[start:end].removesuffix("\\") if is_in_cell else lines.source[start:end]
    address = _address(token, raw)
    if address is None:
        return None
    if "inner_end" not in token.meta:
        return Place(start, end, (address,), (token,), is_in_cell=is_in_cell)
    end, inner_end = start + len(raw), located.source(token.meta["inner_end"])
    if end < inner_end:
        label = lines.source[end:inner_end].lstrip("\\").removeprefix("|").strip()
        return Place(start, end, (replace(address, label=label),), (token,), None, inner_end, is_in_cell)
    shown = None if _BEFORE_TABLE.match(lines.source, end) else raw.strip()
    return Place(start, end, (address,), (token,), shown, end, is_in_cell)


def _of_transclusion(token: Token, lines: "_Lines") -> Place | None:
    """The place between `![[` and what ends the target; it has no text of its own."""
    if token.map is None:
        return None
    first, last = lines.extent(token.map[0], token.map[0] + 1)
    opening = lines.source.find("![[", first, last)
    closing = lines.source.find("]]", opening, last)
    if opening < 0 or closing < 0:
        return None
    start = opening + len("![[")
    raw = lines.source[start:closing].partition("|")[0]
    address = _address(token, raw)
    end = start + len(raw)
    return Place(start, end, (address,), (token,), None, end) if address else None


def _of_definitions(env: dict[str, Any], lines: "_Lines", used: _Used) -> Iterator[Place]:
    for label, users in used.items():
        found = _definition(env["references"][label], label, lines)
        if found is not None:
            start, end = found
            raw = lines.source[start:end]
            several = dict.fromkeys(replace(address, raw=raw) for address, _ in users)
            yield Place(start, end, tuple(several), tuple(token for _, token in users))


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
    written = state.src[start + 2 : state.pos - 2].partition("|")[0]
    return {"span": (start + 2, start + 2 + len(written)), "inner_end": state.pos - 2}


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
