"""What the guest of a share link reads: pages, texts, links and files, all through `policy.allowed`.

No statement here asks for scopes: a guest has none. The rows of his link are all that `allowed` knows for him.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from wiki.access import policy
from wiki.actor import Actor
from wiki.attachments import queries as attachments
from wiki.attachments.models import Attachment, FileUse, FileVersion
from wiki.attachments.queries import FileRow, StoredFile
from wiki.errors import NotFound
from wiki.pages.models import Link, Page, Revision
from wiki.pages.present import LinkState, Surroundings

_MOST_BELOW = 500


@dataclass(frozen=True, slots=True)
class SharedPage:
    """A page of the link, without who wrote it."""

    id: int
    public_id: str
    title: str
    head_id: int
    changed_at: datetime


def page(session: Session, guest: Actor, *, page_id: int | None = None, public_id: str = "") -> SharedPage:
    """The page by its row or its address. Raises NotFound for what the link does not open, and for templates."""
    wanted = Page.id == page_id if page_id is not None else Page.public_id == public_id
    row: Any = session.execute(  # columns of several types
        policy.allowed(Page, guest)
        .join(Revision, Revision.id == Page.head_id)
        .with_only_columns(Page.id, Page.public_id, Page.title, Page.head_id, Revision.created_at)
        .where(wanted, Page.template_for.is_(None))
    ).one_or_none()
    if row is None:
        raise NotFound
    return SharedPage(*row)


def above(session: Session, guest: Actor, page_id: int) -> list[tuple[str, str]]:
    """Title and public id of the pages above that the link opens, highest first."""
    upper = aliased(Page)
    up = select(Page.parent_id.label("id")).where(Page.id == page_id).cte(recursive=True)
    up = up.union(select(upper.parent_id).join(up, upper.id == up.c.id))
    rows = session.execute(
        policy.allowed(Page, guest)
        .where(Page.id.in_(select(up.c.id)))
        .with_only_columns(Page.id, Page.parent_id, Page.title, Page.public_id)
    ).all()
    by_parent = {row.parent_id: row for row in rows}
    ids = {row.id for row in rows}
    place = next((row for row in rows if row.parent_id not in ids), None)
    way: list[tuple[str, str]] = []
    while place is not None:
        way.append((place.title, place.public_id))
        place = by_parent.get(place.id)
    return way


def below(session: Session, guest: Actor, page_id: int) -> list[tuple[str, str]]:
    """Title and public id of the pages right below that the link opens, in their order; no templates."""
    statement = policy.allowed(Page, guest).where(Page.parent_id == page_id, Page.template_for.is_(None))
    rows = session.execute(
        statement.with_only_columns(Page.title, Page.public_id)
        .order_by(Page.position, Page.id)
        .limit(_MOST_BELOW)
    )
    return [(title, public_id) for title, public_id in rows]


def surroundings(session: Session, guest: Actor, page_id: int, base: str) -> Surroundings:
    """The page's links; those to pages of the share link lead below `base`, all others nowhere. No backlinks."""
    rows = session.execute(
        policy.allowed(Link, guest)
        .where(Link.page_id == page_id)
        .with_only_columns(Link.key, Link.kind, Link.target, Link.fragment, Link.target_id)
    ).all()
    targets = {row.target_id for row in rows if row.target_id is not None}
    opened = session.execute(
        policy.allowed(Page, guest)
        .where(Page.id.in_(targets), Page.template_for.is_(None))
        .with_only_columns(Page.id, Page.public_id)
    )
    hrefs = {found: f"{base}{public_id}" for found, public_id in opened}
    links = {
        row.key: LinkState(row.kind, row.target, row.fragment, hrefs.get(row.target_id), None) for row in rows
    }
    return Surroundings(links, ())


def files(session: Session, guest: Actor, page_id: int) -> Sequence[FileRow]:
    """The files of the page, and those of other pages of the link that its text shows."""
    used = select(FileUse.file_id).where(FileUse.page_id == page_id)
    statement = policy.allowed(Attachment, guest).join(FileVersion, attachments.LATEST)
    shown = or_(Attachment.page_id == page_id, Attachment.public_id.in_(used))
    chosen: Any = statement.where(shown).with_only_columns(*attachments.COLUMNS)
    rows = session.execute(chosen.order_by(Attachment.name))
    return [FileRow(*row) for row in rows]


def file(session: Session, guest: Actor, public_id: str) -> StoredFile:
    """The latest version of a file of the link. Raises NotFound."""
    row: Any = session.execute(  # the columns of StoredFile
        policy.allowed(Attachment, guest)
        .join(FileVersion, attachments.LATEST)
        .where(Attachment.public_id == public_id)
        .with_only_columns(*attachments.STORED)
    ).one_or_none()
    if row is None:
        raise NotFound
    return StoredFile(*row)


def file_href(base: str, row: FileRow) -> str:
    """The file's address for the guest."""
    return f"{base}files/{row.public_id}/{quote(row.name, safe='')}"
