"""Wikis as earlier versions left them (tests/upgrades/*.sql), and upgrades of them that end early."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection, event, text
from world import SECRET

from wiki import migrate
from wiki.db import Sessions
from wiki.ops import rows
from wiki.settings import Settings

FOLDER = Path(__file__).parent / "upgrades"
OLDEST_SQLITE, OLDEST_POSTGRESQL = FOLDER / "0.1.0.sqlite.sql", FOLDER / "0.1.0.postgresql.sql"


# Its columns are of kinds that no backup knows; it is made from the pages again.
INDEX_IN_THE_DATABASE = frozenset({"search_documents"})


def sqlite_of(dump: Path, folder: Path) -> Settings:
    settings = Settings(data_dir=folder, secret_key=SECRET)
    connection = sqlite.connect(settings.sqlite_path)
    connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()
    return settings


def postgresql_of(dump: Path, folder: Path, url: str) -> Settings:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(dump.read_text(encoding="utf-8"))
    return Settings(data_dir=folder, secret_key=SECRET, database_url=url)


def state(settings: Settings) -> tuple[str | None, dict[str, Any]]:
    """The schema's revision; and all of the schema and the rows."""
    sessions = Sessions(settings)
    try:
        with sessions.writer.connect() as connection:
            found = migrate.current(connection)
            tables = sorted(rows.shapes(connection, INDEX_IN_THE_DATABASE), key=lambda one: one.name)
            held = {one.name: (one.columns, rows.digest(rows.lines(connection, one))) for one in tables}
            if settings.is_sqlite:
                held["sql"] = connection.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all()
                held["sound"] = connection.execute(text("PRAGMA integrity_check")).scalars().all()
            return found, held
    finally:
        sessions.dispose()


@contextmanager
def at_each_statement(sessions: Sessions, act: Callable[[int, Connection], None]) -> Iterator[None]:
    """`act` is called with a rising number after each statement, and before each commit."""
    count = 0

    def step(connection: Connection, *_statement: Any) -> None:
        nonlocal count
        count += 1
        act(count, connection)

    engine = sessions.writer
    event.listen(engine, "after_cursor_execute", step)
    event.listen(engine, "commit", step)
    try:
        yield
    finally:
        event.remove(engine, "after_cursor_execute", step)
        event.remove(engine, "commit", step)


class Cut(BaseException):
    """The end of the process, as far as a test can play it."""


def is_cut(settings: Settings, number: int) -> bool:
    """Whether the upgrade lost its connection to PostgreSQL at that statement; a shorter one is over before."""

    def cut(count: int, connection: Connection) -> None:
        if count == number:
            connection.connection.driver_connection.pgconn.finish()
            raise Cut

    sessions = Sessions(settings)
    try:
        with at_each_statement(sessions, cut):
            migrate.make(sessions, "head")
    except Cut:
        return True
    finally:
        sessions.dispose()
    return False
