"""What the parts of the `wiki` command share: the wiki that the environment names, kinds of arguments, progress."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from wiki import migrate, subscribers
from wiki.db import Sessions
from wiki.errors import SchemaChanged
from wiki.settings import Settings

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@contextmanager
def wiki(settings: Settings | None = None) -> Iterator[Sessions]:
    """The wiki of the settings, of the environment by default. Ends the command when its schema is another one."""
    settings = settings or Settings.from_environment()
    _demand_place(settings)
    subscribers.install()
    sessions = Sessions(settings)
    try:
        try:
            migrate.demand(sessions)
        except SchemaChanged as error:
            raise click.ClickException(str(error.facts["reason"])) from None
        yield sessions
    finally:
        sessions.dispose()


def _demand_place(settings: Settings) -> None:
    """There is a database, and what the command writes will belong to the wiki's user."""
    if settings.is_sqlite and not settings.sqlite_path.exists():
        raise click.ClickException(
            f"there is no wiki at {settings.sqlite_path}: name its settings (WIKI_CONFIG) or folder (WIKI_DATA_DIR)"
        )
    demand_owner(settings)


def demand_owner(settings: Settings) -> None:
    """What the command writes will belong to the wiki's user; ends it when root left files that he cannot write."""
    known = settings.sqlite_path if settings.is_sqlite else settings.blob_dir
    place = known if known.exists() else settings.data_dir
    owner = place.stat().st_uid
    if os.geteuid() == 0 and owner != 0:
        raise click.ClickException(
            f"{place} belongs to another user, who could not write what root leaves there: run this as that user"
            f" (sudo -u '#{owner}' …)"
        )


def progress(done: int, total: int) -> None:
    """One line that renews itself, on a terminal only."""
    if sys.stderr.isatty():
        moment = datetime.now(UTC).strftime("%H:%M:%S")
        click.echo(f"\r{moment} {done}/{total}", err=True, nl=done == total)
