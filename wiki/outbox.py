"""Events and jobs that leave through a table in the same transaction as the change they speak of.

The worker claims them in order. A claim is deleted together with what the handler wrote, so a crash in
between runs the handler again: handlers are idempotent.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, String, and_, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from wiki.db import Base, now
from wiki.errors import NotFound
from wiki.prepared import Prepared, values_of

MAX_ATTEMPTS = 12
_LONGEST_PAUSE_SECONDS = 6 * 3600


class OutboxRow(Base):
    """An event or job that waits for the worker."""

    __tablename__ = "outbox"

    name: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, object]]
    created_at: Mapped[datetime]
    run_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))


_ADD = Prepared(
    insert(OutboxRow).values(
        attempts=0,
        **values_of(OutboxRow.name, OutboxRow.payload, OutboxRow.created_at, OutboxRow.run_at),
    )
)


@dataclass(frozen=True, slots=True)
class Event:
    """A fact in the past tense; subclasses add ids, never texts."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claimed row: the worker runs its handlers and then calls `finish` or `postpone`."""

    id: int
    name: str
    payload: dict[str, object]
    attempts: int


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the worker is behind: rows whose time has come, since when the first of them waits, rows given up."""

    waiting: int
    seconds: int
    failed: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A row that failed at least once, for a person to look at."""

    id: int
    name: str
    attempts: int
    created_at: datetime
    run_at: datetime
    last_error: str

    @property
    def is_given_up(self) -> bool:
        """Whether it is not tried again by itself."""
        return self.attempts >= MAX_ATTEMPTS


def emit(session: Session, event: Event) -> None:
    """The event is told after the running transaction commits, and never if it rolls back."""
    _add(session, type(event).__name__, asdict(event))


def enqueue(session: Session, name: str, **payload: object) -> None:
    """The job runs after the running transaction commits."""
    _add(session, name, payload)


def due(session: Session, limit: int = 50, *, without: Collection[str] = ()) -> Sequence[Claim]:
    """Rows whose time has come, oldest first, but for those named; on PostgreSQL none that another worker claimed."""
    return _claims(session, _due(None, without).limit(limit).with_for_update(skip_locked=True))


def waiting(session: Session, names: Collection[str], limit: int = 50) -> Sequence[Claim]:
    """Rows of these names whose time has come, oldest first, claimed by nobody: two workers may run them."""
    return _claims(session, _due(names, ()).limit(limit))


def is_due(session: Session, *, without: Collection[str] = ()) -> bool:
    """Whether there is work but for what is named, without taking the write lock."""
    return session.scalar(_due(None, without).limit(1)) is not None


def lag(session: Session) -> Lag:
    """How far the worker is behind at this moment."""
    moment, is_given_up = now(), OutboxRow.attempts >= MAX_ATTEMPTS
    waits = select(func.count(), func.min(OutboxRow.run_at)).where(OutboxRow.run_at <= moment, ~is_given_up)
    waiting, first = session.execute(waits).one()
    failed = session.scalar(select(func.count()).select_from(OutboxRow).where(is_given_up)) or 0
    return Lag(waiting, int((moment - first).total_seconds()) if first else 0, failed)


def failed(session: Session, limit: int = 200) -> list[Failed]:
    """Rows that failed, those given up first."""
    order = (OutboxRow.attempts < MAX_ATTEMPTS, OutboxRow.id.desc())
    rows = session.scalars(select(OutboxRow).where(OutboxRow.attempts > 0).order_by(*order).limit(limit))
    return [
        Failed(row.id, row.name, row.attempts, row.created_at, row.run_at, row.last_error or "")
        for row in rows
    ]


def given_up(session: Session, row_id: int) -> Claim:
    """The row, if it was given up. Raises NotFound."""
    row = session.get(OutboxRow, row_id)
    if row is None or row.attempts < MAX_ATTEMPTS:
        raise NotFound
    return Claim(row.id, row.name, row.payload, row.attempts)


def again(session: Session, claim: Claim) -> None:
    """The row is tried again at once, as if it had never failed."""
    fresh = update(OutboxRow).where(OutboxRow.id == claim.id)
    session.execute(fresh.values(attempts=0, run_at=now(), last_error=None))


def take(session: Session, claim: Claim) -> bool:
    """Whether the row is still there to be run; no other worker has it until the transaction ends."""
    waiting = select(OutboxRow.id).where(OutboxRow.id == claim.id, OutboxRow.attempts == claim.attempts)
    return session.scalar(waiting.with_for_update(skip_locked=True)) is not None


def finish(session: Session, ids: Sequence[int]) -> None:
    """Exactly these rows are done and gone."""
    session.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids)))


def postpone(session: Session, claim: Claim, error: str, first_pause_seconds: int = 2) -> None:
    """The row is tried again later: after 2, 4, 8 … seconds, at most 6 hours; after 12 tries it stays for a person."""
    pause = min(first_pause_seconds * 2**claim.attempts, _LONGEST_PAUSE_SECONDS)
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == claim.id)
        .values(attempts=claim.attempts + 1, run_at=now() + timedelta(seconds=pause), last_error=error[:500])
    )


def give_up(session: Session, claim: Claim, error: str) -> None:
    """The row is not tried again by itself; it stays for a person."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == claim.id)
        .values(attempts=MAX_ATTEMPTS, run_at=now(), last_error=error[:500])
    )


def _due(only: Collection[str] | None, without: Collection[str]) -> Select[OutboxRow]:
    is_meant = OutboxRow.name.not_in(without) if only is None else OutboxRow.name.in_(only)
    is_due_now = and_(OutboxRow.run_at <= now(), OutboxRow.attempts < MAX_ATTEMPTS, is_meant)
    return select(OutboxRow).where(is_due_now).order_by(OutboxRow.id)


def _claims(session: Session, statement: Select[OutboxRow]) -> Sequence[Claim]:
    return [Claim(row.id, row.name, row.payload, row.attempts) for row in session.scalars(statement)]


def _add(session: Session, name: str, payload: dict[str, object]) -> None:
    moment = now()
    _ADD.change(session, {"name": name, "payload": payload, "created_at": moment, "run_at": moment})
