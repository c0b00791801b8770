"""Brings the database to this program's schema, one process at a time.

`upgrade` runs before anything serves; `mismatch` lets `wsgi.py` refuse a database of another version. All steps of an
upgrade are one transaction, on SQLite too: whenever it ends early, the database is what it was.
"""

import fcntl
import math
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
from wiki.errors import SchemaChanged
from wiki.postgres_patience import PatientConnection
from wiki.settings import Settings

EMPTY = "none"
_ADVISORY_LOCK = 7_203_114  # any number that only Werkbuch's upgrade uses


def upgrade(settings: Settings, before: Callable[[Sessions, str], None] | None = None) -> None:
    """The database has the newest schema. A second process waits until the first is done.

    `before` is called with the schema found, when there is one and it is an older one. Raises SchemaChanged for a
    database that a newer version upgraded.
    """
    make_file(settings)
    sessions = Sessions(settings)
    try:
        with _alone(settings, sessions.writer):
            found = mismatch(sessions)
            _demand_known(found)
            if before is not None and found not in {None, EMPTY}:
                before(sessions, str(found))
            make(sessions, "head")
    finally:
        sessions.dispose()


def make_file(settings: Settings) -> None:
    """The database's file is there, new ones only for their owner to read; SQLite gives its log the same mode."""
    if settings.is_sqlite and not settings.sqlite_path.exists():
        os.close(os.open(settings.sqlite_path, os.O_RDWR | os.O_CREAT, 0o600))


def make(sessions: Sessions, schema: str) -> None:
    """The database has the schema of that revision. Raises CommandError when this program does not know it."""
    config = configuration()
    with sessions.writer.connect() as connection:
        _wait_for_answers(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, schema)


def mismatch(sessions: Sessions) -> str | None:
    """The schema revision found, when it is not the program's own; EMPTY for an empty database."""
    with sessions.reading() as session:
        found = current(session.connection())
    return None if found == newest() else found or EMPTY


def demand(sessions: Sessions) -> None:
    """The database has this program's schema, and each later write makes sure of it. Raises SchemaChanged."""
    found = mismatch(sessions)
    if found is not None:
        raise SchemaChanged(reason=f"the database has schema {found}: run `wiki db upgrade` first")
    sessions.schema = newest()


@cache
def newest() -> str | None:
    """The schema revision of this program: its last migration."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def is_known(schema: str) -> bool:
    """Whether it is a revision of this program, named in full."""
    return any(
        one.revision == schema for one in ScriptDirectory.from_config(configuration()).walk_revisions()
    )


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


def _demand_known(found: str | None) -> None:
    if found in {None, EMPTY} or is_known(str(found)):
        return
    line = (
        f"a newer version of Werkbuch upgraded the database (schema {found}, this one knows {newest()}):"
        " install that version, or restore a backup made before into an empty place"
    )
    raise SchemaChanged(reason=line)


def _wait_for_answers(connection: Connection) -> None:
    """A step may take as long as it takes; migrations/env.py lifts the server's own limits."""
    driver = connection.connection.driver_connection
    if isinstance(driver, PatientConnection):
        driver.answer_seconds = math.inf


@contextmanager
def _alone(settings: Settings, engine: Engine) -> Iterator[None]:
    if not settings.is_sqlite:
        # Held by the connection outside of a transaction, which would be ended when it is idle for long.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            _wait_for_answers(connection)
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": _ADVISORY_LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": _ADVISORY_LOCK})
        return
    descriptor = os.open(settings.data_dir / "upgrade.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
