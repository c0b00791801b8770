"""Two renderings whose marks count the same things: so that they can be compared, and filled in together.

Each rendering numbers its links, boxes and formulas for itself. Here what is the same on both sides gets the same
number, in one list for both. A macro shows its source: what it would show today says nothing about the past.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from html import escape
from typing import Generic, TypeVar

from wiki.render.rendering import Formula, Reference, Rendering, Task
from wiki.render.slots import Slot, split

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Shared:
    """The HTML of both, and what its marks count."""

    old: str
    new: str
    links: tuple[Reference, ...]
    tasks: tuple[Task, ...]
    formulas: tuple[Formula, ...]


def shared(old: Rendering, new: Rendering) -> Shared:
    """Both with common numbers."""
    marks = _Marks()
    before, after = marks.renumbered(old), marks.renumbered(new)
    return Shared(
        before, after, tuple(marks.links.things), tuple(marks.tasks.things), tuple(marks.formulas.things)
    )


class _Numbers(Generic[Thing]):
    def __init__(self) -> None:
        self.things: list[Thing] = []
        self._known: dict[Hashable, int] = {}

    def of(self, key: Hashable, thing: Thing) -> int:
        """The number of what is known by the key."""
        if key not in self._known:
            self._known[key] = len(self.things)
            self.things.append(thing)
        return self._known[key]


class _Marks:
    def __init__(self) -> None:
        self.links: _Numbers[Reference] = _Numbers()
        self.tasks: _Numbers[Task] = _Numbers()
        self.formulas: _Numbers[Formula] = _Numbers()

    def renumbered(self, page: Rendering) -> str:
        return "".join(one if isinstance(one, str) else self._mark(page, one) for one in split(page.html))

    def _mark(self, page: Rendering, slot: Slot) -> str:
        match slot.kind:
            case "link":
                return f'<a data-link="{self._link(page, slot.key)}"{slot.attributes}>'
            case "image":
                return f'<img data-image="{self._link(page, slot.key)}"{slot.attributes}>'
            case "task":
                task = page.tasks[slot.key]
                return f'<span data-task="{self.tasks.of((task.checked, task.text), task)}"></span>'
            case "formula":
                formula = page.formulas[slot.key]
                return f'<span data-formula="{self.formulas.of(formula.source, formula)}"></span>'
            case "macro":
                return f"<pre><code>{escape(page.macros[slot.key].source)}</code></pre>"
            case _:
                return f'<span data-{slot.kind}="{slot.key}"></span>'

    def _link(self, page: Rendering, key: int) -> int:
        reference = page.links[key]
        known_by = (reference.kind, reference.target, reference.space, reference.fragment)
        return self.links.of(known_by, reference)
