"""What a reader is shown of pages and files that were found: read anew from the database, as far as he may read it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.attachments import queries as attachments
from wiki.attachments import types
from wiki.attachments.models import Attachment, FileText, FileVersion
from wiki.pages.models import Page, PageText
from wiki.search.documents import KINDS
from wiki.search.file_documents import is_file
from wiki.search.snippets import Marker, Piece
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space


@dataclass(frozen=True, slots=True)
class FileHit:
    """Where a file lies that was found: its page, its own address, and the page or slide in it with the words."""

    page_title: str
    href: str
    number: int | None
    is_slide: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found, or a file of one: then `title` is its name, and `href` leads to its page."""

    title: tuple[Piece, ...]
    href: str
    space_name: str
    changed_at: datetime
    snippet: tuple[Piece, ...]
    file: FileHit | None = None


def shown(session: Session, actor: Actor, keys: Sequence[int], marker: Marker, most: int) -> tuple[Hit, ...]:
    """The first of the documents with these keys that the actor may read, in this order.

    Texts are read of so many as are shown, and of further ones where some may not be read any more.
    """
    found: list[Hit] = []
    for start in range(0, len(keys), most):
        found += _readable(session, actor, keys[start : start + most], marker)
        if len(found) >= most:
            break
    return tuple(found[:most])


def _readable(session: Session, actor: Actor, keys: Sequence[int], marker: Marker) -> Iterator[Hit]:
    pages, files = ([one // KINDS for one in keys if is_file(one) is wanted] for wanted in (False, True))
    found: dict[int, Callable[[], Hit]] = {}
    for row in session.execute(_pages(actor, pages)) if pages else ():
        found[row[0] * KINDS] = _page_hit(row, marker)
    for row in session.execute(_files(actor, files)) if files else ():
        found[row[0] * KINDS + 1] = _file_hit(row, marker)
    return (found[one]() for one in keys if one in found)


def texts(session: Session, actor: Actor, keys: Sequence[int]) -> list[str]:
    """Titles, names and texts of those of the documents that the actor may read."""
    pages, files = ([one // KINDS for one in keys if is_file(one) is wanted] for wanted in (False, True))
    found = [f"{row.title}\n{row.text}" for row in session.execute(_pages(actor, pages))] if pages else []
    rows = session.execute(_files(actor, files)) if files else ()
    return [*found, *(f"{row.name}\n{row.text or ''}" for row in rows)]


def titles(session: Session, actor: Actor, page_ids: Sequence[int], marker: Marker) -> tuple[Hit, ...]:
    """The pages with these ids, without snippets."""
    rows = {row[0]: row for row in session.execute(_titles(actor, page_ids))} if page_ids else {}
    return tuple(
        Hit(marker.marked(title), f"/s/{key}/{slug}", name, changed_at, ())
        for _, title, key, slug, name, changed_at in (rows[one] for one in page_ids if one in rows)
    )


def _titles(actor: Actor, page_ids: Sequence[int]) -> Select[int, str, str, str, str, datetime]:
    readable = policy.allowed(PageText, actor).where(PageText.page_id.in_(page_ids))
    return readable.join(Space, Space.id == Page.space_id).with_only_columns(
        Page.id, Page.title, Space.key, Page.slug, spaces.shown_name(policy.scopes(actor)), Page.changed_at
    )


def _pages(actor: Actor, page_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return _titles(actor, page_ids).add_columns(PageText.text)


def _page_hit(row: Any, marker: Marker) -> Callable[[], Hit]:
    _, title, key, slug, name, changed_at, text = row
    return lambda: Hit(marker.marked(title), f"/s/{key}/{slug}", name, changed_at, marker.snippet(text))


def _files(actor: Actor, file_ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    latest = and_(FileVersion.attachment_id == Attachment.id, FileVersion.number == Attachment.number)
    return (
        policy.allowed(Attachment, actor)
        .where(Attachment.id.in_(file_ids))
        .join(Space, Space.id == Page.space_id)
        .join(FileVersion, latest)
        .outerjoin(FileText, FileText.version_id == FileVersion.id)
        .with_only_columns(
            Attachment.id,
            Attachment.name,
            Attachment.public_id,
            FileVersion.media_type,
            FileVersion.created_at,
            FileText.text,
            Page.title,
            Space.key,
            Page.slug,
            spaces.shown_name(policy.scopes(actor)),
        )
    )


def _file_hit(row: Any, marker: Marker) -> Callable[[], Hit]:
    _, name, public_id, media_type, created_at, text, page_title, key, slug, space_name = row

    def made() -> Hit:
        number, snippet = marker.paged(text or "")
        file = FileHit(page_title, attachments.address(public_id, name), number, media_type != types.PDF)
        return Hit(marker.marked(name), f"/s/{key}/{slug}#files", space_name, created_at, snippet, file)

    return made
