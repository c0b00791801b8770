"""Stores the prepared pages of an import, and their files.

New pages go in write blocks of a few, together behind a savepoint; if one fails, each behind one of its own. Existing
pages are saved like anybody's text, merged with what was edited meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from wiki.actor import Actor
from wiki.attachments import service as attachments
from wiki.blobs import BlobStore
from wiki.db import Sessions
from wiki.errors import WikiError
from wiki.pages import inserting
from wiki.pages import service as pages
from wiki.pages.changes import Change, NewPage
from wiki.pages.inserting import NewEntry
from wiki.pages.renderings import Limits
from wiki.spaces import service as spaces
from wiki.transfer import preparing, registry, survey
from wiki.transfer.linking import Links
from wiki.transfer.models import ImportedPage
from wiki.transfer.plan import Plan, PlannedPage
from wiki.transfer.preparing import Ready
from wiki.transfer.registry import KIND, Destination, Known
from wiki.transfer.report import PageReport
from wiki.transfer.source import Source


@dataclass(slots=True)
class Store:
    """The destination of one import. `ids` are its pages that exist, `slugs` what new ones are to be called."""

    sessions: Sessions
    blobs: BlobStore
    actor: Actor
    files: Source
    destination: Destination
    limits: Limits
    upload_limit: int
    plan: Plan
    known: Known
    slugs: Mapping[str, str]
    ids: dict[str, int]
    _above: dict[str, str | None] = field(init=False)

    def __post_init__(self) -> None:
        self._above = {page.path: page.parent for page in self.plan.pages}

    def create(self, some: Sequence[Ready]) -> list[PageReport]:
        """These pages exist, as far as each could be made."""
        failed: dict[str, str] = {}
        with self.sessions.writing() as session:
            if not self._inserted(session, some, failed, alone=False):
                for one in some:  # one of them cannot be stored: each for itself
                    self._inserted(session, [one], failed, alone=True)
        return [
            preparing.skipped(one.page, failed[one.page.path])
            if one.page.path in failed
            else preparing.told(one, "created", self.slugs[one.page.path], self.finish(one))
            for one in some
        ]

    def update(self, one: Ready) -> PageReport:
        """The page's text is the file's, merged with what people changed since the last import."""
        before = self.known.pages[one.page.path]
        with self.sessions.reading() as session:
            base = registry.base_number(session, before.page_id)
        title = one.page.title if one.page.file else None
        change = Change(one.body, base, title=title, kind=KIND, allows_empty=True)
        try:
            saved = pages.save(self.sessions, self.actor, before.page_id, change, self.limits)
        except WikiError as error:
            return preparing.skipped(one.page, survey.reason(error))
        files = self.finish(one)
        return preparing.told(one, "unchanged" if saved.is_unchanged else "updated", saved.slug, files)

    def attach(self, page_id: int, names: Mapping[str, str]) -> Links:
        """These files of the source (paths by name) are the page's; what cannot be attached is missing."""
        done = Links()
        for name, path in names.items():
            try:
                with self.files.open(path) as stream:
                    attachments.add(
                        self.sessions, self.blobs, self.actor, page_id, name, stream, limit=self.upload_limit
                    )
            except (WikiError, OSError):
                done.missing_files.append(path)
            else:
                done.files[name] = path
        return done

    def _inserted(
        self, session: Session, some: Sequence[Ready], failed: dict[str, str], *, alone: bool
    ) -> bool:
        """Whether all of these exist now; if not, none does, and `failed` says why one that stood alone did not."""
        try:
            with session.begin_nested():
                ids = self._insert(session, some)
        except (WikiError, SQLAlchemyError) as error:
            if alone:
                failed[some[0].page.path] = survey.reason(error)
            return False
        self.ids |= ids
        return True

    def _insert(self, session: Session, some: Sequence[Ready]) -> dict[str, int]:
        places = {one.page.path: place for place, one in enumerate(some)}
        entries = [NewEntry(self._new(one), one.rendering, places.get(one.page.parent or "")) for one in some]
        rows = inserting.insert_many(session, self.actor, entries, self.limits)
        for one, row in zip(some, rows, strict=True):
            row.template_for = one.page.exported.template_for if one.page.exported else None
        ids = {one.page.path: row.id for one, row in zip(some, rows, strict=True)}
        session.add_all(self.note(one, ids[one.page.path]) for one in some)
        home = self.plan.home
        if home in ids and self.destination.parent_id is None and not self.known.has_home:
            spaces.set_home(session, self.actor, self.destination.space_id, ids[home])
        session.flush()
        return ids

    def _new(self, one: Ready) -> NewPage:
        page = one.page
        return NewPage(
            self.destination.space_id,
            page.title,
            one.body,
            self.parent_id(page),
            self.slugs[page.path],
            page.position,
            kind=KIND,
        )

    def note(self, one: Ready, page_id: int) -> ImportedPage:
        """The row that says which file the page came from."""
        return ImportedPage(
            space_id=self.destination.space_id,
            parent_key=self.known.parent_key,
            path_key=registry.path_key(one.page.path),
            path=one.page.path[:1000],
            sha256="" if one.links.files else one.sha256,
            page_id=page_id,
        )

    def parent_id(self, page: PlannedPage) -> int | None:
        """The nearest page above that exists."""
        above = page.parent
        while above is not None and above not in self.ids:
            above = self._above[above]
        return self.destination.parent_id if above is None else self.ids[above]

    def finish(self, one: Ready) -> Links:
        """The page's files are attached; the next import looks at the page again only if its file changed."""
        links = self.attach(self.ids[one.page.path], one.links.files)
        before = self.known.pages.get(one.page.path)
        if one.links.files if before is None else before.sha256 != one.sha256:
            is_it = (
                (ImportedPage.space_id == self.destination.space_id)
                & (ImportedPage.parent_key == self.known.parent_key)
                & (ImportedPage.path_key == registry.path_key(one.page.path))
            )
            with self.sessions.writing() as session:
                session.execute(update(ImportedPage).where(is_it).values(sha256=one.sha256))
        return links
