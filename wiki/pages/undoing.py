"""Takes back what one revision changed, keeping everything that came later; and gives revisions names."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from wiki import merge
from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.errors import Conflict, Invalid, NotFound
from wiki.merge import Conflicts
from wiki.pages import queries
from wiki.pages.models import Page, Revision
from wiki.pages.slugs import clean_title

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Undone:
    """The head without the changes from `old` to `new`: a text to save, or what a person has to choose from."""

    head_number: int
    title: str
    before: str
    outcome: str | Conflicts
    is_nothing: bool = False


def undone(session: Session, actor: Actor, page_id: int, old_number: int, new_number: int) -> Undone:
    """What the page would say, had the changes never been made: the text at `old` merged with what came after `new`.

    Needs EDIT. Raises NotFound, Forbidden, Conflict (`redacted`), Invalid when `old` is not the older one.
    """
    policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    if not old_number < new_number:
        raise Invalid("number", "unknown")
    old = queries.revision(session, actor, page_id, old_number)
    new = queries.revision(session, actor, page_id, new_number)
    head = queries.head(session, actor, page_id)
    if old.redacted_at or new.redacted_at:
        raise Conflict(reason="redacted")
    title = old.title if new.title == head.title and old.title else head.title
    merged = merge.three_way(new.body, head.body, old.body)
    outcome = merged if isinstance(merged, Conflicts) else merged.text
    is_nothing = outcome == head.body and title == head.title
    return Undone(head.number, title, old.body, outcome, is_nothing)


def name(session: Session, actor: Actor, page_id: int, number: int, words: str) -> None:
    """The revision is called so; an empty name takes it away. Needs EDIT. Raises Invalid (`name`: `too_long`)."""
    policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    shown = clean_title(words)
    if len(shown) > LONGEST_NAME:
        raise Invalid("name", "too_long", most=LONGEST_NAME)
    statement = policy.allowed(Revision, actor).where(Revision.page_id == page_id, Revision.number == number)
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound
    row.name = shown or None
