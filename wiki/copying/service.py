"""Copies a page, or a page with all below it, to a place where the person may write.

Text and files come along, history does not: the first version says what it was copied from. Rights are those of the
new place, and copies of unpublished pages are unpublished. Each page is prepared without a lock and stored in a write
block of its own; a large subtree is copied by the worker, and a copy that was broken off goes on where it stopped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wiki import audit, i18n, outbox
from wiki.access import policy
from wiki.actor import Actor
from wiki.attachments import reading
from wiki.attachments.events import AttachmentAdded
from wiki.attachments.models import Attachment, FileVersion
from wiki.copying.planning import Plan, Source
from wiki.db import Sessions, new_public_id, now
from wiki.errors import Conflict, NotFound
from wiki.pages import renderings, resettling, scoping, service
from wiki.pages.changes import NewPage
from wiki.pages.models import Page, Revision
from wiki.pages.renderings import Limits
from wiki.pages.resettling import Removal
from wiki.render.rendering import Rendering

JOB = "CopyPages"
MOST_AT_ONCE = 25
_TRIES = 3


def copy(sessions: Sessions, actor: Actor, plan: Plan, engine: str) -> tuple[int, int]:
    """The first page is copied, and the others, too, if they are few; else the worker copies them.

    Returns the copy's id and how many pages are left to the worker. `engine` is the sanitiser's name. Raises
    NotFound, Forbidden (needs EDIT at the place), TooCostly.
    """
    is_large = len(plan.sources) > MOST_AT_ONCE
    made = run(sessions, actor, plan, engine, plan.sources[:1] if is_large else plan.sources)
    with sessions.writing() as session:
        audit.record(session, actor, "page.copy", f"page:{plan.source_id}", pages=len(plan.sources))
        if is_large:
            outbox.enqueue(session, JOB, user_id=actor.user_id, locale=actor.locale, plan=plan.payload())
    return made[plan.sources[0].page_id], len(plan.sources) - 1 if is_large else 0


def run(
    sessions: Sessions, actor: Actor, plan: Plan, engine: str, sources: Sequence[Source] | None = None
) -> dict[int, int]:
    """The pages are copied; the ids of the copies by those of their sources. What is there already is left as it is.

    A page that went away meanwhile, or that the person may not read any more, is left out with all below it.
    """
    made: dict[int, int] = {}
    slugs = {one.page_id: one.slug for one in plan.sources}
    work = _Work(sessions, actor, plan, engine, Removal(plan.old_key, plan.new_key, slugs))
    for one in plan.sources if sources is None else sources:
        if one.above_id is not None and one.above_id not in made:
            continue
        try:
            made[one.page_id] = work.copied(
                one, plan.parent_id if one.above_id is None else made[one.above_id]
            )
        except NotFound:
            if one.above_id is None:
                raise
    return made


@dataclass(frozen=True, slots=True)
class _Work:
    """One copy under way."""

    sessions: Sessions
    actor: Actor
    plan: Plan
    engine: str
    removal: Removal

    def copied(self, one: Source, parent_id: int | None) -> int:
        """The id of the page's copy, which exists now."""
        save_id = f"{self.plan.token}-{one.page_id}"
        with self.sessions.reading() as session:
            same = (Revision.save_id == save_id, Revision.author_id == self.actor.user_id)
            done = session.scalar(select(Revision.page_id).where(*same))
            if done is not None:
                return done
            files = _new_ids(session, self.actor, one.page_id)
            new = self._new(session, one, replace(self.removal, files=files), parent_id, save_id)
        limits = Limits(
            max(4 * len(new.body), 1), self.engine
        )  # as large as it is, whatever the limit is by now
        rendering = renderings.render(new.body, limits)
        for _ in range(_TRIES):
            try:
                with self.sessions.writing() as session:
                    copy_id = self._stored(session, one, new, rendering, limits)
                    _copy_files(session, self.actor, one.page_id, copy_id, files)
                    return copy_id
            except IntegrityError:  # on PostgreSQL another page may take the slug at the same moment
                continue
        raise Conflict(reason="busy_page")

    def _new(
        self, session: Session, one: Source, removal: Removal, parent_id: int | None, save_id: str
    ) -> NewPage:
        source = policy.get(session, Page, self.actor, Page.id == one.page_id)
        revision = policy.allowed(Revision, self.actor).where(Revision.id == source.head_id)
        plan, body = self.plan, session.scalars(revision).one().body
        told = i18n.translator(self.actor.locale).gettext("Copied from “%(title)s”") % {"title": source.title}
        return NewPage(
            plan.space_id,
            one.title,
            resettling.resettled(session, source, body, removal, self.actor),
            parent_id,
            one.slug,
            position=source.position if one.above_id is not None else 0,
            summary=told,
            save_id=save_id,
            is_unpublished=scoping.is_unpublished(session, source.scope_id),
        )

    def _stored(
        self, session: Session, one: Source, new: NewPage, rendering: Rendering, limits: Limits
    ) -> int:
        source = policy.get(session, Page, self.actor, Page.id == one.page_id)
        saved = service.insert(session, self.actor, new, rendering, limits)
        session.get_one(Page, saved.page_id).template_for = source.template_for
        return saved.page_id


def _new_ids(session: Session, actor: Actor, page_id: int) -> dict[str, str]:
    """What the copies of the page's files are to be called in addresses."""
    files = session.scalars(policy.allowed(Attachment, actor).where(Attachment.page_id == page_id))
    return {file.public_id: new_public_id() for file in files}


def _copy_files(session: Session, actor: Actor, page_id: int, copy_id: int, ids: Mapping[str, str]) -> None:
    """The copy has the files in their latest version; the bytes are named by their contents and lie there already."""
    files = session.scalars(policy.allowed(Attachment, actor).where(Attachment.page_id == page_id)).all()
    latest = policy.allowed(FileVersion, actor).where(
        FileVersion.attachment_id.in_([file.id for file in files]), FileVersion.number == Attachment.number
    )
    versions = {version.attachment_id: version for version in session.scalars(latest)}
    for file in files:
        public_id = ids.get(file.public_id) or new_public_id()  # one that was attached a moment ago
        new = Attachment(public_id=public_id, page_id=copy_id, name=file.name, number=1, created_at=now())
        session.add(new)
        session.flush()
        old = versions[file.id]
        version = FileVersion(
            attachment_id=new.id,
            number=1,
            sha256=old.sha256,
            size=old.size,
            media_type=old.media_type,
            width=old.width,
            height=old.height,
            page_count=old.page_count,
            drawn=old.drawn,
            author_id=actor.user_id,
            author_name=actor.name,
            created_at=now(),
        )
        session.add(version)
        reading.order(session, file.name, version)
        outbox.emit(session, AttachmentAdded(new.id, copy_id, 1))
