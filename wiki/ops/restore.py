"""`wiki restore`: the wiki of a backup in an empty place, on either database, checked row by row and file by file.

Contents of files come first and rows in one transaction, so that a run that is killed leaves no half wiki: start it
again. A backup of an older version is restored as it was and then upgraded.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from alembic.util.exc import CommandError

from wiki import migrate
from wiki.blobs import BlobStore, LocalBlobs
from wiki.db import Sessions
from wiki.errors import WikiError
from wiki.ops import backup, rows
from wiki.ops.backup import Progress
from wiki.settings import Settings

_SIZE_LIMIT = 1 << 44


class Unusable(WikiError):
    """The backup cannot be restored here; `reason` is a sentence that says why and what to do."""

    code = "unusable_backup"


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was restored: rows of all tables, contents of files, and the version that made the backup."""

    rows: int
    blobs: int
    werkbuch: str


@dataclass(frozen=True, slots=True)
class _Backup:
    archive: zipfile.ZipFile
    schema: str
    werkbuch: str
    tables: list[rows.Table]
    counts: dict[str, int]
    digests: dict[str, str]

    def lines(self, table: rows.Table) -> Iterator[bytes]:
        with self.archive.open(f"tables/{table.name}.jsonl") as member:
            yield from member


def run(settings: Settings, source: Path, progress: Progress) -> RestoreReport:
    """The wiki of the backup is here. Raises Unusable before anything is changed, or with nothing kept of the rows."""
    with _opened(source) as held:
        _check_members(held)
        sessions = Sessions(settings)
        try:
            _make_empty(sessions)
            count = _restore_blobs(held, LocalBlobs(settings.blob_dir), progress)
            _make_schema(sessions, held)
            _restore_rows(sessions, held)
            _compare(sessions, held)
        finally:
            sessions.dispose()
        migrate.upgrade(settings)
    return RestoreReport(sum(held.counts.values()), count, held.werkbuch)


def rehearse(source: Path, progress: Progress) -> RestoreReport:
    """The backup was restored into a temporary place, compared and thrown away. Raises Unusable."""
    with tempfile.TemporaryDirectory(prefix="werkbuch-restore-") as folder:
        place = Settings(data_dir=Path(folder), secret_key="-" * 40)
        return run(place, source, progress)


@contextmanager
def _opened(source: Path) -> Iterator[_Backup]:
    try:
        with zipfile.ZipFile(source) as archive:
            yield _read(archive)
    except zipfile.BadZipFile as error:
        raise Unusable(reason=f"{source.name} is damaged or no backup ({error}): use another one") from error


def _read(archive: zipfile.ZipFile) -> _Backup:
    try:
        told = backup.manifest_of(archive)
        if told["format"] != backup.FORMAT:
            raise Unusable(reason="it was made by a newer version: install that one")
        tables = rows.in_order([rows.of_json(one) for one in told["tables"]])
        return _Backup(archive, told["schema"], told["werkbuch"], tables, told["rows"], told["sha256"])
    except (KeyError, ValueError, TypeError) as error:
        raise Unusable(reason="the file is no backup of Werkbuch") from error


def _check_members(held: _Backup) -> None:
    """Every member is there and as it was written, before anything is changed."""
    missing = set(held.digests) - set(held.archive.namelist())
    if missing:
        raise Unusable(reason=f"{len(missing)} parts of the backup are missing: use another one")
    for name, wanted in held.digests.items():
        with held.archive.open(name) as member:
            known = hashlib.file_digest(
                cast("Any", member), "sha256"
            )  # Any: IO[bytes] has all that is read of
        if known.hexdigest() != wanted:
            raise Unusable(reason=f"{name} is damaged: use another backup")


def _make_empty(sessions: Sessions) -> None:
    """The database holds no table; a wiki without people counts as none. Raises Unusable when there is one."""
    found = sa.MetaData()
    with sessions.writer.connect() as connection:
        found.reflect(connection)
        for name in {"users", "spaces"} & found.tables.keys():
            if connection.execute(sa.select(found.tables[name].c.id).limit(1)).first():
                raise Unusable(
                    reason="there is a wiki here already: name an empty place (WIKI_DATA_DIR, WIKI_DATABASE_URL)"
                )
    sessions.drop(found)


def _make_schema(sessions: Sessions, held: _Backup) -> None:
    try:
        migrate.make(sessions, held.schema)
    except CommandError as error:
        raise Unusable(
            reason=f"it was made by Werkbuch {held.werkbuch}: install that version or a newer one"
        ) from error


def _restore_blobs(held: _Backup, blobs: BlobStore, progress: Progress) -> int:
    names = [name for name in held.digests if name.startswith("blobs/")]
    for number, name in enumerate(names, start=1):
        with held.archive.open(name) as member:
            stored = blobs.put(cast("Any", member), _SIZE_LIMIT)  # Any: IO[bytes] has all that is read of
        if f"blobs/{stored.sha256}" != name:
            raise Unusable(reason=f"{name} has another content than its name says: use another backup")
        progress(number, len(names))
    return len(names)


def _restore_rows(sessions: Sessions, held: _Backup) -> None:
    done = frozenset[str]()
    later = list[tuple[rows.Table, frozenset[str]]]()
    with sessions.writer.begin() as connection:
        for table in reversed(held.tables):  # a migration may have made rows of its own
            connection.execute(table.clause().delete())
        for table in held.tables:
            if rows.fill(connection, table, held.lines(table), done) != held.counts[table.name]:
                raise Unusable(reason=f"rows of {table.name} are missing: use another backup")
            if rows.has_later(table, done):
                later.append((table, done))
            done |= {table.name}
        for table, known in later:
            rows.connect(connection, table, held.lines, known)
        for table in held.tables:
            rows.number_on(connection, table)


def _compare(sessions: Sessions, held: _Backup) -> None:
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
