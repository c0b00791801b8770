"""Macros: `{{children}}`, `{{pages where project = Alpha}}` on a line of their own.

Only known names are macros; anything else between braces stays text. What a macro shows depends on the reader, so
the page holds a placeholder (ADR 0006), and its arguments are read where it is filled in (`wiki.macros`).
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.utils import EnvType

from wiki.render.rendering import Macro

NAMES = {
    "contents": "contents", "inhalt": "contents",
    "children": "children", "unterseiten": "children",
    "changes": "changes", "änderungen": "changes",
    "tagged": "tagged", "schlagwort": "tagged",
    "backlinks": "backlinks", "rückverweise": "backlinks",
    "pages": "pages", "seiten": "pages",
}  # fmt: skip
"""The names of macros in both languages, and what they are called inside."""

TRANSCLUSION = "transclusion"
LONGEST = 1_000
"""Characters between the braces."""

MOST = 50
"""Macros and transclusions on one page; further ones are shown as they were typed."""

_LINE = re.compile(r"\{\{[ \t]*([^\W\d_]+)(?:[ \t]+([^\n]*?))?[ \t]*\}\}")
_INDENT = 4


def plugin(parser: MarkdownIt) -> None:
    """Read macros as blocks."""
    parser.block.ruler.before(
        "fence", "macro", _macro, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def add(env: EnvType, macro: Macro) -> int | None:
    """The key of the macro among those of the page, which are kept in `env`; None when there are too many."""
    found: list[Macro] = env.setdefault("macros", [])
    if len(found) >= MOST:
        return None
    found.append(macro)
    return len(found) - 1


def begins(state: StateBlock, number: int, mark: str) -> bool:
    """Whether the line begins with the mark, behind its indentation: asked for each line, so it has to be quick."""
    return state.src.startswith(mark, state.bMarks[number] + state.tShift[number])


def line_of(state: StateBlock, number: int) -> str | None:
    """The text of a line that begins a block, without white space around it; None where it is code."""
    if state.sCount[number] - state.blkIndent >= _INDENT:
        return None
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _macro(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    if not begins(state, start, "{{"):
        return False
    line = line_of(state, start)
    if line is None or len(line) > LONGEST:
        return False
    match = _LINE.fullmatch(line)
    name = NAMES.get(match[1].lower()) if match else None
    if match is None or name is None:
        return False
    if not silent:
        token = state.push("macro", "", 0)
        token.content, token.map, token.block = line, [start, start + 1], True
        token.meta = {"macro": Macro(name, match[2] or "", line)}
        state.line = start + 1
    return True
