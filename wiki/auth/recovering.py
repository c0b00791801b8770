"""Lets somebody in again from the command line, when neither password nor colleague helps (`wiki user recover`)."""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wiki import audit, counters
from wiki.actor import system
from wiki.auth import links, service, throttle
from wiki.auth import password as passwords
from wiki.auth.models import Credential
from wiki.errors import Invalid, NotFound
from wiki.users.models import User

LIFETIME = timedelta(hours=1)


def recover(session: Session, secret_key: str, name: str, *, as_admin: bool) -> str:
    """The word in `/password/<word>` by which the person chooses a password within an hour; all pauses are over.

    The present password holds until then. With `as_admin` the account is switched on and administers the wiki.
    Raises NotFound for an unknown name, Invalid (`name`, `switched_off`) for an account that is switched off.
    """
    user = _user(session, name)
    if as_admin:
        user.is_admin = user.is_active = True
        counters.bump(session, counters.ACCESS)
    elif not user.is_active:
        raise Invalid("name", "switched_off")
    throttle.forgive_all(session, service.subject_of(user.id))
    audit.record(session, system(), "sign_in.recover", f"user:{user.id}", is_admin=user.is_admin)
    session.flush()
    return links.make(session, secret_key, user.id, LIFETIME)


def _user(session: Session, name: str) -> User:
    """The person, who has a stored password of some kind from now on: links are signed over it."""
    wanted = throttle.account_of(name)
    user = session.scalar(select(User).where(or_(User.name == wanted, User.email == wanted)))
    if user is None:
        raise NotFound
    if session.scalar(select(Credential.id).where(Credential.user_id == user.id)) is None:
        service.set_password(session, system(), user.id, passwords.unusable())
    return user
