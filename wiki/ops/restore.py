"""`wiki restore`: the wiki of a backup in an empty place, on either database, checked row by row and file by file.

Contents of files come first and rows in one transaction, so that a run that is killed leaves no half wiki: start it
again. One that fails leaves the place as empty as it was. A backup of an older version is restored as it was and then
upgraded.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from sqlalchemy.exc import SQLAlchemyError

from wiki import migrate, storage_faults
from wiki.blobs import LocalBlobs
from wiki.db import Sessions
from wiki.ops import backup, backup_file, emptying, rows
from wiki.ops.backup import Progress
from wiki.ops.backup_file import BackupFile, Unusable
from wiki.settings import Settings

__all__ = ["RestoreReport", "Unusable", "rehearse", "run"]

_SIZE_LIMIT = 1 << 44


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was restored: rows of all tables, contents of files, and the version that made the backup."""

    rows: int
    blobs: int
    werkbuch: str


@dataclass
class _Place:
    """Where the wiki comes, and what this run put there."""

    settings: Settings
    sessions: Sessions
    blobs: LocalBlobs
    had_database: bool
    stored: list[str] = field(default_factory=list)

    def clear(self) -> None:
        """Nothing of this run is left, as far as disk and database still answer."""
        with suppress(OSError):
            for sha256 in self.stored:
                self.blobs.delete(sha256)
        with suppress(SQLAlchemyError):
            emptying.drop_all(self.sessions)
        self.sessions.dispose()
        if self.settings.is_sqlite and not self.had_database:
            for ending in ("", "-wal", "-shm"):
                path = self.settings.sqlite_path
                path.with_name(path.name + ending).unlink(missing_ok=True)


def run(settings: Settings, source: Path, progress: Progress) -> RestoreReport:
    """The wiki of the backup is here. Raises Unusable; then the place is as empty as it was."""
    with backup_file.opened(source, settings.data_dir) as held, _emptied(settings) as place:
        count = _restore_blobs(held, place, progress)
        with _refusing("its rows do not fit together"):
            migrate.make(place.sessions, held.schema)
            _check_shapes(place.sessions, held)
            _restore_rows(place.sessions, held)
            _compare(place.sessions, held)
        with _refusing("its rows cannot be brought to this version's schema"):
            migrate.upgrade(settings)
    return RestoreReport(sum(held.counts.values()), count, held.werkbuch)


def rehearse(source: Path, progress: Progress) -> RestoreReport:
    """The backup was restored into a temporary place, compared and thrown away. Raises Unusable."""
    with tempfile.TemporaryDirectory(prefix="werkbuch-restore-") as folder:
        place = Settings(data_dir=Path(folder), secret_key="-" * 40)
        return run(place, source, progress)


@contextmanager
def _emptied(settings: Settings) -> Iterator[_Place]:
    """An empty place, which is empty again when the block raises."""
    had_database = settings.is_sqlite and settings.sqlite_path.exists()
    migrate.make_file(settings)
    sessions = Sessions(settings)
    try:
        emptying.empty(sessions)
        place = _Place(settings, sessions, LocalBlobs(settings.blob_dir, is_bulk=True), had_database)
        try:
            yield place
        except BaseException:
            place.clear()
            raise
    finally:
        sessions.dispose()


@contextmanager
def _refusing(reason: str) -> Iterator[None]:
    """What the rows of a strange backup make fail is one sentence; a full disk or absent server stays what it is."""
    try:
        yield
    except (SQLAlchemyError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
        if storage_faults.of(error) is not None:
            raise
        line = f"{reason} ({type(error).__name__}): use another backup, or report this"
        raise Unusable(reason=line) from error


def _check_shapes(sessions: Sessions, held: BackupFile) -> None:
    """The tables are those that the schema has."""
    with sessions.writer.connect() as connection:
        there = rows.shapes(connection, backup.LEFT_OUT)
    if {_outline(one) for one in there} != {_outline(one) for one in held.tables}:
        raise Unusable(reason=f"its tables are not those of schema {held.schema}: use another backup")


def _outline(table: rows.Table) -> tuple[str, frozenset[tuple[str, str]]]:
    return table.name, frozenset((one.name, one.kind) for one in table.columns)


def _restore_blobs(held: BackupFile, place: _Place, progress: Progress) -> int:
    names = [name for name in held.digests if name.startswith("blobs/")]
    for number, name in enumerate(names, start=1):
        sha256 = name.removeprefix("blobs/")
        if not place.blobs.has(sha256):
            place.stored.append(sha256)
        with held.archive.open(name) as member:
            stored = place.blobs.put(
                cast("Any", member), _SIZE_LIMIT
            )  # Any: IO[bytes] has all that is read of
        if stored.sha256 != sha256:
            place.stored.append(stored.sha256)
            raise Unusable(reason=f"{name} has another content than its name says: use another backup")
        progress(number, len(names))
    place.blobs.settle()
    return len(names)


def _restore_rows(sessions: Sessions, held: BackupFile) -> None:
    done = frozenset[str]()
    later = list[tuple[rows.Table, frozenset[str]]]()
    with sessions.writer.begin() as connection:
        for table in reversed(held.tables):  # a migration may have made rows of its own
            connection.execute(table.clause().delete())
        for table in held.tables:
            with closing(held.lines(table)) as lines:
                count = rows.fill(connection, table, lines, done)
            if count != held.counts[table.name]:
                raise Unusable(reason=f"rows of {table.name} are missing: use another backup")
            if rows.has_later(table, done):
                later.append((table, done))
            done |= {table.name}
        for table, known in later:
            rows.connect(connection, table, held.lines, known)
        for table in held.tables:
            rows.number_on(connection, table)


def _compare(sessions: Sessions, held: BackupFile) -> None:
    """The database holds exactly the rows of the backup."""
    with sessions.writer.connect() as connection:
        for table in held.tables:
            count, known = rows.digest(rows.lines(connection, table))
            if (count, known) != (held.counts[table.name], held.digests[f"tables/{table.name}.jsonl"]):
                raise Unusable(reason=f"{table.name} differs after restoring: please report this")
        if (
            connection.dialect.name == "sqlite"
            and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        ):
            raise Unusable(reason="a row refers to one that is not there: please report this")
