"""People and groups as lists, pickers and labels need them. What may be shown to whom is the caller's question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from wiki.actor import group_principal, user_principal
from wiki.errors import NotFound
from wiki.users.choices import VISUAL
from wiki.users.models import Group, GroupManager, Membership, User
from wiki.users.names import wanted_forms

_MOST_NAMES = 400
_ID_DIGITS = 9  # what the column holds


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list."""

    id: int
    public_id: str
    name: str
    display_name: str
    email: str | None
    is_admin: bool
    is_active: bool

    @property
    def principal(self) -> str:
        """What grants call the person."""
        return user_principal(self.id)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list, with how many belong to it."""

    id: int
    public_id: str
    name: str
    members: int

    @property
    def principal(self) -> str:
        """What grants call the group."""
        return group_principal(self.id)


_PERSON = (User.id, User.public_id, User.name, User.display_name, User.email, User.is_admin, User.is_active)


def people(session: Session, text: str, limit: int) -> Sequence[PersonRow]:
    """Active people whose name or sign-in name holds the text, by name: for pickers."""
    statement = select(*_PERSON).where(User.is_active, named(text))
    return _people(session, statement.order_by(User.search_key, User.id).limit(limit))


def groups(session: Session) -> Sequence[GroupRow]:
    """All groups by name: for pickers and the list of administrators."""
    return _groups(session, select(Group.id))


def managed_by(session: Session, user_id: int) -> Sequence[GroupRow]:
    """The groups whose members the person changes without being an administrator, by name."""
    return _groups(session, select(GroupManager.group_id).where(GroupManager.user_id == user_id))


def names_of(session: Session, principals: Iterable[str]) -> Mapping[str, str]:
    """The names of those principals that are people or groups and exist; others have no entry."""
    wanted = sorted(set(principals))
    user_ids, group_ids = _ids(wanted, "user:"), _ids(wanted, "group:")
    names: dict[str, str] = {}
    for ids in _portions(user_ids):
        rows = session.execute(select(User.id, User.display_name).where(User.id.in_(ids)))
        names.update((user_principal(user_id), name) for user_id, name in rows)
    for ids in _portions(group_ids):
        rows = session.execute(select(Group.id, Group.name).where(Group.id.in_(ids)))
        names.update((group_principal(group_id), name) for group_id, name in rows)
    return names


def person(session: Session, public_id: str) -> User:
    """The person of an address. Raises NotFound, also for an erased account."""
    found = session.scalar(select(User).where(User.public_id == public_id, User.erased_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def writes_in(session: Session, user_id: int) -> str:
    """How the person writes pages: visually, until another way was chosen."""
    return session.scalar(select(User.writes_in).where(User.id == user_id)) or VISUAL


def group(session: Session, public_id: str) -> Group:
    """The group of an address. Raises NotFound."""
    found = session.scalar(select(Group).where(Group.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def members(session: Session, group_id: int, text: str, limit: int) -> Sequence[PersonRow]:
    """Those who belong to the group and whose name holds the text, by name, at most so many."""
    statement = select(*_PERSON).join(Membership, Membership.user_id == User.id)
    statement = statement.where(Membership.group_id == group_id, named(text))
    return _people(session, statement.order_by(User.search_key, User.id).limit(limit))


def strangers(session: Session, group_id: int, text: str, limit: int) -> Sequence[PersonRow]:
    """Active people who do not belong to the group and whose name holds the text, by name, at most so many."""
    present = select(Membership.user_id).where(Membership.group_id == group_id)
    statement = select(*_PERSON).where(User.is_active, named(text), User.id.not_in(present))
    return _people(session, statement.order_by(User.search_key, User.id).limit(limit))


def size(session: Session, group_id: int) -> int:
    """How many belong to the group."""
    counted = select(func.count()).select_from(Membership).where(Membership.group_id == group_id)
    return session.scalar(counted) or 0


def managers(session: Session, group_id: int) -> Sequence[PersonRow]:
    """Who changes the group's members without being an administrator, by name."""
    statement = select(*_PERSON).join(GroupManager, GroupManager.user_id == User.id)
    return _people(
        session, statement.where(GroupManager.group_id == group_id).order_by(User.search_key, User.id)
    )


def groups_of(session: Session, user_id: int) -> Sequence[Group]:
    """The groups of a person, by name."""
    statement = select(Group).join(Membership, Membership.group_id == Group.id)
    return session.scalars(statement.where(Membership.user_id == user_id).order_by(Group.name)).all()


def _groups(session: Session, ids: Select[int]) -> Sequence[GroupRow]:
    members = select(func.count()).where(Membership.group_id == Group.id).scalar_subquery()
    statement = select(Group.id, Group.public_id, Group.name, members).where(Group.id.in_(ids))
    return [GroupRow(*row) for row in session.execute(statement.order_by(func.lower(Group.name), Group.id))]


def named(text: str) -> ColumnElement[bool]:
    """Whether the person's name or sign-in name holds the text, whatever the case and the accents."""
    return or_(*(User.search_key.contains(form, autoescape=True) for form in wanted_forms(text)))


def groups_of_both(session: Session, user_id: int, other_id: int) -> Sequence[str]:
    """The names of the groups to which both people belong, by name."""
    of_other = select(Membership.group_id).where(Membership.user_id == other_id)
    both = select(Group.name).join(Membership, Membership.group_id == Group.id)
    both = both.where(Membership.user_id == user_id, Group.id.in_(of_other))
    return session.scalars(both.order_by(func.lower(Group.name), Group.id)).all()


def _people(
    session: Session, statement: Select[*tuple[Any, ...]]
) -> list[PersonRow]:  # Any: the columns of _PERSON
    return [PersonRow(*row) for row in session.execute(statement)]


def _ids(principals: Sequence[str], prefix: str) -> list[int]:
    tails = (principal.removeprefix(prefix) for principal in principals if principal.startswith(prefix))
    return [int(tail) for tail in tails if tail.isascii() and tail.isdigit() and len(tail) <= _ID_DIGITS]


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _MOST_NAMES] for start in range(0, len(ids), _MOST_NAMES))
