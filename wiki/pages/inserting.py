"""Makes many pages in one write block with few statements: for imports, where each statement counts.

The rules are those of `service.insert`, which is the way for single pages; a test compares what both leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wiki import counters, outbox
from wiki.actor import Actor
from wiki.db import now
from wiki.pages import derive, links, ordering, renderings, saving, tree
from wiki.pages.changes import Change, NewPage
from wiki.pages.events import PageCreated
from wiki.pages.models import Page, Redirect
from wiki.pages.ordering import Level
from wiki.pages.renderings import Limits
from wiki.pages.service import place_scope
from wiki.pages.slugs import is_free_word, slugify, title_key, with_suffix
from wiki.render.rendering import Rendering


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A page to be made. `below` is the place in the list of the page above it, if that is made as well."""

    page: NewPage
    rendering: Rendering
    below: int | None = None


def insert_many(session: Session, actor: Actor, entries: Sequence[NewEntry], limits: Limits) -> list[Page]:
    """The pages exist with their first revisions; parents stand before their children, all in one space.

    Raises what `service.create` raises; then nothing of the list may be kept.
    """
    if not entries:
        return []
    rows = _pages(session, actor, entries)
    session.add_all(rows)
    session.flush()
    changes = [
        Change(one.page.body, 0, summary=one.page.summary, kind=one.page.kind, save_id=one.page.save_id)
        for one in entries
    ]
    revisions = [
        saving.new_revision(actor, row, 1, change.body, change)
        for row, change in zip(rows, changes, strict=True)
    ]
    session.add_all(revisions)
    session.flush()
    for row, revision, entry in zip(rows, revisions, entries, strict=True):
        row.head_id = revision.id
        if entry.below is not None:
            row.parent_id = rows[entry.below].id
    session.flush()
    with session.no_autoflush:
        for row, revision, entry in zip(rows, revisions, entries, strict=True):
            renderings.put_first(session, revision, entry.rendering, limits)
            derive.run(
                session, derive.Derivation(row, row.title, entry.page.body, entry.rendering, is_new=True)
            )
            outbox.emit(session, PageCreated(row.id, revision.id))
    links.adopt_many(session, rows)
    tree.touch(session, *{row.scope_id for row in rows})
    return rows


def _pages(session: Session, actor: Actor, entries: Sequence[NewEntry]) -> list[Page]:
    titles = [saving.checked_title(one.page.title) for one in entries]
    wanted = [one.page.slug or slugify(title) for one, title in zip(entries, titles, strict=True)]
    slugs = _free_slugs(session, entries[0].page.space_id, wanted)
    scopes: dict[int | None, int] = {}
    ends: dict[int | None, int] = {}
    rows: list[Page] = []
    moment = now()
    for one, title, slug in zip(entries, titles, slugs, strict=True):
        page = one.page
        if one.below is None and page.parent_id not in scopes:
            scopes[page.parent_id] = place_scope(session, actor, page)
            ends[page.parent_id] = ordering.behind_all(session, Level(page.space_id, page.parent_id))
        scope_id = scopes[page.parent_id] if one.below is None else rows[one.below].scope_id
        row = Page(space_id=page.space_id, scope_id=scope_id, parent_id=page.parent_id)
        row.position = page.position or (ends[page.parent_id] if one.below is None else 0)
        row.title, row.title_key, row.slug = title, title_key(title)[:250], slug
        row.created_by_id, row.created_at, row.changed_at = actor.user_id, moment, moment
        rows.append(row)
    if (number := counters.unused(session, counters.PAGES, Page.id)) is not None:
        rows[0].id = number  # the others follow it
    return rows


def _free_slugs(session: Session, space_id: int, wanted: Sequence[str]) -> list[str]:
    """As `renaming.unique_slug` and `renaming.free` for all of them."""
    living = select(Page.slug).where(
        Page.space_id == space_id, Page.slug.in_(wanted), Page.deleted_at.is_(None)
    )
    taken = set(session.scalars(living))
    slugs: list[str] = []
    for slug in wanted:
        free = with_suffix(slug) if slug in taken or not is_free_word(slug) else slug
        taken.add(free)
        slugs.append(free)
    session.execute(delete(Redirect).where(Redirect.space_id == space_id, Redirect.slug.in_(slugs)))
    return slugs
