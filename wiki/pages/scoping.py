"""Gives a subtree rights of its own, or those of its place again; keeps a page unpublished, and publishes it.

A restricted subtree has its own complete list of grants. Subtrees inside it that have their own keep them.
"""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wiki import outbox
from wiki.access import policy
from wiki.access import service as access
from wiki.access.models import SUBTREE, UNPUBLISHED, AccessScope
from wiki.actor import Actor, Right, user_principal
from wiki.errors import Conflict
from wiki.pages import tree
from wiki.pages.events import PageMoved
from wiki.pages.models import Page
from wiki.spaces.models import Space


def restrict(session: Session, actor: Actor, page_id: int, grants: Mapping[str, Right]) -> AccessScope:
    """The page and what shares its scope below it have these rights. Needs MANAGE.

    Raises Conflict (`last_manager`) when nobody could manage it, (`is_restricted`) when it has its own already.
    """
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    if _scope_above(session, page) != page.scope_id:
        raise Conflict(reason="is_restricted")
    if not any(right >= Right.MANAGE for right in grants.values()):
        raise Conflict(reason="last_manager")
    scope = access.create_scope(session, actor, grants, SUBTREE)
    _rescope(session, page, scope.id)
    return scope


def release(session: Session, actor: Actor, page_id: int) -> None:
    """The page and what shares its scope below it have the rights of their place again. Needs MANAGE."""
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    above = _scope_above(session, page)
    if above != page.scope_id:
        _rescope(session, page, above)


def withhold(
    session: Session, actor: Actor, page_id: int, readers: Mapping[str, Right] | None = None
) -> AccessScope:
    """The page is unpublished: its author and the named readers see it, administrators do not. Needs MANAGE.

    Only a page without others below it can be. Raises Conflict (`has_children`).
    """
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    if tree.below(session, page_id):
        raise Conflict(reason="has_children")
    own = {user_principal(actor.user_id): Right.MANAGE} if actor.user_id is not None else {}
    scope = access.create_scope(session, actor, {**(readers or {}), **own}, UNPUBLISHED)
    _rescope(session, page, scope.id)
    return scope


def publish(session: Session, actor: Actor, page_id: int) -> None:
    """The page has the rights of its place. Needs MANAGE on it; whoever may write there then finds it."""
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    kind = session.scalar(select(AccessScope.kind).where(AccessScope.id == page.scope_id))
    if kind == UNPUBLISHED:
        _rescope(session, page, _scope_above(session, page))


def _rescope(session: Session, page: Page, scope_id: int) -> None:
    """Everything at and below the page that shares its scope, in the trash too, belongs to the other scope."""
    old = page.scope_id
    ids = [page.id, *tree.below_with_trash(session, page.id)]
    session.execute(update(Page).where(Page.id.in_(ids), Page.scope_id == old).values(scope_id=scope_id))
    session.expire(page)
    tree.head(session, page)
    tree.touch(session, old, scope_id)
    access.moved(session, scope_id)
    outbox.emit(session, PageMoved(page.id))


def _scope_above(session: Session, page: Page) -> int:
    above = select(Space.scope_id).where(Space.id == page.space_id)
    if page.parent_id is not None:
        above = select(Page.scope_id).where(Page.id == page.parent_id)
    return session.scalars(above).one()
