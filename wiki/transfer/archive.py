"""Zip archives: looked at as a whole before anything of them is unpacked.

Refused are paths that leave the archive, links and devices, encryption, methods other than store and deflate,
members that grow too much or lie over one another, two names for one file, and too many or too large members.
Archives inside an archive are files like others; nobody opens them.
"""

import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, BinaryIO, Self, cast

from wiki.errors import Invalid

MOST_MEMBERS = 100_000
MOST_BYTES = 4 * 1024**3
"""All members unpacked."""

MOST_GROWTH = 200
"""Unpacked to packed size of one member. Text packs to a tenth, a table of zeros to a hundredth."""

SMALL = 1024 * 1024
"""Bytes up to which a member's growth does not matter."""

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\]|\A/|\A[A-Za-z]:")
_UTF8, _ENCRYPTED = 0x800, 0x1
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Members:
    """The files of an open archive by path."""

    sizes: dict[str, int]
    _archive: zipfile.ZipFile
    _infos: dict[str, zipfile.ZipInfo]

    def open(self, path: str) -> BinaryIO:
        """One file's content; never more than the size that was checked. Raises Invalid when it is damaged."""
        try:
            return cast("BinaryIO", _Checked(self._archive.open(self._infos[path])))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            raise Invalid("archive", "damaged", path=path) from error


@contextmanager
def checked(
    path: Path, *, most_bytes: int = MOST_BYTES, most_members: int = MOST_MEMBERS
) -> Iterator[Members]:
    """The members of a harmless archive. Raises Invalid (`archive`) for every other one."""
    try:
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise Invalid("archive", "broken") from error
    with opened as archive:
        infos = archive.infolist()
        if len(infos) > most_members:
            raise Invalid("archive", "too_many_members", most=most_members)
        files = _files(infos)
        if sum(info.file_size for info in files.values()) > most_bytes:
            raise Invalid("archive", "too_large", most=most_bytes)
        yield Members({name: info.file_size for name, info in files.items()}, archive, files)


def _files(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    files: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        name = unicodedata.normalize("NFC", _name(info))
        _check_name(info, name)
        _check_member(info, name)
        if info.is_dir():
            continue
        if name.casefold() in seen:
            raise Invalid("archive", "duplicate", path=name)
        seen.add(name.casefold())
        files[name] = info
    _check_overlap(infos)
    return files


def _name(info: zipfile.ZipInfo) -> str:
    """The name, also of archives that hold UTF-8 without saying so (macOS); others are in the DOS code page."""
    if info.flag_bits & _UTF8 or info.orig_filename.isascii():
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def _check_name(info: zipfile.ZipInfo, name: str) -> None:
    parts = name.removesuffix("/").split("/")
    if _FORBIDDEN.search(name) or len(name) > _LONGEST or any(part in ("", ".", "..") for part in parts):
        raise Invalid("archive", "path", path=name[:200])
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Invalid("archive", "no_file", path=name)


def _check_member(info: zipfile.ZipInfo, name: str) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise Invalid("archive", "encrypted", path=name)
    if info.compress_type not in _METHODS:
        raise Invalid("archive", "method", path=name)
    if info.file_size > SMALL and info.file_size > MOST_GROWTH * max(info.compress_size, 1):
        raise Invalid("archive", "growth", path=name)


def _check_overlap(infos: list[zipfile.ZipInfo]) -> None:
    """No member's bytes are those of another one as well: that is how small files become petabytes."""
    for first, second in pairwise(sorted(infos, key=lambda info: info.header_offset)):
        if first.header_offset + first.compress_size >= second.header_offset:
            raise Invalid("archive", "overlap", path=second.orig_filename[:200])


class _Checked:
    """A member's stream whose damage is told as Invalid."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        try:
            return self._stream.read(size)
        except (zlib.error, zipfile.BadZipFile, EOFError, OSError) as error:
            raise Invalid("archive", "damaged") from error

    def close(self) -> None:
        """Let go of the member."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
