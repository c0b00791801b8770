"""An upgrade that ends early, at whatever statement, leaves the old database, and the next one does it all.

The upgrades start from the oldest version's dump with data. SQLite: what lies on the disk at each statement is put
aside, as kill -9 would leave it; equal states are tried once. PostgreSQL: the connection is cut (`make faults`: at
each statement).
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from dumps import (
    OLDEST_POSTGRESQL,
    OLDEST_SQLITE,
    at_each_statement,
    is_cut,
    postgresql_of,
    sqlite_of,
    state,
)
from sqlalchemy import Connection
from world import SECRET

from wiki import migrate
from wiki.db import Sessions
from wiki.settings import Settings


def snapshots(settings: Settings, folder: Path) -> Iterator[tuple[int, Path]]:
    """What lay on the disk at each statement of an upgrade, each different state once, with how often it was seen."""
    seen: dict[str, tuple[Path, int]] = {}

    def put_aside(number: int, _connection: Connection | None) -> None:
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
    migrate.upgrade(sqlite_of(OLDEST_SQLITE, whole))
    wanted = state(Settings(data_dir=whole, secret_key=SECRET))
    settings = sqlite_of(OLDEST_SQLITE, origin)
    old = state(settings)

    found = list(snapshots(settings, tmp_path))

    assert sum(times for times, _ in found) > 60  # statements, and commits
    for _, place in found:
        left = Settings(data_dir=place, secret_key=SECRET)
        assert state(left) in (old, wanted)
        migrate.upgrade(left)
        assert state(left) == wanted


@pytest.mark.postgres
def test_an_upgrade_whose_connection_breaks_is_done_by_the_next_one(
    tmp_path, postgres_cluster, worker_id
) -> None:
    wanted = []
    for url in postgres_cluster.passing_database(f"whole_{worker_id}"):
        whole = postgresql_of(OLDEST_POSTGRESQL, tmp_path, url)
        migrate.upgrade(whole)
        wanted.append(state(whole))
    for url in postgres_cluster.passing_database(f"cut_{worker_id}"):
        settings = postgresql_of(OLDEST_POSTGRESQL, tmp_path, url)
        old = state(settings)

        assert is_cut(settings, 60)
        assert state(settings) == old
        migrate.upgrade(settings)

        assert [state(settings)] == wanted
