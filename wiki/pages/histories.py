"""What the history's screen shows: revisions and what was done to the page in one list, and two picked to compare."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from wiki.actor import Actor
from wiki.pages import past_queries
from wiki.pages.past_queries import PastEvent, PastRow
from wiki.pages.queries import PageRow

PER_SCREEN = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for. `old` and `new` are the picked numbers; they stay picked on other screens."""

    before: int | None = None
    old: int | None = None
    new: int | None = None
    only_named: bool = False


@dataclass(frozen=True, slots=True)
class HistoryScreen:
    """`entries` latest first; `picked` are revisions that were picked on another screen; `older` pages on."""

    entries: tuple[PastRow | PastEvent, ...]
    picked: tuple[PastRow, ...]
    old: int
    new: int
    older: int | None
    is_first: bool
    only_named: bool

    @property
    def can_compare(self) -> bool:
        """Whether there are two revisions to pick."""
        return sum(entry.is_revision for entry in self.entries) + len(self.picked) > 1


def screen(session: Session, actor: Actor, page: PageRow, wanted: Wanted) -> HistoryScreen:
    """The page's history from the wanted place on. The caller knows that the reader may see it."""
    rows = past_queries.revisions(
        session, actor, page.id, before=wanted.before, limit=PER_SCREEN + 1, only_named=wanted.only_named
    )
    has_older = len(rows) > PER_SCREEN
    shown = rows[:PER_SCREEN] if wanted.only_named else _renamed(rows)[:PER_SCREEN]
    entries: list[PastRow | PastEvent] = [*shown]
    if not wanted.only_named:
        until = _until(session, actor, page, wanted.before)
        since = shown[-1].created_at if has_older else None
        entries += past_queries.events(session, actor, page, since, until)
        entries.sort(key=_when, reverse=True)
    numbers = [row.number for row in shown]
    new = wanted.new or (numbers[0] if numbers else page.number)
    old = wanted.old or next((number for number in numbers if number < new), new)
    elsewhere = past_queries.of_numbers(session, actor, page.id, {old, new} - set(numbers))
    picked = tuple(sorted(elsewhere.values(), key=lambda row: -row.number))
    older = numbers[-1] if has_older else None
    return HistoryScreen(tuple(entries), picked, old, new, older, wanted.before is None, wanted.only_named)


def _renamed(rows: Sequence[PastRow]) -> list[PastRow]:
    """Each with the title it took the place of, if that was another one. A redacted title is none."""
    told = list(rows)
    for place, (row, older) in enumerate(pairwise(rows)):
        if row.title != older.title and row.title and older.title:
            told[place] = replace(row, old_title=older.title)
    return told


def _when(entry: PastRow | PastEvent) -> tuple[datetime | int, int]:
    return (entry.created_at, entry.number if isinstance(entry, PastRow) else 0)


def _until(session: Session, actor: Actor, page: PageRow, before: int | None) -> datetime | None:
    """The moment of the revision that the screen before ended with."""
    if before is None:
        return None
    last = past_queries.of_numbers(session, actor, page.id, {before})
    return last[before].created_at if before in last else None
