"""How far each page of a git wiki was imported, so that a run goes on where the last one stopped."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wiki.pages.models import Page
from wiki.transfer import registry
from wiki.transfer.git_lines import Pasts
from wiki.transfer.models import ImportedHistory, ImportedPage
from wiki.transfer.registry import Known, KnownPage


@dataclass(frozen=True, slots=True)
class State:
    """See ImportedHistory."""

    page_id: int
    slug: str
    title: str
    path: str
    commit: str
    number: int
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page's import stands after a write block."""

    line_key: str
    path: str
    commit: str
    number: int
    is_finished: bool


def states(session: Session, space_id: int, known: Known) -> tuple[dict[str, State], set[int]]:
    """The state of each line by its key; and which of their pages lie in the trash."""
    rows = session.execute(
        select(ImportedHistory, Page.slug, Page.title, Page.deleted_at)
        .join(Page, Page.id == ImportedHistory.page_id)
        .where(ImportedHistory.space_id == space_id, ImportedHistory.parent_key == known.parent_key)
    )
    found: dict[str, State] = {}
    trashed: set[int] = set()
    for row, slug, title, deleted_at in rows:
        found[row.line_key] = State(
            row.page_id, slug, title, row.path, row.commit, row.number, row.is_finished
        )
        trashed |= {row.page_id} if deleted_at is not None else set()
    return found, trashed


def recognise(known: Known, pasts: Pasts, found: Mapping[str, State], trashed: Collection[int]) -> None:
    """Pages whose files were renamed since are known by their names of today."""
    by_id = {page.page_id: page for page in known.pages.values()}
    theirs = {state.page_id for state in found.values()}
    known.pages = {path: page for path, page in known.pages.items() if page.page_id not in theirs}
    for path, line in pasts.alive.items():
        if (state := found.get(line.key)) is not None:
            known.pages[path] = by_id.get(state.page_id) or KnownPage(
                state.page_id, state.slug, state.title, "", state.page_id in trashed, has_files=False
            )


def note(session: Session, space_id: int, parent_key: str, page_id: int, mark: Mark) -> None:
    """The page's import stands at the mark."""
    is_it = (ImportedHistory.space_id == space_id) & (ImportedHistory.parent_key == parent_key)
    row = session.scalar(
        select(ImportedHistory).where(is_it, ImportedHistory.line_key == mark.line_key)
    ) or ImportedHistory(space_id=space_id, parent_key=parent_key, line_key=mark.line_key)
    row.page_id, row.path, row.commit = page_id, mark.path[:1000], mark.commit
    row.number, row.is_finished = mark.number, mark.is_finished
    session.add(row)
    session.flush()


def note_file(session: Session, file: ImportedPage) -> None:
    """The page came from this file, and from no other: an import without history knows it, too."""
    same_place = (ImportedPage.space_id == file.space_id) & (ImportedPage.parent_key == file.parent_key)
    session.execute(
        delete(ImportedPage).where(
            same_place,
            (ImportedPage.page_id == file.page_id) | (ImportedPage.path_key == registry.path_key(file.path)),
        )
    )
    session.add(file)
    session.flush()
