"""What stands in the file of an image beside its picture: its size, and what it tells about people and places. Pure.

Nothing is decoded here, so hostile pictures meet no decoder in a server process: the containers are walked (JPEG
ITU T.81 B, PNG 3rd edition 5 and 11.3, WebP RFC 9649, ISO 14496-12 for AVIF) and the parts that belong to the
picture are kept byte for byte, colour profiles too. EXIF goes but for the orientation, and so do GPS, XMP, IPTC,
comments, embedded previews and what follows the picture. A file that breaks off, or has more than MOST_PARTS parts,
is kept as it is from there on.
Nothing is taken out of GIF and AVIF.
"""

# ruff: noqa: PLR2004  the numbers are those of the formats

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from mmap import mmap

MOST_PARTS = 100_000
"""Segments or chunks that are looked at; a large PNG has ten thousand. A hostile file has millions, of four bytes."""

Bytes = bytes | mmap
Piece = tuple[int, int] | bytes
"""A part of the original from one place to another, or bytes of our own."""

_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)
_FILL = re.compile(rb"\xff+")
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_WEBP_EXIF, _WEBP_XMP, _WEBP_MOVES = 0x08, 0x04, 0x02
_AVIF_SIZE = re.compile(rb"ispe\0\0\0\0(.{4})(.{4})", re.DOTALL)
_AVIF_TURN = re.compile(rb"irot(.)", re.DOTALL)
_AVIF_HEAD = 1 << 16
_TURNED = frozenset({5, 6, 7, 8})  # EXIF orientations that exchange width and height
_MOST_ENTRIES = 1000


@dataclass(slots=True)
class ImageFile:
    """Width and height in pixels as a browser shows the picture; 0 where the file does not say.

    `pieces` put together are the cleaned file; `is_still` tells a picture from an animation.
    """

    width: int = 0
    height: int = 0
    is_still: bool = True
    orientation: int = 1
    pieces: list[Piece] = field(default_factory=list)

    def keep(self, start: int, end: int) -> None:
        """The part of the original from `start` to `end` belongs to the cleaned file."""
        last = self.pieces[-1] if self.pieces else b""
        if isinstance(last, tuple) and last[1] == start:
            self.pieces[-1] = (last[0], end)
        elif end > start:
            self.pieces.append((start, end))


def examine(media_type: str, content: Bytes) -> ImageFile:
    """The image file of one of the types in KINDS. Cost: linear, without copies of the content."""
    image = ImageFile()
    KINDS[media_type](content, image)
    if image.orientation in _TURNED:
        image.width, image.height = image.height, image.width
    return image


def written(image: ImageFile, content: Bytes, chunk: int = 1 << 16) -> Iterator[bytes]:
    """The cleaned file in chunks."""
    for piece in image.pieces:
        if isinstance(piece, bytes):
            yield piece
            continue
        for at in range(piece[0], piece[1], chunk):
            yield content[at : min(at + chunk, piece[1])]


def _jpeg(content: Bytes, image: ImageFile) -> None:
    size, at, left = len(content), 2, MOST_PARTS
    image.keep(0, 2)
    while at + 4 <= size and content[at] == 0xFF and left:
        left -= 1
        marker = content[at + 1]
        if marker == 0xD9:
            image.keep(at, at + 2)
            return
        if marker in {0xFF, 0x01} or 0xD0 <= marker <= 0xD7:  # fill bytes; markers without a length
            at = _behind_fill(content, at) if marker == 0xFF else at + 2
            continue
        end = at + 2 + _number(content, at + 2, 2)
        if end < at + 4 or end > size:
            break
        _segment(content, image, marker, at, end)
        at = end
        if marker == 0xDA:  # a scan: compressed data up to the next marker
            following = _AFTER_SCAN.search(content, at)
            end = following.start() if following else size
            image.keep(at, end)
            at = end
    image.keep(at, size)


def _behind_fill(content: Bytes, at: int) -> int:
    """The place of the last of the bytes 0xFF that stand here in a row: it begins a marker."""
    found = _FILL.match(content, at)
    return found.end() - 1 if found else at


def _segment(content: Bytes, image: ImageFile, marker: int, at: int, end: int) -> None:
    if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC} and end - at >= 9:
        image.height, image.width = _number(content, at + 5, 2), _number(content, at + 7, 2)
    head = content[at + 4 : min(at + 18, end)]
    if marker == 0xE1 and head.startswith(b"Exif\0\0"):
        image.orientation = _orientation(content[at + 10 : end])
        if image.orientation != 1:
            payload = b"Exif\0\0" + _exif(image.orientation)
            image.pieces.append(b"\xff\xe1" + (len(payload) + 2).to_bytes(2) + payload)
        return
    is_application = 0xE0 <= marker <= 0xEF or marker == 0xFE
    is_picture = marker in {0xE0, 0xEE} or (marker == 0xE2 and head.startswith(b"ICC_PROFILE\0"))
    if not is_application or is_picture:
        image.keep(at, end)


def _png(content: Bytes, image: ImageFile) -> None:
    size, at, left = len(content), 8, MOST_PARTS
    image.keep(0, 8)
    while at + 12 <= size and left:
        left -= 1
        kind, end = content[at + 4 : at + 8], at + 12 + _number(content, at, 4)
        if end > size or not kind.isalpha():
            break
        if kind == b"IHDR" and end - at >= 25:
            image.width, image.height = _number(content, at + 8, 4), _number(content, at + 12, 4)
        if kind == b"acTL":
            image.is_still = False
        if kind == b"eXIf":
            _png_exif(content, image, at, end)
        elif kind in _PNG_KEPT:
            image.keep(at, end)
        at = end
        if kind == b"IEND":
            return
    image.keep(at, size)


def _png_exif(content: Bytes, image: ImageFile, at: int, end: int) -> None:
    image.orientation = _orientation(content[at + 8 : end - 4])
    if image.orientation != 1:
        chunk = b"eXIf" + _exif(image.orientation)
        image.pieces.append((len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4))


def _webp(content: Bytes, image: ImageFile) -> None:
    size = min(len(content), 8 + _number(content, 4, 4, "little"))
    at, left = 12, MOST_PARTS
    while at + 8 <= size and left:
        left -= 1
        kind, length = content[at : at + 4], _number(content, at + 4, 4, "little")
        end = at + 8 + length + length % 2
        if at + 8 + length > size:
            break
        end = min(end, size)
        _chunk(content, image, kind, at, end)
        at = end
    if at < size or not image.pieces:  # broken: as it is
        image.pieces = [(0, len(content))]
        return
    _finish_webp(image)


def _chunk(content: Bytes, image: ImageFile, kind: bytes, at: int, end: int) -> None:
    if kind == b"VP8X" and end - at >= 18:
        flags = content[at + 8]
        image.is_still = not flags & _WEBP_MOVES
        image.width = _number(content, at + 12, 3, "little") + 1
        image.height = _number(content, at + 15, 3, "little") + 1
        kept = flags & ~(_WEBP_EXIF | _WEBP_XMP)
        image.pieces += [content[at : at + 8] + bytes([kept]), (at + 9, end)]
        return
    if kind == b"EXIF":
        payload = content[at + 8 : end]
        image.orientation = _orientation(payload.removeprefix(b"Exif\0\0"))
        return
    if kind == b"XMP ":
        return
    if not image.width:
        image.width, image.height = _webp_size(kind, content[at + 8 : min(at + 18, end)])
    image.keep(at, end)


def _webp_size(kind: bytes, head: bytes) -> tuple[int, int]:
    """Of a file without VP8X: RFC 9649 2.5 (key frame of RFC 6386) and 3.4."""
    if kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        return _number(head, 6, 2, "little") & 0x3FFF, _number(head, 8, 2, "little") & 0x3FFF
    if kind == b"VP8L" and head[:1] == b"\x2f":
        bits = _number(head, 1, 4, "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return 0, 0


def _finish_webp(image: ImageFile) -> None:
    """The whole with its new length; EXIF holds the orientation, if that says something."""
    first = image.pieces[0]
    if image.orientation != 1 and isinstance(first, bytes):  # only a file with VP8X may hold EXIF
        image.pieces[0] = first[:8] + bytes([first[8] | _WEBP_EXIF])
        exif = _exif(image.orientation)
        image.pieces.append(b"EXIF" + len(exif).to_bytes(4, "little") + exif)
    total = 4 + sum(len(one) if isinstance(one, bytes) else one[1] - one[0] for one in image.pieces)
    image.pieces.insert(0, b"RIFF" + total.to_bytes(4, "little") + b"WEBP")


def _gif(content: Bytes, image: ImageFile) -> None:
    image.width, image.height = _number(content, 6, 2, "little"), _number(content, 8, 2, "little")
    image.is_still = False  # it may move, and is small: given out as it is
    image.keep(0, len(content))


def _avif(content: Bytes, image: ImageFile) -> None:
    """The largest of the sizes that it names is that of the whole picture; the others are tiles and previews."""
    head = content[:_AVIF_HEAD]
    sizes = [(_number(one[1], 0, 4), _number(one[2], 0, 4)) for one in _AVIF_SIZE.finditer(head)]
    image.width, image.height = max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))
    turn = _AVIF_TURN.search(head)
    if turn is not None and turn[1][0] % 2:
        image.width, image.height = image.height, image.width
    image.is_still = content[8:12] == b"avif"
    image.keep(0, len(content))


KINDS: dict[str, Callable[[Bytes, ImageFile], None]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
    "image/gif": _gif,
    "image/avif": _avif,
}


def _orientation(exif: bytes) -> int:
    """The orientation that the first directory of EXIF names (tag 0x0112, EXIF 3.0 4.6.5); 1 when it says none."""
    order = {b"II*\0": "little", b"MM\0*": "big"}.get(exif[:4])
    if order is None:
        return 1
    start = _number(exif, 4, 4, order)
    for entry in range(min(_number(exif, start, 2, order), _MOST_ENTRIES)):
        at = start + 2 + 12 * entry
        if _number(exif, at, 2, order) == 0x0112:
            found = _number(exif, at + 8, 2, order)
            return found if 1 <= found <= 8 else 1
    return 1


def _exif(orientation: int) -> bytes:
    """EXIF that holds the orientation and nothing else."""
    entry = b"\x01\x12\0\x03\0\0\0\x01" + orientation.to_bytes(2) + b"\0\0"
    return b"MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"


def _number(content: Bytes, at: int, size: int, order: str = "big") -> int:
    part = content[at : at + size]
    return int.from_bytes(part, "little" if order == "little" else "big")
