"""The favourites of one person, as far as he may still read them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.favourites.models import Favourite
from wiki.pages.models import Page
from wiki.pages.slugs import title_key
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space


@dataclass(frozen=True, slots=True)
class FavouriteRow:
    """A page or a space that somebody keeps at hand. `page` and `space` are what forms name it by: one is empty."""

    title: str
    href: str
    where: str | None
    page: str = ""
    space: str = ""


def of_person(session: Session, actor: Actor) -> list[FavouriteRow]:
    """Spaces first, then pages, each A–Z. Two statements."""
    if actor.user_id is None:
        return []
    own_spaces = (
        policy.allowed(Space, actor)
        .join(Favourite, Favourite.space_id == Space.id)
        .where(Favourite.user_id == actor.user_id)
        .with_only_columns(Space.name, Space.key)
    )
    own_pages = (
        policy.allowed(Page, actor)
        .join(Favourite, Favourite.page_id == Page.id)
        .join(Space, Space.id == Page.space_id)
        .where(Favourite.user_id == actor.user_id)
        .with_only_columns(
            Page.title, Space.key, Page.slug, spaces.shown_name(policy.scopes(actor)), Page.public_id
        )
    )
    rows = [
        FavouriteRow(name, f"/s/{key}/?list=1", None, space=key) for name, key in session.execute(own_spaces)
    ]
    pages = [
        FavouriteRow(title, f"/s/{key}/{slug}", where, page=public_id)
        for title, key, slug, where, public_id in session.execute(own_pages)
    ]
    return [*sorted(rows, key=_place), *sorted(pages, key=_place)]


def has_space(session: Session, actor: Actor, space_id: int) -> bool:
    """Whether the space is one of the actor's favourites."""
    if actor.user_id is None:
        return False
    statement = (
        policy.allowed(Space, actor)
        .join(Favourite, Favourite.space_id == Space.id)
        .where(Favourite.user_id == actor.user_id, Space.id == space_id)
    )
    return session.scalar(statement.with_only_columns(Favourite.id)) is not None


def _place(row: FavouriteRow) -> tuple[str, str]:
    return title_key(row.title), row.href
