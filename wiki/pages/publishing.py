"""Unpublished pages: who sees them beside their author, which ones somebody has, and their publication.

An unpublished page and those made below it share a scope that the administrators' line leaves out. To publish is one
step: they take the rights of their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wiki import audit, outbox
from wiki.access import policy
from wiki.access import service as access
from wiki.access.models import Grant
from wiki.access.policy import ScopeSet
from wiki.actor import Actor, Right
from wiki.db import now
from wiki.errors import Conflict, Forbidden, NotFound
from wiki.pages import links, placing, saving, scoping, tree
from wiki.pages.changes import Change, NewPage
from wiki.pages.events import PageSaved
from wiki.pages.models import Page, Revision, StoredRendering
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space

_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Unpublished:
    """An unpublished page in a list. `readers` are the principals that see it; `is_own`: the reader may publish it."""

    title: str
    href: str
    space_name: str
    changed_at: datetime
    readers: tuple[str, ...]
    is_own: bool


def listed(session: Session, actor: Actor, scope_set: ScopeSet, limit: int = 200) -> list[Unpublished]:
    """The unpublished pages that the actor sees, latest change first."""
    if not scope_set.unpublished_ids:
        return []
    shown = spaces.shown_name(policy.scopes(actor))
    pages = policy.allowed(Page, actor).join(Space, Space.id == Page.space_id)
    pages = pages.where(Page.scope_id.in_(scope_set.unpublished_ids))
    columns = (Page.title, Space.key, Page.slug, shown, Page.changed_at, Page.scope_id)
    rows = session.execute(
        pages.with_only_columns(*columns).order_by(Page.changed_at.desc(), Page.id.desc()).limit(limit)
    ).all()
    readers = readers_of(session, {row.scope_id for row in rows})
    own = policy.scope_set(session, actor, Right.MANAGE).ids
    return [
        Unpublished(title, f"/s/{key}/{slug}", name, changed_at, readers.get(scope_id, ()), scope_id in own)
        for title, key, slug, name, changed_at, scope_id in rows
    ]


def readers_of(session: Session, scope_ids: set[int]) -> dict[int, tuple[str, ...]]:
    """The principals that hold a right in each of the scopes. The caller may read them."""
    grants = select(Grant.scope_id, Grant.principal).where(Grant.scope_id.in_(scope_ids))
    found: dict[int, tuple[str, ...]] = {}
    for scope_id, principal in session.execute(grants.order_by(Grant.right.desc(), Grant.id)):
        found[scope_id] = (*found.get(scope_id, ()), principal)
    return found


def grants(session: Session, actor: Actor, page_id: int) -> Sequence[Grant]:
    """Who sees the unpublished page with which right. Needs MANAGE. Raises Conflict (`is_published`)."""
    return access.grants_of(session, _unpublished(session, actor, page_id).scope_id)


def share(session: Session, actor: Actor, page_id: int, principal: str, right: Right) -> None:
    """The person or group has the right on the page and those made below it. Needs MANAGE.

    Whether there is such a person is the caller's question. Raises Conflict (`is_published`, `last_manager`).
    """
    page = _unpublished(session, actor, page_id)
    access.grant(session, actor, page.scope_id, principal, right)


def unshare(session: Session, actor: Actor, page_id: int, principal: str) -> None:
    """The person or group does not see the page any more. Needs MANAGE. Raises Conflict as `share`."""
    page = _unpublished(session, actor, page_id)
    access.revoke(session, actor, page.scope_id, principal)


def publish(session: Session, actor: Actor, page_id: int) -> int:
    """The page, with those above and below it that were made unpublished together, has the rights of its place.

    Each gets a revision that says so, and so stands among the recent changes. Returns how many. Emits PageMoved,
    PageSaved. Needs MANAGE on the page and EDIT at its place. Raises Conflict (`is_published`; `no_right_there`;
    `parent_unpublished` when the page above is somebody else's and unpublished).
    """
    page = _unpublished(session, actor, page_id)
    tree.hold(session, page.space_id)
    highest, scope_id = _highest(session, page), page.scope_id
    place_scope_id = _place_scope(session, actor, highest)
    if scoping.is_unpublished(session, place_scope_id):
        raise Conflict(reason="parent_unpublished")
    ids = [highest.id, *tree.below(session, highest.id)]
    scoping.rescope(session, highest, place_scope_id)
    published = select(Page).where(Page.id.in_(ids), Page.scope_id == place_scope_id).order_by(Page.id)
    pages = session.scalars(published.with_for_update().execution_options(populate_existing=True)).all()
    for one in pages:
        _tell(session, actor, one)
    scoping.forget(session, scope_id)
    audit.record(session, actor, "page.publish", f"page:{highest.public_id}", pages=len(pages))
    return len(pages)


def _unpublished(session: Session, actor: Actor, page_id: int) -> Page:
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    if not scoping.is_unpublished(session, page.scope_id):
        raise Conflict(reason="is_published")
    return page


def _highest(session: Session, page: Page) -> Page:
    """The page above whose own scope it is."""
    for _ in range(_DEEPEST):
        above = select(Page).where(Page.id == page.parent_id, Page.scope_id == page.scope_id)
        parent = session.scalar(above.where(Page.deleted_at.is_(None)))
        if parent is None:
            break
        page = parent
    return page


def _place_scope(session: Session, actor: Actor, page: Page) -> int:
    try:
        return placing.place_scope(session, actor, NewPage(page.space_id, "", "", page.parent_id))
    except (NotFound, Forbidden):
        raise Conflict(reason="no_right_there") from None


def _tell(session: Session, actor: Actor, page: Page) -> None:
    """A revision with the same text, which the stored rendering fits as well; links by its name lead to the page."""
    head = session.scalars(select(Revision).where(Revision.id == page.head_id)).one()
    change = Change(head.body, head.number, kind="publish")
    revision = saving.add_revision(session, actor, page, head.number + 1, head.body, change)
    page.head_id, page.changed_at = revision.id, now()
    session.flush()
    rendering = update(StoredRendering).where(StoredRendering.revision_id == head.id)
    session.execute(rendering.values(revision_id=revision.id))
    links.adopt(session, page)
    outbox.emit(session, PageSaved(page.id, revision.id))
