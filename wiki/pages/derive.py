"""Meaning that is taken from a text inside the save's own transaction, and again by `wiki rerender`.

`wiki/subscribers.py` fills `steps`; pages know no other feature.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from wiki.pages.models import Page
from wiki.render.rendering import Rendering


@dataclass(frozen=True, slots=True)
class Derivation:
    """A page whose head is about to be `body`, with what rendering it found.

    `is_new` says that the page has no rows of an earlier derivation, so nobody needs to look for them.
    """

    page: Page
    title: str
    body: str
    rendering: Rendering
    is_new: bool = False


Step = Callable[[Session, Derivation], None]
steps: list[Step] = []


def run(session: Session, derivation: Derivation) -> None:
    """Everything that is derived from the text is as the text says."""
    session.flush()  # prepared statements do not
    for step in steps:
        step(session, derivation)
