"""Headings: anchors, the contents list, the first heading.

A heading may name anchors that it had under an earlier text: `## New text {#old-anchor}`. The mark is not shown; the
names lead to the heading as well, unless another heading or an earlier mark has them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from wiki.render import anchors, plaintext
from wiki.render.anchors import PREFIX, Anchors
from wiki.render.rendering import Heading

_OLD_NAMES = re.compile(r"(?:(?<!\\)[ \t]+|\A)\{[ \t]*((?:#[\w-]{1,100}[ \t]*){1,20})\}[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class Contents:
    """The headings at the top level that have text, in order; and every anchor of the page."""

    toc: tuple[Heading, ...]
    anchors: tuple[str, ...]


def assign(tokens: Sequence[Token]) -> Contents:
    """Every heading has its id and leads its old names."""
    names = Anchors()
    toc: list[Heading] = []
    old: list[tuple[Token, list[str]]] = []
    every: list[str] = []
    for token, content in pairwise(tokens):
        if token.type != "heading_open":
            continue
        if marked := _take_old_names(content):
            old.append((content, marked))
        text = plaintext.of_inline(content.children or [])
        anchor = names.unique(text)
        every.append(anchor)
        token.attrs["id"] = PREFIX + anchor
        if text and token.level == 0:
            toc.append(Heading(int(token.tag[1]), text, anchor))
    return Contents(tuple(toc), (*every, *_place_old_names(old, set(every))))


def _take_old_names(content: Token) -> list[str]:
    """The names in the mark at the end of the heading, which is taken out of what is shown."""
    children = content.children or []
    found = _OLD_NAMES.search(content.content)
    if found is None or not children or children[-1].type != "text":
        return []
    mark = found[0].strip()
    last = children[-1]
    if not last.content.rstrip().endswith(mark):  # written with an escape or an entity: it is text
        return []
    last.content = last.content.rstrip()[: -len(mark)].rstrip()
    return [anchors.slug(name) for name in found[1].replace("#", " ").split()]


def _place_old_names(old: list[tuple[Token, list[str]]], taken: set[str]) -> list[str]:
    placed: list[str] = []
    for content, names in old:
        for name in names:
            if name not in taken:
                taken.add(name)
                placed.append(name)
                opening = Token("link_open", "a", 1, {"id": PREFIX + name})
                content.children = [opening, Token("link_close", "a", -1), *(content.children or [])]
    return placed
