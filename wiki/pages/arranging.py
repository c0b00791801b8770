"""Says where a page goes that somebody drags in the tree or steps through it by key.

The tree that the reader sees is the measure: hidden pages between two shown ones are stepped over.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wiki.errors import Invalid
from wiki.pages.ordering import Beside
from wiki.pages.tree import Node

UP, DOWN, IN, OUT = "up", "down", "in", "out"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page among the pages of its level, and the page that it is shown below (None: the highest level)."""

    page_id: int
    siblings: Sequence[Node]
    parent: Node | None


@dataclass(frozen=True, slots=True)
class Target:
    """A place below `parent_id`; without `beside` behind all others there."""

    parent_id: int | None
    beside: Beside | None = None


def step(shown: Shown, direction: str) -> Target:
    """The next place in the direction. Raises Invalid (`step`, `end`) where there is none."""
    at = next((place for place, node in enumerate(shown.siblings) if node.id == shown.page_id), None)
    if at is None:
        raise Invalid("step", "end")
    parent_id = shown.parent.id if shown.parent else None
    before = shown.siblings[at - 1] if at else None
    behind = shown.siblings[at + 1] if at + 1 < len(shown.siblings) else None
    if direction == UP and before is not None and before.siblings:
        return Target(parent_id, Beside(before.id, is_behind=False))
    if direction == DOWN and behind is not None and behind.siblings:
        return Target(parent_id, Beside(behind.id))
    if direction == IN and before is not None:
        return Target(before.id)
    if direction == OUT and shown.parent is not None:
        return Target(shown.parent.parent_id, Beside(shown.parent.id) if shown.parent.siblings else None)
    raise Invalid("step", "end")
