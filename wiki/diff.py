"""What changed between two texts, as rows that the inline and the side-by-side screen are drawn from."""

from dataclasses import dataclass
from typing import Literal

EndName = Literal["lf", "crlf", "cr", "none", ""]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of one line."""

    text: str
    kind: Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Ends:
    """Names of the line ends where they differ; "none" is a missing last line end, "" a side without this line."""

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
        """The spans of both sides in reading order: same once, removed before added."""
        return self.old + self.new


@dataclass(frozen=True, slots=True)
class Diff:
    """All rows, and how much changed; `left_out` rows were cut off because the comparison is too long to show."""

    rows: tuple[Row, ...]
    added_words: int
    removed_words: int
    equal: bool
    left_out: int = 0


def compare(old: str, new: str, *, context: int | None = 3) -> Diff:
    """The rows that lead from `old` to `new`; `context` unchanged lines stay around a change, None keeps all."""
    raise NotImplementedError((old, new, context))


def words(text: str) -> list[str]:
    """Words, numbers, blanks and marks of the text; joined they are the text again."""
    return [text] if text else []
