"""The visible text of tokens, for searching, contents lists and labels."""

from collections.abc import Sequence

from markdown_it.token import Token

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
            parts.append(of_inline(child.children or []))
    return " ".join("".join(parts).split())


def of_blocks(tokens: Sequence[Token]) -> str:
    """Text of a page, one line per block; code keeps its lines."""
    lines: list[str] = []
    for token in tokens:
        if token.type == "inline":
            lines.append(of_inline(token.children or []))
        elif token.type in ("fence", "code_block", "formula_block"):
            lines.append(token.content.rstrip("\n"))
    return "\n".join(line for line in lines if line)
