"""Whose text a page has at present: for finding whom to ask, so without times."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.pages.models import Page, Revision
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Headed:
    """A page in the list."""

    title: str
    href: str
    space_name: str


def headed_by(session: Session, actor: Actor, user_id: int, limit: int) -> list[Headed]:
    """Pages that the actor may read and whose present version this person wrote: the latest of them, by title."""
    readable = policy.allowed(Page, actor).join(Space, Space.id == Page.space_id)
    readable = readable.join(Revision, Revision.id == Page.head_id)
    readable = readable.where(Revision.author_id == user_id, Page.template_for.is_(None))
    columns = (Page.title, Space.key, Page.slug, spaces.shown_name(policy.scopes(actor)))
    latest = (
        readable.with_only_columns(*columns).order_by(Page.changed_at.desc(), Page.id.desc()).limit(limit)
    )
    found = [Headed(title, f"/s/{key}/{slug}", name) for title, key, slug, name in session.execute(latest)]
    return sorted(found, key=lambda page: (page.title.casefold(), page.href))
