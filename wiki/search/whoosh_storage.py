"""The files of an index: read at their places, with sums, and on the disk before they count.

Whoosh copies whole files into memory at each opening and never asks the disk to keep anything. Here a file is read
where it is asked (mapped, it would be as quick, but a file that is cut ends every process that reads the map), and a
commit writes the state file (sums of all files, how far the outbox was applied) and syncs everything before the
table of contents gets its name. Index files hold pickles: whoever can write them runs code, so the folder is ours
alone (0700), what it holds is compared with its sums before it is read, and it is never part of a backup.
"""

import json
import os
import weakref
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.index import TOC

from wiki.search.backend import DamagedIndexError

NAME = "MAIN"
HELD_BYTES = 256 << 10
_SUM_LENGTH = 9  # of the sum before a state


@dataclass(frozen=True, slots=True)
class State:
    """What a commit wrote beside the table of contents: `files` are sizes in bytes and sums (CRC-32) by name."""

    applied: int
    files: dict[str, tuple[int, int]]


class PlacedFile(BufferFile):  # type: ignore[misc]  # Whoosh has no types
    """A file that is read at places. That moves nothing, so threads can share it; `file` is for whoever opens it.

    A small one is read whole and closed at once: `content` is None for the others alone. So a process holds two
    open files (terms, postings) for each segment of some twenty pages and more, and none for a smaller one. At
    rest there are at most seven of each size that is put together, so 42 files and two for every 10,000 pages;
    no more than 40 segments come before `Keeper` puts some together whatever waits, so 80 more under load.
    """

    content: bytes | None = None

    def __init__(self, path: Path) -> None:
        self._path = path
        self.onclose = None
        self.is_real = self.is_closed = False
        self.file: BinaryIO = path.open("rb")
        self._descriptor = self.file.fileno()
        self._size = os.fstat(self._descriptor).st_size
        if self._size > HELD_BYTES:
            weakref.finalize(self, self.file.close)  # it ends with its last reader
            return
        with self.file:
            self.content = self.file.read()
        self.file = BytesIO(self.content)

    def get(self, position: int, length: int) -> bytes:
        """So many bytes from there. DamagedIndexError where the file has fewer by now."""
        found = (
            os.pread(self._descriptor, length, position)
            if self.content is None
            else self.content[position : position + length]
        )
        if len(found) != length:
            raise self._damage()
        return found

    def demand_uncut(self) -> None:
        """What is held in memory is as long as the file, or the file went with its segment. DamagedIndexError."""
        if self.content is None:
            return  # `get` finds out
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            return
        if size != self._size:
            raise self._damage()

    def _damage(self) -> DamagedIndexError:
        return DamagedIndexError(f"{self._path.name} was cut")

    def close(self) -> None:
        """Whoever still reads goes on."""
        self.is_closed = True


class PlacedStorage(FileStorage):  # type: ignore[misc]
    """One folder with one index."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.path = folder
        self._made: set[str] = set()

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **options: Any) -> Any:  # noqa: FBT001, FBT002  Whoosh's signature
        """A new file; what is made here is synced by `publish`."""
        self._made.add(name)
        return super().create_file(name, excl=excl, mode=mode, **options)

    def open_file(self, name: str, **_options: Any) -> Any:
        """The file, to be read at its places."""
        return PlacedFile(self.path / name)

    def publish(self, toc: TOC, applied: int) -> None:
        """The commit counts from here on, and outlives a power failure. Old files are the caller's to remove."""
        known = self._earlier(toc.generation - 1)
        segments = tuple(f"{segment.segment_id()}." for segment in toc.segments)
        live = [name for name in self.list() if name.startswith(segments)]
        files = {
            name: known[name] if name in known and name not in self._made else self._sum(name)
            for name in live
        }
        name = toc_name(toc.generation)
        unnamed = f"{name}.new"
        toc.write(_Elsewhere(self.path / unnamed), NAME)
        files[name] = self._sum(unnamed)
        state = self.path / state_name(toc.generation)
        state.write_bytes(_summed(json.dumps({"applied": applied, "files": files}).encode()))
        self._sync([*(one for one in live if one in self._made), unnamed, state.name])
        (self.path / unnamed).rename(self.path / name)
        _sync_folder(self.path)
        self._made.clear()

    def remove_states(self, but: int) -> None:
        """State files of earlier commits are gone."""
        for path in self.path.glob(f"_{NAME}_*.state"):
            if path.name != state_name(but):
                path.unlink(missing_ok=True)

    def _earlier(self, generation: int) -> dict[str, tuple[int, int]]:
        try:
            return read_state(self.path, generation).files
        except DamagedIndexError:
            return {}

    def _sum(self, name: str) -> tuple[int, int]:
        return sum_of(self.path / name)

    def _sync(self, names: Iterable[str]) -> None:
        for name in names:
            descriptor = os.open(self.path / name, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


class _Elsewhere:
    """Whoosh names its table of contents at once: here it keeps another name, until `publish` gives it its own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def create_file(self, _name: str) -> Any:
        """The file under the other name."""
        return StructFile(self._path.open("wb"), name=self._path.name)

    def rename_file(self, _old: str, _new: str, **_options: Any) -> None:
        """Nothing yet."""


def toc_name(generation: int) -> str:
    """The table of contents of a commit."""
    return f"_{NAME}_{generation}.toc"


def state_name(generation: int) -> str:
    """The state file of a commit."""
    return f"_{NAME}_{generation}.state"


def latest(folder: Path) -> int:
    """The number of the last commit, -1 for none."""
    found = -1
    try:
        for name in os.listdir(folder):  # noqa: PTH208  names are enough, and this runs before each search
            if name.startswith(f"_{NAME}_") and name.endswith(".toc"):
                found = max(found, int(name[len(NAME) + 2 : -4]))
    except (FileNotFoundError, ValueError):
        return -1
    return found


def read_state(folder: Path, generation: int) -> State:
    """Sums and progress of a commit. DamagedIndexError."""
    try:
        content = json.loads(_compared((folder / state_name(generation)).read_bytes()))
        files = {name: (int(size), int(crc)) for name, (size, crc) in content["files"].items()}
        return State(int(content["applied"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise DamagedIndexError(f"state of commit {generation}: {error}") from error


def check(folder: Path, names: Iterable[str], state: State) -> None:
    """These files are as they were written. DamagedIndexError."""
    for name in names:
        try:
            found = sum_of(folder / name)
        except OSError as error:
            raise DamagedIndexError(f"{name}: {error.strerror}") from error
        if found != state.files.get(name):
            raise DamagedIndexError(f"{name} is not as it was written")


def write_whole(path: Path, content: bytes) -> None:
    """The file holds this or what it held before, also after a power failure."""
    unfinished = path.with_name(f"{path.name}.new")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    _sync_folder(path.parent)


def _compared(raw: bytes) -> bytes:
    content = raw[_SUM_LENGTH:]
    if raw != _summed(content):
        raise ValueError("it is not as it was written")
    return content


def _summed(content: bytes) -> bytes:
    return b"%08x " % zlib.crc32(content) + content


def sum_of(path: Path) -> tuple[int, int]:
    """Size in bytes and CRC-32 of a file."""
    crc = size = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            crc = zlib.crc32(block, crc)
            size += len(block)
    return size, crc


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
