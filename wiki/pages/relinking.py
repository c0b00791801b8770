"""Writes the present name of a renamed page into the texts that still call it by an old one, for whoever asks.

The redirect keeps those texts working, so this is a matter of neatness: it changes what the person may edit and
whose readers are those of the page, and leaves the rest alone. Else a text would tell a title to people who may
not read the page.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor, Right, system
from wiki.db import Sessions
from wiki.errors import WikiError
from wiki.pages import names, saving
from wiki.pages.changes import Change
from wiki.pages.models import Link, Page, Redirect, Revision
from wiki.pages.renderings import Limits
from wiki.spaces.models import Space

MOST = 200


@dataclass(frozen=True, slots=True)
class Relinked:
    """A page whose text can be rewritten: what it says, and what it would say."""

    page_id: int
    title: str
    href: str
    old: str
    new: str


def offered(session: Session, actor: Actor, page_id: int, limit: int = MOST) -> list[Relinked]:
    """The texts that can be rewritten, by title, at most so many. Raises NotFound."""
    owner = policy.get(session, Page, actor, Page.id == page_id)
    old = names.old_names(session, owner)
    rows = session.execute(_users(owner, actor).limit(limit)).all() if old else ()
    found = []
    for user_id, title, key, slug in rows:
        body = policy.allowed(Revision, actor).where(Revision.id == Page.head_id, Page.id == user_id)
        present = session.scalars(body).one().body
        new = names.rewritten(session, user_id, old)[1].body
        if new != present:
            found.append(Relinked(user_id, title, f"/s/{key}/{slug}", present, new))
    return found


def is_offered(session: Session, actor: Actor, page_id: int) -> bool:
    """Whether there is a text that calls the page by an old name and that the actor may rewrite."""
    owner = policy.get(session, Page, actor, Page.id == page_id)
    return session.execute(_users(owner, actor).limit(1)).first() is not None


def apply(sessions: Sessions, actor: Actor, page_id: int, limits: Limits) -> int:
    """The texts say the present name, each by a minor system revision in the actor's name. Returns how many.

    A text that somebody changes just now is merged with, or left as it is.
    """
    done = 0
    with sessions.reading() as session:
        owner = policy.get(session, Page, actor, Page.id == page_id)
        old = names.old_names(session, owner)
        changes = [names.rewritten(session, user.page_id, old) for user in offered(session, actor, page_id)]
    for user_id, change in changes:
        done += _saved(sessions, user_id, replace(change, author_name=actor.name), limits)
    return done


def _saved(sessions: Sessions, page_id: int, change: Change, limits: Limits) -> bool:
    """As the wiki itself, so that the person's own draft of the page stays. `offered` asked for the right."""
    try:
        return not saving.save(sessions, system(), page_id, change, limits).is_unchanged
    except WikiError:
        return False


def _users(owner: Page, actor: Actor) -> Select[int, str, str, str]:
    old = select(Redirect.space_id, Redirect.slug).where(Redirect.page_id == owner.id)
    users = select(Link.page_id).where(
        Link.target_id == owner.id, tuple_(Link.target_space_id, Link.target_slug).in_(old)
    )
    return (
        policy.allowed(Page, actor, Right.EDIT)
        .join(Space, Space.id == Page.space_id)
        .where(Page.id.in_(users), Page.scope_id == owner.scope_id)
        .with_only_columns(Page.id, Page.title, Space.key, Page.slug)
        .order_by(Page.title_key, Page.id)
    )
