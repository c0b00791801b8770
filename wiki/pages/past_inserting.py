"""Pages that come with their past: revisions of other people at other times, as a history import brings them.

Works inside a write block, a part of the past at a time. Only the head means anything: it is rendered and derived
once the past is whole (`finish`); until then a page shows the state it has reached. Rights are asked of the place
(`begin`) and of the page (`found`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from wiki import counters, outbox
from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.pages import derive, links, ordering, renaming, renderings, saving, tree
from wiki.pages.changes import NewPage
from wiki.pages.events import PageCreated, PageSaved
from wiki.pages.models import Link, Page, Redirect, Revision
from wiki.pages.ordering import Level
from wiki.pages.renderings import Limits
from wiki.pages.service import place_scope
from wiki.pages.slugs import clean_title, is_free_word, slugify, title_key
from wiki.render.rendering import Rendering

_MAX_SUMMARY = 300


@dataclass(frozen=True, slots=True)
class PastRevision:
    """A state of the page as it was: who made it, when, and what was said about it."""

    title: str
    body: str
    author_id: int | None
    author_name: str
    created_at: datetime
    summary: str


def begin(session: Session, actor: Actor, page: NewPage, moment: datetime) -> Page:
    """The page's row, made at that moment, without a head: `append` has to follow. Raises as `service.create`."""
    title = saving.checked_title(page.title)
    scope_id = place_scope(session, actor, page)
    slug = renaming.unique_slug(session, page.space_id, page.slug or slugify(title))
    renaming.free(session, page.space_id, slug)
    row = Page(
        id=counters.unused(session, counters.PAGES, Page.id),
        space_id=page.space_id,
        scope_id=scope_id,
        parent_id=page.parent_id,
        position=page.position or ordering.behind_all(session, Level(page.space_id, page.parent_id)),
        title=title,
        title_key=title_key(title)[:250],
        slug=slug,
        created_at=moment,
        changed_at=moment,
    )
    session.add(row)
    session.flush()
    return row


def found(session: Session, actor: Actor, page_id: int) -> tuple[Page, int]:
    """The page, to be gone on with, and its head's number. Raises NotFound, Forbidden."""
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    number = session.scalar(select(Revision.number).where(Revision.id == page.head_id))
    return page, number or 0


def append(session: Session, page: Page, number: int, past: Sequence[PastRevision], kind: str) -> int:
    """The revisions stand behind the one with the number, the last is the head. Returns the head's number."""
    rows = [_row(page, number + place, one, kind) for place, one in enumerate(past, 1)]
    session.execute(insert(Revision), rows)
    last = number + len(rows)
    head = select(Revision.id).where(Revision.page_id == page.id, Revision.number == last)
    page.head_id = session.scalars(head).one()
    page.changed_at = past[-1].created_at
    session.flush()
    return last


def finish(
    session: Session, page: Page, rendering: Rendering, limits: Limits, *, title: str | None = None
) -> None:
    """What the head says is derived and told. `title` renames a page that was there before; None is a new page."""
    head = session.scalars(select(Revision).where(Revision.id == page.head_id)).one()
    if title is None:
        renderings.put_first(session, head, rendering, limits)
    else:
        if title != page.title:
            renaming.apply(session, page, title)
        renderings.put(session, head, rendering, limits)
    derive.run(session, derive.Derivation(page, page.title, head.body, rendering, is_new=title is None))
    if title is None:
        links.adopt(session, page)
        tree.touch(session, page.scope_id)
        outbox.emit(session, PageCreated(page.id, head.id))
    else:
        outbox.emit(session, PageSaved(page.id, head.id))


def lead(session: Session, space_id: int, former: Iterable[tuple[str, int]]) -> int:
    """Former names (slug and page) lead to their pages where nothing else has the name; how many are new."""
    wanted: dict[str, int] = {}
    for slug, page_id in former:
        if is_free_word(slug):
            wanted.setdefault(slug, page_id)
    living = select(Page.slug).where(Page.space_id == space_id, Page.deleted_at.is_(None))
    old = select(Redirect.slug).where(Redirect.space_id == space_id)
    for slug in (*session.scalars(living), *session.scalars(old)):
        wanted.pop(slug, None)
    session.add_all(
        Redirect(page_id=page_id, space_id=space_id, slug=slug) for slug, page_id in wanted.items()
    )
    session.flush()
    _adopt(session, space_id, wanted)
    return len(wanted)


def _adopt(session: Session, space_id: int, wanted: dict[str, int]) -> None:
    """Links that call a page by a former name lead to it."""
    waiting = (
        select(Link.id, Link.target_slug)
        .outerjoin(Page, Page.id == Link.target_id)
        .where(Link.target_space_id == space_id, or_(Link.target_id.is_(None), Page.deleted_at.is_not(None)))
    )
    rows = [
        {"id": link_id, "target_id": wanted[slug]}
        for link_id, slug in session.execute(waiting)
        if slug in wanted
    ]
    if rows:
        session.execute(update(Link), rows)


def _row(page: Page, number: int, one: PastRevision, kind: str) -> dict[str, object]:
    return {
        "page_id": page.id,
        "number": number,
        "title": one.title,
        "body": one.body,
        "body_sha256": saving.sha256(one.body),
        "size": len(one.body.encode("utf-8", "surrogatepass")),
        "author_id": one.author_id,
        "author_name": one.author_name,
        "created_at": one.created_at,
        "summary": clean_title(one.summary)[:_MAX_SUMMARY],
        "is_minor": False,
        "kind": kind,
    }
