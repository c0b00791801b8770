"""The text taken from a file: pieces as they come, up to a length, made even at the end. Pure."""

import re

PAGE_END = "\f"
"""Ends a page of a PDF or a slide, so that a place in the text tells the number of its page."""

_GAP = re.compile(r"[^\S\n\f]+")
_LINES = re.compile(r" ?\n[ \n]*")
_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ud800-\udfff]")


class UnreadableError(Exception):
    """The file is not what it is called, or cannot be read without its password."""


class FullError(Exception):
    """The extract is as long as it may be."""


class Extract:
    """Text that is gathered. `most` is its longest length in characters."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._parts: list[str] = []

    def add(self, text: str) -> None:
        """The text follows. FullError when there is no room for more."""
        self._parts.append(text[: self._left])
        self._left -= len(text)
        if self._left <= 0:
            raise FullError

    def text(self) -> str:
        """All of it, without control characters, repeated gaps and empty lines."""
        whole = _UNPRINTED.sub("", "".join(self._parts).replace("\r", "\n"))
        return _LINES.sub("\n", _GAP.sub(" ", whole)).strip(" \n")
