"""A backup as a file that somebody hands in: nothing in it is believed before it was looked at.

What does not hold is refused in one sentence (`Unusable`) before anything is changed: the list of parts and its
types, names, sizes against the room there is, duplicates, encryption, and the SHA-256 of every part. Names of parts
are never used as paths. Limits: whoever can write a valid backup decides what the restored wiki holds.
"""

import hashlib
import json
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from wiki import migrate
from wiki.errors import WikiError
from wiki.ops import backup, rows

_MANIFEST_BYTES = 1 << 28  # a hundred bytes for each file content
_LINE_BYTES = 1 << 28  # one row; the largest page limit as base64 takes a tenth
_MOST = 1 << 53
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_ROOM = 1.1  # the database takes a little more than its rows as text

# What the library raises for a file that is none, or broken, or strange.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OverflowError,
    RuntimeError,  # RecursionError for JSON of any depth among them
    TypeError,
    ValueError,
    OSError,
)


class Unusable(WikiError):
    """The backup cannot be restored here; `reason` is a sentence that says why and what to do."""

    code = "unusable_backup"


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup whose parts are what its list says."""

    archive: zipfile.ZipFile
    schema: str
    werkbuch: str
    tables: list[rows.Table]
    counts: Mapping[str, int]
    digests: Mapping[str, str]

    def lines(self, table: rows.Table) -> Generator[bytes]:
        """The rows of a table. Raises ValueError for one of absurd length."""
        with self.archive.open(f"tables/{table.name}.jsonl") as member:
            while line := member.readline(_LINE_BYTES):
                if len(line) == _LINE_BYTES:
                    raise ValueError("a row of absurd length")
                yield line


@contextmanager
def opened(source: Path, room: Path) -> Iterator[BackupFile]:
    """The backup; all of it is as it was written. It is to be restored where `room` is. Raises Unusable."""
    try:
        archive = zipfile.ZipFile(source)
    except _UNREADABLE as error:
        raise _damaged(source, error) from error
    with archive:
        try:
            held = _read(archive)
            _check_sizes(held, room)
            _check_members(held)
        except _UNREADABLE as error:
            raise _damaged(source, error) from error
        yield held


def _damaged(source: Path, error: Exception) -> Unusable:
    reason = " ".join(str(error).split())[:200] or type(error).__name__
    reason = f"without {reason}" if isinstance(error, KeyError) else reason
    return Unusable(reason=f"{source.name} is damaged or no backup ({reason}): use another one")


def _read(archive: zipfile.ZipFile) -> BackupFile:
    if archive.getinfo(backup.MANIFEST).file_size > _MANIFEST_BYTES:
        raise ValueError("its list of parts is absurdly long")
    told = _mapping(json.loads(archive.read(backup.MANIFEST)))
    if told["format"] != backup.FORMAT:
        raise Unusable(reason="it was made by a newer version: install that one")
    werkbuch = _text(told["werkbuch"])
    if not migrate.is_known(_text(told["schema"])):
        raise Unusable(reason=f"it was made by Werkbuch {werkbuch}: install that version or a newer one")
    tables = [_table(one) for one in _list(told["tables"])]
    counts = {_text(name): _count(number) for name, number in _mapping(told["rows"]).items()}
    digests = {_text(name): _digest(value) for name, value in _mapping(told["sha256"]).items()}
    _check_names(tables, counts, digests)
    _check_parts(archive, digests)
    return BackupFile(archive, told["schema"], werkbuch, rows.in_order(tables), counts, digests)


def _check_names(tables: list[rows.Table], counts: Mapping[str, int], digests: Mapping[str, str]) -> None:
    """The list is about nothing but tables, each once, and contents of files."""
    named = [table.name for table in tables]
    if len(set(named)) != len(named) or counts.keys() != set(named):
        raise ValueError("its tables are not those of its list")
    blobs = {name for name in digests if name.startswith("blobs/")}
    if digests.keys() - blobs != {f"tables/{name}.jsonl" for name in named}:
        raise ValueError("its list names parts of another kind")
    if any(name != f"blobs/{digests[name]}" for name in blobs):
        raise ValueError("a file's content has another name than its SHA-256")


def _check_parts(archive: zipfile.ZipFile, digests: Mapping[str, str]) -> None:
    """The parts are those of the list, each once."""
    there = archive.namelist()
    if missing := digests.keys() - set(there):
        raise Unusable(reason=f"parts of the backup are missing ({len(missing)}): use another one")
    if len(there) != len(digests) + 1:
        raise ValueError("it holds parts twice, or parts that its list does not name")


def _check_sizes(held: BackupFile, room: Path) -> None:
    """There is room for what comes out; what the parts say of their sizes is what the library reads at most."""
    parts = held.archive.infolist()
    if any(one.compress_type not in _KINDS or one.flag_bits & _ENCRYPTED for one in parts):
        raise ValueError("a part is packed in a way that backups are not")
    wanted, free = sum(one.file_size for one in parts), _free(room)
    if wanted * _ROOM > free:
        line = (
            f"it takes {wanted // 2**20} MiB unpacked, and {free // 2**20} MiB are free at {room}: make room"
        )
        raise Unusable(reason=line)


def _free(place: Path) -> int:
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def _check_members(held: BackupFile) -> None:
    """Every part is as it was written."""
    for name, wanted in held.digests.items():
        with held.archive.open(name) as member:
            known = hashlib.file_digest(cast("Any", member), "sha256")  # Any: IO[bytes] has what is read of
        if known.hexdigest() != wanted:
            raise Unusable(reason=f"{name} is damaged: use another backup")


def _table(told: object) -> rows.Table:
    table = rows.of_json(_mapping(told))
    names = [one.name for one in table.columns]
    if not all(isinstance(name, str) and _NAME.fullmatch(name) for name in (table.name, *names)):
        raise ValueError("a table or column has an absurd name")
    if "id" not in names or len(set(names)) != len(names) or not all(map(rows.is_sane, table.columns)):
        raise ValueError(f"the table {table.name} is described wrongly")
    return table


def _mapping(value: object) -> dict[str, Any]:  # Any: JSON, looked at one by one
    if not isinstance(value, dict):
        raise TypeError("its list of parts has another form")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("its list of parts has another form")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200 or not value.isprintable():  # noqa: PLR2004
        raise TypeError("its list of parts holds an absurd name")
    return value


def _digest(value: object) -> str:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise TypeError("its list of parts holds something else than a SHA-256")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise TypeError("its list of parts holds an absurd number")
    return value
