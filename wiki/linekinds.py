"""What kind of Markdown line a line is, told from the line alone.

A careful guess for merging, not a parser: where it errs, a merge asks a person once too often.
"""

import re
from typing import Literal

Kind = Literal["blank", "item", "row", "quote", "prose"]
Block = Literal["", "fence", "front matter"]

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_OPENING = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[ \t]*(?:#{1,6}|[-*+]|\d{1,9}[.)])(?=[ \t]))?")
_FENCE = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}(?=[^`]*$)|~{3,})(.*)")
_DELIMITERS = re.compile(r"[ \t]*+(?:\|[ \t]*+)?+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")
_KEY = re.compile(r"([^\s:#-][^:]*):(?:\s|$)")
_PIPE = re.compile(r"\\.|(\|)")


def kind(line: str) -> Kind:
    """A table row without a leading bar counts as prose."""
    start = line.lstrip(" \t")[:1]
    if not line.strip():
        return "blank"
    if _ITEM.match(line.rstrip("\r\n")):
        return "item"
    return "row" if start == "|" else "quote" if start == ">" else "prose"


def shape(line: str) -> tuple[str, int]:
    """Indentation with the marker of a heading, item or quote, and the number of cell bars."""
    opening = _OPENING.match(line)
    return (opening.group() if opening else "", bars(line))


def bars(line: str) -> int:
    """Number of bars that part cells, escaped ones left out."""
    return sum(found.group(1) is not None for found in _PIPE.finditer(line))


def is_fence(line: str) -> bool:
    """The line may open or close a fenced code block (CommonMark 0.31, 4.5), in a list or quote too."""
    return _FENCE.match(line.rstrip("\r\n")) is not None


def starts_table(texts: list[str]) -> bool:
    """The first two lines are a heading row and its delimiter row (GFM, tables)."""
    return (
        len(texts) > 1
        and "-" in texts[1]
        and bars(texts[1]) > 0
        and bool(_DELIMITERS.fullmatch(texts[1].rstrip()))
    )


def front_matter_keys(texts: list[str]) -> set[str]:
    """Names before a colon at the start of a line."""
    return {found.group(1).strip() for line in texts if (found := _KEY.match(line))}


def open_blocks(texts: list[str]) -> list[Block]:
    """For each place between lines, the first and last included, the block that is open there."""
    states: list[Block] = [""]
    fence = ""
    if texts and texts[0].rstrip() == "---":
        end = next((i for i, line in enumerate(texts) if i and line.rstrip() in ("---", "...")), 0)
        front_matter: list[Block] = ["front matter"] * end
        states += [*front_matter, ""] if end else []
    for line in texts[len(states) - 1 :]:
        fence = _fence_after(line.rstrip("\r\n"), fence)
        states.append("fence" if fence else "")
    return states


def _fence_after(line: str, fence: str) -> str:
    found = _FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found.group(1)
    return "" if found.group(1).startswith(fence) and not found.group(2).strip() else fence
