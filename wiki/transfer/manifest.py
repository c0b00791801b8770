"""`werkbuch.json`: what an export knows beyond its files, so that importing it again gives the same space.

The file is a list of pages in the order of the tree. Pure.
"""

import json
import posixpath
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from wiki.errors import Invalid
from wiki.render.rewrite import Address

NAME = "werkbuch.json"
LIMIT = 256 * 1024 * 1024
"""Bytes of a manifest that is read."""

_FORMAT, _VERSION = "werkbuch-space", 1


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """An attachment: its name in the wiki and its file in the export."""

    name: str
    file: str
    sha256: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class ExportedPage:
    """A page. `parent` is the file of the page above; `sha256` that of the body in the wiki (UTF-8).

    `verbatim` are destinations in the file that stand there as they stood in the page, although they look like
    paths of the export; with `is_verbatim` all do. `template_for` is set for templates, as `Page.template_for`.
    """

    file: str
    title: str
    slug: str
    public_id: str
    parent: str | None
    position: int
    sha256: str
    properties: Mapping[str, object]
    attachments: tuple[ExportedFile, ...] = ()
    verbatim: tuple[str, ...] = ()
    is_verbatim: bool = False
    template_for: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """An exported space."""

    key: str
    name: str
    pages: tuple[ExportedPage, ...]


def to_json(manifest: Manifest) -> bytes:
    """The manifest as it stands in the export."""
    fields = {"format": _FORMAT, "version": _VERSION, **asdict(manifest)}
    return json.dumps(fields, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"


def from_json(content: bytes, files: Collection[str]) -> Manifest:
    """The manifest, without pages and attachments whose file is missing. Raises Invalid (`manifest`)."""
    try:
        fields: dict[str, Any] = json.loads(content.decode("utf-8", "surrogatepass"))
        if fields["format"] != _FORMAT or fields["version"] != _VERSION:
            raise Invalid("manifest", "version")
        pages = tuple(_page(entry, files) for entry in fields["pages"] if entry["file"] in files)
        return Manifest(str(fields["key"]), str(fields["name"]), pages)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Invalid("manifest", "malformed") from error


def inverse(page: ExportedPage, address: Address, slugs: Mapping[str, str]) -> str | None:
    """What a destination in the page's file says in the wiki; None if it is the same. `slugs` are by file."""
    if page.is_verbatim or address.kind in ("external", "wiki") or address.raw in page.verbatim:
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.file), address.target))
    if path in slugs:
        return slugs[path]
    return next((one.name for one in page.attachments if one.file == path), None)


def _page(entry: dict[str, Any], files: Collection[str]) -> ExportedPage:
    attachments = (
        ExportedFile(**{name: str(value) for name, value in one.items()}) for one in entry["attachments"]
    )
    return ExportedPage(
        file=str(entry["file"]),
        title=str(entry["title"]),
        slug=str(entry["slug"]),
        public_id=str(entry["public_id"]),
        parent=None if entry["parent"] is None else str(entry["parent"]),
        position=int(entry["position"]),
        sha256=str(entry["sha256"]),
        properties=cast("Mapping[str, object]", entry["properties"]),
        attachments=tuple(one for one in attachments if one.file in files),
        verbatim=tuple(map(str, entry["verbatim"])),
        is_verbatim=bool(entry["is_verbatim"]),
        template_for=entry.get("template_for") if entry.get("template_for") in {"space", "subtree"} else None,
    )
