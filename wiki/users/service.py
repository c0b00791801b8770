"""People and groups: added, changed, switched off. Only administrators get here; the views ask for that."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from wiki import audit, counters
from wiki.actor import Actor, Right
from wiki.db import now
from wiki.errors import Conflict, Forbidden, Invalid, NotFound
from wiki.users import names
from wiki.users.choices import checked_language, checked_theme, checked_writing, checked_zone
from wiki.users.models import Group, GroupManager, Membership, User

_NAME = re.compile(r"[\w][\w.\-]{0,79}")
_EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,189}")


def require_admin(actor: Actor) -> None:
    """Raises NotFound for who is no administrator, or acts by a token with less than all rights."""
    if not (actor.is_system or (actor.is_admin and actor.ceiling >= Right.MANAGE)):
        raise NotFound


def add(
    session: Session,
    actor: Actor,
    name: str,
    display_name: str,
    email: str | None = None,
    *,
    is_admin: bool = False,
) -> User:
    """The person exists, without a password yet. Raises Invalid (`name`, `email`, `display_name`)."""
    require_admin(actor)
    user = User(
        name=_free_name(session, name, may_be_in_charge=is_admin),
        display_name=clean_shown_name(display_name or name),
        email=_free_email(session, email),
        is_admin=is_admin,
        created_at=now(),
    )
    session.add(user)
    session.flush()
    audit.record(session, actor, "user.add", f"user:{user.id}", is_admin=is_admin)
    return user


def change(
    session: Session,
    actor: Actor,
    user: User,
    *,
    display_name: str,
    email: str | None,
    is_admin: bool,
    is_active: bool,
) -> None:
    """The person has these facts. The caller ends the sessions of who is switched off.

    Raises Invalid (`display_name`, `email`), Conflict (`last_admin`).
    """
    require_admin(actor)
    _hold_admins(session)
    before = {"is_admin": user.is_admin, "is_active": user.is_active}
    was = {
        "display_name": user.display_name,
        "email": user.email,
    }  # which changed is recorded, not the values
    user.display_name = clean_shown_name(display_name)
    user.email = _free_email(session, email, user.id)
    user.is_admin, user.is_active = is_admin, is_active
    changed = [name for name, value in was.items() if getattr(user, name) != value]
    session.flush()
    _keep_admin(session)
    counters.bump(session, counters.ACCESS)
    after = {"is_admin": is_admin, "is_active": is_active}
    audit.record(
        session, actor, "user.change", f"user:{user.id}", before=before, after=after, changed=changed
    )


def switch_off(session: Session, actor: Actor, user: User) -> None:
    """Nobody acts with the account. The caller ends its sessions. Raises Conflict (`last_admin`)."""
    require_admin(actor)
    _hold_admins(session)
    if not user.is_active:
        return
    user.is_active = False
    session.flush()
    _keep_admin(session)
    _recorded(session, actor, user, "user.deactivate")


def switch_on(session: Session, actor: Actor, user: User) -> None:
    """The account can be used again, with the password it had; sessions do not come back."""
    require_admin(actor)
    if not user.is_active and user.erased_at is None:
        user.is_active = True
        _recorded(session, actor, user, "user.activate")


def seen(session: Session, user_id: int, moment: datetime) -> None:
    """The person was there on this day, and no closer: noon in UTC, which is the same day almost everywhere."""
    day = moment.replace(hour=12, minute=0, second=0, microsecond=0)
    is_news = or_(User.last_seen_at.is_(None), User.last_seen_at < day)
    session.execute(update(User).where(User.id == user_id, is_news).values(last_seen_at=day))


def change_profile(
    session: Session, actor: Actor, *, display_name: str, locale: str | None, timezone: str | None, theme: str
) -> None:
    """The actor's own name, language, zone and theme; None is the wiki's own.

    Raises Invalid (`display_name`, `language`, `timezone`, `theme`), Forbidden for who has no account.
    """
    user = session.get(User, actor.user_id) if actor.user_id is not None else None
    if user is None:
        raise Forbidden
    user.display_name, user.theme = clean_shown_name(display_name), checked_theme(theme)
    user.locale = checked_language(locale) if locale else None
    user.timezone = checked_zone(timezone) if timezone else None


def write_in(session: Session, actor: Actor, way: str) -> None:
    """Pages open in this way of writing for the actor. Raises Invalid (`writes_in`), Forbidden without an account."""
    user = session.get(User, actor.user_id) if actor.user_id is not None else None
    if user is None:
        raise Forbidden
    user.writes_in = checked_writing(way)


def add_group(session: Session, actor: Actor, name: str) -> Group:
    """The group exists, without members. Raises Invalid (`name`: `empty`, `hidden`, `mixed`, `reserved`, `taken`)."""
    require_admin(actor)
    group = Group(
        id=counters.unused(session, counters.GROUPS, Group.id),
        name=_free_group_name(session, name),
        created_at=now(),
    )
    session.add(group)
    session.flush()
    audit.record(session, actor, "group.add", f"group:{group.id}", after=group.name)
    return group


def rename_group(session: Session, actor: Actor, group: Group, name: str) -> None:
    """The group has another name. Raises Invalid as `add_group`."""
    require_admin(actor)
    before, group.name = group.name, _free_group_name(session, name, group.id)
    if group.name != before:
        audit.record(session, actor, "group.rename", f"group:{group.id}", before=before, after=group.name)


def delete_group(session: Session, actor: Actor, group: Group) -> None:
    """The group and its memberships are gone. The caller took its grants away before."""
    require_admin(actor)
    audit.record(session, actor, "group.delete", f"group:{group.id}", before=group.name)
    session.execute(delete(GroupManager).where(GroupManager.group_id == group.id))
    session.execute(delete(Membership).where(Membership.group_id == group.id))
    counters.retire(session, counters.GROUPS, group.id)
    session.delete(group)
    counters.bump(session, counters.ACCESS)


def set_members(session: Session, actor: Actor, group: Group, user_ids: set[int]) -> None:
    """Exactly these people are in the group. The caller asked whether the actor may decide that."""
    present = set(session.scalars(select(Membership.user_id).where(Membership.group_id == group.id)))
    gone = present - user_ids
    session.execute(delete(Membership).where(Membership.group_id == group.id, Membership.user_id.in_(gone)))
    session.add_all(Membership(group_id=group.id, user_id=user_id) for user_id in sorted(user_ids - present))
    counters.bump(session, counters.ACCESS)
    added = sorted(user_ids - present)
    audit.record(session, actor, "group.members", f"group:{group.id}", added=added, removed=sorted(gone))


def folded_name(name: str) -> str:
    """The sign-in name as it is stored and looked for."""
    return unicodedata.normalize("NFC", name.strip()).lower()


def clean_name(name: str, *, may_be_in_charge: bool = False) -> str:
    """A possible sign-in name, lower case. Names such as "admin" are for those in charge alone.

    Raises Invalid (`name`: `empty`, `characters`, `mixed`, `reserved`). Whether it is free is the caller's question.
    """
    wanted = folded_name(name)
    if not wanted:
        raise Invalid("name", "empty")
    if not _NAME.fullmatch(wanted):
        raise Invalid("name", "characters")
    if names.mixes_scripts(wanted):
        raise Invalid("name", "mixed")
    if names.means_all(wanted) or (names.means_those_in_charge(wanted) and not may_be_in_charge):
        raise Invalid("name", "reserved")
    return wanted


def clean_email(email: str | None) -> str | None:
    """A mail address in lower case, or None. Raises Invalid (`email`, `wrong`)."""
    wanted = (email or "").strip().lower()
    if wanted and not _EMAIL.fullmatch(wanted):
        raise Invalid("email", "wrong")
    return wanted or None


def clean_shown_name(name: str) -> str:
    """A name of one line, at most 200 characters. Raises Invalid (`display_name`, `empty`)."""
    cleaned = " ".join("".join(letter for letter in name if letter.isprintable()).split())[:200]
    if not cleaned:
        raise Invalid("display_name", "empty")
    return cleaned


def clean_group_name(name: str) -> str:
    """A possible name of a group. Raises Invalid (`name`: `empty`, `hidden`, `mixed`, `reserved`)."""
    wanted = unicodedata.normalize("NFC", " ".join(name.split()))[:120]
    if not wanted:
        raise Invalid("name", "empty")
    if names.has_hidden_letters(wanted):
        raise Invalid("name", "hidden")
    if names.mixes_scripts(wanted):
        raise Invalid("name", "mixed")
    if names.means_all(wanted) or names.means_those_in_charge(wanted):
        raise Invalid("name", "reserved")
    return wanted


def _free_name(session: Session, name: str, *, may_be_in_charge: bool) -> str:
    wanted = clean_name(name, may_be_in_charge=may_be_in_charge)
    if session.scalar(select(User.id).where(User.name == wanted)) is not None:
        raise Invalid("name", "taken")
    return wanted


def _free_email(session: Session, email: str | None, user_id: int = 0) -> str | None:
    wanted = clean_email(email)
    if wanted and session.scalar(select(User.id).where(User.email == wanted, User.id != user_id)) is not None:
        raise Invalid("email", "taken")
    return wanted


def _hold_admins(session: Session) -> None:
    """Two administrators who change accounts at once come one after the other."""
    session.execute(select(User.id).where(User.is_admin).order_by(User.id).with_for_update())


def _keep_admin(session: Session) -> None:
    if session.scalar(select(User.id).where(User.is_admin, User.is_active).limit(1)) is None:
        raise Conflict(reason="last_admin")


def _recorded(session: Session, actor: Actor, user: User, action: str) -> None:
    counters.bump(session, counters.ACCESS)
    audit.record(session, actor, action, f"user:{user.id}")


def _free_group_name(session: Session, name: str, group_id: int = 0) -> str:
    wanted = clean_group_name(name)
    others = session.scalars(select(Group.name).where(Group.id != group_id))
    if any(names.same(wanted, other) for other in others):
        raise Invalid("name", "taken")
    return wanted
