"""Looks, by and by, whether the addresses of other places that pages link to still lead somewhere.

Off until an administrator switches it on. One address after the other, a pause between two of the same host, a bound
for each day. An address is dead after it led nowhere several times in a row, a day apart; nobody is mailed.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from urllib.parse import urlsplit

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import Session

from wiki import outbox
from wiki.db import now
from wiki.jobs import Workplace
from wiki.pages.models import OutsideCheck, OutsideLink, Page
from wiki.pages.outside_requests import Found, MayConnect, is_public, look

JOB = "CheckOutsideLinks"
MOST_A_DAY = 1_000
_IN_A_BATCH = 20
_OF_A_HOST = 5
_LOOKED_AT = 500
_PAUSE_SECONDS = 2.0
_TRIES = {"gone": 2, "silent": 3}  # in a row, before an address is dead
_AGAIN = {
    "ok": timedelta(days=14),
    "moved": timedelta(days=14),
    "unsure": timedelta(days=3),
    "refused": timedelta(days=30),
}
_FAILING, _DEAD = timedelta(days=1), timedelta(days=7)

IsOn = Callable[[Session], bool]


def order(place: Workplace, is_on: IsOn) -> None:
    """The worker looks at what is due, if an administrator wants that; what no page links to is forgotten."""
    with place.sessions.writing() as session:
        linked = exists().where(OutsideLink.address == OutsideCheck.address)
        session.execute(delete(OutsideCheck).where(~linked))
        if is_on(session) and _due(session, 1):
            outbox.enqueue(session, JOB)


def run(
    place: Workplace,
    is_on: IsOn,
    *,
    may_connect: MayConnect = is_public,
    pause_seconds: float = _PAUSE_SECONDS,
) -> None:
    """Some addresses are looked at; a further job does the next ones."""
    with place.sessions.reading() as session:
        room = MOST_A_DAY - _checked_today(session) if is_on(session) else 0
        batch = _batch(_due(session, _LOOKED_AT))[: max(room, 0)]
        known = _known(session, batch)
    found: dict[str, Found] = {}
    last_host = None
    for address in batch:
        host = _host(address)
        if host == last_host:
            time.sleep(pause_seconds)
        found[address] = look(address, known.get(address, (None, None)), may_connect=may_connect)
        last_host = host
    if found:
        with place.sessions.writing() as session:
            _store(session, found)
            outbox.enqueue(session, JOB)


def _due(session: Session, limit: int) -> Sequence[str]:
    """Addresses in living pages that nobody looked at yet, or not for long; the longest waiting first."""
    statement = (
        select(OutsideLink.address)
        .join(Page, Page.id == OutsideLink.page_id)
        .outerjoin(OutsideCheck, OutsideCheck.address == OutsideLink.address)
        .where(Page.deleted_at.is_(None))
        .where(or_(OutsideCheck.id.is_(None), OutsideCheck.next_at <= now()))
        .group_by(OutsideLink.address)
        .order_by(func.min(func.coalesce(OutsideCheck.id, 0)), OutsideLink.address)
        .limit(limit)
    )
    return session.scalars(statement).all()


def _batch(addresses: Sequence[str]) -> list[str]:
    """A few of each host, the hosts in turn."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        if len(hosts[_host(address)]) < _OF_A_HOST:
            hosts[_host(address)].append(address)
    turns = zip_longest(*hosts.values())
    return [address for turn in turns for address in turn if address is not None][:_IN_A_BATCH]


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _checked_today(session: Session) -> int:
    since = now() - timedelta(days=1)
    return session.scalar(select(func.count()).where(OutsideCheck.checked_at > since)) or 0


def _known(session: Session, addresses: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
    columns = (OutsideCheck.address, OutsideCheck.validator, OutsideCheck.changed)
    rows = session.execute(select(*columns).where(OutsideCheck.address.in_(addresses)))
    return {row.address: (row.validator, row.changed) for row in rows}


def _store(session: Session, found: dict[str, Found]) -> None:
    present = select(OutsideCheck).where(OutsideCheck.address.in_(found))
    rows = {row.address: row for row in session.scalars(present)}
    moment = now()
    for address, answer in found.items():
        row = rows.get(address)
        if row is None:
            row = OutsideCheck(address=address, failures=0)
            session.add(row)
        _note(row, answer, moment)


def _note(row: OutsideCheck, answer: Found, moment: datetime) -> None:
    row.checked_at, row.reason = moment, answer.reason
    row.validator, row.changed, row.moved_to = answer.validator, answer.changed, answer.moved_to
    if answer.state not in _TRIES:
        row.state, row.failures, row.dead_since = answer.state, 0, None
        row.next_at = moment + _AGAIN[answer.state]
        return
    row.failures += 1
    row.dead_since = row.dead_since or moment
    is_dead = row.failures >= _TRIES[answer.state]
    row.state = "dead" if is_dead else "unsure"
    row.next_at = moment + (_DEAD if is_dead else _FAILING)
