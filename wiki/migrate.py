"""Brings the database to this program's schema, one process at a time.

`upgrade` runs before anything serves; `mismatch` lets `wsgi.py` refuse a database of another version.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from wiki import files
from wiki.db import Sessions
from wiki.settings import Settings

EMPTY = "none"
_ADVISORY_LOCK = 7_203_114  # any number that only Werkbuch's upgrade uses


def upgrade(settings: Settings, before: Callable[[Sessions, str], None] | None = None) -> None:
    """The database has the newest schema. A second process waits until the first is done.

    `before` is called with the schema found, when there is one and it is an older one.
    """
    sessions = Sessions(settings)
    try:
        with _alone(settings, sessions.writer):
            found = mismatch(sessions)
            if before is not None and found not in {None, EMPTY}:
                before(sessions, str(found))
            make(sessions, "head")
    finally:
        sessions.dispose()


def make(sessions: Sessions, schema: str) -> None:
    """The database has the schema of that revision. Raises CommandError when this program does not know it."""
    config = configuration()
    with sessions.writer.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, schema)


def mismatch(sessions: Sessions) -> str | None:
    """The schema revision found, when it is not the program's own; EMPTY for an empty database."""
    with sessions.writer.connect() as connection:
        found = current(connection)
    return None if found == newest() else found or EMPTY


@cache
def newest() -> str | None:
    """The schema revision of this program: its last migration."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def current(connection: Connection) -> str | None:
    """The schema revision of the database; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def configuration() -> Config:
    """Alembic's configuration; the project has no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(files.folder("migrations")).replace("%", "%%"))
    config.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s"
    )
    return config


@contextmanager
def _alone(settings: Settings, engine: Engine) -> Iterator[None]:
    if not settings.is_sqlite:
        with engine.connect() as connection:  # held by the session, freed when it ends
            connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": _ADVISORY_LOCK})
            yield
        return
    descriptor = os.open(settings.data_dir / "upgrade.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
