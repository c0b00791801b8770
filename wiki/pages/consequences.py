"""What deleting a page would take along and break, as far as the person may read it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, func
from sqlalchemy.orm import Session, aliased

from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.actor import Actor
from wiki.pages import standing, trash
from wiki.pages.models import Link, Page
from wiki.prepared import Prepared
from wiki.spaces.models import Space

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class BreakingLink:
    """A link that would lead nowhere: on which page it stands, and which page it leads to."""

    title: str
    href: str
    target_title: str


@dataclass(frozen=True, slots=True)
class Consequences:
    """`below` and `links` name the first `MOST_NAMED`. `seen` is the word for what was shown (standing.of)."""

    below: Sequence[tuple[str, str]]
    below_count: int
    links: Sequence[BreakingLink]
    links_count: int
    seen: str


_target = aliased(Page)
_going = policy.parameter_ids("going_ids")
_from_elsewhere = (
    policy.narrow(Link, (Page.title, Space.key, Page.slug, _target.title, func.count().over()))
    .join(_target, _target.id == Link.target_id)
    .join(Space, Space.id == Page.space_id)
    .where(Link.target_id.in_(_going), Link.page_id.not_in(_going))
)
_BREAKING = Prepared(
    _from_elsewhere.group_by(
        Page.id, Page.title, Page.title_key, Space.key, Page.slug, _target.id, _target.title
    )
    .order_by(Page.title_key, Page.id, _target.title)
    .limit(bindparam("most", type_=Integer))
)


def of(session: Session, actor: Actor, scope_set: ScopeSet, page_id: int, space_key: str) -> Consequences:
    """Of deleting the page. Pages that the actor may not edit stay, and are not named."""
    taken = trash.going_along(session, actor, page_id)
    ids = json.dumps([page_id, *(page.id for page in taken)])
    rows = _BREAKING.rows(session, {**scope_set.parameters, "going_ids": ids, "most": MOST_NAMED})
    links = [BreakingLink(title, f"/s/{key}/{slug}", target) for title, key, slug, target, _ in rows]
    return Consequences(
        [(page.title, f"/s/{space_key}/{page.slug}") for page in taken[:MOST_NAMED]],
        len(taken),
        links,
        rows[0][4] if rows else 0,
        standing.of(session, page_id, (page.public_id for page in taken)),
    )
