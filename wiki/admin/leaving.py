"""Somebody leaves: the account is switched off, and what only this person could reach goes to a colleague (ADR 0021).

Handed over are the right to manage where nobody else could, unpublished pages, and drafts of pages that the colleague
may edit; a draft of any other page would tell him a text that he may not read. Nobody is told before what there is:
an unpublished page and a draft are their author's alone, and the colleague finds them in the own lists.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import audit
from wiki.access import guarding
from wiki.access import service as access
from wiki.access.models import Grant
from wiki.actor import Actor, Right, user_principal
from wiki.admin import groups, places
from wiki.admin.places import Places
from wiki.auth import queries as auth_queries
from wiki.auth import service as auth
from wiki.errors import Conflict, Invalid
from wiki.notifications import service as notifications
from wiki.pages import drafts
from wiki.users import service as users
from wiki.users.models import User


def only_managed(session: Session, actor: Actor, user_id: int) -> Places:
    """Where nobody active but this person could manage."""
    return places.named(session, actor, guarding.unmanaged_without(session, user_ids=(user_id,)))


def deactivate(session: Session, actor: Actor, user_id: int, colleague_id: int | None = None) -> None:
    """Nobody signs in with the account: sessions, API tokens and open editors are over with their next request.

    What is written stays, drafts too. With a colleague, `hand_over` comes first. Raises Conflict (`last_admin`),
    LeavesUnmanaged when nobody could manage somewhere any more, Invalid as `hand_over`.
    """
    users.require_admin(actor)
    if colleague_id is not None:
        _pass_on(session, actor, user_id, colleague_id)
    groups.refuse_unmanaged(session, actor, user_ids=(user_id,))
    users.switch_off(session, actor, session.get_one(User, user_id))
    auth.shut_out(session, user_id)


def hand_over(session: Session, actor: Actor, user_id: int, colleague_id: int | None) -> None:
    """The colleague has the unpublished pages and the drafts of somebody who was switched off before.

    Texts stay in their author's name. The colleague is told. Raises Conflict (`is_active`), Invalid (`colleague`:
    `empty`, or `unknown` for somebody who is switched off as well).
    """
    users.require_admin(actor)
    if session.get_one(User, user_id).is_active:
        raise Conflict(reason="is_active")
    if colleague_id is None:
        raise Invalid("colleague", "empty")
    _pass_on(session, actor, user_id, colleague_id)


def _pass_on(session: Session, actor: Actor, user_id: int, colleague_id: int) -> None:
    colleague = auth_queries.actor_of(session, colleague_id, actor.locale)
    if colleague is None or colleague_id == user_id:
        raise Invalid("colleague", "unknown")
    scope_ids = {*guarding.unmanaged_without(session, user_ids=(user_id,)), *_orphaned(session, user_id)}
    for scope_id in sorted(scope_ids):
        access.grant(session, actor, scope_id, user_principal(colleague_id), Right.MANAGE)
    session.flush()
    drafts.hand_over(session, user_id, colleague)
    audit.record(
        session, actor, "user.hand_over", f"user:{user_id}", after={"to": user_principal(colleague_id)}
    )
    notifications.tell(session, actor, "handed_over", [colleague_id])


def _orphaned(session: Session, user_id: int) -> list[int]:
    """What the person manages and nobody active: unpublished pages, and places left behind long ago."""
    own = select(Grant.scope_id).where(
        Grant.principal == user_principal(user_id), Grant.right >= Right.MANAGE
    )
    managers = guarding.managers_of(session, session.scalars(own))
    others = guarding.active(session, managers, without_users=(user_id,))
    return [scope_id for scope_id, held in managers.items() if not held & others]
