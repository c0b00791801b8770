"""Which version each line of a page comes from, with who wrote it, when, and what was said about it.

The numbers of a text never change, so a process keeps them; nothing of the texts is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from wiki import blame, caches
from wiki.actor import Actor
from wiki.blame import Blame
from wiki.errors import Conflict
from wiki.pages import past_queries, queries
from wiki.pages.models import Revision
from wiki.pages.past_queries import PastRow

LINES_PER_SCREEN = 2_000
LONGEST_LINE = 2_000
"""Signs of a line that are shown."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring lines (number and text) of one version; `row` is None for lines older than what was looked at."""

    row: PastRow | None
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class BlameScreen:
    """Lines of one version from `first` on. `reached` is the oldest version that was looked at, if not the first.

    `later` and `earlier` are the lines that other screens begin with.
    """

    revision: Revision
    runs: tuple[Run, ...]
    size: int
    first: int
    reached: int | None
    earlier: int | None
    later: int | None


def screen(session: Session, actor: Actor, page_id: int, number: int, first: int = 1) -> BlameScreen:
    """The lines of version `number`. Raises NotFound, Conflict (`redacted`)."""
    revision = queries.revision(session, actor, page_id, number)
    if revision.redacted_at is not None:
        raise Conflict(reason="redacted")
    found = _attributed(session, actor, page_id, revision)
    texts = blame.lines(revision.body)
    start = min(max(first, 1), max(len(texts), 1))
    end = min(start - 1 + LINES_PER_SCREEN, len(texts))
    shown = found.numbers[start - 1 : end]
    rows = past_queries.of_numbers(session, actor, page_id, {one for one in shown if one is not None})
    return BlameScreen(
        revision,
        tuple(_runs(rows, shown, texts, start)),
        len(texts),
        start,
        found.reached if None in found.numbers else None,
        max(start - LINES_PER_SCREEN, 1) if start > 1 else None,
        end + 1 if end < len(texts) else None,
    )


def _attributed(session: Session, actor: Actor, page_id: int, revision: Revision) -> Blame:
    def make() -> Blame:
        return blame.attribute(past_queries.texts(session, actor, page_id, revision.number))

    return caches.of(session).fragments.fetch(("blame", revision.id), make)


def _runs(
    rows: dict[int, PastRow], numbers: tuple[int | None, ...], texts: list[str], start: int
) -> Iterator[Run]:
    places = range(start, start + len(numbers))
    for number, members in groupby(zip(numbers, places, strict=True), lambda one: one[0]):
        lines = tuple((place, _short(texts[place - 1])) for _, place in members)
        yield Run(None if number is None else rows.get(number), lines)


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + "…"
