"""Titles, slugs and redirects: a renamed page keeps its old address, and a freed name can be taken by a new page."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wiki import outbox
from wiki.access.models import UNPUBLISHED, AccessScope
from wiki.pages import links, scoping, tree
from wiki.pages.events import PageRenamed
from wiki.pages.models import Link, Page, Redirect
from wiki.pages.slugs import is_free_word, slugify, title_key, with_suffix

_MANY = 500
_UNSEEN = {"synchronize_session": False}


def apply(session: Session, page: Page, title: str) -> None:
    """The page has the title and its slug; the old slug leads to it. Emits PageRenamed."""
    slug = slugify(title)
    keeps_slug = page.slug == slug or (page.slug != slugify(page.title) and _is_variant(page.slug, slug))
    page.title, page.title_key = title, title_key(title)[:250]
    if not keeps_slug:
        is_unpublished = scoping.is_unpublished(session, page.scope_id)
        fitting = fitting_slug(session, page.space_id, slug, page.id, is_unpublished=is_unpublished)
        move_address(session, page, page.space_id, fitting)
    tree.touch(session, page.scope_id)
    session.flush()
    links.adopt(session, page)
    outbox.emit(session, PageRenamed(page.id))


def move_address(session: Session, page: Page, space_id: int, slug: str) -> None:
    """The page stands at a new address; the old one redirects to it, without a chain."""
    old_space_id, old_slug = page.space_id, page.slug
    free(session, space_id, slug)
    page.space_id, page.slug = space_id, slug
    session.flush()
    free(session, old_space_id, old_slug)
    session.add(Redirect(page_id=page.id, space_id=old_space_id, slug=old_slug))
    session.flush()


def free(session: Session, space_id: int, slug: str) -> None:
    """No redirect uses the name; pages that still used it were rewritten before (names.release).

    Those that used an old name of an unpublished page were not: their links wait for the next owner.
    """
    named = (Redirect.space_id == space_id, Redirect.slug == slug)
    unpublished = select(Page.id).join(AccessScope, AccessScope.id == Page.scope_id).join(Redirect)
    owners = unpublished.where(AccessScope.kind == UNPUBLISHED, *named)
    waiting = (Link.target_id.in_(owners), Link.target_space_id == space_id, Link.target_slug == slug)
    session.execute(update(Link).where(*waiting).values(target_id=None), execution_options=_UNSEEN)
    session.execute(delete(Redirect).where(Redirect.space_id == space_id, Redirect.slug == slug))


def fitting_slug(
    session: Session, space_id: int, slug: str, page_id: int | None = None, *, is_unpublished: bool
) -> str:
    """As `unique_slug`, but unpublished pages are in nobody's way.

    A published page takes the slug of an unpublished one, which gets a suffix; and an unpublished page takes no
    name that leads to another page, so that no text has to be rewritten for it.
    """
    if is_unpublished:
        return slug_without_redirect(session, space_id, slug, page_id or 0)
    found = unique_slug(session, space_id, slug, page_id)
    return slug if found != slug and _makes_room(session, space_id, slug) else found


def unique_slug(session: Session, space_id: int, slug: str, page_id: int | None = None) -> str:
    """The slug, with a random suffix when a living page of the space has it or addresses use the word."""
    if not is_free_word(slug):
        return with_suffix(slug)
    taken = select(Page.id).where(Page.space_id == space_id, Page.slug == slug, Page.deleted_at.is_(None))
    owner = session.scalar(taken)
    return slug if owner in (None, page_id) else with_suffix(slug)


def slug_without_redirect(session: Session, space_id: int, slug: str, page_id: int) -> str:
    """As `unique_slug`, with a suffix also when the name still leads to another living page.

    For moves and the trash, which take pages to a name without rewriting the texts that use it.
    """
    leads_elsewhere = (
        select(Redirect.id)
        .join(Page, Page.id == Redirect.page_id)
        .where(Redirect.space_id == space_id, Redirect.slug == slug)
        .where(Page.id != page_id, Page.deleted_at.is_(None))
    )
    if session.scalar(leads_elsewhere) is not None:
        return with_suffix(slug)
    return unique_slug(session, space_id, slug, page_id)


def reclaimed(session: Session, space_id: int, slugs: Sequence[str]) -> list[str]:
    """What `slug_without_redirect` gives for each of many pages that come back, and no redirect uses these names.

    A few statements for any number of pages.
    """
    taken: set[str] = set()
    for start in range(0, len(slugs), _MANY):
        some = slugs[start : start + _MANY]
        living = (Page.space_id == space_id) & Page.slug.in_(some) & Page.deleted_at.is_(None)
        leading = (Redirect.space_id == space_id) & Redirect.slug.in_(some) & Page.deleted_at.is_(None)
        taken.update(session.scalars(select(Page.slug).where(living)))
        redirects = select(Redirect.slug).join(Page, Page.id == Redirect.page_id)
        taken.update(session.scalars(redirects.where(leading)))
    kept = [with_suffix(slug) if slug in taken or not is_free_word(slug) else slug for slug in slugs]
    for start in range(0, len(kept), _MANY):
        some = kept[start : start + _MANY]
        session.execute(delete(Redirect).where(Redirect.space_id == space_id, Redirect.slug.in_(some)))
    return kept


def _makes_room(session: Session, space_id: int, slug: str) -> bool:
    """Whether an unpublished page had the slug, and now has another; links by the name wait for the next owner."""
    unpublished = select(Page).join(AccessScope, AccessScope.id == Page.scope_id)
    unpublished = unpublished.where(AccessScope.kind == UNPUBLISHED, Page.deleted_at.is_(None))
    holder = session.scalar(unpublished.where(Page.space_id == space_id, Page.slug == slug))
    if holder is None:
        return False
    holder.slug = with_suffix(slug)
    session.flush()
    named = update(Link).where(Link.target_id == holder.id, Link.target_slug == slug)
    session.execute(named.values(target_id=None))
    tree.touch(session, holder.scope_id)
    return True


def _is_variant(current: str, wanted: str) -> bool:
    """Whether the current slug is the wanted one with a random suffix."""
    return current.startswith(f"{wanted[:75]}-") and len(current) == len(wanted[:75].strip("-")) + 5
