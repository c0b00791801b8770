"""The visible text of tokens, for searching, contents lists and labels."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

_WIDTH = re.compile(r"(?<!\\)\|([1-9][0-9]{1,3})(?:x[0-9]{1,4})?$")

_LITERAL = frozenset({"text", "code_inline", "formula"})
_BREAKS = frozenset({"softbreak", "hardbreak", "html_break"})


def of_inline(children: Sequence[Token]) -> str:
    """Text of one block's content in one line, images by their alternative text."""
    parts: list[str] = []
    for child in children:
        if child.type in _LITERAL:
            parts.append(child.content)
        elif child.type in _BREAKS:
            parts.append(" ")
        elif child.type == "image":
            parts.append(of_image(child)[0])
    return " ".join("".join(parts).split())


def of_image(token: Token) -> tuple[str, int | None]:
    """The alternative text of an image, and its width in pixels where the author chose one: `![A lathe|300](a.jpg)`.

    A height behind it (`|300x200`), as other programs write it, is passed over: images keep their shape.
    """
    text = of_inline(token.children or [])
    size = _WIDTH.search(token.content)
    if size is None or not text.endswith(size[0]):
        return text, None
    return text.removesuffix(size[0]).rstrip(), int(size[1])


def of_blocks(tokens: Sequence[Token]) -> str:
    """Text of a page, one line per block; code keeps its lines."""
    lines: list[str] = []
    for token in tokens:
        if token.type == "inline":
            lines.append(of_inline(token.children or []))
        elif token.type in ("fence", "code_block", "formula_block"):
            lines.append(token.content.rstrip("\n"))
    return "\n".join(line for line in lines if line)
