"""Gives a text that went through a browser's form its own line ends back.

A form sends every line end as CRLF, whatever the page had, and shows NUL as U+FFFD. Lines that are still the
page's lines keep their bytes; new lines get the line end that the page uses most. Pure.
"""

import re
from collections import Counter
from difflib import SequenceMatcher

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_END = re.compile(r"\r\n|\r|\n")
_EXACT_LIMIT = 4000


def restored(base: str, submitted: str) -> str:
    """The submitted text with the line ends of `base` wherever its lines are lines of `base`."""
    if _shown(base) == _shown(submitted):
        return base
    old, new = _lines(base), [_split(line)[0] for line in _lines(submitted)]
    usual = _usual_end(base)
    kept = _matches([_shown(_split(line)[0]) for line in old], [_shown(text) for text in new])
    pieces = [
        _with_end(old[kept[place]], usual) if place in kept else text + usual
        for place, text in enumerate(new)
    ]
    if not pieces:
        return ""
    if _ends_open(submitted):
        pieces[-1] = _split(pieces[-1])[0]
    return "".join(pieces)


def _matches(old: list[str], new: list[str]) -> dict[int, int]:
    """Place in new → place in old, for lines that stayed."""
    front = 0
    while front < min(len(old), len(new)) and old[front] == new[front]:
        front += 1
    back = 0
    while back < min(len(old), len(new)) - front and old[-1 - back] == new[-1 - back]:
        back += 1
    kept = {place: place for place in range(front)}
    kept |= {len(new) - 1 - step: len(old) - 1 - step for step in range(back)}
    middle_old, middle_new = old[front : len(old) - back], new[front : len(new) - back]
    if len(middle_old) + len(middle_new) <= _EXACT_LIMIT:  # beyond, lines in the middle count as new
        for block in SequenceMatcher(None, middle_old, middle_new, autojunk=False).get_matching_blocks():
            kept |= {front + block.b + step: front + block.a + step for step in range(block.size)}
    return kept


def _lines(text: str) -> list[str]:
    return [line for line in _LINE.findall(text) if line]


def _split(line: str) -> tuple[str, str]:
    text = line.rstrip("\r\n")
    return text, line[len(text) :]


def _with_end(line: str, usual: str) -> str:
    text, end = _split(line)
    return text + (end or usual)


def _ends_open(text: str) -> bool:
    return not text.endswith(("\r", "\n"))


def _usual_end(base: str) -> str:
    ends = Counter(_END.findall(base)).most_common(1)
    return ends[0][0] if ends else "\n"


def _shown(text: str) -> str:
    return _END.sub("\n", text).replace("\0", "\ufffd")
