"""File contents, stored once by their SHA-256 under two levels of folders.

Blobs are written before the row that names them; an orphan is harmless, and the worker removes those older
than a day. Writing is atomic: a temporary file on the same disk, fsync, rename, fsync of the folders.
A content that is stored again is young again, and one lock file keeps that apart from the removal of old ones.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from wiki.errors import TooLarge

_CHUNK = 64 * 1024
_UNFINISHED = ".incoming-"


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """What `put` stored: hex digest and size in bytes."""

    sha256: str
    size: int


class BlobStore(Protocol):
    """Where contents lie: local folders here, S3-compatible storage later."""

    def put(self, stream: BinaryIO, limit: int) -> StoredBlob:
        """The content is stored durably. Raises TooLarge beyond `limit` bytes; then nothing is left."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """The content. Raises FileNotFoundError."""
        ...

    def has(self, sha256: str) -> bool:
        """Whether the content is there."""
        ...

    def delete(self, sha256: str) -> None:
        """The content is gone; no error when it was not there."""
        ...

    def delete_older(self, sha256: str, before: float) -> bool:
        """The content is gone if its last `put` was before the moment (seconds since the epoch); True if so."""
        ...

    def inventory(self) -> Iterator[tuple[str, float]]:
        """Every digest with the time of its last `put` in seconds since the epoch, in no order."""
        ...

    def clear_unfinished(self, before: float) -> int:
        """What broken uploads left before the moment is gone. Returns how many."""
        ...


class LocalBlobs:
    """Blobs in a folder of this machine.

    `is_bulk`: many at once, as a restore writes them; they are on the disk after `settle`, not after each `put`.
    """

    def __init__(self, folder: Path, *, is_bulk: bool = False) -> None:
        self._folder = folder
        self._is_bulk = is_bulk

    def put(self, stream: BinaryIO, limit: int) -> StoredBlob:
        """See BlobStore.put."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest, size = hashlib.sha256(), 0
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=_UNFINISHED)
        try:
            with os.fdopen(descriptor, "wb") as target:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge(limit=limit)
                    digest.update(chunk)
                    target.write(chunk)
                target.flush()
                if not self._is_bulk:
                    os.fsync(target.fileno())
            stored = StoredBlob(digest.hexdigest(), size)
            self._settle(Path(name), stored)
        finally:
            Path(name).unlink(missing_ok=True)
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """See BlobStore.open."""
        return self.path(sha256).open("rb")

    def has(self, sha256: str) -> bool:
        """See BlobStore.has."""
        return self.path(sha256).is_file()

    def delete(self, sha256: str) -> None:
        """See BlobStore.delete."""
        self.path(sha256).unlink(missing_ok=True)

    def delete_older(self, sha256: str, before: float) -> bool:
        """See BlobStore.delete_older."""
        path = self.path(sha256)
        with self._locked(fcntl.LOCK_EX):  # no `put` makes it young between the look and the removal
            written = _written(path)
            if written is None or written >= before:
                return False
            path.unlink()
            return True

    def inventory(self) -> Iterator[tuple[str, float]]:
        """See BlobStore.inventory."""
        for path in self._folder.glob("??/??/*"):
            written = _written(path)
            if written is not None:
                yield path.name, written

    def clear_unfinished(self, before: float) -> int:
        """See BlobStore.clear_unfinished."""
        count = 0
        for path in self._folder.glob(f"{_UNFINISHED}*"):
            written = _written(path)
            if written is not None and written < before:
                path.unlink(missing_ok=True)
                count += 1
        return count

    def settle(self) -> None:
        """All that was put is on the disk."""
        os.sync()  # for a thousand contents, a thousandth of the time that syncing each takes

    def path(self, sha256: str) -> Path:
        """Where the content lies, for the server to stream it."""
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def _settle(self, temporary: Path, stored: StoredBlob) -> None:
        target = self.path(stored.sha256)
        with self._locked(fcntl.LOCK_SH):
            if target.is_file() and target.stat().st_size == stored.size:
                os.utime(target)  # an orphan that is wanted again is young again
                return
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.rename(target)
        if self._is_bulk:
            return
        for folder in (target.parent, target.parent.parent, self._folder):  # both levels may be new
            sync_folder(folder)

    @contextmanager
    def _locked(self, kind: int) -> Iterator[None]:
        descriptor = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, kind)
            yield
        finally:
            os.close(descriptor)


def _written(path: Path) -> float | None:
    """When the file was last written or touched; None if it went away meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return None


def sync_folder(folder: Path) -> None:
    """What was made or renamed in the folder outlives a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
