"""How the bytes of a file leave the wiki: disposition, sandbox, caching, ranges (RFC 6266, 9110; ASVS 5.4).

Called after authorisation only, so neither a tag nor a 304 tells anything to others.
"""

import re
import unicodedata
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from wiki.attachments import derived as derived_pictures
from wiki.attachments.contents import SHRINKABLE
from wiki.attachments.derived import Derived
from wiki.attachments.queries import StoredFile
from wiki.attachments.types import PDF, Showing, showing
from wiki.blobs import BlobStore
from wiki.errors import NotFound
from wiki.pages.embeds import WIDTHS
from wiki.web import numbers
from wiki.web.headers import FILE_POLICY

# What a browser that sends fetch metadata may show: a tab, media on a page. A frame or a script may not.
_SHOWN_IN = frozenset({"document", "image", "audio", "video", "empty", ""})
_ONE_PART = re.compile(r"bytes=(\d+-\d*|-\d+)")


def answer(blobs: BlobStore, file: StoredFile) -> Response:
    """The file, a part of it, 304 or 416, as the request asks."""
    is_inline = _is_inline(file.media_type)
    # The disposition is part of the tag: a 304 must not turn a stored image into a document or back.
    tag = f"{file.sha256[:40]}-{'i' if is_inline else 'a'}"
    headers = (
        _content_type(file.media_type),
        disposition("inline" if is_inline else "attachment", file.name),
    )
    return _sent(blobs.open(file.sha256), file.size, *headers, tag)


def picture(derived: Derived, blobs: BlobStore, file: StoredFile, name: str) -> Response:
    """A picture that was drawn from the file; while there is none, the file itself.

    Raises NotFound for a page of a PDF that is not drawn: the file would be a download where an image is expected.
    """
    try:
        content = derived.open(file.sha256, name)
    except FileNotFoundError:
        if file.media_type == PDF:
            raise NotFound from None
        return answer(blobs, file)
    size = content.seek(0, 2)
    content.seek(0)
    kind = "inline" if request.headers.get("Sec-Fetch-Dest", "") in _SHOWN_IN else "attachment"
    shown_as = disposition(kind, f"{file.name}.webp")
    return _sent(content, size, derived_pictures.MEDIA_TYPE, shown_as, f"{file.sha256[:40]}-{name}-{kind[0]}")


def asked_picture(found: StoredFile) -> str | None:
    """The name of the picture that is asked for; None for the file itself. Raises NotFound for a page without one."""
    asked = pictured()
    if "page" in asked:
        if not 1 <= asked["page"] <= (found.drawn or 0) or found.media_type in SHRINKABLE:
            raise NotFound
        is_small = asked["page"] == 1 and asked.get("w") == WIDTHS[0]
        return f"p{asked['page']}w{WIDTHS[0]}" if is_small else f"p{asked['page']}"
    is_smaller = asked.get("w") in WIDTHS and found.media_type in SHRINKABLE and found.drawn
    return f"w{asked['w']}" if is_smaller else None


def pictured() -> dict[str, int]:
    """What the address asks for: `?w=960` a smaller image, `?page=3` a page of a PDF."""
    asked = {key: request.args.get(key, type=numbers.number) for key in ("page", "w")}
    return {key: value for key, value in asked.items() if value is not None}


def _sent(content: BinaryIO, size: int, media_type: str, shown_as: str, tag: str) -> Response:
    response = Response(wrap_file(request.environ, content), direct_passthrough=True)
    response.content_length = size
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = shown_as
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, Sec-Fetch-Dest"
    response.set_etag(tag)
    return _conditional(response, size)


def disposition(kind: str, name: str) -> str:
    """The header's value: the name in plain ASCII for old programs, and as it is (RFC 6266, RFC 8187)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = "".join(letter if letter.isprintable() and letter not in '"\\%;' else "_" for letter in plain)
    stem, dot, extension = safe.rpartition(".")
    fallback = safe if stem.strip() or not dot else f"file.{extension}"
    return f"{kind}; filename=\"{fallback.strip() or 'file'}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_inline(media_type: str) -> bool:
    purpose = request.headers.get("Sec-Fetch-Dest", "")
    match showing(media_type):
        case Showing.INLINE:
            return purpose in _SHOWN_IN
        case Showing.IMAGE_ONLY:  # browsers that send no metadata show it in <img> all the same
            return purpose == "image"
        case Showing.DOWNLOAD:
            return False


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _conditional(response: Response, size: int) -> Response:
    """304 and parts. Several parts, or nonsense, get the whole, as RFC 9110 14.2 allows; 304 goes before a part."""
    etag, _ = response.get_etag()
    is_known = etag is not None and request.if_none_match.contains_weak(etag)
    wants_part = _ONE_PART.fullmatch(request.headers.get("Range", "")) is not None
    length = size if wants_part and not is_known and request.method == "GET" else None
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=length)
    except RequestedRangeNotSatisfiable:
        response.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{size}"})
    return response
