"""How deep blocks may stand inside each other, and what happens to deeper ones: they are kept as text.

markdown-it skips everything below its limit without a word. The rule here comes first and, a few levels
before the limit, takes the rest of the container as one block of code.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

LIMIT = 200
_RESERVE = 8  # a list inside a definition inside a quote opens several levels at once


def plugin(parser: MarkdownIt) -> None:
    """Keep what lies too deep."""
    parser.block.ruler.before("table", "too_deep", _keep_as_code)


def _keep_as_code(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    if silent or state.level < LIMIT - _RESERVE:
        return False
    line = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        line += 1
    token = state.push("code_block", "code", 0)
    token.content = state.getLines(start, line, state.blkIndent, True)
    token.map = [start, line]
    state.line = line
    return True
