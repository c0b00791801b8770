"""Frees the old name of a page for a new one: texts that still use it say the page's present name first.

Redirects keep old names alive for readers; before a redirect goes, nothing may depend on it.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.models import UNPUBLISHED, AccessScope
from wiki.db import Sessions
from wiki.errors import WikiError
from wiki.pages import links
from wiki.pages.addresses import PERMALINK, target
from wiki.pages.changes import Change
from wiki.pages.models import Page, Redirect, Revision
from wiki.render.rendering import Reference
from wiki.render.rewrite import Address, Labelled, rewrite
from wiki.spaces.models import Space

log = logging.getLogger(__name__)

Save = Callable[[int, Change], object]


def release(sessions: Sessions, space_id: int, slug: str, save: Save, keeper_id: int = 0) -> int:
    """No text uses the redirect's name any more; `save` stores each rewritten page as a minor system revision.

    Nothing happens when the name is no redirect of a living page, or one of the page `keeper_id` itself, or of an
    unpublished page: texts that said its permanent address would tell everybody that there is one. A text
    that cannot be saved just now is left as it is, and logged. Returns how many pages.
    """
    with sessions.reading() as session:
        owner = _owner(session, space_id, slug)
        if owner is None or owner.id == keeper_id:
            return 0
        name = OldName(space_id, _key(session, space_id), slug, owner, _key(session, owner.space_id))
        users = [
            rewritten(session, page_id, [name]) for page_id in links.users_of_name(session, space_id, slug)
        ]
    for page_id, change in users:
        try:
            save(page_id, change)
        except WikiError:
            log.warning("page %d still uses the old name of page %d", page_id, owner.id, exc_info=True)
    return len(users)


@dataclass(frozen=True, slots=True)
class OldName:
    """A name that leads to another page by a redirect."""

    space_id: int
    space_key: str
    slug: str
    owner: Page
    owner_key: str

    def new_target(self, address: Address, user: Page, user_key: str) -> str | Labelled | None:
        """What the link should say instead; None for links elsewhere.

        A page with other readers than its target gets the permanent address, which tells neither title nor slug.
        """
        if address.kind not in {"wiki", "path"}:
            return None
        reference = Reference(address.kind, address.target, address.space, address.fragment, "")
        one = target(reference, user_key, user.slug)
        if one is None or (one.space_key or user_key, one.slug) != (self.space_key, self.slug):
            return None
        if user.scope_id != self.owner.scope_id:
            permalink = PERMALINK + self.owner.public_id
            label = address.label or address.raw.partition("#")[0].strip()
            return Labelled(permalink, label) if address.kind == "wiki" else permalink
        if address.kind == "path":
            return f"/s/{self.owner_key}/{self.owner.slug}"
        title = self.owner.title
        return title if user.space_id == self.owner.space_id else f"{self.owner_key}:{title}"


def _owner(session: Session, space_id: int, slug: str) -> Page | None:
    redirect = select(Redirect.page_id).where(Redirect.space_id == space_id, Redirect.slug == slug)
    published = select(Page).join(AccessScope, AccessScope.id == Page.scope_id)
    published = published.where(AccessScope.kind != UNPUBLISHED)
    return session.scalar(published.where(Page.id.in_(redirect), Page.deleted_at.is_(None)))


def _key(session: Session, space_id: int) -> str:
    return session.scalars(select(Space.key).where(Space.id == space_id)).one()


def old_names(session: Session, owner: Page) -> list[OldName]:
    """All names that the page had and that still lead to it."""
    redirects = select(Redirect.space_id, Redirect.slug).where(Redirect.page_id == owner.id)
    key = _key(session, owner.space_id)
    return [
        OldName(space_id, _key(session, space_id), slug, owner, key)
        for space_id, slug in session.execute(redirects)
    ]


def rewritten(session: Session, page_id: int, names: Sequence[OldName]) -> tuple[int, Change]:
    """The page's id, and its text with the present name of the page that had these; a minor system revision."""
    page = session.get_one(Page, page_id)
    head = session.get_one(Revision, page.head_id)
    page_key = _key(session, page.space_id)

    def new_target(address: Address) -> str | Labelled | None:
        found = (name.new_target(address, page, page_key) for name in names)
        return next((target for target in found if target is not None), None)

    owner = names[0].owner
    now_called = owner.slug if page.scope_id == owner.scope_id else PERMALINK + owner.public_id
    summary = f"{', '.join(dict.fromkeys(name.slug for name in names))} → {now_called}"
    change = Change(
        rewrite(head.body, new_target), head.number, summary=summary, is_minor=True, kind="system"
    )
    return page_id, change
