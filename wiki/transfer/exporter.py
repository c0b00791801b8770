"""Exports a space as a zip archive of Markdown files that other programs can follow, and that can be imported again.

Links to pages and attachments become relative paths where importing them gives back exactly what the page says;
all others stay as they are. The archive grows in a temporary file and gets its name when it is whole.
"""

import os
import posixpath
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.access.models import UNPUBLISHED, AccessScope
from wiki.actor import Actor
from wiki.attachments.models import Attachment, FileVersion
from wiki.blobs import BlobStore
from wiki.db import Sessions
from wiki.pages import saving
from wiki.pages.models import Page, PageProperty, Revision
from wiki.render.rewrite import Address, rewrite
from wiki.spaces.models import Space
from wiki.transfer import layout, manifest
from wiki.transfer.manifest import ExportedFile, ExportedPage, Manifest
from wiki.transfer.report import ExportReport

_PAGES_PER_READ = 100
_CHUNK = 256 * 1024
Progress = Callable[[int, int], None]


def run(
    sessions: Sessions,
    blobs: BlobStore,
    actor: Actor,
    space_id: int,
    target: Path,
    progress: Progress = lambda _done, _all: None,
) -> ExportReport:
    """`target` is a zip archive of the pages that the actor may read, with their files, as of one moment.

    Unpublished pages are left out. An earlier file of the name is replaced, only by a whole one. Raises NotFound.
    """
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(descriptor, "wb") as stream, sessions.reading() as session:
            report = _write(session, blobs, actor, space_id, stream, progress)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return report


def _write(
    session: Session, blobs: BlobStore, actor: Actor, space_id: int, stream: IO[bytes], progress: Progress
) -> ExportReport:
    space = policy.get(session, Space, actor, Space.id == space_id)
    rows = _in_order(_rows(session, actor, space_id))
    exported = _described(session, actor, rows)
    around = _Around(
        {page.file: page.slug for page in exported.values()},
        {page.slug: page.file for page in exported.values()},
    )
    written: list[ExportedPage] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for row, body in _bodies(session, rows):
            page, text = around.exported(replace(exported[row.id], sha256=saving.sha256(body)), body)
            _put(archive, page.file, row.changed_at, text.encode("utf-8", "surrogatepass"))
            for attachment in page.attachments:
                around.count(attachment.file, was_written=_copy(archive, blobs, attachment, row.changed_at))
            written.append(page)
            progress(len(written), len(rows))
        archive.writestr(manifest.NAME, manifest.to_json(Manifest(space.key, space.name, tuple(written))))
    return ExportReport(len(written), around.files, around.links, around.verbatim, tuple(around.missing))


# Links


@dataclass(slots=True)
class _Around:
    """The whole export: slugs by file, files by slug, and what was counted so far."""

    slugs: Mapping[str, str]
    paths: Mapping[str, str]
    links: int = 0
    verbatim: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)

    def exported(self, page: ExportedPage, body: str) -> tuple[ExportedPage, str]:
        """The page with what has to be said about its links, and the text of its file.

        Whatever the import would not turn back into the same bytes stays as it is.
        """
        kept: list[str] = []

        def change(address: Address) -> str | None:
            path = self._path(page, address)
            if path is None and address.kind != "external":
                self.verbatim += 1
                if address.kind != "wiki" and manifest.inverse(page, address, self.slugs) is not None:
                    kept.append(address.raw)
            self.links += path is not None
            return path

        text = rewrite(body, change)
        described = replace(page, verbatim=tuple(dict.fromkeys(kept)))
        if text == body or rewrite(text, lambda one: manifest.inverse(described, one, self.slugs)) == body:
            return described, text
        return replace(page, is_verbatim=True), body

    def count(self, file: str, *, was_written: bool) -> None:
        """The attachment is in the archive, or its bytes are missing."""
        if was_written:
            self.files += 1
        else:
            self.missing.append(file)

    def _path(self, page: ExportedPage, address: Address) -> str | None:
        """The file that the link leads to, seen from the page's file."""
        if address.kind in ("wiki", "external"):
            return None
        found = self.paths.get(address.target) if address.kind == "path" else None
        if found is None:
            found = next((one.file for one in page.attachments if one.name == address.target), None)
        return None if found is None else posixpath.relpath(found, posixpath.dirname(page.file) or ".")


# Reading


@dataclass(frozen=True, slots=True)
class _Row:
    """What an export needs of a page; `parent_id` is that of a page that is exported as well."""

    id: int
    public_id: str
    parent_id: int | None
    position: int
    title: str
    title_key: str
    slug: str
    head_id: int | None
    changed_at: datetime
    template_for: str | None


def _rows(session: Session, actor: Actor, space_id: int) -> list[_Row]:
    columns: tuple[Any, ...] = (  # columns of several types, in the order of the fields
        Page.id,
        Page.public_id,
        Page.parent_id,
        Page.position,
        Page.title,
        Page.title_key,
        Page.slug,
        Page.head_id,
        Page.changed_at,
        Page.template_for,
    )
    unpublished = select(AccessScope.id).where(AccessScope.kind == UNPUBLISHED)
    statement = policy.allowed(Page, actor).with_only_columns(*columns)
    found = session.execute(
        statement.where(
            Page.space_id == space_id, Page.scope_id.not_in(unpublished), Page.head_id.is_not(None)
        )
    )
    return [_Row(*row) for row in found]


def _in_order(rows: Sequence[_Row]) -> list[_Row]:
    """As the tree shows them, every page behind its parent; below an unreadable page counts as the highest level."""
    ids = {row.id for row in rows}
    children: dict[int | None, list[_Row]] = {}
    for row in sorted(rows, key=lambda one: (one.position, one.title_key, one.id), reverse=True):
        parent_id = row.parent_id if row.parent_id in ids else None
        children.setdefault(parent_id, []).append(replace(row, parent_id=parent_id))
    ordered: list[_Row] = []
    waiting = children.get(None, [])
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += children.get(row.id, [])
    return ordered


def _described(session: Session, actor: Actor, rows: Sequence[_Row]) -> dict[int, ExportedPage]:
    """Every page with the place of its file, by id."""
    attached = _attachments(session, actor, {row.id for row in rows})
    properties = _properties(session, actor, {row.id for row in rows})
    pages: dict[int, ExportedPage] = {}
    for row in rows:
        parent = None if row.parent_id is None else pages[row.parent_id].file
        file = layout.page_file(row.slug, parent)
        own = attached.get(row.id, [])
        files = layout.attachment_files(file, [one.name for one in own])
        pages[row.id] = ExportedPage(
            file,
            row.title,
            row.slug,
            row.public_id,
            parent,
            row.position,
            "",
            properties.get(row.id, {}),
            tuple(replace(one, file=files[one.name]) for one in own),
            template_for=row.template_for,
        )
    return pages


def _attachments(session: Session, actor: Actor, page_ids: set[int]) -> dict[int, list[ExportedFile]]:
    found: dict[int, list[ExportedFile]] = {}
    statement = (
        policy.allowed(Attachment, actor)
        .join(FileVersion, FileVersion.attachment_id == Attachment.id)
        .where(FileVersion.number == Attachment.number)
        .with_only_columns(Attachment.page_id, Attachment.name, FileVersion.sha256, FileVersion.media_type)
        .order_by(Attachment.id)
    )
    for page_id, name, sha256, media_type in session.execute(statement):
        if page_id in page_ids:
            found.setdefault(page_id, []).append(ExportedFile(name, "", sha256, media_type))
    return found


def _properties(session: Session, actor: Actor, page_ids: set[int]) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    statement = policy.allowed(PageProperty, actor).with_only_columns(
        PageProperty.page_id, PageProperty.name, PageProperty.value
    )
    for page_id, name, value in session.execute(statement.order_by(PageProperty.name)):
        if page_id in page_ids:
            found.setdefault(page_id, {})[name] = value
    return found


def _bodies(session: Session, rows: Sequence[_Row]) -> Iterator[tuple[_Row, str]]:
    """The pages with the text of their heads, a hundred read at a time. The rows were found through the policy."""
    for start in range(0, len(rows), _PAGES_PER_READ):
        some = rows[start : start + _PAGES_PER_READ]
        heads = select(Revision.id, Revision.body).where(Revision.id.in_([row.head_id for row in some]))
        bodies: dict[int | None, str] = {head_id: body for head_id, body in session.execute(heads)}  # noqa: C416  a result is no mapping
        for row in some:
            yield row, bodies[row.head_id]


# Writing


def _put(archive: zipfile.ZipFile, file: str, moment: datetime, content: bytes) -> None:
    archive.writestr(_member(file, moment), content)


def _copy(archive: zipfile.ZipFile, blobs: BlobStore, attachment: ExportedFile, moment: datetime) -> bool:
    """Whether the attachment's bytes were there to be copied."""
    try:
        content = blobs.open(attachment.sha256)
    except FileNotFoundError:
        return False
    with content, archive.open(_member(attachment.file, moment), "w", force_zip64=True) as member:
        shutil.copyfileobj(content, member, _CHUNK)
    return True


def _member(file: str, moment: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(file, moment.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
