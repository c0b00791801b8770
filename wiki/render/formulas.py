"""Formulas in TeX: `$…$` in a line, `$$…$$` in a line or as a block of its own.

Money stays text: the first `$` stands before no blank and after no letter or digit, the last one after no blank
and before no letter or digit. So `$5 and $6`, `US$ 5` and `$HOME/bin:$PATH` are no formulas.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.utils import EnvType

from wiki.render import mathml
from wiki.render.rendering import Formula

PAGE_LIMIT = 40_000
"""Characters of TeX on one page that become formulas; the rest is shown as its source."""

_INLINE = re.compile(r"(\$\$?)((?:[^\\$]|\\.)++)\1(?![\w$])", re.DOTALL)
_INDENT = 4
_LONGEST_INLINE = 400


def plugin(parser: MarkdownIt) -> None:
    """Read formulas, after code and escapes."""
    parser.inline.ruler.after("backticks", "formula", _inline)
    parser.block.ruler.before(
        "fence", "formula", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def add(env: EnvType, source: str, *, is_block: bool) -> int:
    """The key of the formula among those of the page, which are kept in `env`."""
    found: list[Formula] = env.setdefault("formulas", [])
    spent = env["formula_characters"] = env.get("formula_characters", 0) + len(source)
    try:
        written = mathml.of_tex(source, is_block=is_block) if spent <= PAGE_LIMIT else ""
    except mathml.Unreadable:
        written = ""
    found.append(Formula(source, written, is_block))
    return len(found) - 1


def _inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    if state.src[state.pos] != "$" or (state.pos and _is_wordlike(state.src[state.pos - 1])):
        return False
    match = _INLINE.match(state.src, state.pos, state.posMax)
    if match is None or not _is_formula(match[2]):
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.markup = match[2], match[1]
    state.pos = match.end()
    return True


def _is_formula(text: str) -> bool:
    """Whether this is not just prose, a shell command or a piece of HTML between two dollars."""
    if text != text.strip() or len(text) > _LONGEST_INLINE or "</" in text:
        return False
    return any(character.isalnum() for character in text)


def _is_wordlike(character: str) -> bool:
    return character.isalnum() or character in "$_"


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    opening = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("$$", opening) or state.sCount[start] - state.blkIndent >= _INDENT:
        return False
    found = _extent(state, start, end)
    if found is None:
        return False
    source, behind = found
    if not silent:
        token = state.push("formula_block", "", 0)
        token.content, token.map, token.block = source, [start, behind], True
        state.line = behind
    return True


def _extent(state: StateBlock, start: int, end: int) -> tuple[str, int] | None:
    """The source between the dollars, and the number of the line behind; None where it does not end."""
    first = _line(state, start)[2:]
    lines: list[str] = []
    size = 0
    for number in range(start, end):
        line = first if number == start else _line(state, number)
        if number > start and line and state.sCount[number] < state.blkIndent:
            return None  # the list item or quotation around it ends here
        text = line.rstrip()
        if text.endswith("$$"):
            lines.append(text[:-2])
            source = "\n".join(lines).strip()
            return (source, number + 1) if source and "$$" not in source else None
        lines.append(line)
        size += len(line)
        if size > mathml.LONGEST:
            return None
    return None


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
