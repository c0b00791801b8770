"""What can be done with pages. Texts are saved by `saving.save`; everything here that takes a session is one write.

All functions raise NotFound for what the actor may not read and Forbidden for what he may read but not do.
"""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wiki import audit, outbox
from wiki.access import policy
from wiki.actor import Actor, Right, system
from wiki.db import Sessions, now
from wiki.errors import Conflict, Invalid
from wiki.pages import derive, links, names, renaming, renderings, saving, tree
from wiki.pages.changes import Change, EditConflict, NewPage, Saved
from wiki.pages.events import PageCreated, PageMoved
from wiki.pages.models import Page, Revision
from wiki.pages.renderings import Limits
from wiki.pages.saving import save
from wiki.pages.slugs import slugify, title_key
from wiki.render.rendering import Rendering
from wiki.spaces.models import Space

__all__ = ["Change", "EditConflict", "Limits", "NewPage", "Saved", "create", "move", "rename", "save"]

_POSITION_STEP = 1024
_TRIES = 5


def create(sessions: Sessions, actor: Actor, page: NewPage, limits: Limits) -> Saved:
    """The page exists with its first revision. Needs EDIT on the parent, or on the space at the highest level.

    A slug that a redirect holds is freed first: pages that use it are rewritten. Emits PageCreated.
    Raises Invalid (`title`), TooLarge, TooCostly besides.
    """
    title = saving.checked_title(page.title)
    with sessions.reading() as session:
        place_scope(session, actor, page)
    rendering = renderings.render(page.body, limits)
    names.release(
        sessions,
        page.space_id,
        page.slug or slugify(title),
        lambda user, change: save(sessions, system(), user, change, limits),
    )
    for _ in range(_TRIES):
        try:
            with sessions.writing() as session:
                return _repeated(session, actor, page) or insert(session, actor, page, rendering, limits)
        except IntegrityError:  # on PostgreSQL another page may take the slug at the same moment
            continue
    raise Conflict(reason="busy_page")


def insert(session: Session, actor: Actor, page: NewPage, rendering: Rendering, limits: Limits) -> Saved:
    """`create` inside a write block that is open already (import); the caller rendered the body."""
    title = saving.checked_title(page.title)
    scope_id = place_scope(session, actor, page)
    slug = renaming.unique_slug(session, page.space_id, page.slug or slugify(title))
    renaming.free(session, page.space_id, slug)
    moment = now()
    row = Page(
        space_id=page.space_id,
        scope_id=scope_id,
        parent_id=page.parent_id,
        position=page.position,
        title=title,
        title_key=title_key(title)[:250],
        slug=slug,
        created_by_id=actor.user_id,
        created_at=moment,
        changed_at=moment,
    )
    session.add(row)
    session.flush()
    change = Change(page.body, 0, summary=page.summary, kind=page.kind, save_id=page.save_id)
    revision = saving.add_revision(session, actor, row, 1, page.body, change)
    row.head_id = revision.id
    renderings.put_first(session, revision, rendering, limits)
    derive.run(session, derive.Derivation(row, title, page.body, rendering, is_new=True))
    links.adopt(session, row)
    tree.touch(session, scope_id)
    outbox.emit(session, PageCreated(row.id, revision.id))
    return Saved(row.id, row.public_id, row.slug, 1, page.body, revision.body_sha256)


def rename(sessions: Sessions, actor: Actor, page_id: int, title: str, limits: Limits) -> Saved:
    """The page has another title; its old address leads to the new one. A revision records it."""
    with sessions.reading() as session:
        page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
        head = session.scalars(select(Revision).where(Revision.id == page.head_id)).one()
    return save(sessions, actor, page_id, Change(head.body, head.number, title=title, kind="rename"), limits)


def move(
    session: Session,
    actor: Actor,
    page_id: int,
    space_id: int,
    parent_id: int | None,
    position: int | None = None,
) -> Page:
    """The page and all below it, in the trash too, stand under another parent, or at the highest level of a space.

    Needs EDIT on the page and on the new place. They take the rights of the new place, but subtrees with rights
    of their own keep them. In another space they get slugs there, and the old addresses lead to them.
    Raises Conflict (`circle`) when the new parent lies below the page. Emits PageMoved.
    """
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    tree.hold(session, page.space_id, space_id)
    session.refresh(page)
    scope_id = place_scope(session, actor, NewPage(space_id, "", "", parent_id))
    if parent_id is not None and tree.is_below(session, parent_id, page_id):
        raise Conflict(reason="circle")
    old_scope_id, lower_ids = page.scope_id, tree.below_with_trash(session, page_id)
    moved = [page, *session.scalars(select(Page).where(Page.id.in_(lower_ids)))]
    has_own_scope = _heads_scope(session, page)
    if space_id != page.space_id:
        for one in moved:
            _move_to_space(session, one, space_id)
    if not has_own_scope and scope_id != old_scope_id:
        for one in moved:
            one.scope_id = scope_id if one.scope_id == old_scope_id else one.scope_id
    page.parent_id = parent_id
    page.position = _last_position(session, space_id, parent_id) if position is None else position
    session.flush()
    tree.touch(session, old_scope_id, *{one.scope_id for one in moved})
    for one in moved:
        if one.deleted_at is None:
            links.adopt(session, one)
        outbox.emit(session, PageMoved(one.id))
    audit.record(session, actor, "page.move", f"page:{page.public_id}", space=space_id)
    return page


def _move_to_space(session: Session, page: Page, space_id: int) -> None:
    """What lies in the trash goes along, so that it comes back below its parent; it has no address to lead from."""
    if page.deleted_at is not None:
        page.space_id = space_id
        return
    slug = renaming.slug_without_redirect(session, space_id, page.slug, page.id)
    renaming.move_address(session, page, space_id, slug)


def place_scope(session: Session, actor: Actor, page: NewPage) -> int:
    """The scope of a new place in the tree, where the actor holds EDIT."""
    if page.parent_id is None:
        return policy.get(session, Space, actor, Space.id == page.space_id, right=Right.EDIT).scope_id
    parent = policy.get(session, Page, actor, Page.id == page.parent_id, right=Right.EDIT)
    if parent.space_id != page.space_id:
        raise Invalid("parent", "other_space")
    return parent.scope_id


def _heads_scope(session: Session, page: Page) -> bool:
    """Whether the page is the highest of a restricted subtree: its scope is not that of what lies above it."""
    if page.parent_id is None:
        above = session.scalar(select(Space.scope_id).where(Space.id == page.space_id))
    else:
        above = session.scalar(select(Page.scope_id).where(Page.id == page.parent_id))
    return above != page.scope_id


def _last_position(session: Session, space_id: int, parent_id: int | None) -> int:
    """Behind siblings that somebody put in order; 0, which sorts A–Z, where nobody did."""
    last = session.scalar(
        select(func.max(Page.position)).where(Page.space_id == space_id, Page.parent_id == parent_id)
    )
    return last + _POSITION_STEP if last else 0


def _repeated(session: Session, actor: Actor, page: NewPage) -> Saved | None:
    if page.save_id is None:
        return None
    revision = session.scalar(select(Revision).where(Revision.save_id == page.save_id, Revision.number == 1))
    if revision is None or revision.author_id != actor.user_id:
        return None
    row = policy.get(session, Page, actor, Page.id == revision.page_id)
    return Saved(row.id, row.public_id, row.slug, 1, revision.body, revision.body_sha256)
