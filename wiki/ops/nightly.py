"""The worker's own check: once a day it reads database and store of files, and keeps what it found for the screen.

Limits: texts are a sample, contents of files are not read; `wiki check --all` does both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.admin.models import Setting
from wiki.db import now
from wiki.jobs import Workplace
from wiki.ops import check_content
from wiki.ops.findings import Finding

_NAME = "last_check"
_EVERY = timedelta(hours=24) - timedelta(minutes=10)  # the chore runs each hour: so that the hour stays


@dataclass(frozen=True, slots=True)
class LastCheck:
    """When the worker looked last, and what it found."""

    moment: datetime
    found: Sequence[Finding]


def run(place: Workplace) -> None:
    """There is a check of today."""
    with place.sessions.reading() as session:
        earlier = last(session)
    if earlier is not None and earlier.moment > now() - _EVERY:
        return
    found = list(check_content.findings(place.sessions, place.blobs, everything=False))
    place.write(lambda session: _note(session, found))


def last(session: Session) -> LastCheck | None:
    """What the last one found; None before the first."""
    value = session.scalar(select(Setting.value).where(Setting.name == _NAME))
    try:
        return _read(value)
    except (KeyError, TypeError, ValueError):  # of another version
        return None


def _note(session: Session, found: Sequence[Finding]) -> None:
    value = {"at": now().isoformat(), "found": [_told(one) for one in found]}
    row = session.scalar(select(Setting).where(Setting.name == _NAME))
    if row is None:
        session.add(Setting(name=_NAME, value=value))
    else:
        row.value = value


def _told(one: Finding) -> dict[str, object]:
    facts = {name: fact if isinstance(fact, int) else str(fact) for name, fact in one.facts.items()}
    return {
        "code": one.code,
        "text": one.text,
        "remedy": one.remedy,
        "is_problem": one.is_problem,
        "facts": facts,
    }


def _read(value: object) -> LastCheck | None:
    if not isinstance(value, dict):
        return None
    found = [Finding(**one) for one in value["found"]]
    for one in found:
        one.told(), one.mended()  # its facts fit its sentences
    return LastCheck(datetime.fromisoformat(value["at"]), found)
