"""Upgrades that can be taken back: the database as it was is backed up before its schema changes."""

import shutil

import click

from wiki import migrate
from wiki.blobs import LocalBlobs
from wiki.db import Sessions, now
from wiki.ops import backup, integrity
from wiki.settings import Settings


class NoBackup(click.ClickException):
    """The database is not upgraded, because its backup could not be written."""


def run(settings: Settings) -> None:
    """The database has the newest schema. Before that its backup was written.

    Raises Damaged, NoBackup; then nothing changed.
    """
    integrity.demand(settings)
    migrate.upgrade(settings, before=lambda sessions, schema: _keep(settings, sessions, schema))


def _keep(settings: Settings, sessions: Sessions, schema: str) -> None:
    folder = settings.backup_folder
    target = folder / f"before-upgrade-from-{schema}-{now():%Y-%m-%d-%H%M}.backup"
    click.echo(f"The database has schema {schema}. It is backed up before the upgrade: {target}", err=True)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        backup.write(sessions, LocalBlobs(settings.blob_dir), target, lambda _done, _total: None)
    except OSError as error:
        free = shutil.disk_usage(folder.parent if not folder.is_dir() else folder).free // 2**20
        raise NoBackup(
            f"The backup before the upgrade failed ({error.strerror or error}; {free} MiB free). Make room, or name"
            " another disk with WIKI_BACKUP_DIR. `wiki db upgrade --without-backup` upgrades all the same."
        ) from error
