"""Which revision each line of a text comes from: walked backwards from the text, until every line is found.

Lines are compared without their ends. Pure text, no page and no person. The work is bounded; lines that are older
than what could be looked at say so.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wiki.alignment import Effort, changes, shared_length

WORK = 6_000_000
"""Lines looked at and steps of their comparison, for one text; about a second and a half."""

SIGNS_PER_STEP = 40
"""Characters that cost as much as a step."""

_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Blame:
    """For each line the number of its revision; None for those that are older than revision `reached`."""

    numbers: tuple[int | None, ...]
    reached: int

    @property
    def weight(self) -> int:
        """Bytes, for a cache."""
        return 100 + 40 * len(self.numbers)


def lines(text: str) -> list[str]:
    """The lines without their ends; the end of the last line begins none."""
    found = _END.split(text)
    return found[:-1] if found[-1] == "" else found


def attribute(revisions: Iterable[tuple[int, str]], work: int = WORK) -> Blame:
    """The revision of each line of the first text. `revisions` are numbers and texts, the latest first.

    They are read only as far as they are needed.
    """
    walk = iter(revisions)
    number, text = next(walk, (0, ""))
    current = lines(text)
    walked = _Walk(len(current), list(range(len(current))), Effort(work))
    for older_number, older_text in walk:
        if older_text != text:
            older = lines(older_text)
            walked.effort.left -= len(older) + len(older_text) // SIGNS_PER_STEP
            walked.step(number, older, current)
            text, current = older_text, older
        number = older_number
        if not walked.missing or walked.effort.left <= 0:
            break
    else:
        walked.close(number)
    return Blame(tuple(walked.numbers), number)


class _Walk:
    """How far the walk has come: `places[i]` is the line of the first text that line i of the present one became."""

    def __init__(self, size: int, places: list[int], effort: Effort) -> None:
        self.numbers: list[int | None] = [None] * size
        self.missing = size
        self.effort = effort
        self._places = places

    def step(self, number: int, older: list[str], current: list[str]) -> None:
        """Lines that the older text lacks came with `number`; the others are followed further."""
        top = shared_length(older, current)
        bottom = min(shared_length(older[::-1], current[::-1]), min(len(older), len(current)) - top)
        places = self._places
        middle: list[int] = []
        at = top
        old_end, end = len(older) - bottom, len(current) - bottom
        for change in changes(older[top:old_end], current[top:end], self.effort):
            middle += places[at : top + change.new_start]
            middle += [-1] * (change.old_end - change.old_start)
            self._found(number, places[top + change.new_start : top + change.new_end])
            at = top + change.new_end
        middle += places[at:end]
        self._places = [*places[:top], *middle, *places[end:]]

    def close(self, number: int) -> None:
        """There is nothing older: what is left stood in the first text."""
        self._found(number, self._places)

    def _found(self, number: int, places: list[int]) -> None:
        for place in places:
            if place >= 0:
                self.numbers[place] = number
                self.missing -= 1
