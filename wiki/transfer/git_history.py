"""Imports a git wiki with its past: every state of every page is a revision, by its author and with its date.

Pages, links and files are those of the latest state, as the importer of files makes them; what a page said before
stays as it was written. Each page is stored by itself, long pasts in several write blocks. A run goes on where the
last one stopped: what is there already is left alone, new commits follow, and texts that people changed in the
wiki meanwhile are merged. Pages that the source deleted are not imported; the report names them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from sqlalchemy.exc import SQLAlchemyError

from wiki.actor import Actor
from wiki.blobs import BlobStore
from wiki.db import Sessions
from wiki.errors import WikiError
from wiki.pages import past_inserting
from wiki.pages.slugs import slugify
from wiki.transfer import git_lines, git_state, importer, plan, preparing, registry, source, survey, texts
from wiki.transfer.git_authors import Authors
from wiki.transfer.git_lines import PageLine, Pasts, Step
from wiki.transfer.git_report import HistoryReport
from wiki.transfer.git_repository import Repository
from wiki.transfer.git_state import State
from wiki.transfer.git_storing import FITTED, GitStore, Task
from wiki.transfer.importer import Options
from wiki.transfer.linking import Links, Surroundings
from wiki.transfer.plan import PlannedPage
from wiki.transfer.preparing import Ready
from wiki.transfer.registry import Destination
from wiki.transfer.report import PageReport, Report, Status
from wiki.transfer.storing import Store
from wiki.transfer.survey import Survey

Progress = Callable[[int, int], None]


class GitSource:
    """The files of the latest state."""

    def __init__(self, repository: Repository, limit: int) -> None:
        found = {file.path: file for file in repository.files()}
        self._repository, self._limit = repository, limit
        self._blobs = {path: file.blob for path, file in found.items() if source.is_offered(path)}
        self.sizes = {path: found[path].size for path in sorted(self._blobs)}

    def open(self, path: str) -> BinaryIO:
        """See Source.open."""
        return BytesIO(self._repository.content(self._blobs[path], self._limit))


def run(
    sessions: Sessions,
    blobs: BlobStore,
    actor: Actor,
    repository: Repository,
    destination: Destination,
    options: Options,
    authors: Authors,
    *,
    fitted_summary: str = FITTED,
    progress: Progress = lambda _done, _all: None,
) -> HistoryReport:
    """The repository's pages are in the wiki with their pasts, as far as each could be taken; the report says which.

    `progress` hears of states done and of all states. Raises NotFound, Forbidden (needs EDIT at the destination),
    Invalid when the repository cannot be read or the parent is in another space.
    """
    with sessions.reading() as session:
        registry.known(session, actor, destination)  # refuse before a long look at the source
    pasts = git_lines.of_commits(repository.commits())
    files = GitSource(repository, max(options.upload_limit, options.limits.page_limit))
    found = survey.of_source(files, options.limits.page_limit, lambda _done: None)
    with sessions.reading() as session:
        known = registry.known(session, actor, destination)
        states, trashed = git_state.states(session, destination.space_id, known)
    git_state.recognise(known, pasts, states, trashed)
    around = importer.surroundings(found, known)
    ids = {path: page.page_id for path, page in known.pages.items() if not page.is_in_trash}
    limits, upload_limit = options.limits, options.upload_limit
    store = Store(
        sessions, blobs, actor, files, destination, limits, upload_limit, found.plan, known, around.slugs, ids
    )
    report = HistoryReport(Report(options.is_dry_run), pasts.commits)
    git_store = GitStore(store, around, repository, authors, fitted_summary)
    _Bringing(git_store, around, found, pasts, states, report).all(progress)
    report.authors = authors.unmapped
    return report


@dataclass(slots=True)
class _Bringing:
    """One import while it runs."""

    store: GitStore
    around: Surroundings
    found: Survey
    pasts: Pasts
    states: dict[str, State]
    report: HistoryReport
    used: set[str] = field(default_factory=set)
    strays: set[str] = field(init=False)  # paths of pages whose past the source has no more

    def __post_init__(self) -> None:
        """Whoever rewrote the source's history gets no second page of each."""
        keys = {line.key for line in self.pasts.lines}
        self.strays = {state.path for key, state in self.states.items() if key not in keys}

    def all(self, progress: Progress) -> None:
        """Bring every page, then the files that no page uses, then the former names."""
        done = 0
        for page in self.found.plan.pages:
            line = self.pasts.alive.get(page.path)
            self.report.pages.pages.append(self._page(page, line))
            if line is not None:
                done += len(line.steps)
                self.report.former_paths[page.path] = line.former_paths
            progress(done, self.pasts.steps)
        importer.place_files(self.found, self.used, self.store.plain, self.report.pages)
        gone = [line.path for line in self.pasts.lines if line.is_deleted]
        self.report.deleted = sorted(set(gone) - set(self.pasts.alive))
        if not self.report.pages.is_dry_run:
            self.report.former = self._lead()

    def _page(self, page: PlannedPage, line: PageLine | None) -> PageReport:
        """One page; whatever goes wrong with it is its own."""
        known = self.store.plain.known.pages.get(page.path)
        state = self.states.get(line.key) if line is not None else None
        steps = _steps(line, state)
        if steps is None or (state is None and page.path in self.strays):
            return preparing.skipped(page, "other_past")
        has_news = bool(steps) and (state is not None or known is None)
        store = self.store.plain
        one = preparing.ready(store.files, page, None if has_news else known, self.around, store.limits)
        if isinstance(one, str) and known is None and page.path in self.found.parents:
            one = preparing.stand_in(page, one)
        if known is not None and known.is_in_trash:
            return preparing.skipped(page, "in_trash")
        if not isinstance(one, Ready):
            return (
                preparing.unchanged(page, known)
                if known and one is None
                else preparing.skipped(page, one or "")
            )
        self.used |= set(one.links.files.values())
        task = Task(one, line if has_news and not one.reason else None, steps, state)
        return self._dry(task) if self.report.pages.is_dry_run else self._stored(task)

    def _stored(self, task: Task) -> PageReport:
        page = task.one.page
        try:
            told, count = self.store.bring(task)
        except (WikiError, SQLAlchemyError) as error:
            return preparing.skipped(page, survey.reason(error))
        self.report.revisions[page.path] = count
        if left_out := self.store.left_out.get(page.path):
            self.report.left_out[page.path] = left_out
        return told

    def _dry(self, task: Task) -> PageReport:
        page, is_known = task.one.page, task.one.page.path in self.store.plain.known.pages
        self.report.revisions[page.path] = len(task.steps) if task.line else 0
        status: Status = ("updated" if task.line else "unchanged") if is_known else "created"
        return preparing.told(
            task.one, status, self.around.slugs[page.path], Links(files=task.one.links.files)
        )

    def _lead(self) -> int:
        """Former names lead to their pages, those given up last before all others."""
        former: list[tuple[int, str, int]] = []
        for path, line in self.pasts.alive.items():
            page_id = self.store.plain.ids.get(path)
            if page_id is None:
                continue
            for step in line.steps:
                if step.path != path:
                    name = plan.shown_title(texts.Facts(step.path))
                    former.append((step.commit.time, slugify(name), page_id))
        former.sort(key=lambda entry: -entry[0])
        with self.store.plain.sessions.writing() as session:
            space_id = self.store.plain.destination.space_id
            return past_inserting.lead(session, space_id, [(slug, page_id) for _, slug, page_id in former])


def _steps(line: PageLine | None, state: State | None) -> Sequence[Step] | None:
    """What the wiki does not have yet; None when it has what the source never had."""
    if line is None:
        return ()
    return line.steps if state is None else line.behind(state.commit)
