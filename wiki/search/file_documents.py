"""Files of pages as documents of the index: their names, and the texts that the worker took from them.

Only the latest version of a file is found. Where its page lies, and who may read it, is asked at each search, so a
file needs no document anew when its page is restricted, moved or deleted.
"""

import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from wiki.attachments.models import Attachment, FileText, FileVersion
from wiki.search.backend import FILE, Document
from wiki.search.documents import KINDS, key
from wiki.search.words import language_of

_EPOCH_ORDINAL = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001  a day's number
_LATEST = and_(FileVersion.attachment_id == Attachment.id, FileVersion.number == Attachment.number)


def is_file(document: int) -> bool:
    """Whether a document with this key is a file."""
    return document % KINDS == FILE


def ids(session: Session, after: int, limit: int) -> list[int]:
    """The ids of files with a higher one, in order."""
    wanted = select(Attachment.id).where(Attachment.id > after).order_by(Attachment.id).limit(limit)
    return list(session.scalars(wanted))


def versions(session: Session) -> dict[int, int]:
    """Key and version of each file's document that there should be."""
    return {
        key(file_id, FILE): _version(page_id, name, text_id or 0, number)
        for file_id, page_id, name, number, text_id in session.execute(_facts())
    }


def of_files(session: Session, file_ids: Sequence[int]) -> Iterator[Document]:
    """The documents of those of these files that there are."""
    statement = _facts().add_columns(FileText.text, FileVersion.created_at, FileVersion.author_id)
    for file_id, page_id, name, number, text_id, text, created_at, author_id in session.execute(
        statement.where(Attachment.id.in_(file_ids)).execution_options(yield_per=10)
    ):
        yield Document(
            key=key(file_id, FILE),
            page_id=page_id,
            kind=FILE,
            version=_version(page_id, name, text_id or 0, number),
            language=language_of(text or ""),
            title="",  # or files would stand above the pages that are called so
            headings=name,
            body=text or "",
            tags=(),
            day=created_at.toordinal() - _EPOCH_ORDINAL,
            author_id=author_id or 0,
            editor_id=author_id or 0,
        )


def _facts() -> Select[int, int, str, int, int | None]:
    return (
        select(Attachment.id, Attachment.page_id, Attachment.name, Attachment.number, FileText.id)
        .join(FileVersion, _LATEST)
        .outerjoin(FileText, FileText.version_id == FileVersion.id)
    )


def _version(page_id: int, name: str, text_id: int, number: int) -> int:
    """Another number after each change of what is found: a text that is taken anew has another id."""
    return zlib.crc32(f"{page_id} {text_id} {number} {name}".encode()) & 0x7FFF_FFFF
