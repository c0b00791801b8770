"""What `wiki check` and its screen have to say: a finding is a sentence with its facts, and a sentence that mends it.

A check that breaks off on what is damaged is a finding, too. The terminal speaks English. What the screen may say
is marked by N_ and stands in wiki/translations.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from wiki import storage_faults
from wiki.db import Sessions
from wiki.storage_faults import StorageFault

Translate = Callable[[str], str]


def N_(message: str) -> str:  # noqa: N802  gettext's own name for a message that is translated where it is shown
    """The message itself, found by the extraction."""
    return message


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong (a problem) or weak (a hint), and what mends it. Places like %(path)s stand for the facts."""

    code: str
    text: str
    remedy: str = ""
    is_problem: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)

    def told(self, translate: Translate = str) -> str:
        """What was found, as a sentence."""
        return translate(self.text) % self.facts

    def mended(self, translate: Translate = str) -> str:
        """What to do, as a sentence; empty when there is nothing to do."""
        return translate(self.remedy) % self.facts if self.remedy else ""


def problem(code: str, text: str, remedy: str, **facts: object) -> Finding:
    """Something that is wrong."""
    return Finding(code, text, remedy, is_problem=True, facts=facts)


def hint(code: str, text: str, remedy: str = "", **facts: object) -> Finding:
    """Something that is weak, or good to know."""
    return Finding(code, text, remedy, is_problem=False, facts=facts)


def in_order(found: list[Finding]) -> list[Finding]:
    """Problems first; what several checks found is told once."""
    told = {(one.code, one.told()): one for one in reversed(found)}
    return sorted(told.values(), key=lambda one: (not one.is_problem, one.code))


def guarded(part: str, look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What `look` finds; when it breaks off, a finding that says so. `part` is what it looks at."""
    found: list[Finding] = []
    try:
        for one in look():
            found.append(one)  # noqa: PERF402  what was found before it broke off is kept
    except Exception as error:  # noqa: BLE001  damage makes anything fail, and to tell of it is the purpose
        found.append(_broken_off(part, error))
    return found


def each(
    sessions: Sessions, checks: Mapping[str, Callable[[Session], Iterable[Finding]]]
) -> Iterator[Finding]:
    """What all of them find, each in a snapshot of its own, whichever of them breaks off."""

    def look(check: Callable[[Session], Iterable[Finding]]) -> Iterator[Finding]:
        with sessions.reading() as session:
            yield from check(session)

    for part, check in checks.items():
        yield from guarded(part, partial(look, check))


def _broken_off(part: str, error: Exception) -> Finding:
    fault = storage_faults.of(error)
    if fault is not None:
        code, text, remedy = _FAULTS[fault]
        return problem(code, text, remedy)
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    said = str(cause)
    # A missing table is named; other sentences may quote what stands in the wiki.
    kind = said if said.startswith("no such ") else type(cause).__name__
    text = N_("The check of “%(part)s” broke off: %(kind)s.")
    return problem("unreadable", text, _RESTORE, part=part, kind=kind.splitlines()[0])


_RESTORE = N_(
    "Something there is damaged. Keep the folder as it is, restore the latest backup into an empty place, and see"
    " whether the check is content there."
)
_DISK = N_("See the system's log (“dmesg”): mount the disk writable again, make room, or replace it.")
_FAULTS = {
    StorageFault.DAMAGED: ("database", N_("The database is damaged."), _RESTORE),
    StorageFault.AWAY: (
        "database",
        N_("The database does not answer."),
        N_("See that the database server runs, and what its log says."),
    ),
    StorageFault.FULL: ("disk", N_("The disk is full."), _DISK),
    StorageFault.READ_ONLY: ("disk", N_("The disk can only be read."), _DISK),
    StorageFault.BROKEN: (
        "disk",
        N_("The disk reports errors, or a file of the wiki cannot be opened."),
        _DISK,
    ),
}
