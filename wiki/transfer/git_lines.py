"""From commits to the pasts of pages: which states each file went through, under which names. Pure.

A renamed file goes on as the same page. So does one that was deleted and made again under its name: its history
then has a gap, and nothing of it is lost.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from wiki.transfer import plan
from wiki.transfer.git_repository import Commit, Touch


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a page: its file's name and content after the commit. Paths are in NFC."""

    commit: Commit
    path: str
    blob: str


@dataclass(slots=True)
class PageLine:
    """A page's past, oldest first. `key` stays the same when commits are added."""

    key: str
    steps: list[Step] = field(default_factory=list)
    is_deleted: bool = False

    @property
    def path(self) -> str:
        """What the page's file is called now."""
        return self.steps[-1].path

    @property
    def former_paths(self) -> list[str]:
        """What it was called before, the latest first."""
        names = dict.fromkeys(step.path for step in reversed(self.steps))
        return [name for name in names if name != self.path]

    def behind(self, commit_id: str) -> list[Step] | None:
        """The steps that came after the commit; None when the line does not hold it."""
        for place in range(len(self.steps) - 1, -1, -1):
            if self.steps[place].commit.id == commit_id:
                return self.steps[place + 1 :]
        return None


@dataclass(slots=True)
class Pasts:
    """All lines of a repository; those of pages that exist, or did last, by their path; commits and states read."""

    lines: list[PageLine] = field(default_factory=list)
    alive: dict[str, PageLine] = field(default_factory=dict)
    gone: dict[str, PageLine] = field(default_factory=dict)
    commits: int = 0
    steps: int = 0


def of_commits(commits: Iterable[Commit]) -> Pasts:
    """The pasts of all Markdown files; a commit that changed none of them leaves no trace but its count."""
    pasts = Pasts()
    for commit in commits:
        pasts.commits += 1
        # Names are taken away before they are given: a commit may swap two of them.
        taken = {touch.path: _taken(pasts, touch) for touch in commit.touches}
        for touch in commit.touches:
            _follow(pasts, commit, touch, taken[touch.path])
    return pasts


def _taken(pasts: Pasts, touch: Touch) -> PageLine | None:
    """The line that the touch goes on with, out of the living ones."""
    name = _name(touch.old_path or touch.path)
    line = pasts.alive.pop(name, None)
    if line is None and touch.status in {"A", "R", "M"} and touch.old_path is None:
        line = pasts.gone.pop(name, None)
    return line


def _follow(pasts: Pasts, commit: Commit, touch: Touch, line: PageLine | None) -> None:
    name = _name(touch.path)
    is_page = touch.is_file and plan.is_page(name) and not _is_unreadable(name)
    if touch.status == "D" or not is_page:
        if line is not None:
            line.is_deleted = True
            pasts.gone[line.path] = line
        return
    if line is None:
        line = PageLine(_key(commit, name))
        pasts.lines.append(line)
    line.is_deleted = False
    if not line.steps or (line.steps[-1].path, line.steps[-1].blob) != (name, touch.blob):
        line.steps.append(Step(commit, name, touch.blob))
        pasts.steps += 1
    pasts.alive[name] = line


def _name(path: str) -> str:
    return unicodedata.normalize("NFC", path)


def _is_unreadable(path: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in path)


def _key(commit: Commit, path: str) -> str:
    return hashlib.sha256(f"{commit.id} {path}".encode("utf-8", "surrogatepass")).hexdigest()
