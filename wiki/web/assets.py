"""The stylesheet and scripts under addresses that change with their content, so that browsers keep them for ever.

The CSS files named in `static/css/order.txt` are joined once at start, without their comments. Files are served from
memory, compressed where the browser can read that; nginx may serve the folder itself instead.
"""

import gzip
import hashlib
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, request

from wiki import files

_COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".txt"})
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
JOINED = "werkbuch.css"
_IMPORT = re.compile(rb'^import [^"]*"(\.[^"]+)";$', re.MULTILINE)
_COMMENT = re.compile(rb"/\*.*?\*/\n?", re.DOTALL)
"""Ours are for who reads the source: a seventh of what a first view would carry."""
_PARTS = frozenset(
    {"order.txt", "diagram.js"}
)  # what others are made of; the frame of diagrams holds its script


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, as it is and compressed."""

    media_type: str
    content: bytes
    compressed: bytes | None


class Assets:
    """All static files of this version, and the hash over them that stands in their addresses."""

    def __init__(self, folder: Path) -> None:
        self._assets = {
            str(path.relative_to(folder)): _read(path)
            for path in sorted(folder.rglob("*"))
            if _is_served(path)
        }
        order = (folder / "css" / "order.txt").read_text(encoding="utf-8").split()
        joined = _COMMENT.sub(b"", b"\n".join((folder / "css" / name).read_bytes() for name in order))
        self._assets[JOINED] = _asset(joined, _TYPES[".css"], is_compressed=True)
        self._imports = {
            name: _imported(name, asset) for name, asset in self._assets.items() if name.startswith("js/")
        }
        digest = hashlib.sha256()
        for name, asset in sorted(self._assets.items()):
            digest.update(name.encode() + b"\0" + asset.content + b"\0")
        self.version = digest.hexdigest()[:12]

    def href(self, name: str) -> str:
        """The address of a file, like `/static/0f3a…/js/app.js`."""
        return f"/static/{self.version}/{name}"

    def modules(self, *names: str) -> list[str]:
        """The addresses of these scripts and of all that they import, so that a screen can ask for them at once."""
        found = list(names)
        for name in found:  # it grows meanwhile
            found += [one for one in self._imports.get(name, ()) if one not in found]
        return [self.href(name) for name in found]

    def answer(self, version: str, name: str) -> Response:
        """The file. An old hash gets today's file too, without being kept: a page open during an upgrade works on."""
        asset = self._assets.get(name)
        if asset is None:
            abort(404)
        use_gzip = asset.compressed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(asset.compressed if use_gzip else asset.content, content_type=asset.media_type)
        if use_gzip:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        is_current = version == self.version
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if is_current else "no-cache"
        )
        return response


def install(app: Flask) -> Assets:
    """Static files are served below `/static/<hash>/`."""
    assets = Assets(files.folder("static"))
    app.add_url_rule("/static/<version>/<path:name>", "static", assets.answer)
    return assets


def _is_served(path: Path) -> bool:
    return (
        path.is_file()
        and path.suffix in {".js", ".svg", ".png", ".ico", ".txt", ".json"}
        and path.name not in _PARTS
    )


def _read(path: Path) -> Asset:
    media_type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _asset(path.read_bytes(), media_type, is_compressed=path.suffix in _COMPRESSED)


def _imported(name: str, asset: Asset) -> list[str]:
    folder = posixpath.dirname(name)
    return [
        posixpath.normpath(posixpath.join(folder, path.decode())) for path in _IMPORT.findall(asset.content)
    ]


def _asset(content: bytes, media_type: str, *, is_compressed: bool) -> Asset:
    return Asset(media_type, content, gzip.compress(content, 9, mtime=0) if is_compressed else None)
