"""Places below which a page may be put: found by title in a space, with the way to each, for whoever may edit there."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, String, and_, bindparam, case, literal, literal_column, select
from sqlalchemy.orm import Session, aliased

from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.actor import Actor
from wiki.pages.models import Page
from wiki.pages.slugs import title_key
from wiki.prepared import Prepared

MOST = 20
_DEEPEST = 200
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A page below which another may stand. `way` are the readable titles above it, highest first."""

    id: int
    public_id: str
    title: str
    way: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """What lies above a page: the titles and slugs that the reader may know, highest first, and the ids of all."""

    titles: tuple[str, ...] = ()
    ids: frozenset[int] = frozenset()


_key = bindparam("key", type_=String)
_FOUND = (
    policy.narrow(Page, (Page.id, Page.public_id, Page.title))
    .where(Page.space_id == bindparam("space_id", type_=Integer), Page.template_for.is_(None))
    .limit(2 * MOST)
)
# The titles are looked through in their index (`> ''`), not in the rows of all pages.
_BY_TITLE = Prepared(
    _FOUND.where(
        Page.title_key > literal_column("''"),
        Page.title_key.like(bindparam("anywhere", type_=String), escape="\\"),
    ).order_by(
        case(
            (Page.title_key == _key, 0),
            (Page.title_key.like(bindparam("begins", type_=String), escape="\\"), 1),
            else_=2,
        ),
        Page.title_key,
        Page.id,
    )
)
_TOP = Prepared(_FOUND.where(Page.parent_id.is_(None)).order_by(Page.position, Page.title_key, Page.id))
_CHOSEN = Prepared(_FOUND.where(Page.public_id == bindparam("public_id", type_=String)))

_climb = (
    select(Page.id.label("page_id"), Page.parent_id.label("above_id"), literal(0).label("height"))
    .where(Page.id.in_(policy.parameter_ids("page_ids")))
    .cte("climb", recursive=True)
)
_above, _shown = aliased(Page), aliased(Page)
_climb = _climb.union_all(
    select(_climb.c.page_id, _above.parent_id, _climb.c.height + 1)
    .join(_above, _above.id == _climb.c.above_id)
    .where(_climb.c.height < _DEEPEST)
)
_WAYS = Prepared(
    select(_climb.c.page_id, _climb.c.above_id, _shown.title)
    .outerjoin(
        _shown, and_(_shown.id == _climb.c.above_id, _shown.scope_id.in_(policy.parameter_ids("scopes")))
    )
    .where(_climb.c.above_id.is_not(None))
    .order_by(_climb.c.height.desc())
)


def search(
    session: Session,
    readable: ScopeSet,
    editable: ScopeSet,
    space_id: int,
    text: str,
    moved_id: int | None = None,
) -> list[Place]:
    """At most `MOST` places whose title holds the text, those that begin with it first; without text the highest level.

    The page that is to be moved, and what lies below it, is no place for it.
    """
    key = title_key(text[:_LONGEST])
    escaped = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    values = {**editable.parameters, "space_id": space_id, "key": key}
    values |= {"anywhere": f"%{escaped}%", "begins": f"{escaped}%"}
    rows = (_BY_TITLE if key else _TOP).rows(session, values)
    above = ways(session, readable, [row[0] for row in rows])
    return [
        Place(row[0], row[1], row[2], above[row[0]].titles)
        for row in rows
        if moved_id not in {row[0], *above[row[0]].ids}
    ][:MOST]


def chosen(
    session: Session,
    readable: ScopeSet,
    editable: ScopeSet,
    space_id: int,
    public_id: str,
    moved_id: int | None = None,
) -> Place | None:
    """The place with the public id, as `search` would find it."""
    row = _CHOSEN.first(session, {**editable.parameters, "space_id": space_id, "public_id": public_id})
    if row is None:
        return None
    way = ways(session, readable, [row[0]])[row[0]]
    return None if moved_id in {row[0], *way.ids} else Place(row[0], row[1], row[2], way.titles)


def ways(session: Session, scope_set: ScopeSet, page_ids: Sequence[int]) -> Mapping[int, Way]:
    """What lies above each of the pages. One statement."""
    found: dict[int, list[tuple[int, str | None]]] = {page_id: [] for page_id in page_ids}
    if page_ids:
        values = {**scope_set.parameters, "page_ids": json.dumps(list(page_ids))}
        for page_id, above_id, title in _WAYS.rows(session, values):
            found[page_id].append((above_id, title))
    return {
        page_id: Way(
            tuple(title for _, title in above if title is not None), frozenset(one for one, _ in above)
        )
        for page_id, above in found.items()
    }


def of_namesakes(
    session: Session, actor: Actor, scope_set: ScopeSet, lines: Sequence[tuple[str, str, str]]
) -> dict[str, str]:
    """What tells pages of the same title apart in a list A–Z of titles, slugs and public ids, by public id.

    That is the way to each; where two have the same, the end of its address as well.
    """
    keys = [title_key(title) for title, _, _ in lines]
    counts = Counter(keys)
    same = [line for line, key in zip(lines, keys, strict=True) if counts[key] > 1]
    if not same:
        return {}
    wanted = policy.allowed(Page, actor).where(Page.public_id.in_([public_id for _, _, public_id in same]))
    ids = {page.public_id: page.id for page in session.scalars(wanted)}
    above = ways(session, scope_set, list(ids.values()))
    told = {public_id: " › ".join(above[page_id].titles) for public_id, page_id in ids.items()}
    known = Counter((title_key(title), told.get(public_id, "")) for title, _, public_id in same)
    return {
        public_id: way if way and known[title_key(title), way] == 1 else " › ".join(filter(None, (way, slug)))
        for title, slug, public_id in same
        for way in [told.get(public_id, "")]
    }
