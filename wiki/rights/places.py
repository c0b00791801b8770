"""The places whose rights can be seen: a space, or a page with what lies below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, and_, bindparam
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.access.models import SUBTREE, AccessScope
from wiki.access.policy import ScopeSet
from wiki.actor import Actor
from wiki.pages import queries as pages
from wiki.pages import scoping, tree
from wiki.pages.models import Page
from wiki.pages.queries import PageRow
from wiki.prepared import Prepared
from wiki.spaces.queries import SpaceRow

_LISTS = Prepared(
    policy.narrow(Page, (Page.title, Page.slug, Page.scope_id))
    .join(AccessScope, and_(AccessScope.head_page_id == Page.id, AccessScope.id == Page.scope_id))
    .where(Page.space_id == bindparam("space_id", type_=Integer), AccessScope.kind == SUBTREE)
    .order_by(Page.title_key, Page.id)
)


@dataclass(frozen=True, slots=True)
class Place:
    """A space (`page` is None) or a page. `is_own`: it has a list of rights of its own, as each space has.

    `source` is where the list stands: title and address of a page or space above, the place itself otherwise.
    `above_id` is the scope whose rights the page would have without its own list, and `can_inherit` whether the
    reader may know these.
    """

    scope_id: int
    above_id: int
    is_own: bool
    title: str
    href: str
    source: tuple[str, str]
    can_inherit: bool = False
    page: PageRow | None = None
    space: SpaceRow | None = None

    @property
    def rights_href(self) -> str:
        """The address of its panel."""
        return f"{self.href.rstrip('/')}/rights"


def of_space(space: SpaceRow) -> Place:
    """The space as a place."""
    source = (space.name, space.href)
    return Place(space.scope_id, space.scope_id, True, space.name, space.href, source, space=space)


def of_page(session: Session, actor: Actor, scope_set: ScopeSet, page: PageRow) -> Place:
    """The page, which the actor reads, as a place. At most three statements."""
    origin = scoping.origin(session, page.id)
    source = (page.space_name, f"/s/{page.space_key}/")
    if origin.head_id is not None:  # it shares the page's rights, so that the actor reads it, too
        head = page if origin.is_own else pages.by_id(session, actor, scope_set, origin.head_id)
        source = (head.title, head.href)
    can_inherit = origin.is_own and origin.above_id in scope_set.ids
    return Place(
        page.scope_id, origin.above_id, origin.is_own, page.title, page.href, source, can_inherit, page=page
    )


def lists_below(session: Session, scope_set: ScopeSet, place: Place) -> Sequence[tuple[str, str]]:
    """The readable pages below with lists of their own, by title: title and address. At most two statements."""
    space_id, key = _space_of(place)
    rows = _LISTS.rows(session, {**scope_set.parameters, "space_id": space_id})
    if place.page is not None and rows:
        below = set(tree.scopes_below(session, place.page.id, space_id))
        rows = [row for row in rows if row[2] in below]
    return [(title, f"/s/{key}/{slug}/rights") for title, slug, _ in rows]


def _space_of(place: Place) -> tuple[int, str]:
    if place.page is not None:
        return place.page.space_id, place.page.space_key
    if place.space is not None:
        return place.space.id, place.space.key
    raise TypeError("a place is a page or a space")
