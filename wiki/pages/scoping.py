"""Gives a subtree rights of its own, or those of its place again; keeps pages unpublished (publishing.py ends that).

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
from wiki.errors import Conflict, Forbidden
from wiki.pages import tree
from wiki.pages.events import PageMoved
from wiki.pages.models import Page
from wiki.spaces.models import Space


def restrict(session: Session, actor: Actor, page_id: int, grants: Mapping[str, Right]) -> AccessScope:
    """The page and what shares its scope below it have these rights. Needs MANAGE.

    Raises Conflict (`last_manager`) when nobody could manage it, (`is_restricted`) when it has its own already.
    """
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    if scope_above(session, page) != page.scope_id:
        raise Conflict(reason="is_restricted")
    if not any(right >= Right.MANAGE for right in grants.values()):
        raise Conflict(reason="last_manager")
    scope = access.create_scope(session, actor, grants, SUBTREE)
    rescope(session, page, scope.id)
    return scope


def release(session: Session, actor: Actor, page_id: int) -> None:
    """The page and what shares its scope below it have the rights of their place again. Needs MANAGE."""
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    above = scope_above(session, page)
    if above != page.scope_id:
        rescope(session, page, above)


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
    rescope(session, page, scope.id)
    return scope


def scope_of_new(session: Session, actor: Actor, place_scope_id: int) -> int:
    """The scope of an unpublished page that is about to be made at a place where the actor may write.

    Its own, which the actor manages; below an unpublished page it is that page's. Raises Forbidden for nobody.
    """
    if is_unpublished(session, place_scope_id):
        return place_scope_id
    if actor.user_id is None:
        raise Forbidden
    grants = {user_principal(actor.user_id): Right.MANAGE}
    return access.create_scope(session, actor, grants, UNPUBLISHED).id


def is_unpublished(session: Session, scope_id: int) -> bool:
    """Whether the scope is that of an unpublished page and of those below it."""
    return session.scalar(select(AccessScope.kind).where(AccessScope.id == scope_id)) == UNPUBLISHED


def keep_unpublished(session: Session, actor: Actor, page: Page, scope_id: int) -> None:
    """A move to a place with the scope neither publishes the page nor takes it from its readers.

    An unpublished page from below another one gets a scope of its own with the same grants. Raises Conflict
    (`below_unpublished`) when a published page would come below an unpublished one.
    """
    if page.scope_id == scope_id:
        return
    if not is_unpublished(session, page.scope_id):
        if is_unpublished(session, scope_id):
            raise Conflict(reason="below_unpublished")
        return
    if scope_above(session, page) == page.scope_id:
        grants = {one.principal: Right(one.right) for one in access.grants_of(session, page.scope_id)}
        rescope(session, page, access.create_scope(session, actor, grants, UNPUBLISHED).id)


def rescope(session: Session, page: Page, scope_id: int) -> None:
    """Everything at and below the page that shares its scope, in the trash too, belongs to the other scope."""
    old = page.scope_id
    ids = [page.id, *tree.below_with_trash(session, page.id)]
    session.execute(update(Page).where(Page.id.in_(ids), Page.scope_id == old).values(scope_id=scope_id))
    session.expire(page)
    tree.head(session, page)
    tree.touch(session, old, scope_id)
    access.moved(session, scope_id)
    outbox.emit(session, PageMoved(page.id))


def scope_above(session: Session, page: Page) -> int:
    """The scope of the page's place: of its parent, or of its space."""
    above = select(Space.scope_id).where(Space.id == page.space_id)
    if page.parent_id is not None:
        above = select(Page.scope_id).where(Page.id == page.parent_id)
    return session.scalars(above).one()
