"""Adding, renaming and deleting the files of a page.

The bytes go to the blob store before the write block, so no upload ever holds the database. A blob whose row
never came is removed by `attachments.sweep` after a day.
"""

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy import delete as sql_delete
from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import audit, outbox
from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.attachments import filenames, types
from wiki.attachments.events import AttachmentAdded, AttachmentDeleted, AttachmentRenamed
from wiki.attachments.models import Attachment, FileVersion
from wiki.blobs import BlobStore, StoredBlob
from wiki.db import Sessions, now
from wiki.errors import Conflict
from wiki.pages.models import Page


@dataclass(frozen=True, slots=True)
class _Content:
    """Bytes that are stored, with the type they have under the name they are to get."""

    name: str
    blob: StoredBlob
    media_type: str


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
    Raises NotFound, Forbidden (needs EDIT), Invalid (the name), TooLarge (nothing is kept).
    """
    kept_name = filenames.clean(name)
    with sessions.reading() as session:
        policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    blob = blobs.put(stream, limit)
    content = _Content(kept_name, blob, types.recognised(kept_name, _head(blobs, blob.sha256)))
    with sessions.writing() as session:
        return _store(session, actor, page_id, content)


def rename(sessions: Sessions, blobs: BlobStore, actor: Actor, public_id: str, name: str) -> Attachment:
    """The file has the name; versions stay. Its type is looked at anew. Emits AttachmentRenamed.

    Texts that use the old name are not rewritten. Raises NotFound, Forbidden (needs EDIT), Invalid, Conflict
    (another file of the page has the name).
    """
    kept_name = filenames.clean(name)
    with sessions.reading() as session:
        digests = {version.sha256 for version in _versions(session, _own(session, actor, public_id))}
    media_types = {sha256: types.recognised(kept_name, _head(blobs, sha256)) for sha256 in digests}
    with sessions.writing() as session:
        attachment = _own(session, actor, public_id)
        _lock_page(session, actor, attachment.page_id)
        other = _named(session, attachment.page_id, kept_name)
        if other is not None and other.id != attachment.id:
            raise Conflict(reason="name_taken", name=kept_name)
        if attachment.name == kept_name:
            return attachment
        attachment.name = kept_name
        for version in _versions(session, attachment):
            version.media_type = media_types.get(version.sha256, types.UNKNOWN)
        audit.record(session, actor, "attachment.rename", f"attachment:{public_id}")
        outbox.emit(session, AttachmentRenamed(attachment.id, attachment.page_id))
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


def _store(session: Session, actor: Actor, page_id: int, content: _Content) -> Attachment:
    _lock_page(session, actor, page_id)
    attachment = _named(session, page_id, content.name)
    if attachment is None:
        attachment = Attachment(page_id=page_id, name=content.name, number=1, created_at=now())
        session.add(attachment)
        session.flush()
    elif _versions(session, attachment)[-1].sha256 == content.blob.sha256:
        return attachment
    else:
        attachment.number += 1
    session.add(_version(actor, attachment, content))
    facts = {"number": attachment.number, "size": content.blob.size}
    audit.record(session, actor, "attachment.add", f"attachment:{attachment.public_id}", **facts)
    outbox.emit(session, AttachmentAdded(attachment.id, page_id, attachment.number))
    session.flush()
    return attachment


def _version(actor: Actor, attachment: Attachment, content: _Content) -> FileVersion:
    return FileVersion(
        attachment_id=attachment.id,
        number=attachment.number,
        sha256=content.blob.sha256,
        size=content.blob.size,
        media_type=content.media_type,
        author_id=actor.user_id,
        author_name=actor.name,
        created_at=now(),
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
