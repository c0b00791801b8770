"""What the wiki calls a file: extension and content agree, or it is a download."""

import pytest
from desk import HTML, PNG, SVG

from wiki.attachments import types
from wiki.attachments.types import UNKNOWN, Showing

SAMPLES = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0rest",
    "image/gif": b"GIF89a\4\0\4\0",
    "image/webp": b"RIFF\x10\0\0\0WEBPVP8 ",
    "image/avif": b"\0\0\0\x20ftypavif\0\0\0\0",
    "video/mp4": b"\0\0\0\x20ftypisom\0\0\0\0",
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
    "audio/mpeg": b"ID3\x04\0",
    "audio/ogg": b"OggS\0\x02",
    "video/ogg": b"OggS\0\x02",
    "text/plain": "Grüße\n".encode(),
    "image/svg+xml": SVG,
    "application/pdf": b"%PDF-1.7\n",
    "text/csv": b"a;b\n",
    "audio/mp4": b"\0\0\0\x20ftypM4A \0\0\0\0",
    "audio/wav": b"RIFF\x10\0\0\0WAVEfmt ",
    "video/quicktime": b"\0\0\0\x14ftypqt  ",
    "image/heic": b"\0\0\0\x18ftypheic",
    "image/tiff": b"II*\0....",
    "application/gzip": b"\x1f\x8b\x08",
    "application/x-7z-compressed": b"7z\xbc\xaf\x27\x1c",
}
INLINE = {
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "video/mp4",
    "video/webm",
    "video/ogg",
    "audio/mpeg",
    "audio/ogg",
    "text/plain",
}


def sample(media_type: str) -> bytes:
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" if media_type.startswith("application/") else b""
    zipped = "officedocument" in media_type or "opendocument" in media_type or media_type.endswith("/zip")
    return SAMPLES.get(media_type) or (b"PK\x03\x04rest" if zipped else office)


@pytest.mark.parametrize(
    ("extension", "kind"),
    [(extension, kind) for kind in types.TYPES for extension in kind.extensions],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_listed_type_is_recognised_by_name_and_content_together(extension, kind):
    content = sample(kind.media_type)

    assert types.recognised(f"file.{extension.upper()}", content) == kind.media_type
    assert types.recognised(f"file.{extension}", b"\0\x01\x02" + content) == UNKNOWN
    assert types.recognised("file", content) == UNKNOWN
    assert types.recognised("file.unknown", content) == UNKNOWN


@pytest.mark.requirement("V5.1.1 One list says which types are shown in the browser")
def test_only_the_types_of_the_list_are_shown_in_the_browser():
    assert {one.media_type for one in types.TYPES if one.showing is Showing.INLINE} == INLINE
    assert {one.media_type for one in types.TYPES if one.showing is Showing.IMAGE_ONLY} == {"image/svg+xml"}
    assert all(one.reason for one in types.TYPES)


def test_no_extension_stands_twice_in_the_list():
    extensions = [extension for one in types.TYPES for extension in one.extensions]

    assert len(extensions) == len(set(extensions))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.webp", "a.mp4", "a.ogg", "a.pdf", "a.svg"])
def test_a_page_of_html_is_never_believed_to_be_media(name):
    assert types.recognised(name, HTML) == UNKNOWN


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.xhtml", "a.xml", "a.js", "a.mht", "a.swf", "a.css"])
def test_what_browsers_run_is_a_download_whatever_it_holds(name):
    for content in (HTML, PNG, b"text"):
        assert types.showing(types.recognised(name, content)) is Showing.DOWNLOAD


@pytest.mark.parametrize(
    ("content", "is_text"),
    [
        (b"", True),
        (b"\xef\xbb\xbfBOM", True),
        ("ü".encode() * 3000, True),
        (("x" * 4095 + "ü").encode()[: types.HEAD_BYTES], True),
        ("Grüße".encode("latin-1"), False),
        ("Grüße".encode("utf-16"), False),
        (b"a\0b", False),
        (b"\x1b[1mbold\x1b[0m\tlog\r\n\f", True),
    ],
)
def test_text_is_utf_8_without_control_characters(content, is_text):
    assert (types.recognised("a.txt", content) == "text/plain") is is_text


def test_a_type_that_is_not_on_the_list_is_a_download():
    assert types.showing("text/html") is Showing.DOWNLOAD
    assert types.showing("") is Showing.DOWNLOAD
