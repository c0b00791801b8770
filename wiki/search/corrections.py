"""Which words somebody may have meant who typed one that is not there. Pure.

What may have been meant is looked for by how it could begin; the word itself is taken from texts that the asker may
read, so a correction tells nothing that a search would not.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from wiki.search.snippets import MOST_READ
from wiki.search.syntax import Clause, Filter, Question
from wiki.search.words import LONGEST_WORD, folded, words, words_with_places

SHORTEST, LONGEST = 4, LONGEST_WORD
_LETTERS = "abcdefghijklmnopqrstuvwxyzäöü"
_FIRST, _BEGINNING, _END = 4, 6, 3
_LONG = 8
_LONGEST_ENDING = 6
_MOST_COMPARED = 20_000
_MOST_STEPS = 1_000_000
"""Pairs of letters that are compared for one word: about a fifth of a second. The most used words come first."""


def is_word(word: str) -> bool:
    """Whether something else may have been meant by it: differences of very long ones take very long to count."""
    return SHORTEST <= len(word) <= LONGEST and not word.isdecimal()


def questions(word: str) -> Iterator[Question]:
    """Find texts with words that begin as this one does; then, with its first half, or with one difference there."""
    starts = dict.fromkeys(one[:_BEGINNING] for one in _mistyped(word) if len(one) >= SHORTEST)
    half = word[: max(SHORTEST, len(word) // 2 - 1)]
    for some in ([word[: max(SHORTEST, len(word) - _END)]], [half, *starts]):
        yield Question((Clause((Filter("begins", " ".join([word, *some])),)),))


def nearest(word: str, texts: Iterable[str]) -> str | None:
    """The word of the texts that differs least, the most used of several, as it is mostly written; None without one.

    A letter too many, too few, another one, or two that changed places are one difference; one is allowed, and two
    in words of eight letters and more.
    """
    most = _allowed(word)
    letters = set(word)
    read = [text[:MOST_READ] for text in texts]
    used: Counter[str] = Counter()
    for text in read:
        used.update(words(text))
    alike = {
        one: count
        for one, count in used.items()
        if abs(len(one) - len(word)) <= most and len(letters ^ set(one)) <= 2 * most
    }
    near = [
        (differences, -count, one)
        for one, count in Counter(alike).most_common(_MOST_STEPS // len(word) ** 2)
        if 0 < (differences := distance(word, one, most)) <= most
    ]
    return _mostly_written(min(near)[2], read) if near else None


def begun(word: str, texts: Sequence[str]) -> str | None:
    """The shortest word of the texts that begins with this one: the first part of a compound, or a word half typed."""
    read = [text[:MOST_READ] for text in texts]
    found = (one for text in read if word in folded(text) for one in words(text) if one.startswith(word))
    shortest = min(found, key=lambda one: (len(one), one), default=None)
    return None if shortest in {None, word} else _mostly_written(shortest or "", read)


def replaced(text: str, word: str, by: str) -> str:
    """The text with another word in all places of the first."""
    for found in reversed([one for one in words_with_places(text) if one.text == word]):
        text = text[: found.start] + by + text[found.end :]
    return text


@lru_cache(_MOST_COMPARED)
def far(word: str, term: str) -> float | None:
    """How far the term of an index is from being one of what was meant; None for too far.

    Terms are stems: it is compared with each start of the word, and the more of the word it leaves out, the farther.
    """
    most, left = _allowed(word), len(word) - len(term)
    if term.startswith(word):
        return most + 1.0
    if not -most <= left <= _LONGEST_ENDING or len(set(term).difference(word)) > most:
        return None
    differences = min(_differences(term, word, most))
    return differences + max(0, left) / 10 if differences <= most else None


def distance(one: str, other: str, most: int = LONGEST) -> int:
    """How many differences there are (optimal string alignment); `most` + 1 for more than that."""
    return _differences(one, other, most)[-1]


def _allowed(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _differences(one: str, other: str, most: int) -> list[int]:
    """How many there are to each start of the other, from none of it to all; any more than `most` are one more."""
    width, too_many = len(other), most + 1
    before: list[int] = []
    last = [min(number, too_many) for number in range(width + 1)]
    for place, letter in enumerate(one, 1):
        row = [too_many] * (width + 1)
        row[0] = min(place, too_many)
        for number in range(
            max(1, place - most), min(width, place + most) + 1
        ):  # elsewhere they are too many
            wanted = other[number - 1]
            best = min(last[number] + 1, row[number - 1] + 1, last[number - 1] + (letter != wanted))
            if place > 1 and number > 1 and letter == other[number - 2] and one[place - 2] == wanted:
                best = min(best, before[number - 2] + 1)
            row[number] = min(best, too_many)
        if min(row) > most:
            return row
        before, last = last, row
    return last


def _mostly_written(word: str, texts: Iterable[str]) -> str:
    """The word as texts write it, with capitals as most of them do."""
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    forms = Counter(match.group() for text in texts for match in pattern.finditer(text))
    return forms.most_common(1)[0][0] if forms else word


def _mistyped(word: str) -> Iterator[str]:
    """The word with each difference in its first four letters."""
    for place in range(min(_FIRST, len(word))):
        start, end = word[:place], word[place:]
        yield start + end[1:]
        if len(end) > 1:
            yield start + end[1] + end[0] + end[2:]
        for letter in _LETTERS:
            yield start + letter + end[1:]
            yield start + letter + end
