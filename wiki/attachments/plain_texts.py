"""Texts of plain files and of HTML, whatever their encoding. Pure; for the child."""

import codecs
import re
from html.parser import HTMLParser
from typing import BinaryIO

from wiki.attachments.extracts import Extract, UnreadableError

MOST_READ = 16 << 20
"""Bytes of a plain file that are looked at; no text in the index is that long."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head"})
_INLINE = re.compile(
    r"(a|abbr|b|bdi|bdo|cite|code|data|dfn|em|font|i|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|tt|u|var)$"
)


def plain(content: BinaryIO, extract: Extract) -> None:
    """The file as text. Raises UnreadableError for one that is none."""
    extract.add(_decoded(content.read(MOST_READ), ""))


def html(content: BinaryIO, extract: Extract) -> None:
    """What a browser would show of the file, and its title. Raises UnreadableError."""
    raw = content.read(MOST_READ)
    said = _CHARSET.search(raw[:4096])
    reader = _Visible(extract)
    reader.feed(_decoded(raw, said[1].decode("ascii", "replace") if said else ""))
    reader.close()


def _decoded(raw: bytes, said: str) -> str:
    """By its mark, by what it says, as UTF-8, or as Windows writes it in the west of Europe."""
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    for name in (marked, said, "utf-8"):
        if name:
            try:
                text = codecs.getincrementaldecoder(name)().decode(raw)
                break
            except (LookupError, ValueError):
                continue
    else:
        text = raw.decode("cp1252", "replace")
    if _CONTROLS.search(text):
        raise UnreadableError("no text")
    return text


class _Visible(HTMLParser):
    """The texts between the tags, without those that are not shown."""

    def __init__(self, extract: Extract) -> None:
        super().__init__(convert_charrefs=True)
        self._extract = extract
        self._unseen: list[str] = []
        self._is_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  as of its class
        if tag in _UNSEEN:
            self._unseen.append(tag)
        self._is_title = tag == "title"
        if tag == "body":
            self._unseen.clear()
        elif not _INLINE.match(tag):
            self._extract.add("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        self._is_title = False
        if not _INLINE.match(tag):
            self._extract.add("\n")

    def handle_data(self, data: str) -> None:
        if self._is_title or not self._unseen:
            self._extract.add(re.sub(r"\s+", " ", data))
