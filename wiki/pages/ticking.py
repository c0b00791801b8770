"""Ticks task boxes of a page: a small revision in which nothing but `[ ]` and `[x]` differs.

A box is named by its number and text in the revision that the person saw (`wiki.render.tasks.name`). It is then
looked for in the head, so that what others saved meanwhile stays, even in the lines beside it. Nobody's draft is
touched: to tick is not to write.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from wiki import alignment
from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.db import Sessions
from wiki.errors import Conflict
from wiki.pages import queries, renderings, saving
from wiki.pages.changes import Change, EditConflict, Saved
from wiki.pages.models import Page, Revision
from wiki.pages.renderings import Limits
from wiki.render import tasks
from wiki.render.rendering import Task


@dataclass(frozen=True, slots=True)
class Ticks:
    """What a person set, looking at the revision `base_number`: names of boxes.

    `concerned` are those that he touched; None means that the whole page was sent, and the boxes that differ from
    the revision count. `ticked` are those that shall be ticked.
    """

    base_number: int
    ticked: frozenset[str]
    concerned: frozenset[str] | None = None


Summary = Callable[[Sequence[tuple[str, bool]]], str]
"""Words for the history, from the texts of the boxes that changed and whether they are ticked now."""

_BOX = re.compile(r"\[[ xX]\]")


def tick(
    sessions: Sessions, actor: Actor, page_id: int, ticks: Ticks, limits: Limits, summary: Summary
) -> Saved:
    """The boxes are as the person set them; where they were so already, nothing is stored.

    Raises NotFound, Forbidden (needs EDIT), Invalid (`base_revision`), Conflict (`task_changed`) when one of the
    tasks was changed or removed since; then none is ticked.
    """
    with sessions.reading() as session:
        change = _change(session, actor, page_id, ticks, limits, summary)
    try:
        return saving.save(sessions, actor, page_id, change, limits)
    except EditConflict as error:  # in the moment between reading and saving
        raise Conflict(reason="task_changed") from error


def _change(
    session: Session, actor: Actor, page_id: int, ticks: Ticks, limits: Limits, summary: Summary
) -> Change:
    policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    head = queries.head(session, actor, page_id)
    is_head = ticks.base_number == head.number
    base = head if is_head else queries.revision(session, actor, page_id, ticks.base_number)
    old = _tasks(base, limits)
    present = old if is_head else _tasks(head, limits)
    lines = alignment.lines(head.body)
    where = _kept_lines(alignment.lines(base.body), lines)
    found: list[tuple[str, bool]] = []
    for task, is_ticked in _wanted(old, ticks):
        line = where.get(task.line, -1)
        now = next((one for one in present if one.line == line), None)
        if now is None:
            raise Conflict(reason="task_changed")
        if now.checked != is_ticked:
            lines[line] = tasks.with_box(lines[line], checked=is_ticked)
            found.append((now.text, is_ticked))
    text = summary(found) if found else ""
    return Change("".join(lines), head.number, summary=text, is_minor=True, leaves_drafts=True)


def _tasks(revision: Revision, limits: Limits) -> tuple[Task, ...]:
    """The tasks of a revision; one that was saved once is rendered again, whatever the limit is now."""
    return renderings.render(revision.body, Limits(max(revision.size, 1), limits.engine)).tasks


def _wanted(present: tuple[Task, ...], ticks: Ticks) -> list[tuple[Task, bool]]:
    if ticks.concerned is None:
        named = [(task, tasks.name(task) in ticks.ticked) for task in present]
        return [(task, is_ticked) for task, is_ticked in named if task.checked != is_ticked]
    known = {tasks.name(task): task for task in present}
    if ticks.concerned - known.keys():
        raise Conflict(reason="task_changed")
    return [(known[name], name in ticks.ticked) for name in sorted(ticks.concerned)]


def _kept_lines(old: list[str], new: list[str]) -> dict[int, int]:
    """Number of each line in the old text → in the new one, if it is still there; boxes may differ."""
    kept: dict[int, int] = {}
    old_at = new_at = 0
    changes = alignment.changes(
        [_BOX.sub("[ ]", line) for line in old], [_BOX.sub("[ ]", line) for line in new]
    )
    for change in changes:
        kept |= dict(zip(range(old_at, change.old_start), range(new_at, change.new_start), strict=True))
        old_at, new_at = change.old_end, change.new_end
    return kept | dict(zip(range(old_at, len(old)), range(new_at, len(new)), strict=True))
