"""Puts pages in other places of the tree: below another page, in another space, before or behind their neighbours.

Within a level this costs the same however many pages there are; a move that changes rights or addresses touches each
page that it takes along.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wiki import audit, outbox
from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.errors import Conflict, Invalid
from wiki.pages import links, ordering, renaming, resettling, scoping, standing, tree
from wiki.pages.changes import NewPage
from wiki.pages.events import PageMoved
from wiki.pages.models import Page
from wiki.pages.ordering import Beside, Level
from wiki.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Terms:
    """What must hold for a move: the page stands where it was `seen` (`standing.of`), and keeps its rights."""

    seen: str | None = None
    keeps_rights: bool = False


def move(
    session: Session,
    actor: Actor,
    page_id: int,
    space_id: int,
    parent_id: int | None,
    beside: Beside | None = None,
    terms: Terms | None = None,
) -> Page:
    """The page and all below it, in the trash too, stand under another parent, or at the highest level of a space.

    Needs EDIT on the page and on the new place. They take the rights of the new place, but subtrees with rights
    of their own keep them. In another space they get slugs there, and the old addresses lead to them; what the
    actor may not edit, with all below it, stays in the page's old place: whoever manages that space keeps it. Without
    `beside` the page stands behind all others of a level in an order of its own, else where its title says.
    Raises Conflict (`circle`) when the new parent lies below the page, (`moved_meanwhile`) when it or the neighbour
    does not stand where it was seen, (`other_rights`) against the terms. Emits PageMoved.
    """
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    tree.hold(session, page.space_id, space_id)
    session.refresh(page)
    scope_id = place_scope(session, actor, NewPage(space_id, "", "", parent_id))
    scoping.keep_unpublished(session, actor, page, scope_id)
    if parent_id is not None and tree.is_below(session, parent_id, page_id):
        raise Conflict(reason="circle")
    new_scope_id = page.scope_id if _heads_scope(session, page) else scope_id
    _check(session, page, new_scope_id, terms or Terms())
    old_place = Level(page.space_id, page.parent_id)
    is_elsewhere = (page.space_id, page.parent_id) != (space_id, parent_id)
    if beside is not None or is_elsewhere:
        page.position = _position(session, Level(space_id, parent_id), page_id, beside)
    page.parent_id = parent_id
    if space_id != page.space_id:
        _leave_behind(session, actor, page, old_place)
    if (space_id, new_scope_id) != (page.space_id, page.scope_id):
        _take_along(session, actor, page, space_id, new_scope_id)
    else:
        _stay(session, actor, page, is_elsewhere=is_elsewhere)
    return page


def place_scope(session: Session, actor: Actor, page: NewPage) -> int:
    """The scope of a new place in the tree, where the actor holds EDIT."""
    if page.parent_id is None:
        return policy.get(session, Space, actor, Space.id == page.space_id, right=Right.EDIT).scope_id
    parent = policy.get(session, Page, actor, Page.id == page.parent_id, right=Right.EDIT)
    if parent.space_id != page.space_id:
        raise Invalid("parent", "other_space")
    return parent.scope_id


def arrange(session: Session, actor: Actor, level: Level, *, by_hand: bool) -> None:
    """The level keeps its present order from now on, or sorts from A to Z. Needs EDIT on it."""
    scope_id = place_scope(session, actor, NewPage(level.space_id, "", "", level.parent_id))
    tree.hold(session, level.space_id)
    if by_hand:
        ordering.by_hand(session, level)
    else:
        ordering.from_a_to_z(session, level)
    tree.touch_level(session, level.space_id, level.parent_id, scope_id)


def _position(session: Session, level: Level, page_id: int, beside: Beside | None) -> int:
    if beside is None:
        return ordering.behind_all(session, level)
    standing.check_neighbour(session, beside.page_id, level)
    return ordering.beside(session, level, page_id, beside)


def _check(session: Session, page: Page, new_scope_id: int, terms: Terms) -> None:
    standing.check(session, page, terms.seen)
    if terms.keeps_rights and new_scope_id != page.scope_id:
        raise Conflict(reason="other_rights")


def _take_along(session: Session, actor: Actor, page: Page, space_id: int, scope_id: int) -> None:
    """Everything below the page changes its rights or its space with it; what has rights of its own keeps them."""
    old_scope_id = page.scope_id
    moved = [page, *session.scalars(select(Page).where(Page.id.in_(tree.below_with_trash(session, page.id))))]
    for one in moved:
        if one.scope_id == old_scope_id:
            one.scope_id = scope_id
    if space_id != page.space_id:
        old_key = session.scalars(select(Space.key).where(Space.id == page.space_id)).one()
        _move_to_space(session, moved, space_id)
        living = [one.id for one in moved if one.deleted_at is None]
        outbox.enqueue(session, resettling.JOB, page_ids=living, old_key=old_key)
    _tell(session, actor, moved, {old_scope_id, *(one.scope_id for one in moved)})


def _stay(session: Session, actor: Actor, page: Page, *, is_elsewhere: bool) -> None:
    """The page keeps its space and scope; another order alone is no news to anybody."""
    if is_elsewhere:
        _tell(session, actor, [page], {page.scope_id, *tree.scopes_below(session, page.id, page.space_id)})
    else:
        session.flush()
        tree.touch(session, page.scope_id)


def _leave_behind(session: Session, actor: Actor, page: Page, place: Level) -> None:
    """Nobody takes to another space what he may not edit: it stands in the page's old place."""
    editable = policy.scope_set(session, actor, Right.EDIT).ids
    below = session.scalars(select(Page).where(Page.id.in_(tree.below_with_trash(session, page.id)))).all()
    levels: dict[int | None, list[Page]] = defaultdict(list)
    for one in sorted(below, key=lambda one: (one.title_key, one.id)):
        levels[one.parent_id].append(one)
    waiting = list(levels[page.id])
    for one in waiting:
        if one.scope_id in editable:
            waiting += levels[one.id]
            continue
        one.parent_id = place.parent_id
        one.position = ordering.behind_all(session, place)
        session.flush()
        tree.touch(session, one.scope_id)


def _move_to_space(session: Session, moved: Sequence[Page], space_id: int) -> None:
    """What lies in the trash goes along, so that it comes back below its parent; it has no address to lead from."""
    ids = [one.id for one in moved]
    session.execute(update(Space).where(Space.home_page_id.in_(ids)).values(home_page_id=None))
    for one in moved:
        if one.deleted_at is not None:
            one.space_id = space_id
            continue
        slug = renaming.slug_without_redirect(session, space_id, one.slug, one.id)
        renaming.move_address(session, one, space_id, slug)
        links.adopt(session, one)


def _tell(session: Session, actor: Actor, moved: Sequence[Page], scope_ids: set[int]) -> None:
    session.flush()
    tree.touch(session, *scope_ids)
    for one in moved:
        outbox.emit(session, PageMoved(one.id))
    page = moved[0]
    audit.record(
        session, actor, "page.move", f"page:{page.public_id}", space=page.space_id, parent=page.parent_id
    )


def _heads_scope(session: Session, page: Page) -> bool:
    """Whether the page is the highest of a restricted subtree: its scope is not that of what lies above it."""
    return _scope_of(session, page.space_id, page.parent_id) != page.scope_id


def _scope_of(session: Session, space_id: int, parent_id: int | None) -> int:
    if parent_id is None:
        return session.scalars(select(Space.scope_id).where(Space.id == space_id)).one()
    return session.scalars(select(Page.scope_id).where(Page.id == parent_id)).one()
