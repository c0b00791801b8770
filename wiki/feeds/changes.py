"""What changed lately, of all kinds, latest first, as far as the reader may know.

Texts, new pages and renames come from revisions, moves from the audit log, files from their versions, deletions from
the trash (for those who may bring the page back). A place in the list is a time, a kind and a public id: no number
that counts what others do.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.attachments.models import Attachment, FileVersion
from wiki.audit import AuditEntry
from wiki.pages.models import Page, Revision
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space
from wiki.users.models import User

KINDS = ("edits", "new", "moved", "files", "deleted")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"(\d{1,17})\.([0-3])\.([0-9a-z]{1,12})\.(\d{1,9})")
_TEXTS, _FILES, _MOVES, _DELETIONS = range(4)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes: of one space or page, of one kind of `KINDS`, with or without minor ones."""

    space_id: int | None = None
    page_id: int | None = None
    kind: str | None = None
    with_minor: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change stands in the list. Within one source and moment, rows made later come first."""

    at: datetime
    source: int
    public_id: str
    number: int

    @property
    def rank(self) -> tuple[datetime, int]:
        """What the sources are sorted into one list by."""
        return self.at, self.source

    def __str__(self) -> str:
        moment = (self.at - _EPOCH) // timedelta(microseconds=1)
        return f"{moment}.{self.source}.{self.public_id}.{self.number}"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `kind` is edit, new, renamed, moved, file or deleted; `name` that of the file."""

    place: Place
    kind: str
    title: str
    href: str
    space_name: str
    author: str
    page_id: str
    number: int
    summary: str = ""
    is_minor: bool = False
    name: str = ""

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.place.at


def place(text: str) -> Place | None:
    """The place that `str(place)` wrote; None for anything else."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    moment = _EPOCH + timedelta(microseconds=int(found[1]))
    return Place(moment, int(found[2]), found[3], int(found[4]))


def latest(
    session: Session, actor: Actor, wanted: Wanted, before: Place | None = None, limit: int = 50
) -> list[Change]:
    """The changes behind the place, latest first. One statement for each source that can hold the kind."""
    found: list[Change] = []
    for kinds, source in _SOURCES:
        if wanted.kind is None or wanted.kind in kinds:
            found += source(session, actor, wanted, before, limit)
    return sorted(found, key=lambda change: change.place.rank, reverse=True)[:limit]


@dataclass(frozen=True, slots=True)
class _Order:
    """What a source is sorted by, along an index: its time, then the row; `last` finds the row of the place."""

    source: int
    at: InstrumentedAttribute[Any]
    row_id: InstrumentedAttribute[int]
    last: tuple[ColumnElement[bool], ...]


_Source = Callable[[Session, Actor, Wanted, Place | None, int], list[Change]]


def _texts(session: Session, actor: Actor, wanted: Wanted, before: Place | None, limit: int) -> list[Change]:
    columns = (
        *_page_columns(actor), Revision.created_at, Revision.number, Revision.author_name, Revision.summary,
        Revision.is_minor, Revision.kind,
    )  # fmt: skip
    statement = policy.allowed(Revision, actor).join(Space, Space.id == Page.space_id)
    if not wanted.with_minor:
        statement = statement.where(Revision.is_minor.is_(False), Revision.kind != "system")
    of_kind: dict[str, tuple[ColumnElement[bool], ...]] = {
        "new": (Revision.number == 1,),
        "edits": (Revision.number > 1, Revision.kind != "rename"),
        "moved": (Revision.kind == "rename",),
    }
    statement = _narrowed(statement.where(*of_kind.get(wanted.kind or "", ())), wanted)
    last = before and (Page.public_id == before.public_id, Revision.number == before.number)
    order = _Order(_TEXTS, Revision.created_at, Revision.id, last or ())
    return [
        Change(
            Place(at, _TEXTS, public_id, number),
            "new" if number == 1 else "renamed" if kind == "rename" else "edit",
            title, f"/s/{key}/{slug}", space, author, public_id, number, summary, is_minor,
        )
        for public_id, title, slug, key, space, at, number, author, summary, is_minor, kind in _rows(
            session, statement, columns, order, before, limit
        )
    ]  # fmt: skip


def _files(session: Session, actor: Actor, wanted: Wanted, before: Place | None, limit: int) -> list[Change]:
    columns = (
        *_page_columns(actor), Attachment.public_id, Attachment.name, FileVersion.created_at,
        FileVersion.number, FileVersion.author_name,
    )  # fmt: skip
    statement = _narrowed(policy.allowed(FileVersion, actor).join(Space, Space.id == Page.space_id), wanted)
    last = before and (Attachment.public_id == before.public_id, FileVersion.number == before.number)
    order = _Order(_FILES, FileVersion.created_at, FileVersion.id, last or ())
    return [
        Change(
            Place(at, _FILES, file_id, number), "file", title, f"/s/{key}/{slug}", space, author, public_id,
            number, name=name,
        )
        for public_id, title, slug, key, space, file_id, name, at, number, author in _rows(
            session, statement, columns, order, before, limit
        )
    ]  # fmt: skip


def _moves(session: Session, actor: Actor, wanted: Wanted, before: Place | None, limit: int) -> list[Change]:
    columns = (*_page_columns(actor), AuditEntry.at, User.display_name)
    statement = (
        policy.allowed(Page, actor)
        .join(Space, Space.id == Page.space_id)
        .join(AuditEntry, func.substr(AuditEntry.target, len("page:") + 1) == Page.public_id)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.action == "page.move", AuditEntry.target.startswith("page:"))
        .where(Page.scope_id.in_(policy.historic_scopes(actor)))
    )
    last = before and (Page.public_id == before.public_id, AuditEntry.at == before.at)
    order = _Order(_MOVES, AuditEntry.at, AuditEntry.id, last or ())
    return [
        Change(
            Place(at, _MOVES, public_id, 0),
            "moved",
            title,
            f"/s/{key}/{slug}",
            space,
            author or "",
            public_id,
            0,
        )
        for public_id, title, slug, key, space, at, author in _rows(
            session, _narrowed(statement, wanted), columns, order, before, limit
        )
    ]


def _deletions(
    session: Session, actor: Actor, wanted: Wanted, before: Place | None, limit: int
) -> list[Change]:
    columns = (*_page_columns(actor), Page.deleted_at, User.display_name)
    statement = (
        policy.trashed(Page, actor)
        .join(Space, Space.id == Page.space_id)
        .outerjoin(User, User.id == Page.deleted_by_id)
        .where(Page.trash_root_id == Page.id)
    )
    last = before and (Page.public_id == before.public_id,)
    order = _Order(_DELETIONS, Page.deleted_at, Page.id, last or ())
    return [
        Change(
            Place(at, _DELETIONS, public_id, 0), "deleted", title, "/trash", space, author or "", public_id, 0
        )
        for public_id, title, _, _, space, at, author in _rows(
            session, _narrowed(statement, wanted), columns, order, before, limit
        )
    ]


_SOURCES: tuple[tuple[tuple[str, ...], _Source], ...] = (
    (("edits", "new", "moved"), _texts),
    (("files",), _files),
    (("moved",), _moves),
    (("deleted",), _deletions),
)


def _page_columns(actor: Actor) -> tuple[Any, ...]:  # columns of several types
    return Page.public_id, Page.title, Page.slug, Space.key, spaces.shown_name(policy.scopes(actor))


def _narrowed(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    statement = statement.where(Page.template_for.is_(None))
    if wanted.space_id is not None:
        statement = statement.where(
            Page.space_id + 0 == wanted.space_id
        )  # or SQLite would sort a large space
    if wanted.page_id is not None:
        statement = statement.where(Page.id == wanted.page_id)
    return statement


def _rows(
    session: Session,
    statement: Select[Any],
    columns: Sequence[Any],
    order: _Order,
    before: Place | None,
    limit: int,
) -> Sequence[Any]:
    """The rows in the order of the list, from behind the place."""
    found = statement
    if before is not None:
        found = statement.where(order.at <= before.at, _is_behind(session, statement, order, before))
    ordered = found.with_only_columns(*columns).order_by(order.at.desc(), order.row_id.desc())
    return session.execute(ordered.limit(limit)).all()


def _is_behind(session: Session, statement: Select[Any], order: _Order, before: Place) -> ColumnElement[bool]:
    if order.source < before.source:
        return order.at <= before.at
    if order.source > before.source:
        return order.at < before.at
    # Which row the place names: asked among the readable ones, so a place that somebody makes up tells nothing.
    last_id = session.scalar(statement.with_only_columns(order.row_id).where(*order.last).limit(1)) or 0
    return or_(order.at < before.at, and_(order.at == before.at, order.row_id < last_id))
