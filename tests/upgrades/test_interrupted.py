"""An upgrade that ends early, at whatever statement, leaves the old database, and the next one does it all.

The upgrades start from the oldest version's dump with data. SQLite: what lies on the disk at each statement is put
aside, as kill -9 would leave it; equal states are tried once. PostgreSQL: the connection is cut.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from test_upgrades import FOLDER, postgresql_of, sqlite_of
from world import SECRET

from wiki import migrate
from wiki.db import Sessions
from wiki.ops import rows
from wiki.settings import Settings

SQLITE, POSTGRESQL = FOLDER / "0.1.0.sqlite.sql", FOLDER / "0.1.0.postgresql.sql"
OLD = "0001"


class Cut(BaseException):
    """The end of the process, as far as a test can play it."""


@contextmanager
def at_each_statement(sessions: Sessions, act: Callable[[int, Connection], None]) -> Iterator[None]:
    """`act` is called with a rising number after each statement, and before and after each commit."""
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


def state(settings: Settings) -> tuple[str | None, dict[str, Any]]:
    """The schema's revision; and all of the schema and the rows."""
    sessions = Sessions(settings)
    try:
        with sessions.writer.connect() as connection:
            found = migrate.current(connection)
            tables = sorted(rows.shapes(connection, frozenset()), key=lambda one: one.name)
            held = {one.name: (one.columns, rows.digest(rows.lines(connection, one))) for one in tables}
            if settings.is_sqlite:
                held["sql"] = connection.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all()
                held["sound"] = connection.execute(text("PRAGMA integrity_check")).scalars().all()
            return found, held
    finally:
        sessions.dispose()


def snapshots(settings: Settings, folder: Path) -> Iterator[tuple[int, Path]]:
    """What lay on the disk at each statement of an upgrade, each different state once, with how often it was seen."""
    seen: dict[str, tuple[Path, int]] = {}

    def put_aside(number: int, _connection: Connection) -> None:
        files = [one for one in sorted(settings.data_dir.glob("wiki.db*")) if not one.name.endswith("-shm")]
        content = [(one.name, one.read_bytes()) for one in files]
        key = hashlib.sha256(b"".join(part for _, part in content)).hexdigest()
        place, times = seen.get(key, (folder / str(number), 0))
        seen[key] = place, times + 1
        if not times:
            place.mkdir()
            for name, part in content:
                (place / name).write_bytes(part)

    sessions = Sessions(settings)
    with at_each_statement(sessions, put_aside):
        migrate.make(sessions, "head")
        put_aside(0, None)
    sessions.dispose()
    for place, times in seen.values():
        yield times, place


def test_an_upgrade_killed_at_any_statement_is_done_by_the_next_one(tmp_path) -> None:
    origin, whole = tmp_path / "origin", tmp_path / "whole"
    for folder in (origin, whole):
        folder.mkdir()
    migrate.upgrade(sqlite_of(SQLITE, whole))
    wanted = state(Settings(data_dir=whole, secret_key=SECRET))
    settings = sqlite_of(SQLITE, origin)
    old = state(settings)

    found = list(snapshots(settings, tmp_path))

    assert sum(times for times, _ in found) > 60  # statements, and commits
    for _, place in found:
        left = Settings(data_dir=place, secret_key=SECRET)
        assert state(left) in (old, wanted)
        migrate.upgrade(left)
        assert state(left) == wanted


def cut_at(settings: Settings, number: int) -> bool:
    """Whether the upgrade was cut at that statement; a shorter one is over before."""

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


def try_cuts(settings: Settings, numbers: Iterator[int]) -> int:
    old, cuts = state(settings), 0
    for number in numbers:
        if not cut_at(settings, number):
            break
        cuts += 1
        assert state(settings) == old, number
    return cuts


@pytest.mark.postgres
def test_an_upgrade_whose_connection_breaks_is_done_by_the_next_one(
    tmp_path, postgres_cluster, worker_id
) -> None:
    wanted = []
    for url in postgres_cluster.passing_database(f"whole_{worker_id}"):
        whole = postgresql_of(POSTGRESQL, tmp_path, url)
        migrate.upgrade(whole)
        wanted.append(state(whole))
    for url in postgres_cluster.passing_database(f"cut_{worker_id}"):
        settings = postgresql_of(POSTGRESQL, tmp_path, url)

        assert try_cuts(settings, iter((1, 10, 40))) == 3
        migrate.upgrade(settings)

        assert [state(settings)] == wanted
