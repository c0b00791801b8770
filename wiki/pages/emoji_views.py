"""The names of emoji that the dialect knows, for the editor: the same for everybody."""

import gzip
import json
from functools import cache

from flask import Blueprint, Response, request

from wiki.render import emojis
from wiki.render.pipeline import VERSION
from wiki.web import etag

blueprint = Blueprint("emojis", __name__)


@blueprint.get("/emojis.json")
def names() -> Response:
    """Lists of a character and its names; asked for when somebody first types a colon and a name."""
    content, compressed = _list()
    if etag.is_known(VERSION):
        response = etag.not_modified(VERSION)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = Response(compressed, content_type="application/json")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(content, content_type="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    return etag.tagged(response, VERSION)


@cache
def _list() -> tuple[bytes, bytes]:
    content = json.dumps(emojis.listed(), ensure_ascii=False, separators=(",", ":")).encode()
    return content, gzip.compress(content, 9, mtime=0)
