"""One section of a page, by its heading's anchor: what may be edited alone, and the rest, byte by byte.

A section begins with a heading at the top level of the page and ends before the next one of the same or a higher rank.
Blank lines at its end belong to the rest. Pure.
"""

import re
from dataclasses import dataclass

from wiki.render import frontmatter, headings, limits, markdown
from wiki.render.anchors import PREFIX

_DEFINED = re.compile(r"^[ \t>*+-]*\[(\^?[^\]\n]+)\]:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """The page is `join(before, text, after)`."""

    anchor: str
    before: str
    text: str
    after: str


def cut(source: str, anchor: str) -> Section | None:
    """The section of a text whose lines end with LF.

    None where there is no such heading, the page is too large to look at here, or the section and the rest share
    definitions of links or notes: then neither is understood alone.
    """
    if not limits.is_small(source):
        return None
    found = _extent(source, anchor)
    if found is None:
        return None
    lines = re.findall(r"[^\n]*\n|[^\n]+\Z", source)
    start, end = found[0], min(found[1], len(lines))
    while end > start + 1 and not lines[end - 1].strip(" \t\n"):
        end -= 1
    section = Section(anchor, "".join(lines[:start]), "".join(lines[start:end]), "".join(lines[end:]))
    return None if _share(section.text, section.before + "\n" + section.after) else section


def join(before: str, text: str, after: str) -> str:
    """The page again; a text without a last line end does not run into what follows."""
    gap = "\n" if text and after and not text.endswith("\n") else ""
    return before + text + gap + after


def _extent(source: str, anchor: str) -> tuple[int, int] | None:
    """The lines of the section: the first, and the one behind the last."""
    front = frontmatter.split(source)
    mark = "\N{ZERO WIDTH NO-BREAK SPACE}"
    tokens = markdown.parse(front.body.removeprefix(mark)).tokens
    headings.assign(tokens)
    places = [
        (token.map[0] + front.lines, int(token.tag[1]), token.attrs["id"])
        for token in tokens
        if token.type == "heading_open" and token.level == 0 and token.map
    ]
    for number, (start, rank, name) in enumerate(places):
        if name == PREFIX + anchor:
            end = next((line for line, other, _ in places[number + 1 :] if other <= rank), len(source))
            return start, end
    return None


def _share(one: str, other: str) -> bool:
    return any(
        f"[{label.casefold()}]" in text.casefold()
        for definer, text in ((one, other), (other, one))
        for label in _DEFINED.findall(definer)
    )
