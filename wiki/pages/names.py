"""Frees the old name of a page for a new one: texts that still use it say the page's present name first.

Redirects keep old names alive for readers; before a redirect goes, nothing may depend on it (architecture 1.13).
"""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.db import Sessions
from wiki.pages import links
from wiki.pages.changes import Change
from wiki.pages.models import Page, Redirect, Revision
from wiki.pages.slugs import slugify
from wiki.render.rewrite import Address, rewrite
from wiki.spaces.models import Space

Save = Callable[[int, Change], object]


def release(sessions: Sessions, space_id: int, slug: str, save: Save, keeper_id: int = 0) -> int:
    """No text uses the redirect's name any more; `save` stores each rewritten page as a minor system revision.

    Nothing happens when the name is no redirect, or one of the page `keeper_id` itself. Returns how many pages.
    """
    with sessions.reading() as session:
        owner = _owner(session, space_id, slug)
        if owner is None or owner.id == keeper_id:
            return 0
        space_key = session.scalars(select(Space.key).where(Space.id == owner.space_id)).one()
        users = [
            _rewritten(session, page_id, slug, owner, space_key)
            for page_id in links.users_of_name(session, space_id, slug)
        ]
    for page_id, change in users:
        save(page_id, change)
    return len(users)


def _owner(session: Session, space_id: int, slug: str) -> Page | None:
    redirect = select(Redirect.page_id).where(Redirect.space_id == space_id, Redirect.slug == slug)
    return session.scalar(select(Page).where(Page.id.in_(redirect)))


def _rewritten(session: Session, page_id: int, slug: str, owner: Page, space_key: str) -> tuple[int, Change]:
    page = session.get_one(Page, page_id)
    head = session.get_one(Revision, page.head_id)

    def renamed(address: Address) -> str | None:
        if address.kind == "wiki" and slugify(address.target) == slug:
            return owner.title if page.space_id == owner.space_id else f"{space_key}:{owner.title}"
        if address.kind == "path" and _last_part(address.target) == slug:
            return f"/s/{space_key}/{owner.slug}"
        return None

    summary = f"{slug} → {owner.slug}"
    return page_id, Change(
        rewrite(head.body, renamed), head.number, summary=summary, is_minor=True, kind="system"
    )


def _last_part(target: str) -> str:
    return slugify(target.rstrip("/").rpartition("/")[2].removesuffix(".md"))
