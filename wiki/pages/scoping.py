"""Gives a subtree rights of its own, or those of its place again; keeps pages unpublished (publishing.py ends that).

A restricted subtree has its own complete list of grants. Subtrees inside it that have their own keep them.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import CTE, Integer, and_, bindparam, delete, exists, func, literal, or_, select, update
from sqlalchemy.orm import Session, aliased

from wiki import audit, outbox
from wiki.access import policy
from wiki.access import service as access
from wiki.access.models import SPACE, SUBTREE, UNPUBLISHED, AccessScope, Grant, ShareLink
from wiki.actor import Actor, Right, user_principal
from wiki.db import now
from wiki.errors import Conflict, Forbidden
from wiki.pages import tree
from wiki.pages.events import PageMoved
from wiki.pages.models import Page
from wiki.prepared import Prepared
from wiki.spaces.models import Space

_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rights of a page come from: the page whose list it is, or None for the space's.

    `is_own`: that is the page itself; `above_id` is the scope of the place that it would have else.
    """

    head_id: int | None
    is_own: bool
    above_id: int


def _way_up() -> Prepared:
    start = select(Page.id, Page.parent_id, Page.space_id, Page.scope_id, literal(0).label("height"))
    up = start.where(Page.id == bindparam("page_id", type_=Integer)).cte("up", recursive=True)
    above = aliased(Page)
    higher = select(above.id, above.parent_id, above.space_id, above.scope_id, up.c.height + 1)
    up = up.union_all(higher.join(up, above.id == up.c.parent_id).where(up.c.height < _DEEPEST))
    way = select(up.c.id, up.c.scope_id, Space.scope_id).join(Space, Space.id == up.c.space_id)
    return Prepared(way.order_by(up.c.height))


def _alike() -> CTE:
    """The page, and the living ones below that share its scope."""
    start = select(Page.id, Page.scope_id).where(Page.id == bindparam("page_id", type_=Integer))
    down, lower = start.cte("alike", recursive=True), aliased(Page)
    same = and_(lower.parent_id == down.c.id, lower.scope_id == down.c.scope_id, lower.deleted_at.is_(None))
    return down.union_all(select(lower.id, lower.scope_id).join(down, same))


def _open_links() -> Prepared:
    alike = _alike()
    is_open = and_(
        ShareLink.page_id == alike.c.id,
        ShareLink.scope_id == alike.c.scope_id,
        ShareLink.revoked_at.is_(None),
        ShareLink.expires_at > bindparam("moment", type_=ShareLink.expires_at.type),
    )
    return Prepared(select(ShareLink.public_id).join(alike, is_open).order_by(ShareLink.id))


_WAY_UP, _ALIKE, _OPEN_LINKS = _way_up(), Prepared(select(func.count()).select_from(_alike())), _open_links()


def restrict(session: Session, actor: Actor, page_id: int, grants: Mapping[str, Right]) -> AccessScope:
    """The page and what shares its scope below it have these rights. Needs MANAGE.

    Raises Conflict (`last_manager`) when nobody could manage it, (`is_restricted`) when it has its own already,
    (`is_unpublished`).
    """
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    _check_inherits(session, page)
    if not any(right >= Right.MANAGE for right in grants.values()):
        raise Conflict(reason="last_manager")
    return _restricted(session, actor, page, grants, has_history=True)


def detach(session: Session, actor: Actor, page_id: int) -> AccessScope:
    """The page and what shares its scope below it have a list of their own, which says what held so far.

    Needs MANAGE. Raises Conflict (`is_restricted`, `is_unpublished`).
    """
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    _check_inherits(session, page)
    present = session.get_one(AccessScope, page.scope_id)
    grants = access.held(session, present.id)
    return _restricted(session, actor, page, grants, has_history=present.has_history)


def release(session: Session, actor: Actor, page_id: int, seen: str | None = None) -> None:
    """The page and what shares its scope below it have the rights of their place again. Needs MANAGE.

    Raises Conflict (`is_unpublished`; `last_manager`; `place_hidden` when the actor may not read the place, whose
    rights he would learn; `rights_changed` when either list is not the one `seen`, see `both_stamps`).
    """
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    tree.hold(session, page.space_id)
    session.refresh(page)
    above = scope_above(session, page)
    if seen is not None and seen != both_stamps(session, page.scope_id, above):
        raise Conflict(reason="rights_changed")
    if above == page.scope_id:
        return
    if is_unpublished(session, page.scope_id):
        raise Conflict(reason="is_unpublished")
    if not reads(session, actor, above):
        raise Conflict(reason="place_hidden")
    own, before = page.scope_id, access.held(session, page.scope_id)
    access.check_managers(session, before, access.held(session, above))
    ended = _links_to_end(session, page_id)
    rescope(session, page, above)
    facts = {principal: right.name for principal, right in before.items()}
    audit.record(
        session,
        actor,
        "access.inherit",
        f"page:{page.public_id}",
        before=facts,
        after=f"scope:{above}",
        **ended,
    )
    forget(session, own)


def reads(session: Session, actor: Actor, scope_id: int) -> bool:
    """Whether the actor may read in the scope."""
    return scope_id in policy.scope_set(session, actor).ids


def both_stamps(session: Session, scope_id: int, above_id: int) -> str:
    """What somebody saw who decides to give up a list of rights for the one of the place."""
    return f"{access.present(session, scope_id).stamp}-{access.present(session, above_id).stamp}"


def forget(session: Session, scope_id: int) -> None:
    """A subtree's scope without pages, in the trash or out of it, is gone: each person's set of scopes stays short."""
    session.flush()
    in_use = or_(exists().where(Page.scope_id == scope_id), exists().where(Space.scope_id == scope_id))
    if session.scalar(select(in_use)):
        return
    session.execute(delete(Grant).where(Grant.scope_id == scope_id))
    session.execute(delete(AccessScope).where(AccessScope.id == scope_id))


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
    tree.head(session, page)
    return scope


def origin(session: Session, page_id: int) -> Origin:
    """Where the rights of the page come from. The caller found the page. One statement."""
    rows = _WAY_UP.rows(session, {"page_id": page_id})
    (_, scope_id, space_scope_id) = rows[0]
    alike = list(itertools.takewhile(lambda row: row[1] == scope_id, rows))
    above_id = rows[len(alike)][1] if len(alike) < len(rows) else space_scope_id
    if above_id == scope_id:
        return Origin(None, is_own=False, above_id=scope_id)
    return Origin(alike[-1][0], is_own=len(alike) == 1, above_id=above_id)


def size(session: Session, page_id: int) -> int:
    """For how many living pages the list of rights holds that begins at the page, itself included. One statement."""
    return int(_ALIKE.rows(session, {"page_id": page_id})[0][0])


def open_links(session: Session, page_id: int) -> list[str]:
    """The share links, by public id, to the page and to those below with its rights. One statement.

    They open nothing as soon as these pages have other rights (ADR 0017).
    """
    return [public_id for (public_id,) in _OPEN_LINKS.rows(session, {"page_id": page_id, "moment": now()})]


def moving_ends(session: Session, page_id: int) -> int:
    """How many share links open nothing any more once the page stands where other rights hold. Two statements.

    None where the page brings its own rights along.
    """
    return 0 if origin(session, page_id).is_own else len(open_links(session, page_id))


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
        tree.head(session, page)


def settle(session: Session, actor: Actor, page: Page) -> None:
    """A page that came back to the highest level has the rights that it had, in a list of its own.

    Those of the space might open what was closed; those of a list elsewhere would change with that.
    """
    present = session.get_one(AccessScope, page.scope_id)
    if present.kind == SPACE or present.head_page_id == page.id:
        return
    grants, flag = access.held(session, present.id), present.has_history
    rescope(session, page, access.create_scope(session, actor, grants, present.kind, has_history=flag).id)
    tree.head(session, page)


def rescope(session: Session, page: Page, scope_id: int) -> None:
    """Everything at and below the page that shares its scope, in the trash too, belongs to the other scope."""
    old = page.scope_id
    ids = [page.id, *tree.below_with_trash(session, page.id)]
    session.execute(update(Page).where(Page.id.in_(ids), Page.scope_id == old).values(scope_id=scope_id))
    session.expire(page)
    tree.touch(session, old, scope_id)
    access.moved(session, scope_id)
    outbox.emit(session, PageMoved(page.id))


def _check_inherits(session: Session, page: Page) -> None:
    tree.hold(session, page.space_id)
    session.refresh(page)
    if is_unpublished(session, page.scope_id):
        raise Conflict(reason="is_unpublished")
    if scope_above(session, page) != page.scope_id:
        raise Conflict(reason="is_restricted")


def _restricted(
    session: Session, actor: Actor, page: Page, grants: Mapping[str, Right], *, has_history: bool
) -> AccessScope:
    scope = access.create_scope(session, actor, grants, SUBTREE, has_history=has_history)
    before, ended = page.scope_id, _links_to_end(session, page.id)
    rescope(session, page, scope.id)
    tree.head(session, page)
    facts = {"before": f"scope:{before}", "after": f"scope:{scope.id}", **ended}
    audit.record(session, actor, "access.restrict", f"page:{page.public_id}", **facts)
    return scope


def _links_to_end(session: Session, page_id: int) -> dict[str, list[str]]:
    """For the log: the share links that open nothing once the page has other rights."""
    links = open_links(session, page_id)
    return {"shares": links} if links else {}


def scope_above(session: Session, page: Page) -> int:
    """The scope of the page's place: of its parent, or of its space."""
    above = select(Space.scope_id).where(Space.id == page.space_id)
    if page.parent_id is not None:
        above = select(Page.scope_id).where(Page.id == page.parent_id)
    return session.scalars(above).one()
