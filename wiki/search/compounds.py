"""Splits German compounds into words that the wiki itself uses. Pure.

"Rückgabewert" is also found by "Wert" when many pages say "Wert". Parts stand in the index only; a question is never
split, or it would find four times as much (measured). The list of parts is frozen with an index, or the same word
would be split in two ways.
"""

from collections.abc import Mapping
from functools import lru_cache

LEAST_PAGES = 8
SHORTEST_PART = 4
_SHORTEST_WORD = 9
_LONGEST_WORD = 40
_MOST_PARTS = 4
_MOST_LISTED = 60_000
_LINKS = ("s", "es", "n", "en", "er", "e")
_LAST_LETTERS = frozenset("snre")  # of these, and of all endings


class Splitter:
    """Splits by a list of parts."""

    def __init__(self, parts: frozenset[str]) -> None:
        self.parts = parts
        self.split = lru_cache(maxsize=100_000)(self._split)

    def _split(self, word: str) -> tuple[str, ...]:
        """The fewest parts that make up the word, or nothing: `("rückgabe", "wert")`."""
        if not _SHORTEST_WORD <= len(word) <= _LONGEST_WORD or not self.parts or not word.isalpha():
            return ()
        best: list[tuple[str, ...] | None] = [None] * len(word) + [()]
        for start in range(len(word) - SHORTEST_PART, -1, -1):
            for end in range(start + SHORTEST_PART, len(word) + 1):
                rest = best[end]
                if rest is None or (end < len(word) and not rest):
                    continue
                part = self._part(word[start:end], is_last=end == len(word))
                known = best[start]
                if part and (known is None or len(rest) + 1 < len(known)):
                    best[start] = (part, *rest)
        found = best[0] or ()
        return found if 1 < len(found) <= _MOST_PARTS else ()

    def _part(self, piece: str, *, is_last: bool) -> str | None:
        if piece in self.parts:
            return piece
        if piece[-1] not in _LAST_LETTERS:
            return None
        if is_last:
            return self._inflected(piece)
        for link in _LINKS:
            stem = piece.removesuffix(link)
            if stem != piece and len(stem) >= SHORTEST_PART and stem in self.parts:
                return stem
        return None

    def _inflected(self, piece: str) -> str | None:
        for ending in ("s", "n", "e", "en", "es", "er", "ern"):
            stem = piece.removesuffix(ending)
            if stem != piece and len(stem) >= SHORTEST_PART and stem in self.parts:
                return stem
        return None


def parts_of(pages_with_word: Mapping[str, int]) -> frozenset[str]:
    """The words that may be parts: those on at least eight German pages, the most used 60,000 of them."""
    able = [
        (count, word)
        for word, count in pages_with_word.items()
        if count >= LEAST_PAGES and SHORTEST_PART <= len(word) <= _LONGEST_WORD and word.isalpha()
    ]
    return frozenset(word for _, word in sorted(able, reverse=True)[:_MOST_LISTED])
