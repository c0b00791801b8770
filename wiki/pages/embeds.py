"""What a page shows where its text embeds a file: an image with its room, a film, a sound, the pages of a PDF. Pure.

Images and page images come in sizes that the worker draws (`wiki.attachments.drawing`); their addresses are here.
"""

import re
from dataclasses import dataclass
from html import escape

from wiki.i18n import Translator, size

WIDTHS = (320, 960, 1600)
"""Pixels of the smaller sizes of an image; a size that does not exist is answered with the image itself."""

_ROOM = "(max-width: 760px) 100vw, 44rem"  # the text column, see --measure in static/css/tokens.css
_CHOSEN = re.compile(r' width="([0-9]{1,4})"')


@dataclass(frozen=True, slots=True)
class FileLink:
    """An attachment that the text may show or link to by its name.

    `width` and `height` in pixels, of an image or of a PDF's first page image; `drawn` as in `FileVersion`.
    """

    href: str
    size: int
    media_type: str
    public_id: str
    name: str = ""
    width: int | None = None
    height: int | None = None
    page_count: int | None = None
    drawn: int | None = None


def embedded(file: FileLink, attributes: str, text: str, words: Translator) -> str:
    """The HTML of an embedded file; `attributes` are the author's `alt`, `title`, `width`, `text` the alternative."""
    kind = file.media_type.partition("/")[0]
    if kind == "image" or not file.media_type:
        return image(file, attributes)
    label = escape(text or file.name)
    if kind in {"audio", "video"} and file.media_type in _PLAYED:
        return f'<{kind} controls preload="metadata" src="{escape(file.href)}" aria-label="{label}"></{kind}>'
    if file.media_type == "application/pdf":
        return _pdf(file, label, words)
    return f'<a class="file" href="{escape(file.href)}">{label}</a>'


def missing(name: str, attributes: str, text: str, words: Translator) -> str:
    """The place of an image that is not there; the editor shows one there that waits to be attached under this name."""
    hint = escape(words.gettext("Image not found"))
    chosen = _CHOSEN.search(attributes)
    wanted = f' data-image="{escape(name)}"' if name else ""
    width = f' data-width="{chosen[1]}"' if chosen and name else ""
    return f'<span class="missing-image" title="{hint}"{wanted}{width}>{escape(text) or hint}</span>'


def image(file: FileLink, attributes: str) -> str:
    """The image with its room, so that the text does not jump when it comes, and with its smaller sizes."""
    chosen = _CHOSEN.search(attributes)
    width = int(chosen[1]) if chosen else file.width
    height = round(file.height * width / file.width) if file.width and file.height and width else 0
    room = f' width="{width}"' + (f' height="{height}"' if height else "") if chosen or height else ""
    own = _CHOSEN.sub("", attributes)
    shown = sources(file, f"(max-width: {width}px) 100vw, {width}px" if chosen else _ROOM)
    return f'<img src="{escape(file.href)}"{shown}{room} loading="lazy"{own}>'


def sources(file: FileLink, room: str = _ROOM) -> str:
    """The attributes that let the browser choose a size; empty where there is but one."""
    if not (file.drawn and file.width) or file.page_count is not None:
        return ""
    smaller = [f"{part(file, f'w={width}')} {width}w" for width in WIDTHS if width < file.width]
    if file.width <= WIDTHS[-1]:
        smaller.append(f"{escape(file.href)} {file.width}w")
    return f' srcset="{", ".join(smaller)}" sizes="{room}"'


def part(file: FileLink, query: str) -> str:
    """The address of a size or of a page of the file, as an attribute's value."""
    return escape(f"{file.href}{'&' if '?' in file.href else '?'}{query}")


_PLAYED = frozenset({"audio/mpeg", "audio/ogg", "video/mp4", "video/webm", "video/ogg"})


def _pdf(file: FileLink, label: str, words: Translator) -> str:
    """Phrasing content only: it stands in a paragraph."""
    count, drawn = file.page_count or 0, file.drawn or 0
    facts = [words.ngettext("%(num)d page", "%(num)d pages", count) % {"num": count}] if count else []
    if 0 < drawn < count:
        facts.append(words.gettext("the first %(num)d are shown") % {"num": drawn})
    facts.append(size(file.size, words.language))
    head = (
        f'<span class="pdf-head"><a class="file" href="{escape(file.href)}">{label}</a>'
        f' <span class="pdf-facts">{escape(" · ".join(facts))}</span></span>'
    )
    return f'<span class="pdf">{head}{_pages(file, label, drawn, words)}</span>'


def _pages(file: FileLink, label: str, drawn: int, words: Translator) -> str:
    if not (drawn and file.width and file.height):
        return ""
    room = f' width="{file.width}" height="{file.height}"'
    page = escape(words.gettext("Page %(number)d"))
    shown = "".join(
        f'<img src="{part(file, f"page={number}")}"{room} loading="lazy" alt="{page % {"number": number}}">'
        for number in range(1, drawn + 1)
    )
    name = escape(words.gettext("Pages of %(name)s")) % {"name": label}
    return f'<span class="pdf-pages" tabindex="0" role="group" aria-label="{name}">{shown}</span>'
