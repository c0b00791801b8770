"""What the wiki knows before an import: its names, and which pages came from the same source before."""

import hashlib
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.attachments.models import Attachment
from wiki.errors import Invalid
from wiki.pages.models import Page, Redirect, Revision
from wiki.spaces.models import Space
from wiki.transfer.models import ImportedPage
from wiki.transfer.naming import Names

KIND = "import"
"""Of the revisions that imports make."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where pages go: the highest level of a space, or below one of its pages."""

    space_id: int
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that came from the source before. `sha256` is that of the file then; empty: not finished."""

    page_id: int
    slug: str
    title: str
    sha256: str
    is_in_trash: bool
    has_files: bool


@dataclass(slots=True)
class Known:
    """Of the destination: names of its pages and of redirects, keys of readable spaces, pages by path."""

    parent_key: str
    names: Names
    redirects: set[str]
    space_keys: frozenset[str]
    has_home: bool
    pages: dict[str, KnownPage] = field(default_factory=dict)


def path_key(path: str) -> str:
    """What a path is looked up by."""
    return hashlib.sha256(path.encode()).hexdigest()


def known(session: Session, actor: Actor, destination: Destination) -> Known:
    """What the wiki knows. Raises NotFound, Forbidden (needs EDIT there), Invalid when the parent is elsewhere."""
    space = policy.get(session, Space, actor, Space.id == destination.space_id, right=_right(destination))
    parent_key = ""
    if destination.parent_id is not None:
        parent = policy.get(session, Page, actor, Page.id == destination.parent_id, right=Right.EDIT)
        if parent.space_id != space.id:
            raise Invalid("parent", "other_space")
        parent_key = parent.public_id
    names = Names()
    readable = policy.allowed(Page, actor).with_only_columns(Page.slug, Page.title)
    for slug, title in session.execute(readable.where(Page.space_id == space.id)):
        names.add(slug, title)
    living = select(Page.slug).where(Page.space_id == space.id, Page.deleted_at.is_(None))
    names.hidden = set(session.scalars(living)) - names.slugs
    redirects = set(session.scalars(select(Redirect.slug).where(Redirect.space_id == space.id)))
    keys = frozenset(session.scalars(policy.allowed(Space, actor).with_only_columns(Space.key)))
    found = Known(parent_key, names, redirects, keys, space.home_page_id is not None)
    found.pages = _pages(session, space.id, parent_key)
    return found


def base_number(session: Session, page_id: int) -> int:
    """The revision that holds the source's text as it was imported last, not merged with anything.

    A merged revision holds more than the source said: as a base it would make the next import take that back.
    """
    own = select(func.max(Revision.number)).where(
        Revision.page_id == page_id, Revision.kind == KIND, Revision.merged_with.is_(None)
    )
    return session.scalar(own) or 1


def _right(destination: Destination) -> Right:
    return Right.EDIT if destination.parent_id is None else Right.READ


def _pages(session: Session, space_id: int, parent_key: str) -> dict[str, KnownPage]:
    with_files = select(Attachment.page_id).distinct()
    rows = session.execute(
        select(
            ImportedPage.path,
            ImportedPage.sha256,
            Page.id,
            Page.slug,
            Page.title,
            Page.deleted_at,
            Page.id.in_(with_files),
        )
        .join(Page, Page.id == ImportedPage.page_id)
        .where(ImportedPage.space_id == space_id, ImportedPage.parent_key == parent_key)
    )
    return {
        path: KnownPage(page_id, slug, title, sha256, deleted_at is not None, bool(has_files))
        for path, sha256, page_id, slug, title, deleted_at, has_files in rows
    }
