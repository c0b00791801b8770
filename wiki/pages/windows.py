"""One person writes one page in several windows: no window's draft gives way to another's without a word.

A window names the digests of the drafts that it sent or opened, in `seen`; None says nothing. A draft that is none of
them, and not the text itself, was written elsewhere.
"""

from sqlalchemy.orm import Session

from wiki.actor import Actor
from wiki.errors import Conflict
from wiki.pages import drafts, line_ends
from wiki.pages.drafts import CONFLICT
from wiki.pages.models import Draft
from wiki.pages.saving import sha256


def demand_own(session: Session, actor: Actor, page_id: int, body: str, seen: str | None) -> None:
    """The actor's draft of the page may give way to `body`. Raises Conflict (`draft_elsewhere`)."""
    if _other(session, actor, page_id, body, seen) is not None:
        raise Conflict(reason="draft_elsewhere")


def has_other(session: Session, actor: Actor, page_id: int, body: str, seen: str | None) -> bool:
    """Whether another window's text is the actor's draft of the page."""
    return _other(session, actor, page_id, body, seen) is not None


def set_aside(session: Session, actor: Actor, page_id: int, body: str, seen: str | None) -> None:
    """Another window's draft stays among the actor's drafts when this one's text is saved."""
    other = _other(session, actor, page_id, body, seen)
    if other is not None:
        other.kind = CONFLICT
        session.flush()


def _other(session: Session, actor: Actor, page_id: int, body: str, seen: str | None) -> Draft | None:
    if seen is None or actor.user_id is None:
        return None
    draft = drafts.of_page(session, actor, page_id)
    if draft is None or sha256(draft.body) in seen.split():
        return None
    return None if draft.body == line_ends.shown(body) else draft
