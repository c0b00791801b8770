"""Rows of many seeded pages at once: copies of pages that the service wrote, files, links.

What a save would derive is copied inside the database where it is the same, and written where it differs. The
tables are written past their services here, and only here, because a hundred thousand saves take an hour.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from sqlalchemy import Insert, Integer, String, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from wiki.actor import Actor
from wiki.attachments import types
from wiki.attachments.models import Attachment, FileVersion
from wiki.blobs import BlobStore
from wiki.counters import ACCESS, bump
from wiki.db import Base, new_public_id, now
from wiki.ops import seed_texts
from wiki.pages.models import Link, Page, PageProperty, PageTag, PageText, Revision, StoredRendering
from wiki.pages.saving import sha256
from wiki.pages.slugs import search_key, slugify, title_key
from wiki.render.rendering import Reference
from wiki.spaces.models import Space

_LARGEST_FILE = 64 * 1024
_own_id = bindparam("own_id", type_=Integer)
_source_id = bindparam("source_id", type_=Integer)
_MOVE_HEAD = update(Page).where(Page.id == _own_id).values(head_id=bindparam("own_head", type_=Integer))


def _copying(model: type[Base], *same: str, **own: tuple[str, type[Integer | String]]) -> Insert:
    """Writes the rows of the page `source_id` again for `own_id`: some columns the same, others given."""
    given = [bindparam(name, type_=kind) for name, kind in own.values()]
    columns = [getattr(model, name) for name in same]
    page_id = getattr(model, "page_id")  # noqa: B009  the tables have it, their common class has not
    rows = select(_own_id, *given, *columns).where(page_id == _source_id)
    return insert(model).from_select(["page_id", *own, *same], rows)


_COPIES = (
    _copying(StoredRendering, "version", "html", "facts", revision_id=("own_head", Integer)),
    _copying(PageText, "folded", "text", "anchors", title=("own_title", String)),
    _copying(PageTag, "name"),
    _copying(PageProperty, "name", "value"),
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A page to be written like the page `source_id`; `bodies` are its revisions, the latest last."""

    title: str
    parent_id: int | None
    scope_id: int
    source_id: int
    bodies: tuple[str, ...]
    author_id: int | None
    author_name: str


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file that many pages have."""

    name: str
    sha256: str
    size: int
    media_type: str


def stored(blobs: BlobStore, name: str) -> SharedFile:
    """The file of this name, small and always the same, is in the store."""
    content = _content(name)
    blob = blobs.put(BytesIO(content), _LARGEST_FILE)
    return SharedFile(name, blob.sha256, blob.size, types.recognised(name, content[: types.HEAD_BYTES]))


def write(session: Session, space_id: int, copies: Sequence[Copy]) -> list[int]:
    """The pages with their revisions and all that is derived but links. Returns their ids."""
    first, moment = _next_id(session, Page), now()
    ids = list(range(first, first + len(copies)))
    rows = [
        {
            "id": page_id,
            "public_id": new_public_id(),
            "space_id": space_id,
            "scope_id": copy.scope_id,
            "parent_id": copy.parent_id,
            "position": 0,
            "title": copy.title,
            "title_key": title_key(copy.title)[:250],
            "slug": slugify(copy.title),
            "created_by_id": copy.author_id,
            "created_at": moment,
            "changed_at": moment,
        }
        for page_id, copy in zip(ids, copies, strict=True)
    ]
    connection = session.connection()
    connection.execute(insert(Page), rows)
    heads = _write_revisions(session, ids, copies)
    pairs = [
        {
            "own_id": page_id,
            "own_head": head,
            "own_title": search_key(copy.title),
            "source_id": copy.source_id,
        }
        for page_id, head, copy in zip(ids, heads, copies, strict=True)
    ]
    for statement in (_MOVE_HEAD, *_COPIES):
        connection.execute(statement, pairs)
    return ids


def link(
    session: Session, space_id: int, links: Mapping[int, Sequence[tuple[Reference, str, int | None]]]
) -> None:
    """The pages have these links, in the order of their keys: reference, what it names, the page it leads to."""
    rows = [
        {
            "page_id": page_id,
            "key": key,
            "kind": reference.kind,
            "target": target,
            "fragment": None,
            "target_space_id": space_id if reference.kind == "wiki" else None,
            "target_slug": slugify(target) if reference.kind == "wiki" else "",
            "target_id": target_id,
        }
        for page_id, references in links.items()
        for key, (reference, target, target_id) in enumerate(references)
    ]
    if rows:
        session.connection().execute(insert(Link), rows)


def attach(
    session: Session, names: Mapping[int, Sequence[str]], files: Sequence[SharedFile], author: Actor
) -> None:
    """The pages have the files of these names."""
    by_name, moment = {file.name: file for file in files}, now()
    first = _next_id(session, Attachment)
    wanted = [(page_id, by_name[name]) for page_id, some in names.items() for name in some]
    attachments = [
        {
            "id": number,
            "public_id": new_public_id(),
            "page_id": page_id,
            "name": file.name,
            "number": 1,
            "created_at": moment,
        }
        for number, (page_id, file) in enumerate(wanted, start=first)
    ]
    versions = [
        {
            "attachment_id": number,
            "number": 1,
            "sha256": file.sha256,
            "size": file.size,
            "media_type": file.media_type,
            "author_id": author.user_id,
            "author_name": author.name,
            "created_at": moment,
        }
        for number, (_, file) in enumerate(wanted, start=first)
    ]
    session.connection().execute(insert(Attachment), attachments)
    session.connection().execute(insert(FileVersion), versions)


def finish(session: Session, space_id: int, home_page_id: int) -> None:
    """Links to pages that were written past the service lead there; the space has a home and caches are old."""
    there = select(Page.id).where(
        Page.space_id == Link.target_space_id, Page.slug == Link.target_slug, Page.deleted_at.is_(None)
    )
    lost = (Link.target_id.is_(None), Link.target_space_id == space_id)
    session.connection().execute(update(Link).where(*lost).values(target_id=there.scalar_subquery()))
    session.execute(update(Space).where(Space.id == space_id).values(home_page_id=home_page_id))
    bump(session, ACCESS)
    if session.get_bind().dialect.name == "postgresql":
        for model in (Page, Revision, Attachment):  # they got their ids from here, not from the sequence
            sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
            session.execute(select(func.setval(sequence, func.max(model.id))))


def _write_revisions(session: Session, ids: Sequence[int], copies: Sequence[Copy]) -> list[int]:
    """The revisions of all these pages; the ids of the heads."""
    next_id, moment = _next_id(session, Revision), now()
    rows: list[dict[str, object]] = []
    heads: list[int] = []
    for page_id, copy in zip(ids, copies, strict=True):
        for number, body in enumerate(copy.bodies, start=1):
            rows.append(
                {
                    "id": next_id,
                    "page_id": page_id,
                    "number": number,
                    "title": copy.title,
                    "body": body,
                    "body_sha256": sha256(body),
                    "size": len(body.encode()),
                    "author_id": copy.author_id,
                    "author_name": copy.author_name,
                    "created_at": moment,
                    "summary": seed_texts.SUMMARY if number > 1 else "",
                    "is_minor": False,
                    "kind": "edit",
                }
            )
            next_id += 1
        heads.append(next_id - 1)
    session.connection().execute(insert(Revision), rows)
    return heads


def _next_id(session: Session, model: type[Base]) -> int:
    return (session.scalar(select(func.max(model.id))) or 0) + 1


def _content(name: str) -> bytes:
    """A small valid file of the kind that the name says."""
    kind = name.rpartition(".")[2]
    if kind == "png":
        return _picture(sum(name.encode()))
    if kind == "pdf":
        return f"%PDF-1.4\n% {name}\ntrailer<</Root<<>>>>\n%%EOF\n".encode()
    if kind == "csv":
        return "\n".join(f"{month};{month * len(name)}" for month in range(1, 13)).encode()
    return f"{name}\n".encode()


def _picture(number: int) -> bytes:
    """A PNG of one colour, 64 by 48 points (PNG specification 5.2 and 11.2)."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", 64, 48, 8, 0, 0, 0, 0)
    lines = (b"\0" + bytes([number % 256]) * 64) * 48
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )
