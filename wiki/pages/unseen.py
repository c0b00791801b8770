"""Unpublished pages that nobody sees any more, because the last person who did is erased."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from wiki.access.models import UNPUBLISHED, AccessScope, Grant
from wiki.actor import system
from wiki.pages import trash
from wiki.pages.models import Page


def purge(session: Session, scope_ids: Collection[int]) -> int:
    """Such pages of these scopes are gone for good, as the wiki itself. Returns how many. Emits PagePurged."""
    is_seen = exists().where(Grant.scope_id == AccessScope.id)
    scopes = select(AccessScope.id).where(AccessScope.id.in_(scope_ids), AccessScope.kind == UNPUBLISHED)
    unseen = list(session.scalars(scopes.where(~is_seen)))
    living = select(Page).where(Page.scope_id.in_(unseen), Page.deleted_at.is_(None)).order_by(Page.id)
    for page in session.scalars(living).all():
        if page.deleted_at is None:  # not gone along with one above it
            trash.discard(session, system(), page.id)
    roots = select(Page).where(Page.scope_id.in_(unseen), Page.trash_root_id == Page.id).order_by(Page.id)
    return sum(trash.purge(session, system(), page) for page in session.scalars(roots).all())
