"""Where an import comes from: a folder, or a zip archive that was found harmless.

Paths are relative, in NFC, with `/` between their parts. Hidden files (`.git`, `.obsidian`) and what systems
put beside files are no part of a source.
"""

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from wiki.errors import Invalid, TooLarge
from wiki.transfer import archive

_LEFT_BY_SYSTEMS = frozenset({"__macosx", "thumbs.db", "desktop.ini"})


class Source(Protocol):
    """Files that can be imported."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """Every file's path and size in bytes."""
        ...

    def open(self, path: str) -> BinaryIO:
        """The content of one of the files. Raises OSError or Invalid when it cannot be read."""
        ...


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The folder or zip archive as a source.

    Raises Invalid: field `path` when there is nothing to import from, `archive` when a zip is broken or hostile;
    then nothing of it was unpacked.
    """
    if path.is_dir():
        yield FolderSource(path)
        return
    if not path.is_file():
        raise Invalid("path", "missing")
    with archive.checked(path) as members:
        yield ArchiveSource(members)


def read(source: Source, path: str, limit: int) -> bytes:
    """The whole content. Raises TooLarge beyond `limit` bytes, OSError or Invalid when it cannot be read."""
    with source.open(path) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise TooLarge(limit=limit)
    return content


class FolderSource:
    """A folder of this machine. Symbolic links in it are not followed: they lead to what nobody chose."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, Path] = {}
        self.sizes: dict[str, int] = {}
        for path, size in _files(folder):
            name = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
            self._names[name], self.sizes[name] = path, size

    def open(self, path: str) -> BinaryIO:
        """See Source.open."""
        descriptor = os.open(self._names[path], os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Invalid("path", "no_file")
        return os.fdopen(descriptor, "rb")


class ArchiveSource:
    """The members of a checked zip archive."""

    def __init__(self, members: archive.Members) -> None:
        self._members = members
        self.sizes = {path: size for path, size in members.sizes.items() if not _is_hidden(path)}

    def open(self, path: str) -> BinaryIO:
        """See Source.open."""
        return self._members.open(path)


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(names):
            path = Path(place, name)
            if _is_hidden(name) or path.is_symlink() or not path.is_file() or _is_unreadable(name):
                continue
            yield path, path.stat().st_size


def is_offered(path: str) -> bool:
    """Whether the file is part of a source: neither hidden nor left by a system, with a name that is text."""
    return not _is_hidden(path) and not _is_unreadable(path)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") or part.lower() in _LEFT_BY_SYSTEMS for part in path.split("/"))


def _is_unreadable(name: str) -> bool:
    """Whether the name is no text: bytes of another encoding on the disk."""
    return any("\ud800" <= letter <= "\udfff" for letter in name)
