"""Who may do what in a place, and where that comes from: what the rights panel shows.

A place has one complete list of grants, its own or that of the page or space above (ADR 0002). So there is one
place where all of somebody's rights come from, and the list says by what: a name, a group, everyone, or the wiki's
administration. What a reader may be told is the caller's question: all of this is for whoever manages the place.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from wiki.access.policy import parameter_ids
from wiki.actor import EVERYONE, SIGNED_IN, Right, group_principal, user_principal
from wiki.rights.effects import Held
from wiki.users import queries as users
from wiki.users.models import Group, Membership, User
from wiki.users.queries import named

ADMINISTRATION = "administration"
_FIRST = {EVERYONE: 0, SIGNED_IN: 1}


@dataclass(frozen=True, slots=True)
class Entry:
    """A principal with what it holds itself; None for nothing. `members` counts a group, `account` names a person's."""

    principal: str
    name: str
    right: Right | None = None
    members: int | None = None
    account: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Reason:
    """By what somebody holds a right: `principal` is one of the list, or ADMINISTRATION; `name` that of a group."""

    right: Right
    principal: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person with all reasons of his rights, the highest first. `entry` is what stands in the list for him."""

    entry: Entry
    search_key: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Some people by name; `after` is the key behind which the list goes on, "" at its end.

    `total` counts these and all behind them.
    """

    rows: Sequence[Person]
    after: str
    total: int


def entries(session: Session, held: Held) -> list[Entry]:
    """The list: everyone, then groups, then people, by name. Two statements."""
    found = [Entry(one, "", held[one]) for one in held if one in _FIRST]
    groups = {one.principal: one for one in _groups(session, Group.id.in_(_ids(held, "group:")))}
    rows = select(User.id, User.display_name, User.name, User.is_active)
    people = session.execute(rows.where(User.id.in_(_ids(held, "user:")))).all()
    found += [Entry(who, one.name, held[who], members=one.members) for who, one in groups.items()]
    found += [
        Entry(user_principal(user_id), name, held[user_principal(user_id)], None, account, is_active)
        for user_id, name, account, is_active in people
    ]
    return sorted(
        found, key=lambda one: (_FIRST.get(one.principal, 2), one.members is None, one.name.casefold())
    )


def people_with_rights(session: Session, held: Held, after: str, limit: int) -> People:
    """The active people who have any right here, behind the key `after`. Two statements."""
    has_right: ColumnElement[bool] = or_(
        User.is_admin, User.id.in_(parameter_ids("people")), User.id.in_(_members_of_groups())
    )
    if EVERYONE in held or SIGNED_IN in held:
        has_right = true()
    return _people(session, held, _people_behind(after).where(User.is_active, has_right), limit)


def people_named(session: Session, held: Held, text: str, after: str, limit: int) -> People:
    """Everybody whose name holds the text, also who has no right here or is switched off."""
    statement = _people_behind(after).where(named(text), User.erased_at.is_(None))
    return _people(session, held, statement, limit)


def groups_named(session: Session, held: Held, text: str, limit: int) -> list[Entry]:
    """The groups whose name holds the text, whatever the case."""
    wanted = text.casefold()
    rows = [one for one in _groups(session, true()) if wanted in one.name.casefold()]
    return [
        Entry(one.principal, one.name, held.get(one.principal), members=one.members) for one in rows[:limit]
    ]


def _people_behind(after: str) -> Select[*tuple[Any, ...]]:  # Any: the columns below
    statement = select(
        User.id,
        User.display_name,
        User.name,
        User.is_active,
        User.is_admin,
        User.search_key,
        func.count().over().label("total"),
    ).order_by(User.search_key, User.id)
    key, _, last = after.rpartition("/")
    if last.isdecimal():
        behind = and_(User.search_key == key, User.id > min(int(last), 2**31 - 1))
        statement = statement.where(or_(User.search_key > key, behind))
    return statement


def _people(session: Session, held: Held, statement: Select[*tuple[Any, ...]], limit: int) -> People:
    rows = session.execute(statement.limit(limit + 1), _values(held)).all()
    shown = rows[:limit]
    groups = _groups_of(session, held, [row.id for row in shown])
    people = [_person(row, held, groups.get(row.id, ())) for row in shown]
    has_more = len(rows) > limit
    total = rows[0].total if rows else 0
    return People(people, f"{shown[-1].search_key}/{shown[-1].id}" if has_more else "", total)


def _person(
    row: Any, held: Held, groups: Sequence[tuple[str, str]]
) -> Person:  # Any: the columns of _people_behind
    principal = user_principal(row.id)
    reasons = [Reason(Right.MANAGE, ADMINISTRATION)] if row.is_admin else []
    reasons += [Reason(held[one], one) for one in (principal, SIGNED_IN, EVERYONE) if one in held]
    reasons += [Reason(held[one], one, name) for one, name in groups]
    order = {principal: 0, ADMINISTRATION: 2, SIGNED_IN: 3, EVERYONE: 4}
    reasons.sort(key=lambda one: (-one.right, order.get(one.principal, 1), one.name.casefold()))
    entry = Entry(principal, row.display_name, held.get(principal), None, row.name, row.is_active)
    return Person(entry, row.search_key, tuple(reasons) if row.is_active else ())


def _groups_of(
    session: Session, held: Held, user_ids: Sequence[int]
) -> dict[int, tuple[tuple[str, str], ...]]:
    """Of each person the groups that hold a right here: principal and name."""
    mine = select(Membership.user_id, Group.id, Group.name).join(Group, Group.id == Membership.group_id)
    mine = mine.where(Membership.user_id.in_(user_ids), Membership.group_id.in_(_ids(held, "group:")))
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for user_id, group_id, name in session.execute(mine):
        found[user_id] = (*found.get(user_id, ()), (group_principal(group_id), name))
    return found


def _groups(session: Session, condition: ColumnElement[bool]) -> Sequence[users.GroupRow]:
    """Groups by name, with how many active people belong to each."""
    members = (
        select(func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.group_id == Group.id, User.is_active)
        .scalar_subquery()
    )
    statement = select(Group.id, Group.public_id, Group.name, members).where(condition)
    rows = session.execute(statement.order_by(func.lower(Group.name), Group.id))
    return [users.GroupRow(*row) for row in rows]


def _members_of_groups() -> Select[int]:
    return select(Membership.user_id).where(Membership.group_id.in_(parameter_ids("groups")))


def _values(held: Held) -> dict[str, str]:
    return {"people": json.dumps(_ids(held, "user:")), "groups": json.dumps(_ids(held, "group:"))}


def _ids(held: Held, prefix: str) -> list[int]:
    return sorted(int(one.removeprefix(prefix)) for one in held if one.startswith(prefix))
