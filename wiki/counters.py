"""Small counters that caches are keyed by, bumped in the transaction that changes what they count.

One cheap read per request tells every server that its cached principals, scopes or settings are old.

Others hold the highest number that a deleted row of a kind had. SQLite gives the number of the last row again once it
is free; what still speaks of the old row (the log, jobs that wait, the index, kept screens) would mean the new one.
"""

from sqlalchemy import ScalarSelect, String, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from wiki.db import Base

ACCESS = "access"
SETTINGS = "settings"
GROUPS, PAGES, SPACES = "groups", "pages", "spaces"  # the highest number that a deleted one had


class Counter(Base):
    """A named number that only grows."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    value: Mapped[int] = mapped_column(default=0)


def bump(session: Session, name: str) -> None:
    """The counter is one higher once the transaction commits."""
    session.flush()
    changed = session.execute(update(Counter).where(Counter.name == name).values(value=Counter.value + 1))
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has a row count
        session.add(Counter(name=name, value=1))
        session.flush()


def retire(session: Session, name: str, number: int) -> None:
    """No new row of the kind gets the number of this one, which is deleted, once the transaction commits."""
    if not _gives_numbers_again(session):
        return
    known = session.scalar(select(Counter).where(Counter.name == name))
    if known is None:
        session.add(Counter(name=name, value=number))
    else:
        known.value = max(known.value, number)
    session.flush()


def unused(session: Session, name: str, column: InstrumentedAttribute[int]) -> int | None:
    """The number for a new row where the database would give a retired one; else None: the database gives a new one."""
    if not _gives_numbers_again(session):
        return None
    highest = select(func.coalesce(func.max(column), 0)).scalar_subquery()
    retired = session.scalar(select(Counter.value).where(Counter.name == name, Counter.value >= highest))
    return None if retired is None else retired + 1


def value(name: str) -> ScalarSelect[int]:
    """The counter's value as a part of another statement; NULL before the first bump."""
    return select(Counter.value).where(Counter.name == name).scalar_subquery()


def _gives_numbers_again(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
