"""Makes everything derived from pages again: stored HTML, links, tags, properties, search texts."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.db import Sessions
from wiki.pages import derive, renderings
from wiki.pages.models import Page, Revision, StoredRendering
from wiki.pages.renderings import Limits

Progress = Callable[[int, int], None]


def run(sessions: Sessions, limits: Limits, progress: Progress, *, everything: bool = False) -> int:
    """All living pages are rendered by the present code; each in a write block of its own. Returns how many."""
    with sessions.reading() as session:
        ids = _old(session, limits, everything=everything)
    for done, page_id in enumerate(ids, start=1):
        _one(sessions, page_id, limits)
        progress(done, len(ids))
    return len(ids)


def _old(session: Session, limits: Limits, *, everything: bool) -> list[int]:
    statement = (
        select(Page.id)
        .outerjoin(StoredRendering, StoredRendering.revision_id == Page.head_id)
        .where(Page.deleted_at.is_(None))
        .order_by(Page.id)
    )
    if not everything:
        is_new = StoredRendering.version == renderings.version(limits.engine)
        statement = statement.where(StoredRendering.id.is_(None) | ~is_new)
    return list(session.scalars(statement))


def _one(sessions: Sessions, page_id: int, limits: Limits) -> None:
    with sessions.reading() as session:
        head = session.scalars(
            select(Revision).join(Page, Page.head_id == Revision.id).where(Page.id == page_id)
        ).one()
    room = Limits(
        max(head.size, 1), limits.engine
    )  # a page that was saved once is rendered again, whatever the limit is now
    rendering = renderings.render(head.body, room)
    with sessions.writing() as session:
        page = session.get_one(Page, page_id)
        if page.head_id != head.id:  # saved meanwhile, and so rendered by the present code
            return
        renderings.put(session, head, rendering, limits)
        derive.run(session, derive.Derivation(page, page.title, head.body, rendering))
