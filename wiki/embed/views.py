"""The document of the frame in which mermaid draws: the one place with a policy of its own.

Its sandbox gives it an origin that nobody shares, so it reaches no cookie, storage or page of the wiki; it may load
nothing at all, and runs the one script that stands in it, named by its hash. Only styles are free, because SVG
brings its own. So a hole in the drawing library leads nowhere. The source of a diagram comes by a message.
"""

import base64
import gzip
import hashlib
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, Response, request

from wiki import files
from wiki.web import etag

blueprint = Blueprint("embed", __name__)
_DOCUMENT = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Diagram</title>\n'
    "<style>html, body {{ margin: 0; overflow: hidden; }} #diagram {{ overflow-x: auto; text-align: center; }} "
    "#diagram > svg {{ display: block; margin: auto; height: auto; }}</style>\n</head>\n"
    '<body>\n<div id="diagram"></div>\n<script>{script}</script>\n</body>\n</html>\n'
)
_POLICY = (
    "default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; sandbox allow-scripts; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class _Frame:
    content: bytes
    compressed: bytes
    policy: str
    tag: str


@blueprint.get("/embed/diagram")
def diagram() -> Response:
    """The frame, the same for everybody."""
    frame = _frame()
    if etag.is_known(frame.tag):
        response = etag.not_modified(frame.tag)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = Response(frame.compressed, content_type="text/html; charset=utf-8")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(frame.content, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = frame.policy
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    return etag.tagged(response, frame.tag)


@cache
def _frame() -> _Frame:
    script = (files.folder("static") / "dist" / "diagram.js").read_text(encoding="utf-8")
    content = _DOCUMENT.format(script=script).encode()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _Frame(
        content,
        gzip.compress(content, 9, mtime=0),
        _POLICY.format(digest=digest),
        hashlib.sha256(content).hexdigest()[:32],
    )
