"""Titles, slugs and redirects: a renamed page keeps its old address, and a freed name can be taken by a new page."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wiki import outbox
from wiki.pages import links, tree
from wiki.pages.events import PageRenamed
from wiki.pages.models import Page, Redirect
from wiki.pages.slugs import is_free_word, slugify, title_key, with_suffix


def apply(session: Session, page: Page, title: str) -> None:
    """The page has the title and its slug; the old slug leads to it. Emits PageRenamed."""
    slug = slugify(title)
    keeps_slug = page.slug == slug or (page.slug != slugify(page.title) and _is_variant(page.slug, slug))
    page.title, page.title_key = title, title_key(title)[:250]
    if not keeps_slug:
        move_address(session, page, page.space_id, unique_slug(session, page.space_id, slug, page.id))
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
    """No redirect uses the name; pages that still used it were rewritten before (service.release_name)."""
    session.execute(delete(Redirect).where(Redirect.space_id == space_id, Redirect.slug == slug))


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


def _is_variant(current: str, wanted: str) -> bool:
    """Whether the current slug is the wanted one with a random suffix."""
    return current.startswith(f"{wanted[:75]}-") and len(current) == len(wanted[:75].strip("-")) + 5
