"""The files of a page as they were at a moment: for old revisions, which show the old versions under the old names."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.attachments import queries
from wiki.attachments.models import Attachment, FileVersion, FormerName
from wiki.attachments.queries import COLUMNS_OF_VERSION, FileRow
from wiki.pages.embeds import FileLink
from wiki.pages.slugs import search_key


@dataclass(frozen=True, slots=True)
class _Version:
    """A version of a file that the page has or had. `latest` is the number of its latest version."""

    row: FileRow
    latest: int


def links_at(session: Session, actor: Actor, page_id: int, moment: datetime) -> dict[str, FileLink]:
    """The files by what a text of that moment calls them, as `queries.links_of`; later files in their first version.

    A text may be older than its files: it was saved, and then the image was attached. Needs the history of the page.
    """
    links = queries.links_of(queries.shown_on(session, actor, page_id), page_id)
    names = _former_names(session, actor, page_id, moment)
    by_file: dict[int, list[_Version]] = defaultdict(list)
    for version in _versions(session, actor, page_id):
        by_file[version.row.id].append(version)
    # Of two files that had the name one after the other, and of which neither was there yet, the first is meant.
    oldest_last = sorted(by_file.items(), key=lambda entry: entry[1][0].row.created_at, reverse=True)
    for file_id, versions in oldest_last:
        row, latest = _at(versions, moment)
        link = queries.link_of(row, f"{row.href}?v={row.number}" if row.number != latest else row.href)
        links[f"/files/{row.public_id}"] = link
        name = names.get(file_id) or (row.name if row.page_id == page_id else None)
        if name is not None:
            _without(links, row)
            links[search_key(name)] = replace(link, name=name)
    return links


def _at(versions: Sequence[_Version], moment: datetime) -> tuple[FileRow, int]:
    """The version of the moment, else the first; versions come in their order."""
    found = versions[0]
    for version in versions:
        if version.row.created_at <= moment:
            found = version
    return found.row, found.latest


def _without(links: dict[str, FileLink], row: FileRow) -> None:
    """The file's present name says nothing about that moment."""
    key = search_key(row.name)
    if key in links and links[key].public_id == row.public_id:
        del links[key]


def _versions(session: Session, actor: Actor, page_id: int) -> list[_Version]:
    had = select(FormerName.attachment_id).where(FormerName.page_id == page_id)
    statement = (
        policy.allowed(FileVersion, actor)
        .where(or_(Attachment.page_id == page_id, Attachment.id.in_(had)))
        .order_by(FileVersion.attachment_id, FileVersion.number)
        .with_only_columns(*COLUMNS_OF_VERSION, Attachment.number)
    )
    rows = (tuple(row) for row in session.execute(statement))
    return [_Version(FileRow(*row), latest) for *row, latest in rows]


def _former_names(session: Session, actor: Actor, page_id: int, moment: datetime) -> dict[int, str]:
    """The names that files had on the page at the moment, if they have another one now, by file."""
    later = (
        policy.allowed(FormerName, actor)
        .where(FormerName.page_id == page_id, FormerName.until > moment)
        .order_by(FormerName.until.desc())
        .with_only_columns(FormerName.attachment_id, FormerName.name)
    )
    return {file_id: name for file_id, name in session.execute(later)}  # noqa: C416  rows are no pairs to mypy
