"""Deletes spaces in the trash for good: when an administrator says so, and when their days there are over.

Page after page, in short write blocks; a run that was broken off goes on where it stopped.
"""

from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from wiki import audit, counters, outbox
from wiki.access import policy
from wiki.access.models import IN_TRASH, AccessScope
from wiki.actor import Actor, system
from wiki.db import now
from wiki.jobs import Workplace
from wiki.pages import trash
from wiki.pages.models import Draft, Link, Page, Redirect
from wiki.spaces import closing
from wiki.spaces.models import Space

JOB = "PurgeSpace"
_PAGES_PER_BLOCK = 10


def order(session: Session, actor: Actor, public_id: str) -> None:
    """The worker will purge the space, which is in the trash. The caller checked that the actor administers."""
    space = closing.in_trash(session, actor, public_id)
    audit.record(session, actor, "space.purge", f"space:{space.public_id}")
    outbox.enqueue(session, JOB, space_id=space.id)


def purge(place: Workplace, payload: dict[str, object]) -> None:
    """The space is gone with its pages, their history and files; nothing happens if it was brought back."""
    space_id = payload["space_id"]
    while _purge_some(place, space_id):
        pass


def order_overdue(place: Workplace) -> None:
    """What has been in the trash for all its days is purged."""
    before = now() - timedelta(days=place.settings.trash_days)
    with place.sessions.writing() as session:
        overdue = policy.shelved(Space, system(), IN_TRASH).where(Space.closed_at < before)
        for space in session.scalars(overdue).all():
            order(session, system(), space.public_id)


def _purge_some(place: Workplace, space_id: object) -> bool:
    """A few pages, and at last the space. Returns whether there is more to do."""
    with place.sessions.writing() as session:
        mine = policy.shelved(Space, system(), IN_TRASH).where(Space.id == space_id)
        space = session.scalars(mine).one_or_none()
        if space is None:
            return False
        space.home_page_id = None
        session.flush()
        some = select(Page.id).where(Page.space_id == space.id).order_by(Page.id).limit(_PAGES_PER_BLOCK)
        ids = session.scalars(some).all()
        if not ids:
            _drop(session, space)
        moment = func.coalesce(Page.deleted_at, now())
        session.execute(
            update(Page).where(Page.id.in_(ids)).values(deleted_at=moment, trash_root_id=Page.id),
            execution_options={"synchronize_session": False},
        )
        for page in session.scalars(select(Page).where(Page.id.in_(ids))).all():
            trash.purge(session, system(), page)
        return bool(ids)


def _drop(session: Session, space: Space) -> None:
    scope_id = space.scope_id
    nowhere = {"target_space_id": None, "target_id": None}
    session.execute(update(Link).where(Link.target_space_id == space.id).values(nowhere))
    session.execute(delete(Redirect).where(Redirect.space_id == space.id))
    session.execute(delete(Draft).where(Draft.space_id == space.id))
    counters.retire(session, counters.SPACES, space.id)
    session.delete(space)
    session.flush()
    unused = select(AccessScope.id).where(
        AccessScope.state == IN_TRASH,
        AccessScope.id.not_in(select(Page.scope_id)),
        AccessScope.id.not_in(select(Space.scope_id)),
    )
    session.execute(delete(AccessScope).where(AccessScope.id.in_([scope_id, *session.scalars(unused)])))
