"""Anchors: the names of places inside a page.

Made as GitHub makes them, so that fragments of imported files keep working, but for umlauts, which are spelt
out: an address with `größe` turns into percent signs as soon as somebody copies it.
"""

import re
import unicodedata
from collections.abc import Iterable

PREFIX = "user-content-"

_SPELT_OUT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",  # codespell:ignore ue
        "ß": "ss",
        "ẞ": "ss",
        "æ": "ae",
        "ø": "oe",
        "œ": "oe",
    }
)
_DROPPED = re.compile(r"[^\w\- ]")
_FALLBACK = "section"


def slug(text: str) -> str:
    """The anchor for a heading's text; an anchor is its own anchor."""
    plain = unicodedata.normalize("NFC", " ".join(text.split())).lower().translate(_SPELT_OUT)
    # Lowering can leave combining marks behind (İ); they are no letters and would be dropped the second time.
    plain = unicodedata.normalize("NFC", plain)
    return _DROPPED.sub("", plain).strip().replace(" ", "-") or _FALLBACK


class Anchors:
    """Hands out anchors of one page, each once: `topic`, `topic-1`, `topic-2`."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def unique(self, text: str) -> str:
        """A free anchor for this heading text."""
        base = slug(text)
        anchor = base
        while anchor in self._taken:
            number = self._next.get(base, 0) + 1
            self._next[base] = number
            anchor = f"{base}-{number}"
        self._taken.add(anchor)
        return anchor
