"""Small counters that caches are keyed by, bumped in the transaction that changes what they count.

One cheap read per request tells every server that its cached principals, scopes or settings are old.
"""

from sqlalchemy import ScalarSelect, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from wiki.db import Base

ACCESS = "access"
SETTINGS = "settings"
GROUPS = "groups"  # the highest number that a deleted group had


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


def raise_to(session: Session, name: str, number: int) -> None:
    """The counter is at least this number once the transaction commits."""
    known = session.scalar(select(Counter).where(Counter.name == name))
    if known is None:
        session.add(Counter(name=name, value=number))
    else:
        known.value = max(known.value, number)
    session.flush()


def value(name: str) -> ScalarSelect[int]:
    """The counter's value as a part of another statement; NULL before the first bump."""
    return select(Counter.value).where(Counter.name == name).scalar_subquery()
