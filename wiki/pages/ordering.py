"""The order of the pages on one level: A–Z as long as nobody set another, then by hand.

A level is what lies directly below a page, or the highest level of a space. Where all its positions are 0 it sorts by
title; where somebody put a page in its place, every page has a position with gaps between them, so that putting one
elsewhere changes one row. Only the first page put in place numbers the level, and a gap that is used up takes room
from its neighbours. Callers checked the rights and hold the space (`tree.hold`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Update, func, select, tuple_, update
from sqlalchemy.orm import Session

from wiki.pages.models import Page

STEP = 1024
_FIRST = 1024 * STEP
_NARROWEST = 8
_REACHES = (1, 16, 128, 1024, 1_000_000)


@dataclass(frozen=True, slots=True)
class Level:
    """The pages directly below `parent_id`; None is the highest level of the space."""

    space_id: int
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class Beside:
    """Directly behind or before another page of the level."""

    page_id: int
    is_behind: bool = True


def is_manual(session: Session, level: Level) -> bool:
    """Whether somebody set the order of the level."""
    return _highest(session, level) > 0


def behind_all(session: Session, level: Level) -> int:
    """The position of a page that joins the level: behind the others, or among them from A to Z. One statement."""
    highest = _highest(session, level)
    return highest + STEP if highest else 0


def beside(session: Session, level: Level, page_id: int, place: Beside) -> int:
    """The position that puts the page there; the level is ordered by hand from now on.

    Changes no other row where a gap is left.
    """
    if not is_manual(session, level):
        by_hand(session, level)
    for reach in _REACHES:
        around = _around(session, level, page_id, place.page_id, reach)
        at = next(i for i, one in enumerate(around.pages) if one.id == place.page_id) + place.is_behind
        low = around.pages[at - 1].position if at else max(around.pages[0].position - 2 * STEP, 0)
        high = around.pages[at].position if at < len(around.pages) else low + 2 * STEP
        if high - low > 1:
            return (low + high) // 2
        if (position := _spread(session, around, at)) is not None:
            return position
    raise AssertionError("the whole level has been spread")


def by_hand(session: Session, level: Level) -> None:
    """The pages keep their present order, with gaps. One statement, one change for each page of the level."""
    place = func.row_number().over(order_by=(Page.position, Page.title_key, Page.id))
    numbered = select(Page.id, place.label("place")).where(*_on(level)).subquery()
    statement = update(Page).where(Page.id == numbered.c.id)
    session.execute(_unwatched(statement.values(position=numbered.c.place * STEP + _FIRST)))


def from_a_to_z(session: Session, level: Level) -> None:
    """The pages sort by title again. One statement."""
    session.execute(_unwatched(update(Page).where(*_on(level)).values(position=0)))


@dataclass(frozen=True, slots=True)
class _Sibling:
    id: int
    position: int


@dataclass(frozen=True, slots=True)
class _Around:
    """Neighbours in their order, the wanted one among them; whether the level goes on before and behind them."""

    pages: Sequence[_Sibling]
    goes_on_before: bool
    goes_on_behind: bool


def _around(session: Session, level: Level, page_id: int, neighbour_id: int, reach: int) -> _Around:
    columns = (Page.position, Page.title_key, Page.id)
    middle = session.execute(select(*columns).where(Page.id == neighbour_id)).one()
    key = tuple_(*columns)
    others = select(Page.id, Page.position).where(*_on(level), Page.id != page_id)
    before = others.where(key < tuple_(*middle), Page.position <= middle.position)
    behind = others.where(key > tuple_(*middle), Page.position >= middle.position)
    back = [column.desc() for column in columns]
    lower = [_Sibling(*row) for row in session.execute(before.order_by(*back).limit(reach))]
    higher = [_Sibling(*row) for row in session.execute(behind.order_by(*columns).limit(reach))]
    pages = [*reversed(lower), _Sibling(neighbour_id, middle.position), *higher]
    return _Around(pages, len(lower) == reach, len(higher) == reach)


def _spread(session: Session, around: _Around, at: int) -> int | None:
    """The position at this place once the neighbours have made room; None when they have none to give."""
    first, last = int(around.goes_on_before), len(around.pages) - around.goes_on_behind
    low = around.pages[0].position if around.goes_on_before else 0
    count = last - first + 1
    high = around.pages[-1].position if around.goes_on_behind else low + _FIRST + (count + 1) * STEP
    gap = (high - low) // (count + 1)
    if gap < _NARROWEST or not first <= at <= last:
        return None
    order = [one.id for one in around.pages[first:at]], [one.id for one in around.pages[at:last]]
    places = [*enumerate(order[0], 1), *enumerate(order[1], len(order[0]) + 2)]
    session.execute(update(Page), [{"id": one, "position": low + place * gap} for place, one in places])
    return low + (len(order[0]) + 1) * gap


def _highest(session: Session, level: Level) -> int:
    """By the end of the index, however many pages the level has."""
    statement = select(Page.position).where(*_on(level)).order_by(Page.position.desc()).limit(1)
    return session.scalar(statement) or 0


def _unwatched(statement: Update) -> Update:
    """Rows that the session holds are not looked through: the caller refreshes the page that it moves."""
    return statement.execution_options(synchronize_session=False)


def _on(level: Level) -> tuple[ColumnElement[bool], ...]:
    """What lies in the trash keeps its place, too."""
    parent = Page.parent_id.is_(None) if level.parent_id is None else Page.parent_id == level.parent_id
    return Page.space_id == level.space_id, parent
