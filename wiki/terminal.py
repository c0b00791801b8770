"""What the parts of the `wiki` command share: the wiki that the environment names, kinds of arguments, progress."""

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


def progress(done: int, total: int) -> None:
    """One line that renews itself, on a terminal only."""
    if sys.stderr.isatty():
        moment = datetime.now(UTC).strftime("%H:%M:%S")
        click.echo(f"\r{moment} {done}/{total}", err=True, nl=done == total)
