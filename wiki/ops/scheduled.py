"""Backups that the worker makes by itself: one a day, as many kept as the settings say.

They lie in the data folder unless WIKI_BACKUP_DIR names another disk, which is what keeps them when this one breaks.
"""

import logging
import shutil
import time
from pathlib import Path

from wiki.admin import last_backup
from wiki.admin.last_backup import BackupResult
from wiki.db import now
from wiki.jobs import Workplace
from wiki.ops import backup
from wiki.settings import Settings

log = logging.getLogger(__name__)
_EVERY_SECONDS = 24 * 3600 - 600  # the chore runs each hour: a little less than a day, so that the hour stays
_ROOM = 1.5  # of the size of the last backup


def run(place: Workplace) -> None:
    """There is a backup of today, and not more than the settings want. How it ended is noted."""
    settings = place.settings
    if not settings.backup_keep:
        return
    folder = settings.backup_folder
    if any(time.time() - one.stat().st_mtime < _EVERY_SECONDS for one in _held(folder)):
        return
    result = _made(place, folder)
    place.write(lambda session: last_backup.note(session, result))
    if not result.problem:
        for old in _held(folder)[: -settings.backup_keep]:
            old.unlink(missing_ok=True)


def _made(place: Workplace, folder: Path) -> BackupResult:
    moment = now()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _has_room(place.settings, folder):
            return BackupResult(moment.isoformat(), problem="room")
        target = folder / f"werkbuch-{moment:%Y-%m-%d-%H%M}.backup"
        report = backup.write(place.sessions, place.blobs, target, lambda _done, _total: None)
    except OSError:
        log.exception("the backup could not be written")
        return BackupResult(moment.isoformat(), problem="failed")
    problem = "files" if report.missing else ""
    return BackupResult(moment.isoformat(), target.name, report.size, problem)


def _has_room(settings: Settings, folder: Path) -> bool:
    earlier = _held(folder)
    size = earlier[-1].stat().st_size if earlier else _size(settings)
    return shutil.disk_usage(folder).free > _ROOM * size


def _size(settings: Settings) -> int:
    """Bytes of database and files, which a backup hardly exceeds."""
    database = settings.sqlite_path.stat().st_size if settings.is_sqlite else 0
    return database + sum(one.stat().st_size for one in settings.blob_dir.glob("??/??/*"))


def _held(folder: Path) -> list[Path]:
    return sorted(folder.glob("werkbuch-*.backup"))
