"""Who loses what when a group is deleted: people who hold a right by this group alone, somewhere. Four statements.

Unpublished pages are left out: they are their author's alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.models import ARCHIVED, UNPUBLISHED, AccessScope, Grant
from wiki.actor import Right, group_principal
from wiki.rights import effects


@dataclass(frozen=True, slots=True)
class Loss:
    """The people who lose the right in at least one place, by name."""

    right: str
    names: Sequence[str]


def of_group(session: Session, group_id: int) -> list[Loss]:
    """What people lose, the lowest right first."""
    own = group_principal(group_id)
    held = _held(session, own)
    people = effects.people(session, {one for grants in held.values() for one in grants})
    losing: dict[Right, set[int]] = defaultdict(set)
    for before in held.values():
        after = {one: right for one, right in before.items() if one != own}
        for shift in people.effect(before, after).shifts:
            losing[shift.right] |= shift.user_ids
    all_ids = set[int]().union(*losing.values())
    named = effects.names(session, all_ids, len(all_ids))
    return [
        Loss(right.name, [name for user_id, name in named if user_id in losing[right]])
        for right in sorted(losing)
    ]


def _held(session: Session, principal: str) -> Mapping[int, effects.Held]:
    """All grants of the scopes in which the principal has one, by scope."""
    scopes = select(Grant.scope_id).join(AccessScope, AccessScope.id == Grant.scope_id)
    scopes = scopes.where(AccessScope.kind != UNPUBLISHED, AccessScope.state <= ARCHIVED)
    wanted = select(Grant.scope_id, Grant.principal, Grant.right)
    found: dict[int, dict[str, Right]] = defaultdict(dict)
    for scope_id, one, right in session.execute(
        wanted.where(Grant.scope_id.in_(scopes.where(Grant.principal == principal)))
    ):
        found[scope_id][one] = Right(right)
    return found
