"""`wiki backup`: one file with everything that cannot be made again, consistent while people write.

A zip: one member of JSON lines for each table, read in one snapshot, then the contents of the files, then a manifest
with the SHA-256 of every member. Not in it: search index, stored HTML, texts of files, sign-in sessions, the
secret key. The file appears under its name only when it is whole and on the disk; a run that is killed leaves an
earlier one as it was.
"""

import errno
import fcntl
import hashlib
import json
import os
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from wiki import __version__, migrate
from wiki.blobs import BlobStore, sync_folder
from wiki.db import Sessions, now
from wiki.ops import rows

Progress = Callable[[int, int], None]

FORMAT = 1
MANIFEST = "manifest.json"
LEFT_OUT = frozenset(
    {"login_sessions", "sign_in_failures", "renderings", "file_texts", "search_documents", "search_indexes"}
)
"""Tables that begin anew after a restore: sessions and failures end, stored HTML and texts of files are made again."""

_UNFINISHED = ".unfinished-backup-"
_NEW_SECONDS = 60
_PIECE = 1 << 20
_LEVEL = 1  # most of it is compressed already; higher costs time for a few percent
_WORTH = 0.9


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds: rows by table, contents of files, bytes of the backup, and contents that were missing."""

    rows: dict[str, int]
    blobs: int
    size: int
    missing: tuple[str, ...]


@dataclass
class _Writing:
    archive: zipfile.ZipFile
    members: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)


def write(sessions: Sessions, blobs: BlobStore, target: Path, progress: Progress) -> BackupReport:
    """`target` is a new backup; one of that name is replaced. Raises OSError when it cannot be written."""
    folder = target.absolute().parent
    if not folder.is_dir():  # said with the name that was asked for, not with that of the unfinished file
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
    _tidy(folder)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=_UNFINISHED)
    try:
        with os.fdopen(descriptor, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the kernel frees it when this process ends, however it ends
            writing = _Writing(zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL))
            with writing.archive:
                missing = _fill(writing, sessions, blobs, progress)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
        sync_folder(folder)
    finally:
        Path(name).unlink(missing_ok=True)
    held = sum(member.startswith("blobs/") for member in writing.members)
    return BackupReport(writing.counts, held, target.stat().st_size, missing)


def _tidy(folder: Path) -> None:
    """What runs that were killed left in the folder is gone; what another process is writing stays."""
    before = time.time() - _NEW_SECONDS  # one that was made just now is locked in a moment
    for path in folder.glob(f"{_UNFINISHED}*"):
        with suppress(OSError), path.open("rb") as file:  # it ended meanwhile, or it is locked
            if os.fstat(file.fileno()).st_mtime < before:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()


def _fill(writing: _Writing, sessions: Sessions, blobs: BlobStore, progress: Progress) -> tuple[str, ...]:
    with sessions.reading() as session:
        connection = session.connection()
        tables = rows.shapes(connection, LEFT_OUT)
        schema = migrate.current(connection)
        for table in tables:
            _member(writing, f"tables/{table.name}.jsonl", _told(writing, table, connection))
        named = sa.table("file_versions", sa.column("sha256"))
        wanted = set(connection.execute(sa.select(named.c.sha256).distinct()).scalars())
    held = sorted(sha256 for sha256, _ in blobs.inventory())
    for number, sha256 in enumerate(held, start=1):
        _blob(writing, blobs, sha256)
        progress(number, len(held))
    manifest = {
        "format": FORMAT,
        "werkbuch": __version__,
        "schema": schema,
        "made_at": now().isoformat(timespec="seconds"),
        "tables": [table.as_json() for table in tables],
        "rows": writing.counts,
        "sha256": writing.members,
    }
    writing.archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return tuple(sorted(wanted - set(held)))


def _told(writing: _Writing, table: rows.Table, connection: sa.Connection) -> Iterator[bytes]:
    writing.counts[table.name] = 0
    for line in rows.lines(connection, table):
        writing.counts[table.name] += 1
        yield line


def _member(writing: _Writing, name: str, pieces: Iterator[bytes], kind: int = zipfile.ZIP_DEFLATED) -> None:
    info = zipfile.ZipInfo(name, now().timetuple()[:6])
    info.compress_type = kind
    known = hashlib.sha256()
    with writing.archive.open(info, "w", force_zip64=True) as member:
        for piece in pieces:
            known.update(piece)
            member.write(piece)
    writing.members[name] = known.hexdigest()


def _blob(writing: _Writing, blobs: BlobStore, sha256: str) -> None:
    try:
        stream = blobs.open(sha256)
    except FileNotFoundError:  # removed since the inventory: no row names it any more
        return
    with stream:
        first = stream.read(_PIECE)
        is_worth = len(zlib.compress(first[: _PIECE // 16], _LEVEL)) < _WORTH * len(first[: _PIECE // 16])
        kind = zipfile.ZIP_DEFLATED if is_worth else zipfile.ZIP_STORED
        _member(writing, f"blobs/{sha256}", _pieces(first, stream), kind)


def _pieces(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    yield first
    while piece := stream.read(_PIECE):
        yield piece
