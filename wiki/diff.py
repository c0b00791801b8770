"""What changed between two texts, as rows that the inline and the side-by-side screen are drawn from.

Lines are aligned first; lines that resemble each other stand in one row with the changed words marked. Pure
text: no HTML, no colours, no sentence. Work and length are bounded, so that a hostile pair of texts costs less than
a second and gets a coarse answer: rows that nobody will see are not made, and passages that take too long count as
rewritten.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice, takewhile
from typing import Literal

from wiki.alignment import Change, Effort, changes, is_word, likeness, line_end, lines, word_counts, words

__all__ = ["Diff", "Ends", "Row", "Span", "compare", "heaviest", "readable", "words"]

ROW_LIMIT = 4_000
"""Rows a screen gets at most; more is work for nobody's eyes and makes a page of many megabytes."""

EFFORT = 500_000
"""Steps for one comparison (wiki.alignment.Effort); words and their comparison count as well."""

LONG_LINE = 40_000
"""Signs of a line beyond which its words are not compared."""

SIGNS_PER_STEP = 4
"""Signs that cost as much as a step when they are cut into words."""

PAIR_LIMIT = 2_500
"""Pairs of lines of one changed passage that are weighed against each other."""

ALIKE = 0.5
"""Share of common words, in any order, below which two lines are shown as removed and added."""

MOSTLY = 0.4
"""Share of signs left unchanged below which a line is, too."""

SHORT_WORD = 3
"""Letters of an unchanged word that is too short to part two replaced ones."""

_EDGES = frozenset("|]")
"""Ends of table cells and ticks: what stands on either side is not read as one."""

EndName = Literal["lf", "crlf", "cr", "none", ""]
_END_NAMES: dict[str, EndName] = {"\n": "lf", "\r\n": "crlf", "\r": "cr", "": "none"}


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of one line."""

    text: str
    kind: Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Ends:
    """Names of line ends that differ; "none" is a last line without an end, "" a side that lacks the line."""

    old: EndName
    new: EndName


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison; spans hold the text without its line end."""

    kind: Literal["same", "added", "removed", "changed", "skipped"]
    old_number: int | None
    new_number: int | None
    old: tuple[Span, ...] = ()
    new: tuple[Span, ...] = ()
    skipped: int = 0
    old_end: str = ""
    new_end: str = ""
    ends: Ends | None = None
    is_invisible: bool = False  # changed, and both sides look alike: blanks, line end, Unicode form

    @property
    def inline(self) -> tuple[Span, ...]:
        """The spans of both sides in reading order: what is the same once, removed before added."""
        spans: list[Span] = []
        added = iter(self.new)
        for span in self.old if self.kind != "added" else ():
            if span.kind == "same":
                spans += takewhile(lambda span: span.kind != "same", added)
            spans.append(span)
        return (*spans, *added)


@dataclass(frozen=True, slots=True)
class _Look:
    """What lines are compared by."""

    visible: str
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Diff:
    """All rows, and how many words came and went; `left_out` rows are missing at the end."""

    rows: tuple[Row, ...]
    added_words: int
    removed_words: int
    equal: bool
    left_out: int = 0


def compare(old: str, new: str, *, context: int | None = 3) -> Diff:
    """The rows that lead from `old` to `new`; `context` unchanged lines stay around a change, None keeps all.

    With None the rows hold both texts whole: the spans of one side with their line ends are its text, byte by
    byte. Else a row of kind "skipped" counts the unchanged lines it stands for, equal texts have no rows, and
    rows after ROW_LIMIT are left out.
    """
    found = _found(lines(old), lines(new), context)
    shown = found.rows if context is None else _with_context(found.rows, context)
    limit = len(shown) if context is None else ROW_LIMIT
    return Diff(
        tuple(shown[:limit]),
        _count(shown[:limit], "added"),
        _count(shown[:limit], "removed"),
        equal=old == new,
        left_out=len(shown[limit:]) + found.left_out,
    )


def _count(rows: list[Row], kind: Literal["added", "removed"]) -> int:
    spans = (span for row in rows for span in (*row.old, *row.new) if span.kind == kind)
    return sum(map(is_word, (word for span in spans for word in words(span.text[:LONG_LINE]))))


# --- lines


@dataclass(slots=True)
class _Found:
    """The rows as far as they are made, and how many changed lines are behind them."""

    rows: list[Row]
    left_out: int = 0


def _found(old: list[str], new: list[str], context: int | None) -> _Found:
    """Lines are matched without their ends: a text with other line ends is not a new text."""
    effort = Effort(EFFORT)
    found = _Found([])
    old_at = new_at = 0
    last = Change(len(old), len(old), len(new), len(new))
    for change in (*changes([_bare(line) for line in old], [_bare(line) for line in new], effort), last):
        if context is not None and len(found.rows) > ROW_LIMIT:
            found.left_out += change.old_end - change.old_start + change.new_end - change.new_start
            continue
        kept = _kept(old, new, Change(old_at, change.old_start, new_at, change.new_start), context)
        found.rows += islice(kept, _room(found, context))
        most = _room(found, context)
        made = list(islice(_changed(old, new, change, effort), most))
        found.rows += made
        found.left_out += _behind(made, change) if len(made) == most else 0
        old_at, new_at = change.old_end, change.new_end
    return found


def _room(found: _Found, context: int | None) -> int | None:
    """How many rows may still be made: one more than are shown."""
    return None if context is None else max(ROW_LIMIT + 1 - len(found.rows), 0)


def _behind(made: list[Row], change: Change) -> int:
    """Changed lines of the passage behind the rows that were made of it."""
    shown = sum((row.old_number is not None) + (row.new_number is not None) for row in made)
    return change.old_end - change.old_start + change.new_end - change.new_start - shown


def _kept(old: list[str], new: list[str], run: Change, context: int | None) -> Iterator[Row]:
    """The unchanged lines; of a long run those near its ends, and one row that counts the others."""
    size = run.old_end - run.old_start
    near = size if context is None else context
    is_same = old[run.old_start : run.old_end] == new[run.new_start : run.new_end]
    if not is_same or size <= 2 * near + 1:
        near = size
    for place in range(near):
        yield _unchanged_at(old, new, run, place)
    if near < size:
        skipped = size - 2 * near
        yield Row("skipped", run.old_start + near + 1, run.new_start + near + 1, skipped=skipped)
        for place in range(size - near, size):
            yield _unchanged_at(old, new, run, place)


def _unchanged_at(old: list[str], new: list[str], run: Change, place: int) -> Row:
    old_at, new_at = run.old_start + place, run.new_start + place
    return _unchanged(old[old_at], new[new_at], old_at, new_at)


def _bare(line: str) -> str:
    return line.removesuffix(line_end(line))


def _unchanged(old: str, new: str, old_at: int, new_at: int) -> Row:
    spans = (Span(_bare(new), "same"),) if _bare(new) else ()
    return _row(old, new, old_at, new_at, (spans, spans))


def _row(
    old: str, new: str, old_at: int, new_at: int, spans: tuple[tuple[Span, ...], tuple[Span, ...]]
) -> Row:
    ends = line_end(old), line_end(new)
    return Row(
        "same" if old == new else "changed",
        old_at + 1,
        new_at + 1,
        *spans,
        old_end=ends[0],
        new_end=ends[1],
        ends=Ends(_END_NAMES[ends[0]], _END_NAMES[ends[1]]) if ends[0] != ends[1] else None,
        is_invisible=old != new and _looks_alike(old, new),
    )


def _looks_alike(old: str, new: str) -> bool:
    return max(len(old), len(new)) <= LONG_LINE and _visible(old) == _visible(new)


def _visible(line: str) -> str:
    """What a reader sees: without blanks and signs that have no shape, in one Unicode form."""
    if line.isascii():
        return "".join(line.split())
    shown = (
        sign for sign in unicodedata.normalize("NFC", line) if unicodedata.category(sign) not in ("Cf", "Cc")
    )
    return "".join("".join(shown).split())


def _removed(line: str, at: int) -> Row:
    spans = (Span(_bare(line), "removed"),) if _bare(line) else ()
    ends = None if line_end(line) else Ends("none", "")
    return Row("removed", at + 1, None, old=spans, old_end=line_end(line), ends=ends)


def _added(line: str, at: int) -> Row:
    spans = (Span(_bare(line), "added"),) if _bare(line) else ()
    ends = None if line_end(line) else Ends("", "none")
    return Row("added", None, at + 1, new=spans, new_end=line_end(line), ends=ends)


def _changed(old: list[str], new: list[str], change: Change, effort: Effort) -> Iterator[Row]:
    """Lines that resemble each other in one row, the others removed and added, in the order of both texts."""
    old_at, new_at = change.old_start, change.new_start
    for old_next, new_next in _pairs(old, new, change, effort):
        spans = _spans(_bare(old[old_next]), _bare(new[new_next]), effort)
        if spans is None:
            continue
        yield from (_removed(old[at], at) for at in range(old_at, old_next))
        yield from (_added(new[at], at) for at in range(new_at, new_next))
        yield _row(old[old_next], new[new_next], old_next, new_next, spans)
        old_at, new_at = old_next + 1, new_next + 1
    yield from (_removed(old[at], at) for at in range(old_at, change.old_end))
    yield from (_added(new[at], at) for at in range(new_at, change.new_end))


def _pairs(old: list[str], new: list[str], change: Change, effort: Effort) -> list[tuple[int, int]]:
    """The lines of a change that belong together: the rising row of pairs with the greatest likeness."""
    height, width = change.old_end - change.old_start, change.new_end - change.new_start
    if height * width <= 1:  # a lone pair is judged by its words alone
        return [(change.old_start, change.new_start)] * (height * width)
    most = max(height, width) if height * width <= PAIR_LIMIT else min(height, width, ROW_LIMIT)
    old_looks = [_look(line, effort) for line in old[change.old_start : change.old_end][:most]]
    new_looks = [_look(line, effort) for line in new[change.new_start : change.new_end][:most]]
    if height * width > PAIR_LIMIT:
        places = [i for i in range(most) if _weight(old_looks[i], new_looks[i], effort)]
        return [(change.old_start + i, change.new_start + i) for i in places]
    weights = [[_weight(first, second, effort) for second in new_looks] for first in old_looks]
    return [(change.old_start + i, change.new_start + j) for i, j in heaviest(weights)]


def _look(line: str, effort: Effort) -> _Look:
    effort.left -= len(line) // SIGNS_PER_STEP
    if len(line) > LONG_LINE or effort.left <= 0:
        return _Look(line, Counter())
    return _Look(_visible(line), word_counts(line))


def _weight(old: _Look, new: _Look, effort: Effort) -> float:
    """Likeness of two lines, 0 when they do not belong together."""
    effort.left -= len(old.counts) + len(new.counts)
    if effort.left <= 0:
        return 0.0
    found = 1.0 if old.visible == new.visible else likeness(old.counts, new.counts)
    return found if found >= ALIKE else 0.0


def heaviest(weights: list[list[float]]) -> list[tuple[int, int]]:
    """The rising row of pairs (line, column) with the greatest sum; pairs that weigh nothing are left out."""
    height, width = len(weights), len(weights[0])
    best = [[0.0] * (width + 1) for _ in range(height + 1)]  # from each corner to the end
    for i in reversed(range(height)):
        for j in reversed(range(width)):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + weights[i][j])
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < height and j < width:
        if weights[i][j] and best[i][j] == best[i + 1][j + 1] + weights[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


# --- words


def _spans(old: str, new: str, effort: Effort) -> tuple[tuple[Span, ...], tuple[Span, ...]] | None:
    """The spans of both sides of a changed line; None when too little is the same to be read as one line."""
    effort.left -= (len(old) + len(new)) // SIGNS_PER_STEP
    if max(len(old), len(new)) > LONG_LINE or effort.left <= 0:
        return None
    old_words, new_words = words(old), words(new)
    found = readable(changes(old_words, new_words, effort), old_words)
    same = len(old) - sum(len("".join(old_words[change.old_start : change.old_end])) for change in found)
    if 2 * same < MOSTLY * (len(old) + len(new)) and _visible(old) != _visible(new):
        return None
    last = Change(len(old_words), len(old_words), len(new_words), len(new_words))
    old_spans: list[Span] = []
    new_spans: list[Span] = []
    at = 0
    for change in (*found, last):
        common = "".join(old_words[at : change.old_start])
        removed = "".join(old_words[change.old_start : change.old_end])
        added = "".join(new_words[change.new_start : change.new_end])
        old_spans += [Span(common, "same"), Span(removed, "removed")]
        new_spans += [Span(common, "same"), Span(added, "added")]
        at = change.old_end
    return tuple(span for span in old_spans if span.text), tuple(span for span in new_spans if span.text)


def readable(found: list[Change], old: list[str]) -> list[Change]:
    """Changes with nothing but a blank, a comma or a short word between them are read as one."""
    read: list[Change] = []
    for change in found:
        if read and _is_island(old[read[-1].old_end : change.old_start], read[-1], change):
            first = read.pop()
            read.append(Change(first.old_start, change.old_end, first.new_start, change.new_end))
        else:
            read.append(change)
    return read


def _is_island(between: list[str], before: Change, after: Change) -> bool:
    if not _EDGES.isdisjoint(between):
        return False
    letters = sum(len(word) for word in between if is_word(word))
    both_replace = not any(change.is_insertion or change.is_deletion for change in (before, after))
    return letters <= (SHORT_WORD if both_replace else 0)


# --- context


def _with_context(rows: list[Row], context: int) -> list[Row]:
    """The rows near a change; one of kind "skipped" for each longer run between."""
    near = [False] * len(rows)
    for direction in (range(len(rows)), range(len(rows) - 1, -1, -1)):
        reach = 0
        for place in direction:
            is_changed = rows[place].kind not in {"same", "skipped"}
            reach = context + 1 if is_changed else reach - 1
            near[place] = near[place] or reach > 0
    shown: list[Row] = []
    for is_near, members in groupby(range(len(rows)), near.__getitem__):
        places = [*members]
        first = rows[places[0]]
        if is_near or len(places) == 1:
            shown += [rows[place] for place in places]
        else:
            skipped = sum(rows[place].skipped or 1 for place in places)
            shown.append(Row("skipped", first.old_number, first.new_number, skipped=skipped))
    return shown if any(near) else []
