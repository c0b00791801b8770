"""Readable pages below an unreadable one: they stand below their nearest readable ancestor, or at the highest level.

Nothing tells of what lies between. Found from the highest pages of the readable scopes upwards, so this costs the
number of restricted subtrees, not of pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Integer, and_, bindparam, literal, or_, select
from sqlalchemy.orm import Session, aliased

from wiki import caches
from wiki.access import policy
from wiki.access.models import AccessScope
from wiki.access.policy import ScopeSet
from wiki.pages import tree
from wiki.pages.models import Page
from wiki.pages.tree import Node
from wiki.prepared import Prepared

_DEEPEST = 200

Strays = Mapping[int | None, Sequence[Node]]
"""Nodes by the page that they are shown below; None is the highest level."""

_readable = policy.parameter_ids("scopes")
_parent, _above, _shown = aliased(Page), aliased(Page), aliased(Page)
# `+ 0`: or SQLite would begin with all pages of the space instead of the few scopes of subtrees.
_heads = (
    policy.narrow(
        Page, (Page.id.label("page_id"), Page.parent_id.label("above_id"), literal(1).label("height"))
    )
    .join(AccessScope, and_(AccessScope.head_page_id == Page.id, AccessScope.id == Page.scope_id))
    .join(_parent, _parent.id == Page.parent_id)
    .where(Page.space_id + 0 == bindparam("space_id", type_=Integer), _parent.scope_id.not_in(_readable))
    .cte("strays", recursive=True)
)
_heads = _heads.union_all(  # climbs as long as it meets unreadable pages
    select(_heads.c.page_id, _above.parent_id, _heads.c.height + 1)
    .join(_above, _above.id == _heads.c.above_id)
    .where(_above.scope_id.not_in(_readable), _heads.c.height < _DEEPEST)
)
_STRAYS = Prepared(
    policy.narrow(Page, (*tree.NODE[:6], literal(0), literal(0), Page.scope_id, _shown.id))
    .join(_heads, _heads.c.page_id == Page.id)
    .outerjoin(_shown, _shown.id == _heads.c.above_id)
    .where(or_(_shown.id.is_(None), _shown.scope_id.in_(_readable)), Page.template_for.is_(None))
    .order_by(Page.title_key, Page.id)
)


def of_space(session: Session, scope_set: ScopeSet, space_id: int, structure: int) -> Strays:
    """All of a space for readers with these scopes; kept until the structure of what they read changes."""

    def read() -> Strays:
        found: dict[int | None, list[Node]] = {}
        for row in _STRAYS.rows(session, {**scope_set.parameters, "space_id": space_id}):
            found.setdefault(row[9], []).append(replace(Node(*row[:9]), parent_id=row[9]))
        return found

    return caches.of(session).fragments.fetch(("strays", space_id, structure, scope_set.ids), read)


def among(nodes: Sequence[Node], strays: Strays, page_id: int | None) -> list[Node]:
    """The nodes around the page (`tree.around`) with the strays whose level is open; others have a twist above."""
    if not strays:
        return list(nodes)
    parents = {one.id: one.parent_id for level in strays.values() for one in level}
    own = [node for node in nodes if node.id not in parents]
    above = {node.id: node.parent_id for node in own} | parents
    open_levels: set[int | None] = {None}
    place = page_id
    while place is not None and place in above and place not in open_levels:
        open_levels.add(place)
        place = above[place]
    shown = [replace(node, has_children=True) if node.id in strays else node for node in own]
    return [*shown, *(one for place in open_levels for one in _marked(strays.get(place, ()), strays))]


def below(children: Sequence[Node], strays: Strays, parent_id: int | None) -> list[Node]:
    """One level (`tree.children`) with its strays behind it."""
    return _marked([*children, *strays.get(parent_id, ())], strays)


def _marked(nodes: Sequence[Node], strays: Strays) -> list[Node]:
    return [replace(node, has_children=True) if node.id in strays else node for node in nodes]
