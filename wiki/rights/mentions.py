"""Who can be mentioned in a text: the people and groups that may read it, found by name.

A mention is an ordinary link to the person or the group (ADR 0028), so that it survives another name and needs
no rule of its own in the dialect.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select, true
from sqlalchemy.orm import Session

from wiki.access import service as access
from wiki.access.policy import parameter_ids
from wiki.actor import EVERYONE, SIGNED_IN, Actor
from wiki.pages import scoping
from wiki.rights.effects import Held
from wiki.users.models import Group, Membership, User
from wiki.users.names import folded, wanted_forms
from wiki.users.queries import named

MOST = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """What stands for a person or a group: the name, the address, and what tells it from others of that name."""

    name: str
    href: str
    account: str = ""


def search(session: Session, actor: Actor, scope_id: int, text: str) -> list[Mention]:
    """At most MOST groups and active people who may read what lies in the scope and whose name holds the text.

    Groups come first. Where everyone signed in may read, only the groups with a right of their own and those of
    the actor are named: an editor does not learn by this which others there are. Whoever calls asked for the
    right to edit.
    """
    held = access.held(session, scope_id)
    return [*_groups(session, actor, held, text), *_people(session, scope_id, held, text)][:MOST]


def _groups(session: Session, actor: Actor, held: Held, text: str) -> list[Mention]:
    principals = set(held) | (actor.principals if _is_open(held) else set())
    rows = session.execute(
        select(Group.name, Group.public_id)
        .where(Group.id.in_(_ids(principals, "group:")))
        .order_by(func.lower(Group.name), Group.id)
    )
    wanted = folded(text)
    return [Mention(name, f"/groups/{public_id}") for name, public_id in rows if wanted in folded(name)]


def _people(session: Session, scope_id: int, held: Held, text: str) -> list[Mention]:
    in_group = select(Membership.user_id).where(Membership.group_id.in_(parameter_ids("groups")))
    may_read: ColumnElement[bool] = or_(User.id.in_(parameter_ids("people")), User.id.in_(in_group))
    if _is_open(held):
        may_read = true()
    elif not scoping.is_unpublished(session, scope_id):
        may_read = or_(may_read, User.is_admin)
    begins = or_(*(User.search_key.startswith(form, autoescape=True) for form in wanted_forms(text)))
    statement = (
        select(User.display_name, User.public_id, User.name)
        .where(User.is_active, User.erased_at.is_(None), may_read, named(text))
        .order_by(case((begins, 0), else_=1), User.search_key, User.id)
        .limit(MOST)
    )
    values = {} if _is_open(held) else {"people": _json(held, "user:"), "groups": _json(held, "group:")}
    rows = session.execute(statement, values).all()
    names = [name for name, _, _ in rows]
    return [
        Mention(name, f"/people/{public_id}", account if names.count(name) > 1 else "")
        for name, public_id, account in rows
    ]


def _is_open(held: Held) -> bool:
    return EVERYONE in held or SIGNED_IN in held


def _json(held: Held, prefix: str) -> str:
    return json.dumps(_ids(held, prefix))


def _ids(principals: Held | set[str] | frozenset[str], prefix: str) -> Sequence[int]:
    return sorted(int(one.removeprefix(prefix)) for one in principals if one.startswith(prefix))
