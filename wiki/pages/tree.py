"""The page tree: ancestors, children, descendants, and what keeps a move from making a circle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, and_, bindparam, exists, func, literal, select, union_all, update
from sqlalchemy.orm import Session, aliased

from wiki.access import policy
from wiki.access.models import SPACE, AccessScope
from wiki.access.policy import ScopeSet
from wiki.pages.models import Page
from wiki.prepared import Prepared, Row
from wiki.spaces.models import Space

SHOWN_SIBLINGS = 40
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Node:
    """A page as the tree shows it. `siblings` counts the level, `place` from 1; both are 0 for strays (strays.py)."""

    id: int
    public_id: str
    parent_id: int | None
    title: str
    slug: str
    has_children: bool
    place: int
    siblings: int
    scope_id: int


def _ancestors_of(page_id: Any) -> Any:  # a recursive CTE has no narrower type
    up = (
        select(Page.id, Page.parent_id, literal(0).label("height"))
        .where(Page.id == page_id)
        .cte("up", recursive=True)
    )
    above = aliased(Page)
    return up.union_all(
        select(above.id, above.parent_id, up.c.height + 1)
        .join(up, above.id == up.c.parent_id)
        .where(up.c.height < _DEEPEST)
    )


_up = _ancestors_of(bindparam("page_id", type_=Integer))
_child = aliased(Page)
NODE = (
    Page.id,
    Page.public_id,
    Page.parent_id,
    Page.title,
    Page.slug,
    exists().where(
        _child.parent_id == Page.id,
        _child.deleted_at.is_(None),
        _child.template_for.is_(None),
        _child.scope_id.in_(policy.parameter_ids("scopes")),
    ),
    func.row_number()
    .over(partition_by=Page.parent_id, order_by=(Page.position, Page.title_key, Page.id))
    .label("place"),
    func.count().over(partition_by=Page.parent_id).label("siblings"),
    Page.scope_id,
)
_in_space = policy.narrow(Page, NODE).where(
    Page.space_id == bindparam("space_id", type_=Integer), Page.template_for.is_(None)
)
# Two statements in one: for an OR, SQLite would look at every page of the space.
_OPEN = Prepared(
    union_all(
        _in_space.where(Page.parent_id.is_(None)), _in_space.where(Page.parent_id.in_(select(_up.c.id)))
    )
)
_CHILDREN = Prepared(_in_space.where(Page.parent_id == bindparam("parent_id", type_=Integer)))
_ANCESTORS = Prepared(
    policy.narrow(Page, (Page.public_id, Page.title, Page.slug, _up.c.height))
    .join(_up, _up.c.id == Page.id)
    .order_by(_up.c.height.desc())
)


def around(session: Session, scope_set: ScopeSet, space_id: int, page_id: int | None) -> list[Node]:
    """What the sidebar shows: the highest level, and every level on the way to the page and below it.

    At most about forty siblings of a level, around the way; `place` and `siblings` tell what is left out.
    """
    values = {**scope_set.parameters, "space_id": space_id, "page_id": page_id or 0}
    nodes = _in_order(_OPEN.rows(session, values))
    way = {node.parent_id for node in nodes if node.parent_id is not None} | {page_id}
    return _window(nodes, way)


def way(nodes: Sequence[Node], page_id: int) -> list[tuple[str, str]] | None:
    """Title and slug of the pages above the page, highest first; None when some of them are not among the nodes."""
    known = {node.id: node for node in nodes}
    above: list[tuple[str, str]] = []
    place = known.get(page_id)
    while place is not None and place.parent_id is not None:
        place = known.get(place.parent_id)
        if place is not None:
            above.append((place.title, place.slug))
    return None if place is None else above[::-1]


def children(session: Session, scope_set: ScopeSet, space_id: int, parent_id: int | None) -> list[Node]:
    """The readable children of a page, or the highest level of the space, in their order."""
    if parent_id is None:
        statement, values = _OPEN, {**scope_set.parameters, "space_id": space_id, "page_id": 0}
    else:
        statement, values = _CHILDREN, {**scope_set.parameters, "space_id": space_id, "parent_id": parent_id}
    return _in_order(statement.rows(session, values))


def breadcrumb(session: Session, scope_set: ScopeSet, page_id: int) -> list[tuple[str, str, int]]:
    """Title, slug and height of the readable pages above (the page itself has height 0), highest first."""
    rows = _ANCESTORS.rows(session, {**scope_set.parameters, "page_id": page_id})
    return [(title, slug, height) for _, title, slug, height in rows]


def below(session: Session, page_id: int) -> Sequence[int]:
    """The ids of all living pages below the page, whoever may read them (for moves and deletions)."""
    down = (
        select(Page.id)
        .where(Page.parent_id == page_id, Page.deleted_at.is_(None))
        .cte("down", recursive=True)
    )
    lower = aliased(Page)
    down = down.union(
        select(lower.id).join(down, lower.parent_id == down.c.id).where(lower.deleted_at.is_(None))
    )
    return session.scalars(select(down.c.id)).all()


def below_with_trash(session: Session, page_id: int) -> Sequence[int]:
    """The ids of all pages below the page, those in the trash too."""
    down = select(Page.id).where(Page.parent_id == page_id).cte("down", recursive=True)
    lower = aliased(Page)
    down = down.union(select(lower.id).join(down, lower.parent_id == down.c.id))
    return session.scalars(select(down.c.id)).all()


def is_below(session: Session, page_id: int, possible_ancestor_id: int) -> bool:
    """Whether the page is the other one or lies below it, however deep."""
    return _IS_BELOW.first(session, {"page_id": page_id, "ancestor_id": possible_ancestor_id}) is not None


def hold(session: Session, *space_ids: int) -> None:
    """Nobody else moves pages in these spaces until the transaction ends (SQLite has one writer anyway)."""
    session.execute(
        select(Space.id)
        .where(Space.id.in_(space_ids))
        .order_by(Space.id)
        .with_for_update(key_share=True)  # new pages may come
    )


def touch(session: Session, *scope_ids: int) -> None:
    """What is cached of trees and link states in these scopes is old once the transaction commits."""
    session.execute(
        update(AccessScope)
        .where(AccessScope.id.in_(sorted(set(scope_ids))))
        .values(structure_version=AccessScope.structure_version + 1)
    )


def _in_order(rows: Sequence[Row]) -> list[Node]:
    """The nodes, each level in its order."""
    return sorted((Node(*row) for row in rows), key=lambda node: node.place)


def _window(nodes: list[Node], way: set[int | None]) -> list[Node]:
    places = {node.parent_id: node.place for node in nodes if node.id in way}
    half = SHOWN_SIBLINGS // 2

    def is_near(node: Node) -> bool:
        middle = places.get(node.parent_id, 0)
        return node.place <= SHOWN_SIBLINGS if middle <= half else abs(node.place - middle) <= half

    return [node for node in nodes if node.siblings <= SHOWN_SIBLINGS or is_near(node)]


def touch_level(session: Session, space_id: int, parent_id: int | None, scope_id: int) -> None:
    """As `touch` for all scopes of the pages directly below a page, and for that of their place."""
    found = select(Page.scope_id).where(Page.space_id == space_id, Page.parent_id == parent_id).distinct()
    touch(session, scope_id, *session.scalars(found))


def head(session: Session, page: Page) -> None:
    """The page is known as the highest of its scope, unless that is the scope of a space."""
    is_part = (AccessScope.id == page.scope_id) & (AccessScope.kind != SPACE)
    session.execute(update(AccessScope).where(is_part).values(head_page_id=page.id))


def scopes_below(session: Session, page_id: int, space_id: int) -> Sequence[int]:
    """The scopes of restricted subtrees that lie below the page, found from their highest pages upwards."""
    session.flush()  # which a prepared statement does not do
    values = {"page_id": page_id, "space_id": space_id}
    return [scope_id for (scope_id,) in _SCOPES_BELOW.rows(session, values)]


def _is_below() -> Prepared:
    up = select(Page.id, Page.parent_id).where(Page.id == bindparam("page_id", type_=Integer))
    way = up.cte("up", recursive=True)
    above = aliased(Page)
    way = way.union(select(above.id, above.parent_id).join(way, above.id == way.c.parent_id))
    return Prepared(select(way.c.id).where(way.c.id == bindparam("ancestor_id", type_=Integer)))


def _scopes_below() -> Prepared:
    heads = (
        select(Page.scope_id, Page.parent_id)
        .join(AccessScope, and_(AccessScope.head_page_id == Page.id, AccessScope.id + 0 == Page.scope_id))
        .where(Page.space_id + 0 == bindparam("space_id", type_=Integer))
        # `+ 0`: or SQLite would begin with the pages, not with the scopes
        .cte("above_heads", recursive=True)
    )
    above = aliased(Page)
    heads = heads.union(select(heads.c.scope_id, above.parent_id).join(above, above.id == heads.c.parent_id))
    is_here = heads.c.parent_id == bindparam("page_id", type_=Integer)
    return Prepared(select(heads.c.scope_id).where(is_here).distinct())


_IS_BELOW, _SCOPES_BELOW = _is_below(), _scopes_below()


def distance(session: Session, page: Page, other_id: int) -> int:
    """Steps from a page up to the first common ancestor with the other and down again; large when there is none."""
    start = page.id if page.id is not None else page.parent_id
    mine = _heights(session, start) if start is not None else {}
    common = [mine[one] + height for one, height in _heights(session, other_id).items() if one in mine]
    return min(common, default=2 * _DEEPEST + len(mine))


def _heights(session: Session, page_id: int) -> dict[int, int]:
    up = _ancestors_of(page_id)
    return {row.id: row.height for row in session.execute(select(up.c.id, up.c.height))}


def structure(session: Session, scope_set: ScopeSet) -> int:
    """The sum of the structure versions of the reader's scopes: keys what is cached of trees."""
    statement = select(func.sum(AccessScope.structure_version)).where(
        AccessScope.id.in_(policy.parameter_ids("scopes"))
    )
    return session.connection().execute(statement, scope_set.parameters).scalar() or 0
