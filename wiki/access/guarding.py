"""Keeps somebody in charge: which places would have nobody to manage them any more (ADR 0020).

Somebody in charge is an active person who holds MANAGE by a grant: named himself, as a member of a group, or as
everyone signed in. Administrators, who reach all published pages, do not count here, and what they alone manage
needs nobody else. Left out are places in the trash, which administrators bring back, and unpublished pages: they
are their author's alone, and who deals with an account is not told that there are any.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.models import ARCHIVED, UNPUBLISHED, AccessScope, Grant, Scoped
from wiki.access.policy import parameter_ids
from wiki.actor import SIGNED_IN, Right, group_principal, user_principal
from wiki.users.models import Membership, User


def unmanaged_without(
    session: Session, *, user_ids: Collection[int] = (), group_ids: Collection[int] = ()
) -> list[int]:
    """The scopes that somebody active manages now, and nobody would without these people and groups.

    The people count as switched off, the groups as empty. What decides is locked until the transaction ends, so
    that two who take each other's right come one after the other. At most eight statements. Sorted by id.
    """
    principals = {user_principal(one) for one in user_ids} | {group_principal(one) for one in group_ids}
    own_groups = select(Membership.group_id).where(Membership.user_id.in_(user_ids)).distinct()
    principals |= {group_principal(one) for one in session.scalars(own_groups)} if user_ids else set()
    managers = managers_of(session, _touched(session, principals))
    now_active = active(session, managers)
    then_active = active(session, managers, user_ids, group_ids)
    left = {one for one, held in managers.items() if held & now_active and not held & then_active}
    return sorted(_lived_in(session, left))


def managers_of(session: Session, scope_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The principals that hold MANAGE in each of the scopes.

    In a write block nobody else changes their grants meanwhile; a screen that asks before locks nothing.
    """
    ids = {"scopes": json.dumps(sorted(scope_ids))}
    wanted = parameter_ids("scopes")
    if not session.info.get("is_reading"):
        locked = select(AccessScope.id).where(AccessScope.id.in_(wanted)).order_by(AccessScope.id)
        session.execute(locked.with_for_update(), ids)
    held = select(Grant.scope_id, Grant.principal).where(
        Grant.scope_id.in_(wanted), Grant.right >= Right.MANAGE
    )
    found: dict[int, frozenset[str]] = {}
    for scope_id, principal in session.execute(held, ids):
        found[scope_id] = found.get(scope_id, frozenset()) | {principal}
    return found


def active(
    session: Session,
    managers: Mapping[int, frozenset[str]],
    without_users: Collection[int] = (),
    without_groups: Collection[int] = (),
) -> frozenset[str]:
    """Those of the principals behind whom an active person stands, when these people and groups do not count."""
    principals = frozenset().union(*managers.values())
    user_ids = _ids(principals, "user:") - set(without_users)
    group_ids = _ids(principals, "group:") - set(without_groups)
    known = {"people": json.dumps(sorted(user_ids)), "groups": json.dumps(sorted(group_ids))}
    present = select(User.id).where(User.is_active, User.id.not_in(without_users))
    people = session.scalars(present.where(User.id.in_(parameter_ids("people"))), known)
    found = {user_principal(one) for one in people}
    filled = select(Membership.group_id).where(Membership.user_id.in_(present)).distinct()
    filled = filled.where(Membership.group_id.in_(parameter_ids("groups")))
    found |= {group_principal(one) for one in session.scalars(filled, known)}
    if SIGNED_IN in principals and session.scalar(present.limit(1)) is not None:
        found.add(SIGNED_IN)
    return frozenset(found)


def _touched(session: Session, principals: Collection[str]) -> list[int]:
    """The scopes that one of these manages and that must have somebody in charge."""
    held = select(Grant.scope_id).join(AccessScope, AccessScope.id == Grant.scope_id).distinct()
    must = (AccessScope.kind != UNPUBLISHED, AccessScope.state <= ARCHIVED)
    named = (Grant.principal.in_(principals), Grant.right >= Right.MANAGE)
    return list(session.scalars(held.where(*must, *named)))


def _lived_in(session: Session, scope_ids: Collection[int]) -> set[int]:
    """Those of the scopes in which something is that does not lie in the trash."""
    found: set[int] = set()
    owners: list[Any] = Scoped.__subclasses__() if scope_ids else []  # mapped classes, walked at run time
    for owner in owners:
        living = select(owner.scope_id).where(owner.scope_id.in_(scope_ids), owner.deleted_at.is_(None))
        found.update(session.scalars(living.distinct()))
    return found


def _ids(principals: Iterable[str], prefix: str) -> set[int]:
    return {int(one.removeprefix(prefix)) for one in principals if one.startswith(prefix)}
