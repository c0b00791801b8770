"""The one write path of page texts: prepare (read, authorise, merge, render: no lock), then a short store.

The store moves the head only if it is still the one that was merged with; otherwise it prepares again.
"""

import hashlib
import threading
from dataclasses import dataclass
from weakref import WeakValueDictionary

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wiki import merge, outbox
from wiki.access import policy
from wiki.actor import Actor, Right, system
from wiki.db import Sessions, now
from wiki.errors import Conflict, Invalid, TooCostly
from wiki.pages import derive, drafts, links, names, renaming, renderings, scoping
from wiki.pages.changes import Change, EditConflict, Saved
from wiki.pages.events import PageSaved
from wiki.pages.models import Page, Revision
from wiki.pages.renderings import Limits
from wiki.pages.slugs import MAX_TITLE, clean_title, slugify
from wiki.render.rendering import Rendering

_TRIES = 60
_MAX_SUMMARY = 300
_AS_STORED = {"populate_existing": True, "synchronize_session": False}
_turns: "WeakValueDictionary[int, threading.Lock]" = WeakValueDictionary()
_turns_guard = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A text ready to be stored on top of `head_id`."""

    page_id: int
    space_id: int
    head_id: int
    head_number: int
    title: str
    old_title: str
    body: str
    rendering: Rendering
    merged_from: int | None
    merged_with: tuple[str, ...]


def save(sessions: Sessions, actor: Actor, page_id: int, change: Change, limits: Limits) -> Saved:
    """`change.body` is the new head of the page, merged with what others saved since `change.base_number`.

    An unchanged body and title store nothing. Emits PageSaved. Raises NotFound, Forbidden (needs EDIT),
    Invalid, TooLarge; TooCostly and Conflict (`busy_page`), the text being kept as a draft; EditConflict
    (likewise, with all passages).
    """
    for _ in range(_TRIES):
        with _turn(page_id):
            prepared = _prepared(sessions, actor, page_id, change, limits)
            if isinstance(prepared, Saved):
                return prepared
            is_renamed = prepared.title != prepared.old_title
            saved = None if is_renamed else _stored(sessions, actor, prepared, change, limits)
        if is_renamed:  # outside of the turn: it may save other pages
            _free_name(sessions, prepared, limits)
            saved = _stored(sessions, actor, prepared, change, limits)
        if saved is not None:
            return saved
    error = Conflict(reason="busy_page")
    _keep(sessions, actor, page_id, change, error)
    raise error


def _turn(page_id: int) -> threading.Lock:
    """One thread of this process at a time prepares a page: else each save makes all others prepare again."""
    with _turns_guard:
        return _turns.setdefault(page_id, threading.Lock())


def _prepared(
    sessions: Sessions, actor: Actor, page_id: int, change: Change, limits: Limits
) -> "_Prepared | Saved":
    """The text ready to be stored, or what is saved already. A text that cannot become the head is kept as a draft."""
    with sessions.reading() as session:
        found = _repeated(session, actor, page_id, change)
        if found:
            return found
        try:
            return _prepare(session, actor, page_id, change, limits)
        except (EditConflict, TooCostly) as error:
            _keep(sessions, actor, page_id, change, error)
            raise


def _stored(
    sessions: Sessions, actor: Actor, prepared: "_Prepared", change: Change, limits: Limits
) -> Saved | None:
    try:
        with sessions.writing() as session:
            return _store(session, actor, prepared, change, limits)
    except IntegrityError:  # on PostgreSQL another page may take the new slug at the same moment
        return None


def _free_name(sessions: Sessions, prepared: "_Prepared", limits: Limits) -> None:
    def store(user_id: int, change: Change) -> object:
        return save(sessions, system(), user_id, change, limits)

    with sessions.reading() as session:
        scope_id = session.scalars(select(Page.scope_id).where(Page.id == prepared.page_id)).one()
        if scoping.is_unpublished(session, scope_id):  # such a page takes no name from others
            return
    names.release(sessions, prepared.space_id, slugify(prepared.title), store, keeper_id=prepared.page_id)


def sha256(body: str) -> str:
    """The digest that confirms a save to the client: of the UTF-8 bytes, hex."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def checked_title(title: str) -> str:
    """The title without stray white space. Raises Invalid (`empty`, `too_long`)."""
    cleaned = clean_title(title)
    if not cleaned:
        raise Invalid("title", "empty")
    if len(cleaned) > MAX_TITLE:
        raise Invalid("title", "too_long", most=MAX_TITLE)
    return cleaned


def add_revision(
    session: Session, actor: Actor, page: Page, number: int, body: str, change: Change
) -> Revision:
    """A revision row of the page, flushed so that it has an id."""
    revision = new_revision(actor, page, number, body, change)
    session.add(revision)
    session.flush()
    return revision


def new_revision(actor: Actor, page: Page, number: int, body: str, change: Change) -> Revision:
    """A revision of the page, not yet in the session."""
    return Revision(
        page_id=page.id,
        number=number,
        title=page.title,
        body=body,
        body_sha256=sha256(body),
        size=len(body.encode("utf-8", "surrogatepass")),
        author_id=actor.user_id,
        author_name=change.author_name or actor.name,
        created_at=now(),
        summary=clean_title(change.summary)[:_MAX_SUMMARY],
        is_minor=change.is_minor,
        kind=change.kind,
        save_id=change.save_id,
    )


def _prepare(
    session: Session, actor: Actor, page_id: int, change: Change, limits: Limits
) -> _Prepared | Saved:
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
    head = session.scalars(select(Revision).where(Revision.id == page.head_id)).one()
    title = page.title if change.title is None else checked_title(change.title)
    base = head if change.base_number == head.number else _base(session, page_id, change.base_number)
    if change.title is not None and title == base.title:
        title = page.title  # whoever did not touch the title keeps what another made of it
    body = _merged(page, head, base, change)
    if body == head.body and title == page.title:
        return Saved(
            page.id, page.public_id, page.slug, head.number, head.body, head.body_sha256, is_unchanged=True
        )
    if not body.strip() and head.body.strip() and not change.allows_empty:
        raise Invalid("body", "empty")
    is_merge = base.number != head.number and head.body != base.body
    names = _authors_since(session, page_id, base.number, actor) if is_merge else ()
    rendering = links.check(renderings.render(body, limits))
    merged_from = head.number if is_merge else None
    return _Prepared(
        page_id, page.space_id, head.id, head.number, title, page.title, body, rendering, merged_from, names
    )


def _merged(page: Page, head: Revision, base: Revision, change: Change) -> str:
    if base.id == head.id or base.body == head.body:
        return change.body
    merged = merge.three_way(base.body, head.body, change.body)
    if isinstance(merged, merge.Conflicts):
        raise EditConflict(page.id, head.number, merged.passages, change)
    return merged.text


def _base(session: Session, page_id: int, number: int) -> Revision:
    base = session.scalar(select(Revision).where(Revision.page_id == page_id, Revision.number == number))
    if base is None:
        raise Invalid("base_revision", "unknown")
    return base


def _authors_since(session: Session, page_id: int, number: int, actor: Actor) -> tuple[str, ...]:
    rows = session.execute(
        select(Revision.author_id, Revision.author_name)
        .where(Revision.page_id == page_id, Revision.number > number)
        .order_by(Revision.number)
    )
    return tuple(
        dict.fromkeys(name for author_id, name in rows if author_id is None or author_id != actor.user_id)
    )


def _store(
    session: Session, actor: Actor, prepared: _Prepared, change: Change, limits: Limits
) -> Saved | None:
    """The new head, or None when another save was quicker. Takes the page's row first, so two stores cannot mix."""
    policy.get(session, Page, actor, Page.id == prepared.page_id, right=Right.EDIT)
    still = (Page.id == prepared.page_id, Page.head_id == prepared.head_id, Page.title == prepared.old_title)
    taken = update(Page).where(*still).values(changed_at=now()).returning(Page)
    page = session.scalars(taken, execution_options=_AS_STORED).one_or_none()
    if page is None:
        return None
    if prepared.title != page.title:
        renaming.apply(session, page, prepared.title)
    revision = new_revision(actor, page, prepared.head_number + 1, prepared.body, change)
    revision.merged_with = prepared.merged_from
    session.add(revision)
    session.flush()
    page.head_id = revision.id
    session.flush()
    renderings.put(session, revision, prepared.rendering, limits)
    derive.run(session, derive.Derivation(page, page.title, prepared.body, prepared.rendering))
    if not change.leaves_drafts:
        drafts.settle(session, actor, page.id)
    outbox.emit(session, PageSaved(page.id, revision.id))
    return _saved(page, revision, prepared.merged_with)


def _saved(page: Page, revision: Revision, merged_with: tuple[str, ...] = ()) -> Saved:
    return Saved(
        page.id,
        page.public_id,
        page.slug,
        revision.number,
        revision.body,
        revision.body_sha256,
        merged_with=merged_with,
    )


def _repeated(session: Session, actor: Actor, page_id: int, change: Change) -> Saved | None:
    """The save that this client made already with the same id, when its answer was lost."""
    if change.save_id is None:
        return None
    same = select(Revision).where(Revision.page_id == page_id, Revision.save_id == change.save_id)
    revision = session.scalar(same.where(Revision.author_id == actor.user_id))
    if revision is None:
        return None
    return _saved(policy.get(session, Page, actor, Page.id == page_id), revision)


def _keep(sessions: Sessions, actor: Actor, page_id: int, change: Change, error: Exception) -> None:
    """The text that could not become the head is a draft of its author."""
    if actor.user_id is None or change.leaves_drafts:
        return
    kind = "conflict" if isinstance(error, EditConflict) else "draft"
    with sessions.writing() as session:
        drafts.keep(session, actor, page_id, change, kind)
