"""Which parts of two texts belong together: the ground that merge and diff stand on.

Texts become tokens that join back to exactly the text: lines with their ends, or words. Only LF, CRLF and CR
end a line (`str.splitlines` would also split at form feeds and U+2028, and lose bytes). Tokens are aligned by
patience: those that stand once on both sides are anchors; between anchors Myers' greedy search ("An O(ND)
Difference Algorithm", 1986) finds the rest. An `Effort` bounds the work: when it is used up, what is left
counts as changed, so that a hostile pair of texts costs about a second and gives a coarse answer, never a
wrong one.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

EFFORT = 1_500_000
"""Steps for one comparison; about a second in the worst case."""

WINDOW = 400
"""Edits after which the greedy search takes the best way so far and starts anew from there."""

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++")
_MARKS = "\u00ad\u0300-\u036f"  # soft hyphen and combining accents belong to their word (NFD)
_JOINED = (
    "\u0300-\u036f\u20d0-\u20ff\ufe0f\U0001f3fb-\U0001f3ff"  # follow a sign without a place of their own
)
_WORD = re.compile(
    r"https?://[^\s<>()\[\]|]++"  # an address is one word: half an address is none
    r"|\d++(?:[.,:/-]\d++)++"  # so are 21.11.2026, 10:30, 1.200,50
    rf"|(?:[^\W_]|[{_MARKS}])++(?:[_'’]++(?:[^\W_]|[{_MARKS}])++)*+"
    r"|\r\n|[\r\n]"
    r"|[^\S\r\n]++"
    rf"|[^\s\w][{_JOINED}]*+(?:\u200d.[{_JOINED}]*+)*+"  # an emoji sequence is one sign
    r"|."
)


@dataclass(frozen=True, slots=True)
class Change:
    """The tokens old[old_start:old_end] gave way to new[new_start:new_end]; one of both may be empty."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int

    @property
    def is_insertion(self) -> bool:
        """Nothing was taken away."""
        return self.old_start == self.old_end

    @property
    def is_deletion(self) -> bool:
        """Nothing was added."""
        return self.new_start == self.new_end


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the base by one side of a merge, with the tokens that went and came."""

    side: Literal["theirs", "mine"]
    change: Change
    removed: list[str]
    added: list[str]

    @property
    def content(self) -> tuple[int, int, tuple[str, ...]]:
        """What the change does to the base; equal when both sides did the same."""
        return self.change.old_start, self.change.old_end, tuple(self.added)


@dataclass(slots=True)
class Effort:
    """How many steps may still be spent; several comparisons can share one."""

    left: int = EFFORT


@dataclass(frozen=True, slots=True)
class _Snake:
    """A run of equal tokens, and the runs before it."""

    old: int
    new: int
    size: int
    before: "_Snake | None"


def lines(text: str) -> list[str]:
    """The lines of the text with their ends; joined they are the text again."""
    return _LINE.findall(text)


def line_end(line: str) -> str:
    """The line's end: LF, CRLF, CR, or nothing."""
    if line.endswith("\r\n"):
        return "\r\n"
    return line[-1:] if line.endswith(("\r", "\n")) else ""


def words(text: str) -> list[str]:
    """Words, numbers, blanks, line ends and single signs of the text; joined they are the text again."""
    return _WORD.findall(text)


def is_word(token: str) -> bool:
    """The token of `words` holds a letter or a digit."""
    return any(character.isalnum() for character in token)


def word_counts(text: str) -> Counter[str]:
    """How often each word stands in the text."""
    return Counter(filter(is_word, words(text)))


def likeness(first: Counter[str], second: Counter[str]) -> float:
    """Share of letters in words that both texts have, 0 to 1; order does not count."""
    total = sum(len(word) * count for word, count in (*first.items(), *second.items()))
    shared = sum(len(word) * count for word, count in (first & second).items())
    return 2 * shared / total if total else 0.0


def shared_length(first: Sequence[str], second: Sequence[str]) -> int:
    """How many tokens are equal from the start."""
    most = min(len(first), len(second))
    if first[:most] == second[:most]:
        return most
    return next(place for place in range(most) if first[place] != second[place])


def changes(old: Sequence[str], new: Sequence[str], effort: Effort | None = None) -> list[Change]:
    """The changes that lead from `old` to `new`, in order, with equal tokens between any two.

    A pure insertion or deletion that could stand in several places stands in the last one, on both sides of a
    merge alike: an added paragraph then keeps the blank line that follows it.
    """
    numbers: dict[str, int] = {}
    first = [numbers.setdefault(token, len(numbers)) for token in old]
    second = [numbers.setdefault(token, len(numbers)) for token in new]
    runs = [*_matches(first, second, effort or Effort()), (len(first), len(second), 0)]
    found: list[Change] = []
    old_at = new_at = 0
    for old_start, new_start, size in runs:
        if (old_at, new_at) != (old_start, new_start):
            found.append(Change(old_at, old_start, new_at, new_start))
        old_at, new_at = old_start + size, new_start + size
    return _slid_down(found, first, second)


def edits(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str], effort: Effort) -> list[Edit]:
    """The changes of both sides in the order of the base; insertions before what follows them."""
    found = [*_edits("theirs", base, theirs, effort), *_edits("mine", base, mine, effort)]
    return sorted(found, key=lambda edit: (edit.change.old_start, edit.change.old_end))


def _edits(
    side: Literal["theirs", "mine"], base: Sequence[str], text: Sequence[str], effort: Effort
) -> list[Edit]:
    return [
        Edit(side, found, [*base[found.old_start : found.old_end]], [*text[found.new_start : found.new_end]])
        for found in changes(base, text, effort)
    ]


def _matches(old: list[int], new: list[int], effort: Effort) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        old_start, old_end, new_start, new_end = waiting.pop()
        begin = old_start, new_start
        while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
            old_start, new_start = old_start + 1, new_start + 1
        found.append((*begin, old_start - begin[0]))
        end = old_end
        while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
            old_end, new_end = old_end - 1, new_end - 1
        found.append((old_end, new_end, end - old_end))
        effort.left -= old_end - old_start + new_end - new_start
        if old_start == old_end or new_start == new_end or effort.left <= 0:
            continue
        inner = (old_start, old_end, new_start, new_end)
        anchors = _anchors(old, new, *inner)
        if anchors:
            corners = [(old_start, new_start), *anchors, (old_end, new_end)]
            waiting += [(a[0], b[0], a[1], b[1]) for a, b in pairwise(corners)]
        else:
            waiting += _search(old, new, inner, found, effort)
    return sorted(run for run in found if run[2])


def _anchors(
    old: list[int], new: list[int], old_start: int, old_end: int, new_start: int, new_end: int
) -> list[tuple[int, int]]:
    """The longest rising row of tokens that stand once on each side."""
    old_places = _places(old, old_start, old_end)
    new_places = _places(new, new_start, new_end)
    pairs = [
        (place, new_places[token])
        for token, place in old_places.items()
        if place >= 0 and new_places.get(token, -1) >= 0
    ]
    ends: list[int] = []  # smallest last place in `new` of a rising row of each length
    rows: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(rows[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        rows[length : length + 1] = [number]
    chosen: list[tuple[int, int]] = []
    number = rows[-1] if rows else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _places(tokens: list[int], start: int, end: int) -> dict[int, int]:
    """Where each token stands, in the order of the tokens; -1 for those that stand more than once."""
    places: dict[int, int] = {}
    for place in range(start, end):
        places[tokens[place]] = -1 if tokens[place] in places else place
    return places


def _search(
    old: list[int],
    new: list[int],
    box: tuple[int, int, int, int],
    found: list[tuple[int, int, int]],
    effort: Effort,
) -> list[tuple[int, int, int, int]]:
    """Adds to `found` what the greedy search matches in the box; returns the boxes still to be searched."""
    old_start, old_end, new_start, new_end = box
    common = set(old[old_start:old_end]).intersection(new[new_start:new_end])
    # Tokens without a partner only lengthen the search: most of a rewritten passage is sorted out here.
    old_places = [place for place in range(old_start, old_end) if old[place] in common]
    new_places = [place for place in range(new_start, new_end) if new[place] in common]
    snake, old_seen, new_seen = _greedy(
        [old[place] for place in old_places], [new[place] for place in new_places], effort
    )
    while snake:
        found += [(old_places[snake.old + i], new_places[snake.new + i], 1) for i in range(snake.size)]
        snake = snake.before
    if (old_seen, new_seen) == (len(old_places), len(new_places)):
        return []
    next_old = old_places[old_seen] if old_seen < len(old_places) else old_end
    next_new = new_places[new_seen] if new_seen < len(new_places) else new_end
    return [(next_old, old_end, next_new, new_end)]


def _greedy(old: list[int], new: list[int], effort: Effort) -> tuple[_Snake | None, int, int]:
    """The last snake of the shortest way, and how far it leads: to both ends, or to the window's edge."""
    ways: dict[int, tuple[int, _Snake | None]] = {1: (0, None)}  # per diagonal: furthest place in `old`
    for edits in range(WINDOW + 1):
        for diagonal in range(-edits, edits + 1, 2):
            step = _step(ways, diagonal, len(old), len(new))
            if step is None:
                ways.pop(diagonal, None)
                continue
            old_at, snake = step
            begin, shift = old_at, -diagonal
            while old_at < len(old) and old_at + shift < len(new) and old[old_at] == new[old_at + shift]:
                old_at += 1
            if old_at > begin:
                snake = _Snake(begin, begin + shift, old_at - begin, snake)
            effort.left -= 1 + old_at - begin
            ways[diagonal] = (old_at, snake)
            if old_at == len(old) and old_at + shift == len(new):
                return snake, old_at, old_at + shift
        if effort.left <= 0:
            break
    best = max(ways, key=lambda diagonal: 2 * ways[diagonal][0] - diagonal)
    old_at, snake = ways[best]
    return snake, old_at, old_at - best


def _step(
    ways: dict[int, tuple[int, _Snake | None]], diagonal: int, old_size: int, new_size: int
) -> tuple[int, _Snake | None] | None:
    """The further of both ways onto the diagonal: one token of `new` added, or one of `old` removed."""
    added, removed = ways.get(diagonal + 1), ways.get(diagonal - 1)
    if removed is not None and removed[0] < old_size and (added is None or removed[0] >= added[0]):
        return removed[0] + 1, removed[1]
    if added is not None and added[0] - diagonal <= new_size:
        return added
    return None


def _slid_down(found: list[Change], old: list[int], new: list[int]) -> list[Change]:
    later: list[Change] = []  # in reverse order, the next change last
    for change in reversed(found):
        limit = later[-1].old_start - 1 if later else len(old)  # an equal token stays between two changes
        later.append(_slide(change, old, new, limit))
    return later[::-1]


def _slide(change: Change, old: list[int], new: list[int], limit: int) -> Change:
    if not (change.is_insertion or change.is_deletion):
        return change
    tokens, first, last = (
        (new, change.new_start, change.new_end)
        if change.is_insertion
        else (old, change.old_start, change.old_end)
    )
    steps = 0
    while change.old_end + steps < limit and tokens[first + steps] == tokens[last + steps]:
        steps += 1
    return Change(
        change.old_start + steps, change.old_end + steps, change.new_start + steps, change.new_end + steps
    )
