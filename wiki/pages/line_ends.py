"""Gives a text that went through a browser's form its own bytes back.

A form sends every line end as CRLF, whatever the page had, and shows NUL and lone surrogates as U+FFFD (WHATWG
HTML: preprocessing the input stream, RCDATA state, form submission). Lines that are still the page's lines keep
their bytes; new lines get the line end that the page uses most. A line that was changed and held a NUL keeps the
U+FFFD that the person saw. Pure.
"""

import re
from collections import Counter

from wiki import alignment

_END = re.compile(r"\r\n|\r|\n")
_UNSHOWN = re.compile("[\0\ud800-\udfff]")


def shown(text: str) -> str:
    """The text as the value of a browser's text area: LF ends every line, U+FFFD stands for what cannot be shown."""
    return _UNSHOWN.sub("\ufffd", _END.sub("\n", text))


def restored(base: str, submitted: str) -> str:
    """The submitted text with the bytes of `base` wherever its lines are lines of `base`."""
    wanted = shown(submitted)
    if wanted == shown(base):
        return base
    ends = Counter(_END.findall(base))
    usual = ends.most_common(1)[0][0] if ends else "\n"
    if len(ends) <= 1 and not _UNSHOWN.search(base):
        return wanted.replace("\n", usual)
    old = alignment.lines(base)
    new = [line.removesuffix("\n") for line in alignment.lines(wanted)]
    kept = _kept([shown(_text(line)) for line in old], new)
    pieces = [
        _ended(old[kept[place]], usual) if place in kept else text + usual for place, text in enumerate(new)
    ]
    if pieces and not wanted.endswith("\n"):
        pieces[-1] = _text(pieces[-1])
    return "".join(pieces)


def _kept(old: list[str], new: list[str]) -> dict[int, int]:
    """Place in new → place in old, for lines that stayed."""
    kept: dict[int, int] = {}
    old_at = new_at = 0
    for change in alignment.changes(old, new):
        kept |= dict(zip(range(new_at, change.new_start), range(old_at, change.old_start), strict=True))
        old_at, new_at = change.old_end, change.new_end
    return kept | dict(zip(range(new_at, len(new)), range(old_at, len(old)), strict=True))


def _text(line: str) -> str:
    return line.removesuffix(alignment.line_end(line))


def _ended(line: str, usual: str) -> str:
    return line if alignment.line_end(line) else line + usual
