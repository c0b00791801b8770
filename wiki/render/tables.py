"""Bounds for tables (GFM 4.10).

A table fills up short rows with empty cells, so a small source can grow to a very large page. The library's
own bound of 65,536 such cells is too wide: 11 KB became 670 KB and took more than two seconds.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table

COLUMNS = 300
FILLED_CELLS = 4_000
"""Empty cells added to the short rows of one page; the table ends before the row that would exceed it."""

_DELIMITERS = re.compile(r"[|:-][-|:\s]*\Z")


def plugin(parser: MarkdownIt) -> None:
    """Bound the tables."""
    parser.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    if start + 2 > end:
        return False
    delimiters = _line(state, start + 1)
    if not _DELIMITERS.match(delimiters):
        return False
    columns = delimiters.strip().strip("|").count("|") + 1
    if columns > COLUMNS:
        return False
    if silent:
        return table(state, start, end, True)
    last, filled = _last_row(state, start, end, columns)
    if not table(state, start, last, False):
        return False
    state.env["filled_cells"] = filled
    return True


def _last_row(state: StateBlock, start: int, end: int, columns: int) -> tuple[int, int]:
    """The line to stop before, and how many cells of this page are then filled up."""
    filled: int = state.env.get("filled_cells", 0)
    for line in range(start + 2, end):
        text = _line(state, line)
        if not text:
            return end, filled
        missing = max(columns - text.strip().strip("|").count("|") - 1, 0)
        if filled + missing > FILLED_CELLS:
            return line, filled
        filled += missing
    return end, filled


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
