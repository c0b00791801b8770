"""Stores the bytes of a file as they may be kept: of the type that name and content agree on, images without EXIF.

The cleaning runs before the row is written, so no other bytes are ever stored. It decodes nothing (see `imagefiles`).
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import RawIOBase
from mmap import ACCESS_READ, mmap
from typing import IO, BinaryIO, cast

from wiki.attachments import imagefiles, types
from wiki.blobs import BlobStore, StoredBlob
from wiki.errors import Invalid, TooLarge

MOST_PIXELS = 120_000_000
"""Of an image: a camera's 108 megapixels fit; a picture that would need gigabytes of memory does not."""

SMALLEST_WIDTH = 320
"""In pixels: narrower images have no smaller sizes."""

SHRINKABLE = frozenset({"image/jpeg", "image/png", "image/webp", "image/avif"})
"""Types of images of which smaller sizes are made, unless they move."""

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are stored. `width`, `height` and `drawn` as in `FileVersion`."""

    blob: StoredBlob
    media_type: str
    width: int | None = None
    height: int | None = None
    drawn: int | None = 0


def store(blobs: BlobStore, name: str, stream: BinaryIO, limit: int) -> Content:
    """The bytes are stored, cleaned, as a file with this name. Bytes: at most `limit` before the cleaning.

    Raises TooLarge, Invalid (`file`, `pixels`); then nothing is left.
    """
    head = _head(stream)
    media_type = types.recognised(name, head)
    if media_type not in imagefiles.KINDS:
        blob = blobs.put(cast("BinaryIO", _Joined(iter((head,)), stream)), limit)
        return Content(blob, media_type, drawn=None if media_type == types.PDF else 0)
    with tempfile.TemporaryFile() as whole:  # it has no name: a crash leaves nothing
        _copy(head, stream, whole, limit)
        with mmap(whole.fileno(), 0, access=ACCESS_READ) as content:
            return _store_image(blobs, media_type, content, limit)


def _store_image(blobs: BlobStore, media_type: str, content: mmap, limit: int) -> Content:
    image = imagefiles.examine(media_type, content)
    if image.width * image.height > MOST_PIXELS:
        raise Invalid("file", "pixels")
    # An orientation alone may take more room than the EXIF it stands for; nobody shall stumble over that.
    blob = blobs.put(cast("BinaryIO", _Joined(imagefiles.written(image, content))), limit + _CHUNK)
    if not (image.width and image.height):
        return Content(blob, media_type)
    has_sizes = media_type in SHRINKABLE and image.is_still and image.width > SMALLEST_WIDTH
    return Content(blob, media_type, image.width, image.height, int(has_sizes))


def _head(stream: BinaryIO) -> bytes:
    """The first HEAD_BYTES, or all; a stream may give them in parts."""
    head = b""
    while len(head) < types.HEAD_BYTES and (more := stream.read(types.HEAD_BYTES - len(head))):
        head += more
    return head


def _copy(head: bytes, stream: BinaryIO, target: IO[bytes], limit: int) -> None:
    size = target.write(head)
    while size <= limit and (chunk := stream.read(_CHUNK)):
        size += target.write(chunk)
    if size > limit:
        raise TooLarge(limit=limit)
    target.flush()


class _Joined(RawIOBase):
    """Chunks, and then what is left of a stream, as something to be read in parts."""

    def __init__(self, chunks: Iterator[bytes], stream: BinaryIO | None = None) -> None:
        self._chunks = chunks
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        for chunk in self._chunks:
            if chunk:
                return chunk
        return self._stream.read(size) if self._stream else b""
