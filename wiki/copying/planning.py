"""What a copy takes along: the page and what lies below it, as far as the person may read it.

A readable page below a hidden one comes below the nearest readable page, as in the tree.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.errors import Invalid
from wiki.pages import renaming, tree
from wiki.pages.models import Page
from wiki.pages.slugs import slugify, with_suffix
from wiki.spaces.models import Space

MOST = 5000
_MANY = 500


@dataclass(frozen=True, slots=True)
class Source:
    """A page to be copied below the copy of `above_id` (None: the place that was chosen), under a slug of its own."""

    page_id: int
    above_id: int | None
    title: str
    slug: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a copy comes to stand, and of what; parents stand before their children.

    `token` names this one copy; `source_id` is public.
    """

    token: str
    source_id: str
    space_id: int
    old_key: str
    new_key: str
    parent_id: int | None
    sources: Sequence[Source]

    def payload(self) -> dict[str, object]:
        """As a job keeps it."""
        return asdict(self)


def of_payload(payload: dict[str, object]) -> Plan:
    """The plan that a job kept."""
    values = dict(payload)
    values["sources"] = [Source(**one) for one in values["sources"]]  # type: ignore[attr-defined]  # as `payload` made it
    return Plan(**values)  # type: ignore[arg-type]  # the same


def readable_below(session: Session, actor: Actor, page_id: int) -> list[tuple[Page, int]]:
    """The readable pages below the page, each with the page that it is shown below; parents before children.

    Raises Invalid (`below`, `too_many`).
    """
    ids = list(tree.below(session, page_id))
    if len(ids) > MOST:
        raise Invalid("below", "too_many", limit=MOST)
    rows = session.execute(select(Page.id, Page.parent_id).where(Page.id.in_(ids)))
    parents = {row.id: row.parent_id for row in rows}
    found: dict[int, list[Page]] = {}
    readable: dict[int, Page] = {}
    for start in range(0, len(ids), _MANY):
        statement = policy.allowed(Page, actor).where(Page.id.in_(ids[start : start + _MANY]))
        readable |= {one.id: one for one in session.scalars(statement)}
    for one in readable.values():
        above = one.parent_id
        while above is not None and above != page_id and above not in readable:
            above = parents.get(above)
        found.setdefault(above or page_id, []).append(one)
    return list(_in_order(found, page_id))


@dataclass(frozen=True, slots=True)
class Wish:
    """Where the copy shall stand, and its title."""

    space_id: int
    space_key: str
    parent_id: int | None
    title: str


def plan(session: Session, actor: Actor, page_id: int, wish: Wish, token: str, *, with_below: bool) -> Plan:
    """A copy of the page at the place that was wished for. Raises NotFound, Invalid (`below`, `too_many`)."""
    page = policy.get(session, Page, actor, Page.id == page_id)
    below = readable_below(session, actor, page_id) if with_below else []
    slugs = iter(_free(session, wish.space_id, [slugify(wish.title), *(one.slug for one, _ in below)]))
    sources = [Source(page_id, None, wish.title, next(slugs))]
    sources += [Source(one.id, above, one.title, next(slugs)) for one, above in below]
    old_key = session.scalars(select(Space.key).where(Space.id == page.space_id)).one()
    return Plan(token, page.public_id, wish.space_id, old_key, wish.space_key, wish.parent_id, sources)


def _in_order(levels: dict[int, list[Page]], page_id: int) -> list[tuple[Page, int]]:
    ordered: list[tuple[Page, int]] = []
    waiting = [page_id]
    while waiting:
        above = waiting.pop()
        level = sorted(levels.get(above, ()), key=lambda one: (one.position, one.title_key, one.id))
        ordered += [(one, above) for one in level]
        waiting += [one.id for one in level]
    return ordered


def _free(session: Session, space_id: int, wanted: Sequence[str]) -> list[str]:
    """The slugs as far as nobody has them and no link leads by them to another page; others with a suffix."""
    taken: set[str] = set()
    slugs: list[str] = []
    for slug in wanted:
        free = renaming.slug_without_redirect(session, space_id, slug, 0)
        free = with_suffix(slug) if free in taken else free
        taken.add(free)
        slugs.append(free)
    return slugs
