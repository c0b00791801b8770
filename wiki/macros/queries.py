"""What the lists in a page show, all through `access.policy`."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, bindparam
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.access.policy import ScopeSet
from wiki.actor import Actor
from wiki.macros.arguments import LIMIT, MOST_ROWS, Options, Table
from wiki.pages.models import Page
from wiki.pages.queries import PageRow
from wiki.prepared import Prepared
from wiki.properties.queries import Condition, PropertyRow, pages_where


@dataclass(frozen=True, slots=True)
class Branch:
    """A page and the pages below it."""

    title: str
    href: str
    children: tuple["Branch", ...] = ()


_BELOW = Prepared(
    policy.narrow(Page, (Page.id, Page.parent_id, Page.title, Page.slug))
    .where(
        Page.space_id == bindparam("space_id", type_=Integer),
        Page.parent_id.in_(policy.parameter_ids("parent_ids")),
        Page.template_for.is_(None),
    )
    .order_by(Page.position, Page.title_key, Page.id)
    .limit(MOST_ROWS)
)


def children(session: Session, scope_set: ScopeSet, page: PageRow, depth: int) -> tuple[Branch, ...]:
    """The pages below the page in their order, down to `depth` levels. One statement a level."""
    levels: list[list[Any]] = []  # rows of a prepared statement
    parents = [page.id]
    while parents and len(levels) < depth:
        values = {"space_id": page.space_id, "parent_ids": json.dumps(parents)}
        rows = _BELOW.rows(session, {**scope_set.parameters, **values})
        levels.append(rows)
        parents = [row[0] for row in rows]
    below: dict[int, list[Branch]] = {}
    for rows in reversed(levels):
        above: dict[int, list[Branch]] = {}
        for page_id, parent_id, title, slug in rows:
            branch = Branch(title, f"/s/{page.space_key}/{slug}", tuple(below.get(page_id, ())))
            above.setdefault(parent_id, []).append(branch)
        below = above
    return tuple(below.get(page.id, ()))


def tagged(session: Session, actor: Actor, page: PageRow, options: Options) -> list[PropertyRow]:
    """The pages that carry all the tags, A–Z."""
    conditions = [Condition("tags", "=", tag) for tag in options.words]
    space_id = None if options.is_everywhere else page.space_id
    limit = options.number or LIMIT
    return pages_where(session, actor, conditions, space_id=space_id, limit=limit + 1)


def table(session: Session, actor: Actor, page: PageRow, asked: Table) -> list[PropertyRow]:
    """The pages of a table, one more than its limit if there are others."""
    return pages_where(
        session,
        actor,
        asked.conditions,
        space_id=None if asked.is_everywhere or asked.is_below else page.space_id,
        parent_id=page.id if asked.is_below else None,
        sort=asked.sort,
        limit=asked.limit + 1,
    )
