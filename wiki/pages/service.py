"""What can be done with pages. Texts are saved by `saving.save`; everything here that takes a session is one write.

All functions raise NotFound for what the actor may not read and Forbidden for what he may read but not do.
"""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wiki import counters, outbox
from wiki.access import policy
from wiki.actor import Actor, Right, system
from wiki.db import Sessions, now
from wiki.errors import Conflict
from wiki.pages import derive, links, names, ordering, renaming, renderings, saving, scoping, tree
from wiki.pages.changes import Change, EditConflict, NewPage, Saved
from wiki.pages.events import PageCreated
from wiki.pages.models import Page, Revision
from wiki.pages.ordering import Level
from wiki.pages.placing import move, place_scope
from wiki.pages.renderings import Limits
from wiki.pages.saving import save
from wiki.pages.slugs import slugify, title_key
from wiki.render.rendering import Rendering

__all__ = [
    "Change",
    "EditConflict",
    "Limits",
    "NewPage",
    "Saved",
    "create",
    "move",
    "place_scope",
    "rename",
    "save",
]

_TRIES = 5


def create(sessions: Sessions, actor: Actor, page: NewPage, limits: Limits) -> Saved:
    """The page exists with its first revision. Needs EDIT on the parent, or on the space at the highest level.

    A slug that a redirect holds is freed first: pages that use it are rewritten. Emits PageCreated.
    Raises Invalid (`title`), TooLarge, TooCostly besides.
    """
    title = saving.checked_title(page.title)
    with sessions.reading() as session:
        place_scope_id = place_scope(session, actor, page)
        is_unpublished = page.is_unpublished or scoping.is_unpublished(session, place_scope_id)
    rendering = links.check(renderings.render(page.body, limits))
    if not is_unpublished:  # such a page takes no name from others
        names.release(
            sessions,
            page.space_id,
            page.slug or slugify(title),
            lambda user, change: save(sessions, system(), user, change, limits),
        )
    for _ in range(_TRIES):
        try:
            with sessions.writing() as session:
                return _repeated(session, actor, page) or insert(session, actor, page, rendering, limits)
        except IntegrityError:  # on PostgreSQL another page may take the slug at the same moment
            continue
    raise Conflict(reason="busy_page")


def insert(session: Session, actor: Actor, page: NewPage, rendering: Rendering, limits: Limits) -> Saved:
    """`create` inside a write block that is open already (import); the caller rendered the body."""
    title = saving.checked_title(page.title)
    place_scope_id = place_scope(session, actor, page)
    scope_id = scoping.scope_of_new(session, actor, place_scope_id) if page.is_unpublished else place_scope_id
    is_unpublished = scoping.is_unpublished(session, scope_id)
    wanted = page.slug or slugify(title)
    slug = renaming.fitting_slug(session, page.space_id, wanted, is_unpublished=is_unpublished)
    renaming.free(session, page.space_id, slug)
    moment = now()
    row = Page(
        id=counters.unused(session, counters.PAGES, Page.id),
        space_id=page.space_id,
        scope_id=scope_id,
        parent_id=page.parent_id,
        position=page.position or ordering.behind_all(session, Level(page.space_id, page.parent_id)),
        title=title,
        title_key=title_key(title)[:250],
        slug=slug,
        created_by_id=actor.user_id,
        created_at=moment,
        changed_at=moment,
    )
    session.add(row)
    session.flush()
    change = Change(page.body, 0, summary=page.summary, kind=page.kind, save_id=page.save_id)
    revision = saving.add_revision(session, actor, row, 1, page.body, change)
    row.head_id = revision.id
    if scope_id != place_scope_id:
        tree.head(session, row)
    renderings.put_first(session, revision, rendering, limits)
    derive.run(session, derive.Derivation(row, title, page.body, rendering, is_new=True))
    links.adopt(session, row)
    tree.touch(session, scope_id)
    outbox.emit(session, PageCreated(row.id, revision.id))
    return Saved(row.id, row.public_id, row.slug, 1, page.body, revision.body_sha256)


def rename(sessions: Sessions, actor: Actor, page_id: int, title: str, limits: Limits) -> Saved:
    """The page has another title; its old address leads to the new one. A revision records it."""
    with sessions.reading() as session:
        page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
        head = session.scalars(select(Revision).where(Revision.id == page.head_id)).one()
    return save(sessions, actor, page_id, Change(head.body, head.number, title=title, kind="rename"), limits)


def _repeated(session: Session, actor: Actor, page: NewPage) -> Saved | None:
    if page.save_id is None:
        return None
    revision = session.scalar(select(Revision).where(Revision.save_id == page.save_id, Revision.number == 1))
    if revision is None or revision.author_id != actor.user_id:
        return None
    row = policy.get(session, Page, actor, Page.id == revision.page_id)
    return Saved(row.id, row.public_id, row.slug, 1, revision.body, revision.body_sha256)
