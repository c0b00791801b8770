"""Groups with all that hangs on them: members, managers who are no administrators, rights that end (ADR 0021).

An administrator may do everything here. A manager of a group changes its members, himself included, and nothing else:
an administrator who makes somebody manager decides that this person gives the group's rights away. Only
administrators make managers. Members see who else belongs to it; others do not learn that there is such a group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from wiki import audit
from wiki.access import guarding
from wiki.access import service as access
from wiki.access.models import Grant
from wiki.actor import Actor, Right, group_principal
from wiki.admin import places
from wiki.admin.places import Places
from wiki.errors import Conflict, NotFound
from wiki.users import queries
from wiki.users import service as users
from wiki.users.models import Group, GroupManager, Membership, User
from wiki.users.queries import PersonRow

MOST = 50
_MOST_OTHERS = 20


class LeavesUnmanaged(Conflict):
    """Nobody active could manage these places any more. Facts: `reason`, `places`."""

    def __init__(self, found: Places) -> None:
        super().__init__(reason="unmanaged", places=found)
        self.places = found


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as whoever may change its members sees it. `size` counts all members, `members` are those found."""

    group: Group
    size: int
    members: Sequence[PersonRow]
    others: Sequence[PersonRow]

    @property
    def is_cut(self) -> bool:
        """There may be more members of this name."""
        return len(self.members) == MOST


def changeable(session: Session, actor: Actor, public_id: str) -> Group:
    """The group, if the actor may change its members. Raises NotFound."""
    group = queries.group(session, public_id)
    _require_manager(session, actor, group.id)
    return group


def own(session: Session, actor: Actor, public_id: str) -> Shown:
    """The group as somebody sees it who belongs to it, with the other active members. Raises NotFound."""
    group = queries.group(session, public_id)
    if group_principal(group.id) not in actor.principals:
        raise NotFound
    members = queries.members(session, group.id, "", MOST)
    others = [one for one in members if one.is_active and one.id != actor.user_id]
    return Shown(group, queries.size(session, group.id), members, others)


def shown(session: Session, group: Group, text: str) -> Shown:
    """The members whose name holds the text, and, with a text, some others of that name.

    The caller asked by `changeable`.
    """
    members = queries.members(session, group.id, text, MOST)
    others = queries.strangers(session, group.id, text, _MOST_OTHERS) if text.strip() else ()
    return Shown(group, queries.size(session, group.id), members, others)


def add_member(session: Session, actor: Actor, group_id: int, user_id: int) -> None:
    """The person belongs to the group. Raises NotFound for whoever may not change it."""
    _require_manager(session, actor, group_id)
    group, present = session.get_one(Group, group_id), _members(session, group_id)
    if user_id not in present:
        users.set_members(session, actor, group, present | {user_id})


def remove_member(session: Session, actor: Actor, group_id: int, user_id: int) -> None:
    """The person does not belong to the group any more.

    Raises NotFound as `add_member`, LeavesUnmanaged when the group would be left without anybody active.
    """
    _require_manager(session, actor, group_id)
    group, present = session.get_one(Group, group_id), _members(session, group_id)
    if user_id not in present:
        return
    active = set(session.scalars(select(User.id).where(User.id.in_(present), User.is_active)))
    if active == {user_id}:
        refuse_unmanaged(session, actor, group_ids=(group_id,))
    users.set_members(session, actor, group, present - {user_id})


def add_manager(session: Session, actor: Actor, group_id: int, user_id: int) -> None:
    """The person changes the group's members from now on. Only administrators decide that: NotFound for others."""
    users.require_admin(actor)
    before = _manager_ids(session, group_id)
    if user_id in before:
        return
    session.add(GroupManager(group_id=group_id, user_id=user_id))
    _record(session, actor, group_id, before, before | {user_id})


def remove_manager(session: Session, actor: Actor, group_id: int, user_id: int) -> None:
    """The person does not change the group's members any more, but as an administrator."""
    users.require_admin(actor)
    before = _manager_ids(session, group_id)
    if user_id not in before:
        return
    of_person = (GroupManager.group_id == group_id, GroupManager.user_id == user_id)
    session.execute(delete(GroupManager).where(*of_person))
    _record(session, actor, group_id, before, before - {user_id})


def remove(session: Session, actor: Actor, group_id: int) -> None:
    """The group is gone with its memberships and rights. Raises LeavesUnmanaged, Conflict (`group_is_last_manager`)."""
    users.require_admin(actor)
    group, principal = session.get_one(Group, group_id), group_principal(group_id)
    refuse_unmanaged(session, actor, group_ids=(group_id,))
    scope_ids = session.scalars(select(Grant.scope_id).where(Grant.principal == principal)).all()
    try:
        for scope_id in scope_ids:
            access.revoke(session, actor, scope_id, principal)
    except Conflict:
        raise Conflict(reason="group_is_last_manager") from None
    users.delete_group(session, actor, group)


def refuse_unmanaged(
    session: Session, actor: Actor, *, user_ids: Sequence[int] = (), group_ids: Sequence[int] = ()
) -> None:
    """Raises LeavesUnmanaged when a place had nobody active to manage it without these people and groups."""
    left = guarding.unmanaged_without(session, user_ids=user_ids, group_ids=group_ids)
    if left:
        raise LeavesUnmanaged(places.named(session, actor, left))


def _require_manager(session: Session, actor: Actor, group_id: int) -> None:
    if actor.is_system or (actor.is_admin and actor.ceiling >= Right.MANAGE):
        return
    if actor.ceiling < Right.MANAGE or not session.scalar(
        select(exists().where(GroupManager.group_id == group_id, GroupManager.user_id == actor.user_id))
    ):
        raise NotFound


def _members(session: Session, group_id: int) -> set[int]:
    """Who belongs to the group; two people who change it at once come one after the other."""
    session.execute(select(Group.id).where(Group.id == group_id).with_for_update())
    return set(session.scalars(select(Membership.user_id).where(Membership.group_id == group_id)))


def _manager_ids(session: Session, group_id: int) -> set[int]:
    session.execute(select(Group.id).where(Group.id == group_id).with_for_update())
    return set(session.scalars(select(GroupManager.user_id).where(GroupManager.group_id == group_id)))


def _record(session: Session, actor: Actor, group_id: int, before: set[int], after: set[int]) -> None:
    session.flush()
    facts = {"added": sorted(after - before), "removed": sorted(before - after)}
    audit.record(session, actor, "group.managers", f"group:{group_id}", **facts)
