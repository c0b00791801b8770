"""Reads of attachments, all through `access.policy`: the files of a page, one file, one of its versions.

Old versions follow the rule of old revisions: readers whose scope has no history flag see the latest only.
`access.policy` states that rule for rows that hang on the page itself; a file version hangs on the attachment,
so `_MAY_SEE` says it here, once, with the same scope parameters.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

from sqlalchemy import Integer, String, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.attachments.models import Attachment, FileUse, FileVersion
from wiki.errors import NotFound
from wiki.pages.embeds import FileLink
from wiki.pages.models import Page
from wiki.pages.slugs import search_key, slugify
from wiki.prepared import Found, Prepared


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a page in its latest version. `size` in bytes; `width` to `drawn` as in `FileVersion`."""

    id: int
    public_id: str
    page_id: int
    name: str
    number: int
    size: int
    media_type: str
    created_at: datetime
    author_name: str
    width: int | None
    height: int | None
    page_count: int | None
    drawn: int | None

    @property
    def href(self) -> str:
        """The file's address, percent-encoded; it always gives the latest version."""
        return address(self.public_id, self.name)


@dataclass(frozen=True, slots=True)
class ShownFiles:
    """The files that a page shows; rows are made of them when they are asked for."""

    _found: Found

    @property
    def facts(self) -> tuple[tuple[object, ...], ...]:
        """What changes whenever one of the files does."""
        return self._found.facts

    def rows(self) -> list[FileRow]:
        """The files in alphabetical order."""
        rows = [FileRow(*row) for row in self._found.rows()]
        return sorted(rows, key=lambda row: (_alphabetical(row.name), row.name))


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One version of a file with what serving it needs. `sha256` names the blob and is told to nobody else."""

    public_id: str
    page_id: int
    name: str
    number: int
    size: int
    media_type: str
    sha256: str
    drawn: int | None

    @property
    def href(self) -> str:
        """The file's address, percent-encoded, without the version."""
        return address(self.public_id, self.name)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a file, as the list of files shows it."""

    number: int
    size: int
    created_at: datetime
    author_name: str
    href: str


_MAY_SEE = or_(
    FileVersion.number == Attachment.number, Page.scope_id.in_(policy.parameter_ids("historic_scopes"))
)
LATEST = and_(FileVersion.attachment_id == Attachment.id, FileVersion.number == Attachment.number)
_PLACE = (Attachment.id, Attachment.public_id, Attachment.page_id, Attachment.name)
_VERSION = (
    FileVersion.size,
    FileVersion.media_type,
    FileVersion.created_at,
    FileVersion.author_name,
    FileVersion.width,
    FileVersion.height,
    FileVersion.page_count,
    FileVersion.drawn,
)
COLUMNS = (*_PLACE, Attachment.number, *_VERSION)
"""A FileRow from a file and its latest version."""
COLUMNS_OF_VERSION = (*_PLACE, FileVersion.number, *_VERSION)
"""A FileRow from a file and any of its versions."""
_alphabetical = lru_cache(4096)(slugify)
_public_id = Attachment.public_id == bindparam("public_id", type_=String)
_page_id = Attachment.page_id == bindparam("page_id", type_=Integer)
_USED = select(FileUse.file_id).where(FileUse.page_id == bindparam("page_id", type_=Integer))
_SHOWN_ON = Prepared(
    policy.narrow(Attachment, COLUMNS)
    .join(FileVersion, LATEST)
    .where(or_(_page_id, Attachment.public_id.in_(_USED)))
)
STORED = (
    Attachment.public_id,
    Attachment.page_id,
    Attachment.name,
    FileVersion.number,
    FileVersion.size,
    FileVersion.media_type,
    FileVersion.sha256,
    FileVersion.drawn,
)
_LATEST = policy.narrow(Attachment, STORED).join(FileVersion, LATEST).where(_public_id)
_NUMBERED = policy.narrow(FileVersion, STORED).where(
    _public_id, FileVersion.number == bindparam("number", type_=Integer), _MAY_SEE
)
_VERSIONS = (
    policy.narrow(
        FileVersion,
        (
            Attachment.public_id,
            Attachment.name,
            FileVersion.number,
            FileVersion.size,
            FileVersion.created_at,
            FileVersion.author_name,
        ),
    )
    .where(_page_id, _MAY_SEE)
    .order_by(FileVersion.number.desc())
)


def of_page(session: Session, actor: Actor, page_id: int) -> list[FileRow]:
    """The files of a page in the order of the alphabet; none for a page that the actor may not read. One statement."""
    return [row for row in shown_on(session, actor, page_id) if row.page_id == page_id]


def shown_on(session: Session, actor: Actor, page_id: int) -> list[FileRow]:
    """The files of a page, and those of others that its text names by their addresses, in alphabetical order.

    Only what the actor may read. One statement.
    """
    return found_on(session, actor, page_id).rows()


def found_on(session: Session, actor: Actor, page_id: int) -> ShownFiles:
    """As `shown_on`, for a view that may find out that it has drawn them already."""
    values = {**policy.scope_set(session, actor).parameters, "page_id": page_id}
    return ShownFiles(_SHOWN_ON.find(session, values))


def by_public_id(session: Session, actor: Actor, public_id: str) -> StoredFile:
    """The latest version of a file. Raises NotFound."""
    values = {**policy.scope_set(session, actor).parameters, "public_id": public_id}
    row = session.connection().execute(_LATEST, values).first()
    if row is None:
        raise NotFound
    return StoredFile(*row)


def version(session: Session, actor: Actor, public_id: str, number: int) -> StoredFile:
    """One version of a file; without the history flag only the latest. Raises NotFound."""
    values = {**policy.scope_set(session, actor).parameters, "public_id": public_id, "number": number}
    row = session.connection().execute(_NUMBERED, values).first()
    if row is None:
        raise NotFound
    return StoredFile(*row)


def versions(session: Session, actor: Actor, page_id: int) -> dict[str, list[VersionRow]]:
    """The versions of all files of a page that the actor may see, latest first, by the file's public id."""
    found: dict[str, list[VersionRow]] = defaultdict(list)
    values = {**policy.scope_set(session, actor).parameters, "page_id": page_id}
    for public_id, name, number, size, created_at, author_name in session.connection().execute(
        _VERSIONS, values
    ):
        href = f"{address(public_id, name)}?v={number}"
        found[public_id].append(VersionRow(number, size, created_at, author_name, href))
    return dict(found)


def links_of(rows: Iterable[FileRow], page_id: int) -> dict[str, FileLink]:
    """The files by what a text calls them: all by the beginning of their addresses, those of the page by name too.

    Names are compared as NFC, upper and lower case alike.
    """
    links: dict[str, FileLink] = {}
    for row in rows:
        link = link_of(row, row.href)
        links[f"/files/{row.public_id}"] = link
        if row.page_id == page_id:
            links[search_key(row.name)] = link
    return links


def link_of(row: FileRow, href: str) -> FileLink:
    """What the page needs to show the file from this address."""
    facts = (row.name, row.width, row.height, row.page_count, row.drawn)
    return FileLink(href, row.size, row.media_type, row.public_id, *facts)


def address(public_id: str, name: str) -> str:
    """The path of a file, percent-encoded."""
    return f"/files/{public_id}/{quote(name, safe='')}"
