"""The part of `wiki check` that looks at the daily backups: how the last one ended, how old it is, where it lies."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.admin import last_backup
from wiki.admin.last_backup import BackupResult
from wiki.audit import AuditEntry
from wiki.db import now
from wiki.ops.findings import N_, Finding, hint, problem
from wiki.settings import Settings

_OLD = timedelta(hours=49)  # one is made each day; the worker may have stood still for a night
_FIRST = timedelta(days=1)
_PROBLEMS = {
    "room": N_("The backup of %(at)s was not made: the disk has too little room."),
    "failed": N_("The backup of %(at)s could not be written."),
    "files": N_("The backup of %(at)s lacks files that the store has lost."),
}
_WORKER = N_("See that “wiki worker” runs (“wiki serve” starts it), and what its log says.")
_GONE = N_(
    "“wiki serve” makes a new one within the hour. Unless the wiki was restored just now, find out what removed it."
)
_REMEDIES = {
    "room": N_("Make room, or name another disk with WIKI_BACKUP_DIR."),
    "failed": N_("The log of the worker says why."),
    "files": N_("“wiki check” on the server names them; restore them from an older backup."),
}


def findings(settings: Settings, session: Session) -> Iterator[Finding]:
    """What is wrong or weak about the backups."""
    if not settings.backup_keep:
        remedy = N_("Set WIKI_BACKUP_KEEP, unless something else runs “wiki backup” each day.")
        yield hint("backup_off", N_("Daily backups are switched off."), remedy)
        return
    last = last_backup.last(session)
    if last is None:
        yield from _none_yet(session)
    else:
        yield from _of(last, settings)
        yield from _same_disk(settings)


def _none_yet(session: Session) -> Iterator[Finding]:
    # Not the oldest revision: an imported history is older than the wiki.
    first = session.scalar(select(AuditEntry.at).order_by(AuditEntry.id).limit(1))
    if first is not None and first < now() - _FIRST:
        yield problem("backup", N_("No backup has been made yet."), _WORKER)


def _of(last: BackupResult, settings: Settings) -> Iterator[Finding]:
    at = f"{last.moment:%Y-%m-%d %H:%M} UTC"
    if last.problem in _PROBLEMS:
        yield problem("backup", _PROBLEMS[last.problem], _REMEDIES[last.problem], at=at)
    elif last.moment < now() - _OLD:
        yield problem("backup", N_("The last backup is of %(at)s."), _WORKER, at=at)
    elif not (path := settings.backup_folder / last.name).exists():
        text = N_("The last backup is not there any more: %(path)s")
        yield problem("backup", text, _GONE, path=path)


def _same_disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.backup_folder
    if folder.is_dir() and folder.stat().st_dev == settings.data_dir.stat().st_dev:
        text = N_("The backups lie on the same disk as the wiki: %(path)s")
        remedy = N_("Name another disk with WIKI_BACKUP_DIR, or copy them to another machine regularly.")
        yield hint("backup_disk", text, remedy, path=folder)
