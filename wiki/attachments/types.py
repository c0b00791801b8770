"""The one list of file types: what the wiki calls a file, and how it is given out.

A type is believed only when extension and content agree; every other file is kept as it is and given out as
`application/octet-stream`, a download. Only types that cannot run anything in the wiki's origin are shown in
the browser, and those with `nosniff` and a sandbox policy as well (OWASP ASVS 5.2.2, 5.4).
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from wiki.attachments.filenames import extension

HEAD_BYTES = 4096
UNKNOWN = "application/octet-stream"
PDF = "application/pdf"
Signature = Callable[[bytes], bool]


class Showing(Enum):
    """How a browser gets a file of a type."""

    INLINE = "inline"  # shown in a tab or on a page
    IMAGE_ONLY = "image only"  # shown where a page embeds it as an image, else a download
    DOWNLOAD = "download"


@dataclass(frozen=True, slots=True)
class FileType:
    """One entry of the list."""

    media_type: str
    extensions: tuple[str, ...]
    showing: Showing
    reason: str
    is_content: Signature


def starts(*signatures: bytes) -> Signature:
    """Content that begins with one of the signatures."""
    return lambda head: head.startswith(signatures)


def _boxed(*brands: bytes) -> Signature:
    """ISO base media: a first box `ftyp` whose major brand, or for AVIF a compatible one, is named (ISO 14496-12)."""
    return lambda head: head[4:8] == b"ftyp" and head[8:12] in brands


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_wave(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WAVE"


def _is_webm(head: bytes) -> bool:
    return head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]


def _is_mp3(head: bytes) -> bool:
    is_frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2  # noqa: PLR2004  MPEG layer III sync
    return head.startswith(b"ID3") or is_frame


def _is_text(head: bytes) -> bool:
    """UTF-8 without control characters; a character cut at the end of the head is fine."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError:
        return False
    return not re.search("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", text)


def _is_svg(head: bytes) -> bool:
    return _is_text(head) and re.search(rb"<svg[\s>]", head) is not None


_zip = starts(b"PK\x03\x04", b"PK\x05\x06")
_ole = starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_IMAGE = "raster image: decoded, never run"
_SOUND = "sound or film: decoded, never run"
_OFFICE = "opens in a program on the reader's machine; the browser cannot show it"
_WORDS = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_PLAIN = ("txt", "text", "log", "md", "markdown", "json", "yaml", "yml", "toml", "ini", "conf", "cfg", "sql")
_INLINE, _DOWNLOAD = Showing.INLINE, Showing.DOWNLOAD

TYPES: tuple[FileType, ...] = (
    FileType("image/png", ("png",), _INLINE, _IMAGE, starts(b"\x89PNG\r\n\x1a\n")),
    FileType("image/jpeg", ("jpg", "jpeg"), _INLINE, _IMAGE, starts(b"\xff\xd8\xff")),
    FileType("image/gif", ("gif",), _INLINE, _IMAGE, starts(b"GIF87a", b"GIF89a")),
    FileType("image/webp", ("webp",), _INLINE, _IMAGE, _is_webp),
    FileType("image/avif", ("avif",), _INLINE, _IMAGE, _boxed(b"avif", b"avis")),
    FileType(
        "video/mp4",
        ("mp4", "m4v"),
        _INLINE,
        _SOUND,
        _boxed(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"),
    ),
    FileType("video/webm", ("webm",), _INLINE, _SOUND, _is_webm),
    FileType("audio/mpeg", ("mp3",), _INLINE, _SOUND, _is_mp3),
    FileType("audio/ogg", ("ogg", "oga", "opus"), _INLINE, _SOUND, starts(b"OggS")),
    FileType("video/ogg", ("ogv",), _INLINE, _SOUND, starts(b"OggS")),
    FileType("text/plain", _PLAIN, _INLINE, "with nosniff never more than letters, even if HTML", _is_text),
    FileType(
        "image/svg+xml", ("svg",), Showing.IMAGE_ONLY, "runs scripts as a document, not in <img>", _is_svg
    ),
    FileType(PDF, ("pdf",), _DOWNLOAD, "the sandbox breaks the browser's viewer", starts(b"%PDF-")),
    FileType("text/csv", ("csv",), _DOWNLOAD, "wanted in a table program", _is_text),
    FileType(
        "audio/mp4", ("m4a",), _DOWNLOAD, "not every browser plays it", _boxed(b"M4A ", b"mp42", b"isom")
    ),
    FileType("audio/wav", ("wav",), _DOWNLOAD, "large and rare", _is_wave),
    FileType("video/quicktime", ("mov",), _DOWNLOAD, "few browsers play it", _boxed(b"qt  ")),
    FileType("image/heic", ("heic",), _DOWNLOAD, "few browsers show it", _boxed(b"heic", b"heix", b"mif1")),
    FileType("image/tiff", ("tif", "tiff"), _DOWNLOAD, "few browsers show it", starts(b"II*\0", b"MM\0*")),
    FileType("application/zip", ("zip",), _DOWNLOAD, "an archive", _zip),
    FileType("application/gzip", ("gz", "tgz"), _DOWNLOAD, "an archive", starts(b"\x1f\x8b")),
    FileType("application/x-7z-compressed", ("7z",), _DOWNLOAD, "an archive", starts(b"7z\xbc\xaf\x27\x1c")),
    FileType(f"{_WORDS}.wordprocessingml.document", ("docx",), _DOWNLOAD, _OFFICE, _zip),
    FileType(f"{_WORDS}.spreadsheetml.sheet", ("xlsx",), _DOWNLOAD, _OFFICE, _zip),
    FileType(f"{_WORDS}.presentationml.presentation", ("pptx",), _DOWNLOAD, _OFFICE, _zip),
    FileType(f"{_OPEN}.text", ("odt",), _DOWNLOAD, _OFFICE, _zip),
    FileType(f"{_OPEN}.spreadsheet", ("ods",), _DOWNLOAD, _OFFICE, _zip),
    FileType(f"{_OPEN}.presentation", ("odp",), _DOWNLOAD, _OFFICE, _zip),
    FileType(f"{_OPEN}.graphics", ("odg",), _DOWNLOAD, _OFFICE, _zip),
    FileType("application/msword", ("doc",), _DOWNLOAD, _OFFICE, _ole),
    FileType("application/vnd.ms-excel", ("xls",), _DOWNLOAD, _OFFICE, _ole),
    FileType("application/vnd.ms-powerpoint", ("ppt",), _DOWNLOAD, _OFFICE, _ole),
)
_BY_EXTENSION = {ending: one for one in TYPES for ending in one.extensions}
_SHOWING = {one.media_type: one.showing for one in TYPES}


def recognised(name: str, head: bytes) -> str:
    """The media type that extension and content (its first HEAD_BYTES) agree on, else `application/octet-stream`."""
    named = _BY_EXTENSION.get(extension(name))
    return named.media_type if named is not None and named.is_content(head) else UNKNOWN


def showing(media_type: str) -> Showing:
    """How a file of the type is given out; a type that is not on the list is a download."""
    return _SHOWING.get(media_type, Showing.DOWNLOAD)
