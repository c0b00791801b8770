"""Links of the heads: derived from renderings, resolved to pages, and rewritten before a freed name is reused.

A link keeps the space and slug that its text points at and, while there is such a page, the page. Redirects
are the only truth about old names.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Integer, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from wiki.errors import Invalid
from wiki.pages import tree
from wiki.pages.addresses import Target, target
from wiki.pages.derive import Derivation
from wiki.pages.models import Link, OutsideLink, Page, Redirect
from wiki.pages.slugs import slugify, title_key
from wiki.prepared import Prepared, Row, texts
from wiki.render.rendering import Rendering
from wiki.spaces.models import OldKey, Space

_LONGEST_TARGET = 500
_LONGEST_FRAGMENT = 250
_LONGEST_KEY = 40
_LONGEST_ADDRESS = 1000
_MANY = 2000
_FEW = 500
_NO_SPACE = 0  # asked as well: a link into a space that is hidden takes the time of one into none
_UNSEEN = {"synchronize_session": False}
MOST_LINKS = 5_000
"""Links of one page, each counted once."""

_COLUMNS = (
    Link.key, Link.kind, Link.target, Link.fragment, Link.target_space_id, Link.target_space_key,
    Link.target_slug, Link.target_id,
)  # fmt: skip
_NAMES = tuple(column.key for column in _COLUMNS)
_PRESENT = Prepared(select(Link.id, *_COLUMNS).where(Link.page_id == bindparam("page_id", type_=Integer)))
_OUTSIDE = Prepared(
    select(OutsideLink.address, OutsideLink.id).where(
        OutsideLink.page_id == bindparam("page_id", type_=Integer)
    )
)
_OLD_KEYS = Prepared(select(OldKey.key, OldKey.space_id).where(OldKey.key.in_(texts("keys"))))
_SPACES = Prepared(select(Space.key, Space.id).where(Space.key.in_(texts("keys"))))
_KEY = Prepared(select(Space.key).where(Space.id == bindparam("space_id", type_=Integer)))
_FORMER = Prepared(
    select(Redirect.slug, Redirect.page_id).where(
        Redirect.space_id == bindparam("space_id", type_=Integer), Redirect.slug.in_(texts("slugs"))
    )
)
_LIVING = Prepared(
    select(Page.slug, Page.id).where(
        Page.space_id == bindparam("space_id", type_=Integer),
        Page.slug.in_(texts("slugs")),
        Page.deleted_at.is_(None),
    )
)


def derive(session: Session, derivation: Derivation) -> None:
    """The page's link rows are those of its text; a row keeps its id as long as it leads to the same page.

    So a page that is linked to anew sees a link with a higher id than all before (its ETag counts on that). A few
    statements for any number of links: this runs in the write block of a save.
    """
    page_id = derivation.page.id
    wanted = {row["key"]: row for row in _rows(session, derivation)}
    known = () if derivation.is_new else _PRESENT.rows(session, {"page_id": page_id})
    found = {row["key"]: (link_id, row) for link_id, row in map(_named, known)}
    kept = {
        key: one
        for key, one in found.items()
        if key in wanted and wanted[key]["target_id"] == one[1]["target_id"]
    }
    gone = [link_id for key, (link_id, _) in found.items() if key not in kept]
    for start in range(0, len(gone), _MANY):
        session.execute(
            delete(Link).where(Link.id.in_(gone[start : start + _MANY])), execution_options=_UNSEEN
        )
    changed = [{"id": link_id, **wanted[key]} for key, (link_id, row) in kept.items() if row != wanted[key]]
    if changed:
        session.execute(update(Link), changed)
    if new := [{"page_id": page_id, **row} for key, row in wanted.items() if key not in kept]:
        session.execute(insert(Link), new)


def derive_outside(session: Session, derivation: Derivation) -> None:
    """The addresses of other places are those of the text, as far as they are short enough to be looked up."""
    page_id = derivation.page.id
    fitting = [one for one in derivation.rendering.outside if len(one) <= _LONGEST_ADDRESS]
    wanted = dict.fromkeys(fitting[:MOST_LINKS])
    known = () if derivation.is_new else _OUTSIDE.rows(session, {"page_id": page_id})
    found: dict[str, int] = dict(known)
    gone = [row_id for address, row_id in found.items() if address not in wanted]
    for start in range(0, len(gone), _MANY):
        session.execute(
            delete(OutsideLink).where(OutsideLink.id.in_(gone[start : start + _MANY])),
            execution_options=_UNSEEN,
        )
    if new := [{"page_id": page_id, "address": one} for one in wanted if one not in found]:
        session.execute(insert(OutsideLink), new)


def check(rendering: Rendering) -> Rendering:
    """The rendering, if a page may hold so many links: each is looked up while the page is stored.

    Raises Invalid (`body`, `too_many_links`).
    """
    if len(rendering.links) > MOST_LINKS:
        raise Invalid("body", "too_many_links", most=MOST_LINKS)
    return rendering


def adopt(session: Session, page: Page) -> None:
    """Links that point at the page's slug or title, and at no living page, lead to it from now on."""
    waiting = (
        select(Link.id)
        .outerjoin(Page, Page.id == Link.target_id)
        .where(Link.target_space_id == page.space_id, Link.target_slug.in_({page.slug, slugify(page.title)}))
        .where(or_(Link.target_id.is_(None), Page.deleted_at.is_not(None)))
    )
    session.execute(update(Link).where(Link.id.in_(waiting)).values(target_id=page.id))


def adopt_many(session: Session, pages: Sequence[Page]) -> None:
    """As `adopt` for each of the pages of one space: a link goes to the last of them that has its name."""
    named: dict[str, int] = {}
    for page in pages:
        named |= dict.fromkeys((slugify(page.title), page.slug), page.id)
    names = sorted(named)
    for start in range(0, len(names), _FEW):
        waiting = (
            select(Link.id, Link.target_slug)
            .outerjoin(Page, Page.id == Link.target_id)
            .where(Link.target_space_id == pages[0].space_id)
            .where(Link.target_slug.in_(names[start : start + _FEW]))
            .where(or_(Link.target_id.is_(None), Page.deleted_at.is_not(None)))
        )
        found = [{"id": link_id, "target_id": named[slug]} for link_id, slug in session.execute(waiting)]
        if found:
            session.execute(update(Link), found)


def adopt_space(session: Session, payload: dict[str, object]) -> None:
    """Links that name the space's key, written before it had the key, lead into it from now on."""
    space = session.get(Space, payload["space_id"])
    if space is None:
        return
    waiting = select(Link.id).where(Link.target_space_key == space.key, Link.target_space_id.is_(None))
    ids = session.scalars(waiting).all()
    for start in range(0, len(ids), _MANY):
        some = Link.id.in_(ids[start : start + _MANY])
        session.execute(update(Link).where(some).values(target_space_id=space.id), execution_options=_UNSEEN)
        there = (Page.space_id == space.id) & (Page.slug == Link.target_slug) & Page.deleted_at.is_(None)
        found = session.execute(select(Link.id, Page.id).join(Page, there).where(some))
        if rows := [{"id": link_id, "target_id": page_id} for link_id, page_id in found]:
            session.execute(update(Link), rows)
    if ids:
        tree.touch(session, space.scope_id)


def users_of_name(session: Session, space_id: int, slug: str) -> Sequence[int]:
    """Living pages whose text still calls a page by an old slug of it (they live by the redirect)."""
    return session.scalars(
        select(Link.page_id)
        .join(Redirect, Redirect.page_id == Link.target_id)
        .join(Page, Page.id == Link.page_id)
        .where(Redirect.space_id == space_id, Redirect.slug == slug, Page.deleted_at.is_(None))
        .where(Link.target_space_id == space_id, Link.target_slug == slug)
        .distinct()
    ).all()


def resolve(
    session: Session, page: Page, targets: Iterable[Target]
) -> dict[Target, tuple[int | None, int | None]]:
    """For each target the id of its space and of its page, as far as they exist, whoever may read them."""
    wanted = list(dict.fromkeys(targets))
    keys = {one.space_key for one in wanted if one.space_key}
    spaces = _spaces(session, keys) if keys else {}
    space_of = {one: page.space_id if one.space_key is None else spaces.get(one.space_key) for one in wanted}
    by_slug = _by_slug(session, {(space_of[one], one.slug) for one in wanted if one.slug})
    permalinks = {one.public_id for one in wanted if one.public_id}
    by_permalink = {
        public_id: (space_id, page_id) for public_id, space_id, page_id in _by_permalink(session, permalinks)
    }
    key_of = {one: (space_of[one], title_key(one.title)) for one in wanted if one.title}
    # All titles, also where a slug was found: a preview of a link to a hidden page takes the same statements, and
    # the same time, as one to nothing.
    by_title = _by_title(session, page, set(key_of.values()))
    answer: dict[Target, tuple[int | None, int | None]] = {}
    for one in wanted:
        if one.public_id:
            answer[one] = by_permalink.get(one.public_id, (None, None))
            continue
        space_id = space_of[one]
        found = by_slug.get((space_id, one.slug)) or (by_title.get(key_of[one]) if one.title else None)
        answer[one] = (space_id, found)
    return answer


def _spaces(session: Session, keys: set[str]) -> dict[str, int]:
    """The ids of spaces by the keys that they have or had."""
    values = {"keys": json.dumps(sorted(keys))}
    former, present = _OLD_KEYS.rows(session, values), _SPACES.rows(session, values)
    return dict([*former, *present])


def _rows(session: Session, derivation: Derivation) -> Iterator[dict[str, Any]]:
    """The columns of the links, but for the page."""
    page = derivation.page
    space = _KEY.first(session, {"space_id": page.space_id})
    space_key = space[0] if space else ""
    references = list(enumerate(derivation.rendering.links))
    targets = {key: target(reference, space_key, page.slug) for key, reference in references}
    resolved = resolve(session, page, [one for one in targets.values() if one is not None])
    for key, reference in references:
        one = targets[key]
        space_id, page_id = resolved[one] if one else (None, None)
        yield {
            "key": key,
            "kind": reference.kind,
            "target": reference.target[:_LONGEST_TARGET],
            "fragment": reference.fragment[:_LONGEST_FRAGMENT] if reference.fragment else None,
            "target_space_id": space_id,
            "target_space_key": one.space_key[:_LONGEST_KEY] if one and one.space_key else None,
            "target_slug": one.slug if one else "",
            "target_id": page_id,
        }


def _named(row: Row) -> tuple[int, dict[str, Any]]:
    """A link's id, and its columns by name."""
    return row[0], dict(zip(_NAMES, row[1:], strict=True))


def _by_slug(session: Session, wanted: set[tuple[int | None, str]]) -> dict[tuple[int | None, str], int]:
    answer: dict[tuple[int | None, str], int] = {}
    for space_id in {space_id for space_id, _ in wanted}:
        slugs = sorted(slug for one, slug in wanted if one == space_id)
        for start in range(0, len(slugs), _MANY):
            values = {"space_id": space_id or _NO_SPACE, "slugs": json.dumps(slugs[start : start + _MANY])}
            for statement in (_FORMER, _LIVING):  # a living page wins over a redirect
                answer |= {(space_id, slug): page_id for slug, page_id in statement.rows(session, values)}
    return answer


def _by_permalink(session: Session, public_ids: set[str]) -> list[tuple[str, int, int]]:
    if not public_ids:
        return []
    statement = select(Page.public_id, Page.space_id, Page.id).where(Page.public_id.in_(public_ids))
    return list(session.execute(statement))


def _by_title(
    session: Session, page: Page, wanted: set[tuple[int | None, str]]
) -> dict[tuple[int | None, str], int]:
    """The pages with these title keys: the only one, else the nearest in the tree (fewest steps to a common parent).

    Few statements for many titles: this runs in the write block of a save, and a page can hold 100,000 links.
    """
    same: dict[tuple[int | None, str], list[int]] = {}
    for space_id in {space_id for space_id, _ in wanted}:
        keys = sorted(key for one, key in wanted if one == space_id and key)
        for start in range(0, len(keys), _MANY):
            living = select(Page.title_key, Page.id).where(
                Page.space_id == (space_id or _NO_SPACE),
                Page.title_key.in_(keys[start : start + _MANY]),
                Page.deleted_at.is_(None),
            )
            for key, page_id in session.execute(living):
                same.setdefault((space_id, key), []).append(page_id)
    return {key: _nearest(session, page, ids) for key, ids in same.items()}


def _nearest(session: Session, page: Page, ids: list[int]) -> int:
    if len(ids) == 1:
        return ids[0]
    return min(ids, key=lambda one: (tree.distance(session, page, one), one))


def forget(session: Session, page_ids: Sequence[int]) -> None:
    """Nothing points at these pages any more, because they are purged."""
    session.execute(update(Link).where(Link.target_id.in_(page_ids)).values(target_id=None))
    session.execute(delete(Link).where(Link.page_id.in_(page_ids)))
    session.execute(delete(OutsideLink).where(OutsideLink.page_id.in_(page_ids)))
