"""The trash: a deleted page takes what lies below it, history, files and rights along, and brings them back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal, select, tuple_, update
from sqlalchemy.orm import Session

from wiki import audit, counters, outbox
from wiki.access import policy
from wiki.actor import Actor, Right, system
from wiki.db import Sessions, UtcDateTime, now
from wiki.errors import Conflict, NotFound
from wiki.pages import links, ordering, renaming, scoping, service, standing, tree
from wiki.pages.events import PageDeleted, PagePurged, PageRestored
from wiki.pages.models import Page, Redirect, Revision
from wiki.pages.ordering import Level
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space
from wiki.users.models import User

_MANY = 500


def discard(session: Session, actor: Actor, page_id: int, seen: str | None = None) -> int:
    """The page and what lies below it are in the trash. Returns how many pages. Emits PageDeleted. Needs EDIT.

    Nobody deletes what he may not edit: such pages, with all below them, stand in the deleted page's place.
    `seen` is the word for page and subpages that the person saw (`consequences.of`); raises Conflict
    (`moved_meanwhile`) when something was moved there or away since.
    """
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    tree.hold(session, page.space_id)
    session.refresh(page)
    taken, kept = _below(session, actor, page_id)
    standing.check(session, page, seen, (one.public_id for one in taken))
    moment, pages = now(), [page, *taken]
    for one in pages:
        one.deleted_at, one.deleted_by_id, one.trash_root_id = moment, actor.user_id, page_id
        outbox.emit(session, PageDeleted(one.id))
    for one in kept:
        one.parent_id = page.parent_id
        one.position = ordering.behind_all(session, Level(page.space_id, page.parent_id))
    session.flush()
    tree.touch(session, *{one.scope_id for one in [*pages, *kept]})
    audit.record(session, actor, "page.delete", f"page:{page.public_id}", pages=len(pages))
    return len(pages)


@dataclass(frozen=True, slots=True)
class Entry:
    """A deleted page in the list of the trash. `pages` counts it and those deleted with it that the reader may read."""

    public_id: str
    title: str
    space_name: str
    deleted_at: datetime
    deleted_by: str
    pages: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A page that is back, and what is not as it was: its parent is gone, its old address belongs to another page."""

    page_id: int
    is_at_top: bool
    has_new_address: bool


def entries(session: Session, actor: Actor, before: str = "", limit: int = 50) -> list[Entry]:
    """What the actor may bring back, latest first, from behind the page with the public id `before`."""
    pages = roots(session, actor, before, limit)
    ids = [page.id for page in pages]
    counted = (
        select(Page.trash_root_id, func.count().label("pages"))
        .where(Page.trash_root_id.in_(ids), Page.scope_id.in_(policy.scopes(actor)))
        .group_by(Page.trash_root_id)
    )
    counts = {row.trash_root_id: row.pages for row in session.execute(counted)}
    shown = spaces.shown_name(policy.scopes(actor))
    of_these = Space.id.in_({page.space_id for page in pages})
    rooms = {
        row.id: row.name for row in session.execute(select(Space.id, shown.label("name")).where(of_these))
    }
    people = select(User.id, User.display_name).where(User.id.in_({page.deleted_by_id for page in pages}))
    names = {row.id: row.display_name for row in session.execute(people)}
    return [
        Entry(
            page.public_id,
            page.title,
            rooms[page.space_id],
            page.deleted_at or now(),
            names.get(page.deleted_by_id or 0, ""),
            counts.get(page.id, 1),
        )
        for page in pages
    ]


def roots(session: Session, actor: Actor, before: str = "", limit: int = 50) -> Sequence[Page]:
    """What the actor may bring back, latest first: pages that were deleted themselves, not those below them."""
    statement = policy.trashed(Page, actor).where(Page.trash_root_id == Page.id)
    if before:
        last = root(session, actor, before)
        place = tuple_(literal(last.deleted_at, UtcDateTime()), literal(last.id))
        statement = statement.where(tuple_(Page.deleted_at, Page.id) < place)
    return session.scalars(statement.order_by(Page.deleted_at.desc(), Page.id.desc()).limit(limit)).all()


def root(session: Session, actor: Actor, public_id: str) -> Page:
    """One of them. Raises NotFound."""
    page = session.scalars(policy.trashed(Page, actor).where(Page.public_id == public_id)).one_or_none()
    if page is None or page.trash_root_id != page.id:
        raise NotFound
    return page


def going_along(session: Session, actor: Actor, page_id: int) -> list[Page]:
    """The pages below this one that would go to the trash with it, each level A–Z."""
    return _below(session, actor, page_id)[0]


def count(session: Session, actor: Actor, page: Page) -> int:
    """How many pages that the actor may read were deleted together with this one, itself included."""
    together = select(func.count()).where(Page.trash_root_id == page.id)
    return session.scalar(together.where(Page.scope_id.in_(policy.scopes(actor)))) or 0


def restore(session: Session, actor: Actor, page: Page) -> Restored:
    """The page and what was deleted with it are where they were; at the highest level if its parent is gone.

    A slug taken meanwhile, or leading to another page by now, gets a suffix. Emits PageRestored. Raises Conflict
    (`no_place`) when the page would stand at the highest level of a space that the actor may not edit.
    """
    tree.hold(session, page.space_id)
    parent_id = _living_parent(session, page)
    if parent_id is None and not policy.holds(session, Space, actor, page.space_id, Right.EDIT):
        raise Conflict(reason="no_place")
    is_at_top = parent_id is None and page.parent_id is not None
    page.parent_id = parent_id
    old_slug, pages = page.slug, _deleted_with(session, page)
    _revive(session, pages)
    if parent_id is None:
        scoping.settle(session, actor, page)
    audit.record(session, actor, "page.restore", f"page:{page.public_id}", pages=len(pages))
    return Restored(page.id, is_at_top, page.slug != old_slug)


def restore_below(
    session: Session, actor: Actor, page: Page, space_id: int, parent_id: int | None
) -> Restored:
    """The page and what was deleted with it stand at another place, with its rights; those of their own stay.

    Addresses are given and kept as by a move. Emits PageRestored, PageMoved. Raises NotFound, Forbidden (needs
    EDIT at the place).
    """
    tree.hold(session, page.space_id, space_id)
    pages = _deleted_with(session, page)
    _revive(session, pages)
    audit.record(session, actor, "page.restore", f"page:{page.public_id}", pages=len(pages))
    service.move(session, actor, page.id, space_id, parent_id)
    return Restored(page.id, is_at_top=False, has_new_address=False)


def purge(session: Session, actor: Actor, page: Page) -> int:
    """The page, what was deleted with it, their history and files are gone. Returns how many. Emits PagePurged.

    The bytes of the files go with the next sweep; those of the texts are overwritten (ADR 0013).
    """
    gone = _deleted_with(session, page)
    ids, scope_ids = [one.id for one in gone], {one.scope_id for one in gone}
    for one in ids:
        outbox.emit(session, PagePurged(one))
    audit.record(session, actor, "page.purge", f"page:{page.public_id}", pages=len(ids))
    counters.retire(session, counters.PAGES, max(ids))
    for start in range(0, len(ids), _MANY):
        _forget(session, ids[start : start + _MANY])
    for start in range(0, len(ids), _MANY):
        some = ids[start : start + _MANY]
        session.execute(delete(Revision).where(Revision.page_id.in_(some)))
        session.execute(delete(Page).where(Page.id.in_(some)))
    for scope_id in sorted(scope_ids):
        scoping.forget(session, scope_id)
    return len(ids)


def overdue(session: Session, before: datetime, limit: int = 20) -> Sequence[Page]:
    """Roots that lie in the trash since before the moment (for the worker)."""
    statement = select(Page).where(Page.deleted_at < before, Page.trash_root_id == Page.id)
    return session.scalars(statement.order_by(Page.deleted_at).limit(limit)).all()


def empty_overdue(sessions: Sessions, days: int) -> None:
    """What was deleted before so many days is purged, each root in a write block of its own."""
    while True:
        with sessions.writing() as session:
            pages = overdue(session, now() - timedelta(days=days), limit=1)
            for page in pages:
                purge(session, system(), page)
        if not pages:
            return


def _living_parent(session: Session, page: Page) -> int | None:
    place = select(Page.id).where(Page.id == page.parent_id, Page.space_id == page.space_id)
    return session.scalar(place.where(Page.deleted_at.is_(None)))


def _revive(session: Session, pages: Sequence[Page]) -> None:
    """The pages, all of one space, live at their old slugs, as far as these are free."""
    slugs = renaming.reclaimed(session, pages[0].space_id, [one.slug for one in pages])
    for one, slug in zip(pages, slugs, strict=True):
        one.slug, one.deleted_at, one.deleted_by_id, one.trash_root_id = slug, None, None, None
        outbox.emit(session, PageRestored(one.id))
    session.flush()
    links.adopt_many(session, pages)
    tree.touch(session, *{one.scope_id for one in pages})


def _forget(session: Session, ids: Sequence[int]) -> None:
    """Nothing points at these pages; what lay below them and was not deleted with them is at the highest level."""
    links.forget(session, ids)
    session.execute(update(Page).where(Page.parent_id.in_(ids)).values(parent_id=None))
    session.execute(update(Page).where(Page.id.in_(ids)).values(head_id=None))
    session.execute(delete(Redirect).where(Redirect.page_id.in_(ids)))


def _deleted_with(session: Session, page: Page) -> list[Page]:
    rows = session.scalars(select(Page).where(Page.trash_root_id == page.id).order_by(Page.id))
    return sorted(rows, key=lambda one: one.id != page.id)


def _below(session: Session, actor: Actor, page_id: int) -> tuple[list[Page], list[Page]]:
    """The pages below that the actor may edit, on ways of such pages; and those at which the ways end."""
    editable = policy.scope_set(session, actor, Right.EDIT).ids
    levels: dict[int | None, list[Page]] = defaultdict(list)
    for one in session.scalars(select(Page).where(Page.id.in_(tree.below(session, page_id)))):
        levels[one.parent_id].append(one)
    for level in levels.values():
        level.sort(key=lambda one: (one.title_key, one.id), reverse=True)
    taken: list[Page] = []
    kept: list[Page] = []
    open_pages = list(levels[page_id])
    while open_pages:
        one = open_pages.pop()
        if one.scope_id in editable:
            taken.append(one)
            open_pages += levels[one.id]
        else:
            kept.append(one)
    return taken, kept
