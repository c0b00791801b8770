"""Stores one page of a git wiki with its past, a few hundred revisions in a write block."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from wiki.db import now
from wiki.errors import Conflict, Invalid, TooLarge
from wiki.pages import past_inserting
from wiki.pages import service as pages
from wiki.pages.changes import Change, NewPage
from wiki.pages.models import Page
from wiki.pages.past_inserting import PastRevision
from wiki.render.rewrite import rewritten
from wiki.spaces import service as spaces
from wiki.transfer import git_state, plan, preparing, texts
from wiki.transfer.git_authors import Authors
from wiki.transfer.git_lines import PageLine, Step
from wiki.transfer.git_repository import Repository
from wiki.transfer.git_state import Mark, State
from wiki.transfer.linking import Linker, Surroundings
from wiki.transfer.preparing import Ready
from wiki.transfer.registry import KIND
from wiki.transfer.report import PageReport, Status
from wiki.transfer.storing import Store

FITTED = "Links fitted to this wiki"
"""Says the one revision that no commit made: the text as it was, with links that lead somewhere here."""

PER_BLOCK = 200
"""Revisions of one write block."""


@dataclass(frozen=True, slots=True)
class Task:
    """A page to be stored: with the past of its line, or, without a line, as the importer of files does it.

    `steps` are the states that the wiki does not have yet, `state` is what it has.
    """

    one: Ready
    line: PageLine | None
    steps: Sequence[Step]
    state: State | None

    @property
    def is_continued(self) -> bool:
        """Whether the page was whole here before: its links are fitted already."""
        return self.state is not None and self.state.is_finished


@dataclass(slots=True)
class GitStore:
    """Where an import goes; `left_out` counts states that are no text or too large, by path."""

    plain: Store
    around: Surroundings
    repository: Repository
    authors: Authors
    fitted_summary: str = FITTED
    left_out: dict[str, int] = field(default_factory=dict)

    def bring(self, task: Task) -> tuple[PageReport, int]:
        """The page is stored; what became of it, and how many revisions. Raises WikiError, SQLAlchemyError."""
        if task.line is None:
            return self._plain(task.one), 0
        if task.state is not None and self._was_edited(task.state):
            return self._merged(task, task.line, task.state), 1
        count, state = 0, task.state
        for start in range(0, len(task.steps), PER_BLOCK):
            some = task.steps[start : start + PER_BLOCK]
            past = list(self._past(task, some))
            is_last = start + PER_BLOCK >= len(task.steps)
            if past or is_last:
                with self.plain.sessions.writing() as session:
                    mark = Mark(task.line.key, some[-1].path, some[-1].commit.id, 0, is_finished=is_last)
                    state = self._put(session, task, state, past, mark)
                self.plain.ids[task.one.page.path] = state.page_id
            count += len(past)
        files = self.plain.finish(task.one)
        status: Status = "created" if task.state is None else "updated"
        return preparing.told(task.one, status, self.plain.slugs[task.one.page.path], files), count

    def _plain(self, one: Ready) -> PageReport:
        """A folder's page, or one whose past here is not the source's."""
        if one.page.path not in self.plain.known.pages:
            return self.plain.create([one])[0]
        return self.plain.update(one)

    def _was_edited(self, state: State) -> bool:
        with self.plain.sessions.reading() as session:
            return past_inserting.found(session, self.plain.actor, state.page_id)[1] != state.number

    def _merged(self, task: Task, line: PageLine, state: State) -> PageReport:
        """The newest text, merged with what people changed here: what lies between cannot be told apart any more."""
        one, commit = task.one, task.steps[-1].commit
        author = self.authors.of(commit.author_name, commit.author_email)
        change = Change(
            one.body,
            state.number,
            title=one.page.title,
            summary=commit.subject,
            kind=KIND,
            allows_empty=True,
            author_name=author.name,
        )
        saved = pages.save(self.plain.sessions, self.plain.actor, state.page_id, change, self.plain.limits)
        with self.plain.sessions.writing() as session:
            # The number stays: what comes next is merged on the same ground.
            mark = Mark(line.key, line.path, commit.id, state.number, is_finished=True)
            self._note(session, state.page_id, mark)
            git_state.note_file(session, self.plain.note(one, state.page_id))
        return preparing.told(one, "updated", saved.slug, self.plain.finish(one))

    def _put(
        self, session: Session, task: Task, state: State | None, past: Sequence[PastRevision], mark: Mark
    ) -> State:
        """One part of the past; with the last one the page is whole."""
        if not past:
            raise Invalid("file", "unreadable")
        if state is None:
            page, number = self._begun(session, task.one, past[0].created_at), 0
        else:
            page, number = past_inserting.found(session, self.plain.actor, state.page_id)
            if number != state.number:
                raise Conflict(reason="busy_page")
        number = past_inserting.append(session, page, number, past, KIND)
        if mark.is_finished:
            number = self._finished(session, task, page, number, past[-1])
        self._note(session, page.id, replace(mark, number=number))
        return State(page.id, page.slug, page.title, mark.path, mark.commit, number, mark.is_finished)

    def _begun(self, session: Session, one: Ready, moment: datetime) -> Page:
        store, page = self.plain, one.page
        new = NewPage(
            store.destination.space_id,
            page.title,
            "",
            store.parent_id(page),
            store.slugs[page.path],
            page.position,
        )
        row = past_inserting.begin(session, store.actor, new, moment)
        if page.path == store.plan.home and store.destination.parent_id is None and not store.known.has_home:
            spaces.set_home(session, store.actor, store.destination.space_id, row.id)
        return row

    def _finished(self, session: Session, task: Task, page: Page, number: int, last: PastRevision) -> int:
        one = task.one
        if one.body != last.body:
            # Dated like the text that it fits, so that the page keeps its date.
            fitted = PastRevision(
                one.page.title, one.body, None, self.plain.actor.name, last.created_at, self.fitted_summary
            )
            number = past_inserting.append(session, page, number, [fitted], "system")
        title = one.page.title if task.is_continued else None
        past_inserting.finish(session, page, one.rendering, self.plain.limits, title=title)
        if task.state is not None and task.is_continued and task.state.path != one.page.path:
            self._move(session, page, one)
        git_state.note_file(session, self.plain.note(one, page.id))
        return number

    def _move(self, session: Session, page: Page, one: Ready) -> None:
        parent_id = self.plain.parent_id(one.page)
        if parent_id != page.parent_id:
            space_id = self.plain.destination.space_id
            pages.move(session, self.plain.actor, page.id, space_id, parent_id)

    def _note(self, session: Session, page_id: int, mark: Mark) -> None:
        store = self.plain
        git_state.note(session, store.destination.space_id, store.known.parent_key, page_id, mark)

    def _past(self, task: Task, some: Sequence[Step]) -> Iterator[PastRevision]:
        """The states as revisions; those that hold no text that a page can have are counted and left out."""
        for step in some:
            try:
                content = self.repository.content(step.blob, self.plain.limits.page_limit)
                body = texts.decoded(content).body
            except (Invalid, TooLarge):
                path = task.one.page.path
                self.left_out[path] = self.left_out.get(path, 0) + 1
                continue
            commit = step.commit
            author = self.authors.of(commit.author_name, commit.author_email)
            is_newest = step is task.steps[-1]
            title = task.one.page.title if is_newest else plan.shown_title(texts.of_file(step.path, body))
            if task.is_continued:
                body = task.one.body if is_newest else self._fit(step.path, body)
            subject = commit.subject.encode("utf-8", "replace").decode()
            yield PastRevision(title, body, author.user_id, author.name, _moment(commit.time), subject)

    def _fit(self, path: str, body: str) -> str:
        return rewritten(body, Linker(self.around, path).change).source


def _moment(time: int) -> datetime:
    """Seconds since 1970; a time that has not come yet is now."""
    try:
        moment = datetime.fromtimestamp(max(time, 0), UTC)
    except (OverflowError, ValueError, OSError):
        return now()
    return min(moment, now())
