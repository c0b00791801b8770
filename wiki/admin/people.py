"""The list of all accounts: searched, narrowed, sorted, in pages. Three statements, however many accounts there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from wiki.auth.models import Credential
from wiki.users.models import Group, Membership, User
from wiki.users.queries import PersonRow, named

ACTIVE, WAITING, OFF, ADMINS = "active", "waiting", "off", "admins"
STATES = (ACTIVE, WAITING, OFF, ADMINS)
SORTS = ("name", "account", "seen", "new")
PAGE = 50
_MOST_IDS = 400


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list shows: text in name, sign-in name or address; a state; a group by its public id; the order."""

    text: str = ""
    state: str = ""
    group: str = ""
    sort: str = "name"
    number: int = 1


@dataclass(frozen=True, slots=True)
class Row(PersonRow):
    """An account. `is_waiting`: it was added, and nobody has signed in with it yet."""

    last_seen_at: datetime | None
    is_waiting: bool
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list; `total` counts all that fit."""

    rows: Sequence[Row]
    total: int
    number: int
    pages: int


_HAS_PASSWORD = exists().where(Credential.user_id == User.id, Credential.password_hash.like("$%"))
_IS_WAITING = and_(User.is_active, User.last_seen_at.is_(None), ~_HAS_PASSWORD)
_COLUMNS = (
    User.id,
    User.public_id,
    User.name,
    User.display_name,
    User.email,
    User.is_admin,
    User.is_active,
    User.last_seen_at,
    _IS_WAITING,
)


def listed(session: Session, wanted: Wanted) -> Listed:
    """The page; the last one when there are fewer."""
    conditions = _conditions(wanted)
    total = session.scalar(select(func.count()).select_from(User).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(wanted.number, 1), pages)
    statement = select(*_COLUMNS).where(*conditions).order_by(*_order(wanted.sort))
    rows = _rows(session, statement.limit(PAGE).offset((number - 1) * PAGE))
    return Listed(rows, total, number, pages)


def all_of(session: Session, wanted: Wanted) -> Iterator[Row]:
    """Every account that fits, for a file."""
    statement = select(*_COLUMNS).where(*_conditions(wanted)).order_by(*_order(wanted.sort))
    yield from _rows(session, statement)


def groups_by_name(session: Session) -> list[tuple[str, str]]:
    """The groups as public id and name, for the choice."""
    rows = session.execute(select(Group.public_id, Group.name).order_by(func.lower(Group.name), Group.id))
    return [(public_id, name) for public_id, name in rows]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [User.erased_at.is_(None)]
    if text := wanted.text.strip():
        plain = "".join(letter for letter in text if letter.isprintable())[:200].lower()
        found.append(or_(named(text), User.email.contains(plain, autoescape=True)))
    if wanted.group:
        members = select(Membership.user_id).join(Group, Group.id == Membership.group_id)
        found.append(User.id.in_(members.where(Group.public_id == wanted.group)))
    states: dict[str, ColumnElement[bool]] = {
        ACTIVE: and_(User.is_active, ~_IS_WAITING),
        WAITING: _IS_WAITING,
        OFF: ~User.is_active,
        ADMINS: and_(User.is_admin),
    }
    if wanted.state in states:
        found.append(states[wanted.state])
    return found


def _order(sort: str) -> tuple[Any, ...]:  # Any: columns of all types
    by_name = (User.search_key, User.id)
    orders = {
        "account": (User.name,),
        "seen": (User.last_seen_at.desc().nulls_last(), *by_name),
        "new": (User.created_at.desc(), User.id.desc()),
    }
    return orders.get(sort, by_name)


def _rows(session: Session, statement: Select[*tuple[Any, ...]]) -> list[Row]:  # Any: those of _COLUMNS
    found = session.execute(statement).all()
    groups = _groups(session, [row[0] for row in found])
    return [replace(Row(*row), groups=groups.get(row[0], ())) for row in found]


def _groups(session: Session, user_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The groups' names of these people; of many people all memberships are read at once."""
    of_all = select(Membership.user_id, Group.name).join(Group, Group.id == Membership.group_id)
    if len(user_ids) <= _MOST_IDS:
        of_all = of_all.where(Membership.user_id.in_(user_ids))
    found: dict[int, tuple[str, ...]] = {}
    for user_id, name in session.execute(of_all.order_by(func.lower(Group.name), Group.id)):
        found[user_id] = (*found.get(user_id, ()), name)
    return found
