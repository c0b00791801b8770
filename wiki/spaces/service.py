"""Spaces: made with the rights that were asked for, renamed, given another key, an icon, a home page."""

import re
from collections.abc import Mapping

from emoji import is_emoji
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wiki import audit, counters, outbox
from wiki.access import policy
from wiki.access import service as access
from wiki.actor import Actor, Right, user_principal
from wiki.db import now
from wiki.errors import Forbidden, Invalid
from wiki.spaces import closing
from wiki.spaces.events import SpaceNamed
from wiki.spaces.models import OldKey, Space

_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")
RESERVED_KEYS = frozenset({"new"})
_MOST_LETTERS = 2


def create(session: Session, actor: Actor, key: str, name: str, grants: Mapping[str, Right]) -> Space:
    """The space exists with a scope of its own; its maker manages it, others have what `grants` says.

    Everyone signed in may make one. Raises Forbidden, Invalid (`key`, `name`).
    """
    if actor.is_anonymous or actor.ceiling < Right.EDIT:
        raise Forbidden
    own = {user_principal(actor.user_id): Right.MANAGE} if actor.user_id is not None else {}
    checked, shown = checked_key(session, key), checked_name(name)
    scope = access.create_scope(session, actor, {**grants, **own})
    space = Space(
        id=counters.unused(session, counters.SPACES, Space.id),
        key=checked,
        name=shown,
        scope_id=scope.id,
        created_by_id=actor.user_id,
        created_at=now(),
    )
    session.add(space)
    session.flush()
    audit.record(session, actor, "space.create", f"space:{space.public_id}")
    outbox.emit(session, SpaceNamed(space.id))
    return space


def rename(session: Session, actor: Actor, space_id: int, name: str) -> Space:
    """The space has another name. Needs MANAGE."""
    space = policy.get(session, Space, actor, Space.id == space_id, right=Right.MANAGE)
    space.name = checked_name(name)
    counters.bump(session, counters.ACCESS)  # cached lists of spaces hold names
    return space


def set_icon(session: Session, actor: Actor, space_id: int, icon: str) -> None:
    """The sign stands before the space's name; empty for none. Needs MANAGE. Raises Invalid (`icon`)."""
    space = policy.get(session, Space, actor, Space.id == space_id, right=Right.MANAGE)
    space.icon = checked_icon(icon)
    counters.bump(session, counters.ACCESS)


def change_key(session: Session, actor: Actor, space_id: int, key: str) -> None:
    """The space has another key; all addresses with the old one lead to it. Needs MANAGE. Emits SpaceNamed.

    A key that the space had before is its own again. Raises Invalid (`key`).
    """
    space = policy.get(session, Space, actor, Space.id == space_id, right=Right.MANAGE)
    before, wanted = space.key, key.strip().lower()
    if wanted == before:
        return
    own = delete(OldKey).where(OldKey.space_id == space.id, OldKey.key == wanted)
    session.execute(own)
    space.key = checked_key(session, wanted)
    session.add(OldKey(key=before, space_id=space.id))
    session.flush()
    closing.redraw(session, space)
    audit.record(session, actor, "space.key", f"space:{space.public_id}", before=before, after=wanted)
    outbox.emit(session, SpaceNamed(space.id))


def set_home(session: Session, actor: Actor, space_id: int, page_id: int | None) -> None:
    """The page is the first of the space. Needs EDIT."""
    space = policy.get(session, Space, actor, Space.id == space_id, right=Right.EDIT)
    space.home_page_id = page_id
    counters.bump(session, counters.ACCESS)


def checked_key(session: Session, key: str) -> str:
    """A free key. Raises Invalid (`characters`, `taken`)."""
    wanted = key.strip().lower()
    if not _KEY.fullmatch(wanted):
        raise Invalid("key", "characters")
    present = select(Space.id).where(Space.key == wanted)
    former = select(OldKey.id).where(OldKey.key == wanted)
    if wanted in RESERVED_KEYS or any(session.scalar(one) is not None for one in (present, former)):
        raise Invalid("key", "taken")
    return wanted


def checked_icon(icon: str) -> str | None:
    """An emoji, or one or two letters or digits; None for nothing. Raises Invalid (`icon`, `kind`)."""
    wanted = icon.strip()
    is_short = wanted.isalnum() and len(wanted) <= _MOST_LETTERS
    if wanted and not is_short and not is_emoji(wanted):
        raise Invalid("icon", "kind")
    return wanted or None


def checked_name(name: str) -> str:
    """A name of one line. Raises Invalid (`empty`)."""
    wanted = " ".join(name.split())[:200]
    if not wanted:
        raise Invalid("name", "empty")
    return wanted
