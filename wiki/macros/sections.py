"""Takes stored HTML into another page: a section of it, and its ids kept apart from those around. Pure.

Works on what the sanitiser wrote and on nothing else: there every `<` begins a tag and every `"` in a value is
`&quot;`, so that a pattern which begins with `<` finds tags alone (as in `wiki.render.slots`).
"""

import re
from dataclasses import replace

from wiki.pages.renderings import Stored
from wiki.render.anchors import PREFIX

_TAG = re.compile(r"<[a-z][a-z0-9]*(?: [a-z-]+=\"[^\"]*\")+>")
_ID = re.compile(rf' id="{PREFIX}([^"]*)"')
_PLACE = re.compile(rf' (id|aria-labelledby|href)="(#?){PREFIX}([^"]*)"')
_NOTES = '<hr>\n<section class="footnotes">'


def section(stored: Stored, anchor: str) -> Stored | None:
    """The part of the page from the heading with this anchor to the next one that is no lower; None without it."""
    position = next((at for at, heading in enumerate(stored.toc) if heading.anchor == anchor), None)
    if position is None:
        return None
    level = stored.toc[position].level
    behind = next((one for one in stored.toc[position + 1 :] if one.level <= level), None)
    start = _heading(stored.html, anchor)
    end = _heading(stored.html, behind.anchor) if behind else stored.html.find(_NOTES)
    html = stored.html[start : end if end >= 0 else None]
    return replace(stored, html=html, toc=())


def apart(stored: Stored, mark: str, href: str) -> Stored:
    """The HTML with ids that begin with `mark`; links to places that did not come along lead to the page itself."""
    known = set(_ID.findall(stored.html))

    def placed(match: re.Match[str]) -> str:
        name, sign, place = match.groups()
        if sign and place not in known:
            return f' href="{href}#{PREFIX}{place}"'
        if name == "aria-labelledby" and place not in known:
            return ""
        return f' {name}="{sign}{PREFIX}{mark}-{place}"'

    html = _TAG.sub(lambda tag: _PLACE.sub(placed, tag[0]) if PREFIX in tag[0] else tag[0], stored.html)
    return replace(
        stored, html=html, toc=tuple(replace(one, anchor=f"{mark}-{one.anchor}") for one in stored.toc)
    )


def size(stored: Stored) -> int:
    """Characters of HTML."""
    return len(stored.html)


def _heading(html: str, anchor: str) -> int:
    found = re.search(rf'<h[1-6] id="{PREFIX}{re.escape(anchor)}">', html)
    return found.start() if found else -1
