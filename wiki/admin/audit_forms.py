"""What somebody typed to narrow the audit log, and which entries that means."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor, system
from wiki.admin import audit_queries
from wiki.admin.audit_queries import Wanted
from wiki.pages.models import Page
from wiki.spaces.models import Space
from wiki.users.models import Group

_CODE = re.compile(r"[a-z_]{1,30}:[0-9a-z]{1,40}|wiki")
_ADDRESS = re.compile(r"(?:^|/)s/([^/]+)/([^/?#]+)")
_PERMALINK = re.compile(r"(?:^|/)p/([0-9a-z]{12})\b")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The fields of the form as typed; days are `2026-12-31`."""

    who: str = ""
    action: str = ""
    about: str = ""
    since: str = ""
    until: str = ""

    def given(self) -> dict[str, str]:
        """The fields that hold something."""
        return {name: value for name, value in asdict(self).items() if value}


def typed(fields: Mapping[str, str]) -> Narrowed:
    """The fields of a form or an address."""
    return Narrowed(**{name: fields.get(name, "").strip()[:400] for name in Narrowed.__slots__})


def wanted(session: Session, actor: Actor, narrowed: Narrowed) -> Wanted:
    """The entries that are meant; days are those of the actor's zone, a day that is none counts as empty."""
    zone = ZoneInfo(actor.timezone)
    return Wanted(
        action=narrowed.action,
        actor_ids=_who(session, narrowed.who) if narrowed.who else None,
        targets=_about(session, actor, narrowed.about) if narrowed.about else None,
        since=_start_of(narrowed.since, zone, 0),
        until=_start_of(narrowed.until, zone, 1),
    )


def _who(session: Session, text: str) -> tuple[int | None, ...]:
    if text.casefold() == system().name.casefold():
        return (None,)
    return audit_queries.people_called(session, text)


def _about(session: Session, actor: Actor, text: str) -> tuple[str, ...]:
    """An entry's own code, the address of a page, or the name of a person, a group or a space."""
    if _CODE.fullmatch(text):
        return (text,)
    if found := _PERMALINK.search(text):
        return (f"page:{found[1]}",)
    if found := _ADDRESS.search(text):
        pages = policy.allowed(Page, actor).join(Space, Space.id == Page.space_id)
        at = pages.with_only_columns(Page.public_id).where(Space.key == found[1], Page.slug == found[2])
        return tuple(f"page:{one}" for one in session.scalars(at))
    groups = session.scalars(select(Group.id).where(func.lower(Group.name) == text.lower()))
    spaces = policy.allowed(Space, actor).with_only_columns(Space.public_id, Space.scope_id)
    called = session.execute(spaces.where((Space.key == text) | (func.lower(Space.name) == text.lower())))
    return (
        *(f"user:{one}" for one in audit_queries.people_called(session, text)),
        *(f"group:{one}" for one in groups),
        *(code for public_id, scope_id in called for code in (f"space:{public_id}", f"scope:{scope_id}")),
    )


def _start_of(day: str, zone: ZoneInfo, days_later: int) -> datetime | None:
    try:
        first = date.fromisoformat(day) + timedelta(days=days_later)
        return datetime.combine(first, time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
