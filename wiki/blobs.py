"""File contents, stored once by their SHA-256 under two levels of folders.

Blobs are written before the row that names them; an orphan is harmless, and the worker removes those older
than a day. Writing is atomic: a temporary file in the same folder, fsync, rename, fsync of the folder.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from wiki.errors import TooLarge

_CHUNK = 64 * 1024


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

    def inventory(self) -> Iterator[tuple[str, float]]:
        """Every digest with the time of its last write in seconds since the epoch."""
        ...


class LocalBlobs:
    """Blobs in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, stream: BinaryIO, limit: int) -> StoredBlob:
        """See BlobStore.put."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest, size = hashlib.sha256(), 0
        descriptor, name = tempfile.mkstemp(dir=self._folder, prefix=".incoming-")
        try:
            with os.fdopen(descriptor, "wb") as target:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge(limit=limit)
                    digest.update(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            self._settle(Path(name), digest.hexdigest())
        finally:
            Path(name).unlink(missing_ok=True)
        return StoredBlob(digest.hexdigest(), size)

    def open(self, sha256: str) -> BinaryIO:
        """See BlobStore.open."""
        return self.path(sha256).open("rb")

    def has(self, sha256: str) -> bool:
        """See BlobStore.has."""
        return self.path(sha256).is_file()

    def delete(self, sha256: str) -> None:
        """See BlobStore.delete."""
        self.path(sha256).unlink(missing_ok=True)

    def inventory(self) -> Iterator[tuple[str, float]]:
        """See BlobStore.inventory."""
        for path in self._folder.glob("??/??/*"):
            yield path.name, path.stat().st_mtime

    def path(self, sha256: str) -> Path:
        """Where the content lies, for the server to stream it."""
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def _settle(self, temporary: Path, sha256: str) -> None:
        target = self.path(sha256)
        if target.is_file():
            os.utime(target)  # an orphan that is wanted again is young again
            return
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary.rename(target)
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
