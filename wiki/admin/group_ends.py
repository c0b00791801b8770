"""Who loses what when a group is deleted: people who hold a right by this group alone, somewhere. Five statements.

Unpublished pages are left out: they are their author's alone. Administrators lose nothing, for they reach all else.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.models import ARCHIVED, UNPUBLISHED, AccessScope, Grant
from wiki.actor import EVERYONE, SIGNED_IN, Right, group_principal, user_principal
from wiki.users.models import Membership, User

_TOLD = (Right.READ, Right.EDIT, Right.MANAGE)
Held = dict[str, int]


@dataclass(frozen=True, slots=True)
class Loss:
    """The people who lose the right in at least one place, by name."""

    right: str
    names: Sequence[str]


def of_group(session: Session, group_id: int) -> list[Loss]:
    """What people lose, the lowest right first."""
    own = group_principal(group_id)
    held = _held(session, own)
    named = _members(session, group_id)
    others = _principals(session, named, {one for grants in held.values() for one in grants})
    losing: dict[Right, set[int]] = {right: set() for right in _TOLD}
    for grants in held.values():
        for right in _TOLD:
            if grants[own] >= right:
                losing[right] |= _without(grants, right, own, others)
    return [
        Loss(right.name, [named[one] for one in named if one in losing[right]])
        for right in _TOLD
        if losing[right]
    ]


def _held(session: Session, principal: str) -> Mapping[int, Held]:
    """All grants of the scopes in which the principal has one."""
    scopes = select(Grant.scope_id).join(AccessScope, AccessScope.id == Grant.scope_id)
    scopes = scopes.where(AccessScope.kind != UNPUBLISHED, AccessScope.state <= ARCHIVED)
    wanted = select(Grant.scope_id, Grant.principal, Grant.right)
    found: dict[int, Held] = defaultdict(dict)
    for scope_id, one, right in session.execute(
        wanted.where(Grant.scope_id.in_(scopes.where(Grant.principal == principal)))
    ):
        found[scope_id][one] = right
    return found


def _members(session: Session, group_id: int) -> dict[int, str]:
    """The active members but administrators, by name."""
    statement = select(User.id, User.display_name).join(Membership, Membership.user_id == User.id)
    statement = statement.where(Membership.group_id == group_id, User.is_active, ~User.is_admin)
    rows = session.execute(statement.order_by(User.search_key, User.id))
    return {row.id: row.display_name for row in rows}


def _principals(session: Session, people: Iterable[int], granted: set[str]) -> dict[int, set[str]]:
    """As what each of the people is named in grants: as everybody is, himself, or by a group."""
    everybody = {SIGNED_IN, EVERYONE} & granted
    found = {one: everybody | ({user_principal(one)} & granted) for one in people}
    ids = [int(one.removeprefix("group:")) for one in granted if one.startswith("group:")]
    rows = session.execute(
        select(Membership.user_id, Membership.group_id).where(Membership.group_id.in_(ids))
    )
    for user_id, group_id in rows:
        if user_id in found:
            found[user_id].add(group_principal(group_id))
    return found


def _without(grants: Held, right: Right, own: str, people: Mapping[int, set[str]]) -> set[int]:
    """Who holds the right by the grant to `own` alone."""
    enough = {one for one, held in grants.items() if held >= right} - {own}
    return {user_id for user_id, known in people.items() if not known & enough}
