"""The places in a rendering that are filled for each reader.

The stored HTML is the same for everybody, so a link does not say yet whether its page exists. The pipeline
leaves these marks, and `split` cuts the HTML at them without parsing it:

    <a data-link="3">                        the start of a link, with ` title="…"` if the author gave one;
                                             `</a>` follows later in the HTML
    <img data-image="4" alt="…" title="…">   a whole image, with ` width="…"` if the author chose one
    <span data-task="0"></span>              a task box
    <span data-callout="1"></span>           the name of a kind of callout, CALLOUTS[1], as its title
    <span data-callout-kind="1"></span>      the same for screen readers only: the author gave an own title
    <span data-back="2"></span>              the name of the way back from footnote 2
    <div data-macro="6"></div>               a macro or transclusion
    <span data-formula="5"></span>           a formula: MathML, which never passes through the sanitiser

No author can forge a mark. `split` works on what the sanitiser wrote: there `<` in text is `&lt;`, and a `"`
inside an attribute is `&quot;`, so these patterns, which need a bare `<` and a bare `"`, match nothing but
elements. Elements come from the renderer alone, because raw HTML in a page stays text.
"""

import html as html_library
import re
from dataclasses import dataclass
from typing import Literal, cast

CALLOUTS = ("note", "tip", "important", "warning", "caution")

SlotKind = Literal["link", "image", "task", "callout", "callout-kind", "back", "formula", "macro"]

_MARK = re.compile(
    r'<a data-(?P<link>link)="(?P<link_key>[0-9]{1,7})"(?P<title>(?: title="[^"]*")?)>'
    r'|<img data-(?P<image>image)="(?P<image_key>[0-9]{1,7})"(?P<attributes>(?: [a-z]+="[^"]*")*)>'
    r'|<span data-(?P<span>task|callout-kind|callout|back|formula)="(?P<span_key>[0-9]{1,7})"></span>'
    r'|<div data-macro="(?P<macro_key>[0-9]{1,7})"></div>'
)
_ALT = re.compile(r' alt="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to fill.

    `attributes` is HTML (` title="…"`, for images ` alt="…" title="…"`) to be put into the link's or the
    image's tag as it is; `text` is the image's alternative text as plain text. Both are empty otherwise.
    """

    kind: SlotKind
    key: int
    attributes: str = ""
    text: str = ""


def split(html: str) -> tuple[str | Slot, ...]:
    """Pieces of HTML and slots in their order; put together again they are the page."""
    pieces: list[str | Slot] = []
    position = 0
    for mark in _MARK.finditer(html):
        if mark.start() > position:
            pieces.append(html[position : mark.start()])
        pieces.append(_slot(mark))
        position = mark.end()
    if position < len(html):
        pieces.append(html[position:])
    return tuple(pieces)


def _slot(mark: re.Match[str]) -> Slot:
    if mark["link"]:
        return Slot("link", int(mark["link_key"]), mark["title"])
    if mark["span"]:
        return Slot(cast("SlotKind", mark["span"]), int(mark["span_key"]))
    if mark["macro_key"]:
        return Slot("macro", int(mark["macro_key"]))
    alternative = _ALT.search(mark["attributes"])
    text = html_library.unescape(alternative[1]) if alternative else ""
    return Slot("image", int(mark["image_key"]), mark["attributes"], text)
