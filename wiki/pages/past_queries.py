"""Reads of a page's past, all through `access.policy`: its history with moves and names, its texts for the blame."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor, system
from wiki.audit import AuditEntry
from wiki.pages.models import Page, Revision
from wiki.pages.queries import PageRow
from wiki.spaces.models import Space
from wiki.users.models import User

_LARGEST = 2**31 - 1  # what the columns hold
_AT_ONCE = 50
_MOST_EVENTS = 200
_EVENTS = ("page.move", "page.delete", "page.restore")


@dataclass(frozen=True, slots=True)
class PastRow:
    """A revision as the history shows it, without its text. `old_title` is set where the page was renamed."""

    number: int
    title: str
    author_name: str
    created_at: datetime
    summary: str
    is_minor: bool
    kind: str
    merged_with: int | None
    name: str | None
    redacted_at: datetime | None
    redacted_by: str | None
    redaction_reason: str | None
    old_title: str | None = None
    is_revision: bool = True


@dataclass(frozen=True, slots=True)
class PastEvent:
    """What was done to the page as a whole. `place` is where it was moved to, as far as the reader may know."""

    kind: str
    created_at: datetime
    author_name: str
    place: str | None = None
    href: str | None = None
    is_revision: bool = False


_COLUMNS = (
    Revision.number,
    Revision.title,
    Revision.author_name,
    Revision.created_at,
    Revision.summary,
    Revision.is_minor,
    Revision.kind,
    Revision.merged_with,
    Revision.name,
    Revision.redacted_at,
    Revision.redacted_by,
    Revision.redaction_reason,
)


def revisions(
    session: Session, actor: Actor, page_id: int, *, before: int | None, limit: int, only_named: bool = False
) -> list[PastRow]:
    """The page's revisions, latest first, from below number `before`; `only_named` those that have a name."""
    statement = _rows(actor, page_id).order_by(Revision.number.desc()).limit(limit)
    if before is not None:
        statement = statement.where(Revision.number < min(before, _LARGEST))
    if only_named:
        statement = statement.where(Revision.name.is_not(None))
    return [PastRow(*row) for row in session.execute(statement)]


def of_numbers(session: Session, actor: Actor, page_id: int, numbers: Collection[int]) -> dict[int, PastRow]:
    """These revisions, as far as there are such, by number."""
    wanted = [number for number in numbers if 0 < number <= _LARGEST]
    found: dict[int, PastRow] = {}
    for start in range(0, len(wanted), 500):
        some = _rows(actor, page_id).where(Revision.number.in_(wanted[start : start + 500]))
        found |= {row[0]: PastRow(*row) for row in session.execute(some)}
    return found


def texts(session: Session, actor: Actor, page_id: int, newest: int) -> Iterator[tuple[int, str]]:
    """Numbers and texts from revision `newest` backwards, read as they are asked for; redacted ones are left out."""
    below = min(newest, _LARGEST - 1) + 1
    while True:
        statement = (
            policy.allowed(Revision, actor)
            .with_only_columns(Revision.number, Revision.body)
            .where(Revision.page_id == page_id, Revision.number < below, Revision.redacted_at.is_(None))
            .order_by(Revision.number.desc())
            .limit(_AT_ONCE)
        )
        rows = session.execute(statement).all()
        yield from ((number, body) for number, body in rows)
        if len(rows) < _AT_ONCE:
            return
        below = rows[-1][0]


def events(
    session: Session, actor: Actor, page: PageRow, since: datetime | None, until: datetime | None
) -> list[PastEvent]:
    """What was done to the page between both moments, latest first. The caller knows that its history is readable."""
    statement = (
        select(AuditEntry, User.display_name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.target == f"page:{page.public_id}", AuditEntry.action.in_(_EVENTS))
        .order_by(AuditEntry.id.desc())
        .limit(_MOST_EVENTS)
    )
    if since is not None:
        statement = statement.where(AuditEntry.at >= since)
    if until is not None:
        statement = statement.where(AuditEntry.at < until)
    entries = session.execute(statement).all()
    places = _places(session, actor, [entry for entry, _ in entries])
    return [
        PastEvent(
            entry.action.partition(".")[2],
            entry.at,
            name or system().name,
            *places.get(entry.id, (None, None)),
        )
        for entry, name in entries
    ]


def _rows(actor: Actor, page_id: int) -> Select[*tuple[Any, ...]]:
    return policy.allowed(Revision, actor).with_only_columns(*_COLUMNS).where(Revision.page_id == page_id)


def _places(
    session: Session, actor: Actor, entries: Sequence[AuditEntry]
) -> Mapping[int, tuple[str | None, str | None]]:
    """Name and address of the pages and spaces that moves led to, by entry, as far as the reader may read them."""
    moves = {
        entry.id: entry.facts for entry in entries if entry.action == "page.move" and "parent" in entry.facts
    }
    if not moves:
        return {}
    parents = {facts["parent"] for facts in moves.values()}
    rooms = {facts.get("space") for facts in moves.values()}
    above = (
        policy.allowed(Page, actor)
        .join(Space, Space.id == Page.space_id)
        .with_only_columns(Page.id, Page.title, Space.key, Page.slug)
        .where(Page.id.in_([one for one in parents if isinstance(one, int)]))
    )
    spaces = (
        policy.allowed(Space, actor)
        .with_only_columns(Space.id, Space.name, Space.key)
        .where(Space.id.in_([one for one in rooms if isinstance(one, int)]))
    )
    pages = {row[0]: (row[1], f"/s/{row[2]}/{row[3]}") for row in session.execute(above)}
    highest = {row[0]: (row[1], f"/s/{row[2]}/") for row in session.execute(spaces)}
    return {
        entry_id: _known(highest, facts.get("space"))
        if facts["parent"] is None
        else _known(pages, facts["parent"])
        for entry_id, facts in moves.items()
    }


def _known(places: Mapping[int, tuple[str, str]], row_id: object) -> tuple[str | None, str | None]:
    found = places.get(row_id) if isinstance(row_id, int) else None
    return found or (None, None)
