"""Adding, renaming, moving and deleting the files of a page; texts that name them are rewritten by `naming`.

The bytes go to the blob store before the write block, so no upload ever holds the database. A blob whose row
never came is removed by `attachments.sweep` after a day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import delete as sql_delete
from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import audit, outbox
from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.attachments import contents, filenames, reading, types
from wiki.attachments.contents import Content
from wiki.attachments.events import AttachmentAdded, AttachmentDeleted, AttachmentMoved, AttachmentRenamed
from wiki.attachments.models import Attachment, FileVersion, FormerName
from wiki.blobs import BlobStore
from wiki.db import Sessions, now
from wiki.errors import Conflict, Invalid
from wiki.pages.models import Page

DRAW = "DrawFile"
"""The job that makes smaller sizes and page images of a content (`wiki.attachments.drawing`)."""


_ANY_SIZE = 1 << 62


@dataclass(frozen=True, slots=True)
class _Named:
    """Stored bytes and the name that they are to get."""

    name: str
    content: Content


Place = Callable[[Session, int, _Named], tuple[str, Attachment | None]]
"""The name that a file gets on a page, and the file there of which it is to become a version."""


def add(
    sessions: Sessions,
    blobs: BlobStore,
    actor: Actor,
    page_id: int,
    name: str,
    stream: BinaryIO,
    *,
    limit: int,
) -> Attachment:
    """The page has the file. A name that is there already gets a further version; the same bytes change nothing.

    Opens its own sessions; the stream is read outside of them. `limit` in bytes. Emits AttachmentAdded.
    Raises NotFound, Forbidden (needs EDIT), Invalid (the name, too many pixels), TooLarge (nothing is kept).
    """
    named = _received(sessions, blobs, actor, page_id, name, stream, limit)
    with sessions.writing() as session:
        return _store(session, actor, page_id, named, _as_version)


def add_beside(
    sessions: Sessions,
    blobs: BlobStore,
    actor: Actor,
    page_id: int,
    name: str,
    stream: BinaryIO,
    *,
    limit: int,
) -> Attachment:
    """As `add`, but a file of that name stays as it is: the new one is called `name-2.png`, or is the same bytes."""
    named = _received(sessions, blobs, actor, page_id, name, stream, limit)
    with sessions.writing() as session:
        return _store(session, actor, page_id, named, _beside)


def replace(
    sessions: Sessions, blobs: BlobStore, actor: Actor, public_id: str, stream: BinaryIO, *, limit: int
) -> Attachment:
    """The file has a further version with these bytes, under its name; its type is looked at anew.

    Raises as `add`, and Invalid (`file`, `other_type`) when an image or PDF would become a file of no known type.
    """
    with sessions.reading() as session:
        attachment = _own(session, actor, public_id)
        before = _versions(session, attachment)[-1].media_type
    content = contents.store(blobs, attachment.name, stream, limit)
    if content.media_type == types.UNKNOWN != before:
        raise Invalid("file", "other_type")
    with sessions.writing() as session:
        attachment = _own(session, actor, public_id)
        named = _Named(attachment.name, content)
        return _store(session, actor, attachment.page_id, named, lambda *_: (named.name, attachment))


def rename(sessions: Sessions, blobs: BlobStore, actor: Actor, public_id: str, name: str) -> Attachment:
    """The file has the name; versions stay. Its type is looked at anew. Emits AttachmentRenamed.

    Texts that use the old name are not rewritten. Raises NotFound, Forbidden (needs EDIT), Invalid, Conflict
    (another file of the page has the name).
    """
    kept_name = filenames.clean(name)
    with sessions.reading() as session:
        attachment = _own(session, actor, public_id)
        before = {one.number: (one.sha256, one.media_type) for one in _versions(session, attachment)}
    changed = {}
    for number, (sha256, media_type) in before.items():
        if types.recognised(kept_name, _head(blobs, sha256)) != media_type:
            with blobs.open(sha256) as stream:  # what becomes an image is cleaned like one
                changed[number] = contents.store(blobs, kept_name, stream, _ANY_SIZE)
    with sessions.writing() as session:
        attachment = _own(session, actor, public_id)
        _lock_page(session, actor, attachment.page_id)
        other = _named(session, attachment.page_id, kept_name)
        if other is not None and other.id != attachment.id:
            raise Conflict(reason="name_taken", name=kept_name)
        if attachment.name == kept_name:
            return attachment
        _remember(session, attachment)
        attachment.name = kept_name
        for version in _versions(session, attachment):
            if version.number in changed:
                _fill(session, version, changed[version.number])
                reading.order_anew(session, kept_name, version)
        audit.record(session, actor, "attachment.rename", f"attachment:{public_id}")
        outbox.emit(session, AttachmentRenamed(attachment.id, attachment.page_id))
        return attachment


def move(session: Session, actor: Actor, public_id: str, page_id: int) -> Attachment:
    """The file hangs on another page, with all its versions, and has the rights of that page from now on.

    Needs EDIT on both pages. Raises NotFound, Forbidden, Conflict (`name_taken`). Emits AttachmentMoved.
    """
    attachment = _own(session, actor, public_id)
    _lock_page(session, actor, page_id)
    if attachment.page_id == page_id:
        return attachment
    if _named(session, page_id, attachment.name) is not None:
        raise Conflict(reason="name_taken", name=attachment.name)
    _remember(session, attachment)
    from_id, attachment.page_id = attachment.page_id, page_id
    session.flush()
    audit.record(session, actor, "attachment.move", f"attachment:{public_id}")
    outbox.emit(session, AttachmentMoved(attachment.id, from_id, page_id))
    return attachment


def delete(session: Session, actor: Actor, public_id: str) -> None:
    """The file and all its versions are gone from the page. Emits AttachmentDeleted.

    The bytes go with the next sweep, if no other file has them. Raises NotFound, Forbidden (needs EDIT).
    """
    attachment = _own(session, actor, public_id)
    audit.record(session, actor, "attachment.delete", f"attachment:{public_id}", versions=attachment.number)
    outbox.emit(session, AttachmentDeleted(attachment.id, attachment.page_id))
    session.execute(sql_delete(FileVersion).where(FileVersion.attachment_id == attachment.id))
    session.execute(sql_delete(Attachment).where(Attachment.id == attachment.id))


def _received(
    sessions: Sessions,
    blobs: BlobStore,
    actor: Actor,
    page_id: int,
    name: str,
    stream: BinaryIO,
    limit: int,
) -> _Named:
    kept_name = filenames.clean(name)
    with sessions.reading() as session:
        policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    return _Named(kept_name, contents.store(blobs, kept_name, stream, limit))


def _store(session: Session, actor: Actor, page_id: int, named: _Named, place: Place) -> Attachment:
    _lock_page(session, actor, page_id)
    name, attachment = place(session, page_id, named)
    if attachment is None:
        attachment = Attachment(page_id=page_id, name=name, number=1, created_at=now())
        session.add(attachment)
        session.flush()
    elif _versions(session, attachment)[-1].sha256 == named.content.blob.sha256:
        return attachment
    else:
        attachment.number += 1
    version = FileVersion(
        attachment_id=attachment.id,
        number=attachment.number,
        author_id=actor.user_id,
        author_name=actor.name,
        created_at=now(),
    )
    _fill(session, version, named.content)
    session.add(version)
    reading.order(session, attachment.name, version)
    facts = {"number": attachment.number, "size": named.content.blob.size}
    audit.record(session, actor, "attachment.add", f"attachment:{attachment.public_id}", **facts)
    outbox.emit(session, AttachmentAdded(attachment.id, page_id, attachment.number))
    session.flush()
    return attachment


def _as_version(session: Session, page_id: int, named: _Named) -> tuple[str, Attachment | None]:
    return named.name, _named(session, page_id, named.name)


def _beside(session: Session, page_id: int, named: _Named) -> tuple[str, Attachment | None]:
    """The name itself if it is free or is that of the same bytes; else the first free one that ends in a number."""
    name, number = named.name, 1
    while (there := _named(session, page_id, name)) is not None:
        if _versions(session, there)[-1].sha256 == named.content.blob.sha256:
            return name, there
        number += 1
        name = filenames.numbered(named.name, number)
    return name, None


def _fill(session: Session, version: FileVersion, content: Content) -> None:
    """The version is these bytes; the worker draws what is to be drawn."""
    version.sha256, version.size = content.blob.sha256, content.blob.size
    version.media_type, version.page_count = content.media_type, None
    version.width, version.height, version.drawn = content.width, content.height, content.drawn
    if content.drawn != 0:
        outbox.enqueue(session, DRAW, sha256=content.blob.sha256, media_type=content.media_type)


def _remember(session: Session, attachment: Attachment) -> None:
    """Old revisions of the page find the file under the name that it had."""
    session.add(
        FormerName(attachment_id=attachment.id, page_id=attachment.page_id, name=attachment.name, until=now())
    )


def _lock_page(session: Session, actor: Actor, page_id: int) -> None:
    """Two uploads to one page take turns on PostgreSQL too: names are unique without regard to case."""
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    session.refresh(page, ["id"], with_for_update=True)


def _own(session: Session, actor: Actor, public_id: str) -> Attachment:
    return policy.get(session, Attachment, actor, Attachment.public_id == public_id, right=Right.EDIT)


def _named(session: Session, page_id: int, name: str) -> Attachment | None:
    """The file of the page with this name, upper and lower case alike."""
    names = session.execute(select(Attachment.id, Attachment.name).where(Attachment.page_id == page_id)).all()
    wanted = filenames.key(name)
    found = next((row.id for row in names if filenames.key(row.name) == wanted), None)
    return None if found is None else session.get_one(Attachment, found)


def _versions(session: Session, attachment: Attachment) -> list[FileVersion]:
    """All versions, oldest first."""
    of_it = select(FileVersion).where(FileVersion.attachment_id == attachment.id)
    return list(session.scalars(of_it.order_by(FileVersion.number)))


def _head(blobs: BlobStore, sha256: str) -> bytes:
    with blobs.open(sha256) as content:
        return content.read(types.HEAD_BYTES)
