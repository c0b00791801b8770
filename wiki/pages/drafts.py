"""Drafts: texts that are not saved yet. Only their author reads them; this is the only file that selects them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, delete, func, literal_column, select, update
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.db import now
from wiki.errors import Forbidden, NotFound
from wiki.pages.changes import Change
from wiki.pages.models import Draft, Page
from wiki.prepared import Prepared
from wiki.spaces.models import Space
from wiki.users.models import User

DRAFT, CONFLICT = "draft", "conflict"
FRESH = timedelta(days=2)
_KIND: Any = literal_column("'draft'")  # no parameter, because a partial index depends on it (wiki.prepared)
_SETTLED = Prepared(
    delete(Draft).where(
        Draft.user_id == bindparam("user_id", type_=Integer),
        Draft.page_id == bindparam("page_id", type_=Integer),
        Draft.kind == _KIND,
    )
)


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A text of a page that does not exist yet."""

    space_id: int
    parent_id: int | None
    title: str
    body: str
    is_unpublished: bool = False


@dataclass(frozen=True, slots=True)
class OthersDraft:
    """Somebody else is writing here; the text stays theirs."""

    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ListedDraft:
    """A draft in the list. `page_title` and `page_href` are None where there is no page to read (any more)."""

    public_id: str
    kind: str
    title: str
    changed_at: datetime
    is_new: bool
    page_title: str | None
    page_href: str | None


def keep(session: Session, actor: Actor, page_id: int, change: Change, kind: str = DRAFT) -> Draft:
    """The text is the actor's draft of the page; a conflict's text becomes a draft of its own.

    Raises NotFound or Forbidden (needs EDIT).
    """
    if actor.user_id is None:
        raise NotFound
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    draft = _own(session, actor, page_id) if kind == DRAFT else _same(session, actor, page_id, change)
    if draft is None:
        draft = Draft(
            kind=kind, user_id=actor.user_id, page_id=page.id, space_id=page.space_id, created_at=now()
        )
        session.add(draft)
    draft.title = (change.title or page.title)[:250]
    draft.body = change.body
    draft.base_number = change.base_number
    draft.changed_at = now()
    session.flush()
    return draft


def keep_new(session: Session, actor: Actor, text: NewDraft, public_id: str | None) -> Draft:
    """The text of a page to be made is kept: in the draft `public_id`, else in a new one."""
    if actor.user_id is None:
        raise NotFound
    draft = by_public_id(session, actor, public_id) if public_id else None
    if draft is None or draft.page_id is not None:
        draft = Draft(kind=DRAFT, user_id=actor.user_id, created_at=now())
        draft.space_id, draft.parent_id = text.space_id, text.parent_id
        session.add(draft)
    draft.title, draft.body, draft.changed_at = text.title[:250], text.body, now()
    draft.is_unpublished = text.is_unpublished
    session.flush()
    return draft


def own(session: Session, actor: Actor) -> Sequence[Draft]:
    """The actor's drafts, latest first."""
    return session.scalars(
        select(Draft).where(Draft.user_id == _user(actor)).order_by(Draft.changed_at.desc(), Draft.id.desc())
    ).all()


def listed(session: Session, actor: Actor) -> list[ListedDraft]:
    """The actor's drafts, latest first, with the pages that he may still read."""
    rows = session.execute(
        select(Draft.public_id, Draft.kind, Draft.title, Draft.changed_at, Draft.page_id)
        .where(Draft.user_id == _user(actor))
        .order_by(Draft.changed_at.desc(), Draft.id.desc())
    ).all()
    pages = policy.allowed(Page, actor).join(Space, Space.id == Page.space_id)
    pages = pages.where(Page.id.in_({row.page_id for row in rows if row.page_id}))
    found = session.execute(pages.with_only_columns(Page.id, Page.title, Space.key, Page.slug))
    places = {page_id: (title, f"/s/{key}/{slug}") for page_id, title, key, slug in found}
    return [
        ListedDraft(
            row.public_id,
            row.kind,
            row.title,
            row.changed_at,
            row.page_id is None,
            *places.get(row.page_id, (None, None)),
        )
        for row in rows
    ]


def of_page(session: Session, actor: Actor, page_id: int) -> Draft | None:
    """The actor's own draft of the page."""
    return _own(session, actor, page_id)


def by_public_id(session: Session, actor: Actor, public_id: str) -> Draft | None:
    """One of the actor's drafts."""
    return session.scalar(select(Draft).where(Draft.user_id == _user(actor), Draft.public_id == public_id))


def count(session: Session, actor: Actor) -> int:
    """How many drafts the actor has."""
    return session.scalar(select(func.count()).select_from(Draft).where(Draft.user_id == _user(actor))) or 0


def discard(session: Session, actor: Actor, public_id: str) -> None:
    """The draft is gone; another person's stays, and so does one that is not there.

    Raises Forbidden for a program whose token only reads.
    """
    if actor.ceiling < Right.EDIT:
        raise Forbidden(right=Right.EDIT.name)
    session.execute(delete(Draft).where(Draft.user_id == _user(actor), Draft.public_id == public_id))


def discard_where(session: Session, page_id: int, holds: Callable[[int, str, str], bool]) -> None:
    """Those drafts of the page are gone, whoever's, whose base number, title and text `holds` says yes to."""
    for draft in session.scalars(select(Draft).where(Draft.page_id == page_id)):
        if holds(draft.base_number, draft.title, draft.body):
            session.delete(draft)
    session.flush()


def retitle(session: Session, page_id: int, titles: Collection[str], title: str) -> None:
    """Drafts of the page with one of the titles have the other one, because those were taken away for good."""
    drafts = update(Draft).where(Draft.page_id == page_id, Draft.title.in_(titles))
    session.execute(drafts.values(title=title))


def hand_over(session: Session, user_id: int, colleague: Actor) -> None:
    """The person's texts are the colleague's wherever he may write them into a page; the others stay.

    A text of a page of which he has a draft himself is one set aside, as after a conflict.
    """
    rows = session.scalars(select(Draft).where(Draft.user_id == user_id).order_by(Draft.id)).all()
    wanted = {row.page_id for row in rows if row.page_id is not None}
    editable = policy.allowed(Page, colleague, Right.EDIT).where(Page.id.in_(wanted))
    pages = set(session.scalars(editable.with_only_columns(Page.id)))
    own = select(Draft.page_id).where(Draft.user_id == _user(colleague), Draft.kind == DRAFT)
    taken = set(session.scalars(own))
    for draft in rows:
        if draft.page_id in pages if draft.page_id is not None else _has_room(session, colleague, draft):
            is_second = draft.kind == DRAFT and draft.page_id is not None and draft.page_id in taken
            draft.kind = CONFLICT if is_second else draft.kind
            draft.user_id = _user(colleague)
    session.flush()


def settle(session: Session, actor: Actor, page_id: int) -> None:
    """The actor's draft of the page became a revision; texts set aside by conflicts stay."""
    if actor.user_id is None:
        return
    _SETTLED.change(session, {"user_id": actor.user_id, "page_id": page_id})


def of_others(session: Session, actor: Actor, page_id: int) -> list[OthersDraft]:
    """Who else wrote on this page in the last two days without saving yet. The caller may read the page.

    Nobody, while the actor looks as somebody else: drafts are no part of what is shown then.
    """
    if actor.lens is not None:
        return []
    statement = (
        select(User.display_name, Draft.created_at)
        .join(User, User.id == Draft.user_id)
        .where(Draft.page_id == page_id, Draft.kind == DRAFT, Draft.user_id != (actor.user_id or 0))
        .where(Draft.changed_at > now() - FRESH)
        .order_by(Draft.created_at)
    )
    return [OthersDraft(name, since) for name, since in session.execute(statement)]


def _own(session: Session, actor: Actor, page_id: int) -> Draft | None:
    return session.scalar(
        select(Draft).where(Draft.user_id == _user(actor), Draft.page_id == page_id, Draft.kind == DRAFT)
    )


def _has_room(session: Session, actor: Actor, draft: Draft) -> bool:
    """Whether the actor may make the page where the draft says."""
    if draft.parent_id is not None:
        return policy.holds(session, Page, actor, draft.parent_id, Right.EDIT)
    return draft.space_id is not None and policy.holds(session, Space, actor, draft.space_id, Right.EDIT)


def _same(session: Session, actor: Actor, page_id: int, change: Change) -> Draft | None:
    """The same text set aside before: a form that is sent again leaves no second copy."""
    return session.scalar(
        select(Draft)
        .where(Draft.user_id == _user(actor), Draft.page_id == page_id, Draft.kind == CONFLICT)
        .where(Draft.base_number == change.base_number, Draft.body == change.body)
        .limit(1)
    )


def _user(actor: Actor) -> int:
    """The actor's id; nobody's drafts are those of user 0, who does not exist."""
    return actor.user_id or 0
