"""Looking at the wiki as somebody else: as whom, for how long, and who may (ADR 0017).

It stands on the row of the session, so it ends with that, and on every server at once. What is seen then is decided
by `access.policy` alone (`Actor.lens`); which routes answer at all is decided in `wiki.web.gate`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wiki import audit
from wiki.access import policy
from wiki.actor import EVERYONE, SIGNED_IN, Actor, Lens, Right, group_principal, user_principal
from wiki.auth.models import LoginSession
from wiki.db import now
from wiki.errors import Forbidden, NotFound
from wiki.users import queries as users
from wiki.users.models import Group, Membership, User

LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Viewed:
    """As whom somebody looks. `name` is empty for everyone, for everyone signed in, and for who is gone."""

    principal: str
    name: str
    lens: Lens


def may_view(session: Session, actor: Actor) -> bool:
    """Whether the actor may look as others: administrators, and whoever manages a space or a subtree."""
    if actor.user_id is None or actor.ceiling < Right.MANAGE:
        return False
    managed = policy.scope_set(session, actor, Right.MANAGE)
    return actor.is_admin or bool(managed.ids - managed.unpublished_ids)


def principal_of(session: Session, word: str) -> str:
    """The principal that a form names by `user:<public id>`, `group:<public id>`, or itself. Raises NotFound."""
    if word in {EVERYONE, SIGNED_IN}:
        return word
    kind, _, public_id = word.partition(":")
    if kind == "user":
        person = users.person(session, public_id)
        if not person.is_active:
            raise NotFound
        return user_principal(person.id)
    if kind == "group":
        return group_principal(users.group(session, public_id).id)
    raise NotFound


def start(session: Session, actor: Actor, session_id: int, principal: str) -> datetime:
    """From now on the session looks as the principal, until the moment that is given back. Raises Forbidden."""
    if not may_view(session, actor):
        raise Forbidden(right=Right.MANAGE.name)
    until = now() + LASTS
    _keep(session, session_id, principal, until)
    audit.record(session, actor, "view.start", principal, until=until.isoformat(timespec="seconds"))
    return until


def end(session: Session, actor: Actor, session_id: int) -> None:
    """The session looks as its person again; nothing, where it does already."""
    present = session.scalar(select(LoginSession.viewing).where(LoginSession.id == session_id))
    if present is not None:
        _keep(session, session_id, None, None)
        audit.record(session, actor, "view.end", present)


def end_overdue(session: Session) -> None:
    """Views whose time is over have their entry in the audit log."""
    overdue = select(LoginSession.id, User.id, User.display_name).join(User, User.id == LoginSession.user_id)
    for session_id, user_id, name in session.execute(
        overdue.where(LoginSession.viewing_until <= now())
    ).all():
        end(session, Actor(user_id, frozenset(), name=name), session_id)


def viewed(session: Session, principal: str, *, allows_public: bool) -> Viewed:
    """As whom, with the groups of now. Somebody who is gone or switched off sees nothing."""
    if principal == EVERYONE:
        return Viewed(principal, "", Lens(frozenset({EVERYONE} if allows_public else ())))
    kind, _, number = principal.partition(":")
    everybody = {EVERYONE, SIGNED_IN}
    if kind == "group":
        name = session.scalar(select(Group.name).where(Group.id == int(number)))
        return Viewed(principal, name or "", Lens(frozenset({*everybody, principal} if name else ())))
    if kind == "user":
        return _person(session, int(number), everybody)
    return Viewed(principal, "", Lens(frozenset(everybody)))


def _person(session: Session, user_id: int, everybody: set[str]) -> Viewed:
    principal = user_principal(user_id)
    person = session.scalar(select(User).where(User.id == user_id, User.is_active))
    if person is None:
        return Viewed(principal, "", Lens(frozenset()))
    groups = session.scalars(select(Membership.group_id).where(Membership.user_id == user_id))
    own = {*everybody, principal, *(group_principal(one) for one in groups)}
    return Viewed(principal, person.display_name, Lens(frozenset(own), person.is_admin))


def _keep(session: Session, session_id: int, principal: str | None, until: datetime | None) -> None:
    values = {"viewing": principal, "viewing_until": until}
    session.execute(update(LoginSession).where(LoginSession.id == session_id).values(**values))
