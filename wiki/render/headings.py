"""Headings: anchors, the contents list, the first heading."""

from collections.abc import Sequence
from itertools import pairwise

from markdown_it.token import Token

from wiki.render import plaintext
from wiki.render.anchors import PREFIX, Anchors
from wiki.render.rendering import Heading


def assign(tokens: Sequence[Token]) -> tuple[Heading, ...]:
    """Give every heading its id and return those at the top level that have text, in order."""
    anchors = Anchors()
    contents: list[Heading] = []
    for token, content in pairwise(tokens):
        if token.type != "heading_open":
            continue
        text = plaintext.of_inline(content.children or [])
        anchor = anchors.unique(text)
        token.attrs["id"] = PREFIX + anchor
        if text and token.level == 0:
            contents.append(Heading(int(token.tag[1]), text, anchor))
    return tuple(contents)
