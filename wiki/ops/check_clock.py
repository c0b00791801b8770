"""The part of `wiki check` that compares the clock of this machine with what the database knows, without a network."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki.audit import AuditEntry
from wiki.db import now
from wiki.ops.findings import N_, Finding, hint, problem

_MADE = datetime(2026, 11, 1, tzinfo=UTC)  # no clock that is right shows an earlier time to this version
_TOLERANCE = timedelta(minutes=2)
_APART_SECONDS = 5
_OLDEST_POSTGRES = 14  # 13 got its last release in November 2025 (postgresql.org/support/versioning)
_REMEDY = N_("Let the system keep the time, for example with “timedatectl set-ntp true”.")


def findings(session: Session) -> Iterator[Finding]:
    """What tells that the clock is wrong; sessions, trash and backups go by it."""
    moment = now()
    if moment < _MADE:
        text = N_("The clock shows %(now)s UTC, a time before this version of Werkbuch was made.")
        yield problem("clock", text, _REMEDY, now=_shown(moment))
    # Not the latest revision: an imported history brings times of its own.
    newest = session.scalar(select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1))
    if newest is not None and newest > moment + _TOLERANCE:
        text = N_("The last change was made at %(at)s UTC, which is still to come; the clock shows %(now)s.")
        yield problem("clock", text, _REMEDY, at=_shown(newest), now=_shown(moment))
    if session.get_bind().dialect.name == "postgresql":
        yield from _postgres(session)


def _postgres(session: Session) -> Iterator[Finding]:
    there, major = session.execute(
        select(func.clock_timestamp(), func.current_setting("server_version_num"))
    ).one()
    apart = abs((there - now()).total_seconds())
    if apart > _APART_SECONDS:
        text = N_("The clocks of this machine and of the database differ by %(seconds)s seconds.")
        yield problem("clock", text, _REMEDY, seconds=round(apart))
    version = int(major) // 10_000
    if version < _OLDEST_POSTGRES:
        text, remedy = (
            N_("PostgreSQL %(version)s gets no more corrections."),
            N_("Update the database server."),
        )
        yield hint("postgresql", text, remedy, version=version)


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
