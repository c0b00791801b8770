"""What a change of rights does to people, before it is made: found by sets, whatever number of people there are."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from wiki.access.policy import parameter_ids
from wiki.actor import EVERYONE, SIGNED_IN, Right, group_principal
from wiki.prepared import JsonArray, Prepared
from wiki.users.models import Membership, User

Held = Mapping[str, Right]
TOLD = (Right.READ, Right.EDIT, Right.MANAGE)
"""The rights that a screen speaks of: nothing hangs on COMMENT yet."""

# One row with all ids: a row for each of thousands of people takes ten times as long.
_ACTIVE = Prepared(select(User.is_admin, JsonArray(User.id)).where(User.is_active).group_by(User.is_admin))
_MEMBERS = Prepared(
    select(Membership.group_id, JsonArray(Membership.user_id))
    .where(Membership.group_id.in_(parameter_ids("groups")))
    .group_by(Membership.group_id)
)
_NAMED = Prepared(
    select(User.id, User.display_name)
    .where(User.id.in_(parameter_ids("people")))
    .order_by(User.search_key, User.id)
    .limit(bindparam("limit", type_=Integer))
)


@dataclass(frozen=True, slots=True)
class Shift:
    """The people who gain a right, or lose it."""

    right: Right
    is_gain: bool
    user_ids: frozenset[int]

    @property
    def key(self) -> str:
        """The shift in a form."""
        return f"{'gain' if self.is_gain else 'lose'}-{self.right.name}"


@dataclass(frozen=True, slots=True)
class Effect:
    """What people lose, then what they gain, the lowest right first. `visitors`: 1 may read then, -1 no more.

    `past` counts those who may read and no more afterwards: whom the history switch is about.
    """

    shifts: tuple[Shift, ...]
    visitors: int
    past: int


def of_change(session: Session, before: Held, after: Held) -> Effect:
    """What the change of one place does to the active people. Two statements."""
    return people(session, {*before, *after}).effect(before, after)


def people(session: Session, principals: Collection[str]) -> "People":
    """Who is active, and who stands behind the principals: enough for any number of changes. Two statements."""
    active = {bool(is_admin): frozenset(json.loads(ids)) for is_admin, ids in _ACTIVE.rows(session, {})}
    admins = active.get(True, frozenset())
    return People(admins | active.get(False, frozenset()), admins, _members(session, principals))


def names(session: Session, user_ids: Collection[int], limit: int) -> list[tuple[int, str]]:
    """These people by name, at most so many: id and name. One statement."""
    values = {"people": json.dumps(sorted(user_ids)), "limit": limit}
    return [(user_id, name) for user_id, name in _NAMED.rows(session, values)] if user_ids else []


@dataclass(frozen=True, slots=True)
class People:
    """The ids of the active people, of the administrators among them, and of those behind each principal."""

    active: frozenset[int]
    admins: frozenset[int]
    members: Mapping[str, frozenset[int]]

    def effect(self, before: Held, after: Held) -> Effect:
        """What the change does. Administrators gain and lose nothing: they manage every such place."""
        then = {right: self._with_right(after, right) for right in TOLD}
        now = {right: self._with_right(before, right) for right in TOLD}
        lost = [Shift(right, False, now[right] - then[right]) for right in TOLD]
        gained = [Shift(right, True, then[right] - now[right]) for right in TOLD]
        readers = then[Right.READ] - then[Right.EDIT]
        visitors = int(EVERYONE in after) - int(EVERYONE in before)
        return Effect(tuple(one for one in (*lost, *gained) if one.user_ids), visitors, len(readers))

    def _with_right(self, held: Held, right: Right) -> frozenset[int]:
        """The active people who hold the right or more."""
        granted = [principal for principal, one in held.items() if one >= right]
        if SIGNED_IN in granted or EVERYONE in granted:
            return self.active
        return self.admins.union(*(self.members.get(one, frozenset()) for one in granted)) & self.active


def _members(session: Session, principals: Collection[str]) -> dict[str, frozenset[int]]:
    """The people behind each principal that is a person or a group."""
    found = {
        one: frozenset({int(one.removeprefix("user:"))}) for one in principals if one.startswith("user:")
    }
    groups = [int(one.removeprefix("group:")) for one in principals if one.startswith("group:")]
    rows = _MEMBERS.rows(session, {"groups": json.dumps(groups)}) if groups else ()
    return found | {group_principal(group_id): frozenset(json.loads(ids)) for group_id, ids in rows}
