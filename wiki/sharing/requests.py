"""Requests for access: asked for any address, passed on by the worker, decided by whoever manages the page.

Who asks learns nothing of what is there. A request is written down by the same statements whatever the address, the
worker looks it up later, and one that nobody grants ends the same way after the same time: refused, left lying or
asked for nothing. Only a grant tells more, as the page itself does then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, aliased

from wiki import audit, outbox
from wiki.access import guarding, policy
from wiki.access import service as access
from wiki.access.models import SPACE, UNPUBLISHED, AccessScope
from wiki.access.service import Wanted
from wiki.actor import Actor, Right, system, user_principal
from wiki.attachments.models import Attachment
from wiki.auth import queries as auth
from wiki.db import now
from wiki.errors import Invalid, NotFound, RateLimited, SignInRequired
from wiki.notifications import service as notifications
from wiki.outbox import Event
from wiki.pages.models import Page, Redirect
from wiki.sharing.models import GRANTED, REFUSED, WAITING, AccessRequest
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space
from wiki.users.models import Membership, User

LASTS = timedelta(days=7)
MOST_A_DAY = 10
LONGEST_REASON = 300
LONGEST_ADDRESS = 300
_MOST_SHOWN = 100
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AccessAsked(Event):
    """Somebody asked for access to an address."""

    request_id: int


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as whoever decides sees it. `reach` is the kind of scope that a grant opens, `place` its name."""

    public_id: str
    person: str
    account: str
    reason: str
    created_at: datetime
    page_title: str
    page_href: str
    reach: str
    place: str


def ask(session: Session, actor: Actor, address: str, reason: str) -> None:
    """The request is on its way, whether there is something at the address or not.

    The same address again within `LASTS` only changes the reason. Raises SignInRequired, Invalid (`reason`,
    `address`), RateLimited after ten in a day. Nothing here looks at what the address leads to.
    """
    if actor.user_id is None or actor.ceiling < Right.MANAGE:
        raise SignInRequired
    said = " ".join(reason.split())
    if not said:
        raise Invalid("reason", "empty")
    if len(said) > LONGEST_REASON:
        raise Invalid("reason", "too_long")
    wanted = path_of(address)
    own = select(AccessRequest).where(AccessRequest.user_id == actor.user_id)
    _refuse_flood(session, actor.user_id)
    known = session.scalar(own.where(AccessRequest.address == wanted).limit(1))
    if known is not None:
        known.reason = said
        return
    row = AccessRequest(user_id=actor.user_id, address=wanted, reason=said, created_at=now(), state=WAITING)
    session.add(row)
    session.flush()
    outbox.emit(session, AccessAsked(row.id))


def path_of(address: str) -> str:
    """The path of an address of this wiki. Raises Invalid (`address`, `unknown`)."""
    path = address.strip().partition("?")[0].partition("#")[0]
    if (
        not path.startswith("/")
        or path.startswith("//")
        or len(path) > LONGEST_ADDRESS
        or not path.isprintable()
    ):
        raise Invalid("address", "unknown")
    return path


def pass_on(session: Session, payload: dict[str, object]) -> None:
    """Those who manage what the address leads to have the request in their inboxes; for nothing, nothing happens."""
    request = session.get(AccessRequest, payload["request_id"])
    if request is None or request.state != WAITING or request.page_id is not None:
        return
    person = auth.actor_of(session, request.user_id, "de")
    page = _page_at(session, request.address)
    if page is None or person is None or policy.holds(session, Page, person, page.id, Right.READ):
        return
    same = select(AccessRequest.id).where(
        AccessRequest.user_id == request.user_id,
        AccessRequest.page_id == page.id,
        AccessRequest.state == WAITING,
    )
    is_known = session.scalar(same.limit(1)) is not None
    request.page_id = page.id
    session.flush()
    if not is_known:
        deciding = _deciding(session, page.scope_id)
        notifications.tell(session, person, "access_requested", deciding, page_id=page.id)


def waiting(session: Session, actor: Actor) -> Sequence[RequestRow]:
    """What the actor may decide, oldest first; each person once for a page."""
    head = aliased(Page)
    first = select(func.min(AccessRequest.id)).where(AccessRequest.state == WAITING)
    managed: Any = policy.allowed(Page, actor, Right.MANAGE)
    statement = (
        managed.join(AccessRequest, AccessRequest.page_id == Page.id)
        .join(User, User.id == AccessRequest.user_id)
        .join(Space, Space.id == Page.space_id)
        .join(AccessScope, AccessScope.id == Page.scope_id)
        .outerjoin(head, (head.id == AccessScope.head_page_id) & (head.scope_id == AccessScope.id))
        .where(AccessRequest.id.in_(first.group_by(AccessRequest.user_id, AccessRequest.page_id)))
        .where(User.is_active)
        .with_only_columns(
            AccessRequest.public_id,
            User.display_name,
            User.name,
            AccessRequest.reason,
            AccessRequest.created_at,
            Page.title,
            Space.key,
            Page.slug,
            AccessScope.kind,
            spaces.shown_name(policy.scopes(actor)),
            head.title,
        )
        .order_by(AccessRequest.id)
        .limit(_MOST_SHOWN)
    )
    rows = []
    for *facts, title, key, slug, kind, space_name, head_title in session.execute(statement):
        place = space_name if kind == SPACE else head_title or title
        shown: Any = (*facts, title, f"/s/{key}/{slug}", kind, place)
        rows.append(RequestRow(*shown))
    return rows


def grant(session: Session, actor: Actor, public_id: str, right: Right) -> None:
    """The person holds the right where the page lies, and is told. Never less than before.

    Raises NotFound, Forbidden (needs MANAGE), Invalid (`right`) for more than EDIT.
    """
    if right not in {Right.READ, Right.EDIT}:
        raise Invalid("right", "unknown")
    request, page = _decided(session, actor, public_id)
    principal = user_principal(request.user_id)
    held = access.present(session, page.scope_id).held.get(principal)
    if held is None or held < right:
        access.change(session, actor, page.scope_id, Wanted({principal: right}))
    _close(session, actor, request, GRANTED)
    facts = {"before": held.name if held else None, "after": max(right, held or right).name}
    audit.record(session, actor, "request.grant", f"page:{page.public_id}", principal=principal, **facts)
    notifications.tell(session, actor, "access_granted", [request.user_id], page_id=page.id)


def refuse(session: Session, actor: Actor, public_id: str) -> None:
    """The request is off the list. The person is told when its time is over, as of every other one."""
    request, page = _decided(session, actor, public_id)
    _close(session, actor, request, REFUSED)
    principal = user_principal(request.user_id)
    audit.record(session, actor, "request.refuse", f"page:{page.public_id}", principal=principal)


def close_overdue(session: Session) -> None:
    """Requests whose time is over are gone; whoever asked in vain is told so, in the same words for all reasons."""
    overdue = (
        select(AccessRequest).where(AccessRequest.created_at <= now() - LASTS).order_by(AccessRequest.id)
    )
    for request in session.scalars(overdue).all():
        person = auth.actor_of(session, request.user_id, "de")
        if person is not None and request.state != GRANTED and not _reads(session, person, request):
            notifications.tell(session, system(), "access_refused", [request.user_id])
        session.execute(delete(AccessRequest).where(AccessRequest.id == request.id))


def _refuse_flood(session: Session, user_id: int) -> None:
    since = now() - _DAY
    sent = select(func.count(), func.min(AccessRequest.created_at)).where(
        AccessRequest.user_id == user_id, AccessRequest.created_at > since
    )
    count, first = session.execute(sent).one()
    if count >= MOST_A_DAY:
        raise RateLimited(retry_after=int((first - since).total_seconds()) + 1)


def _page_at(session: Session, path: str) -> Page | None:
    """The living page of an address, whoever may read it; of a file its page, of a space its first page, or any."""
    kind, *rest = [unquote(part) for part in path.strip("/").split("/")]
    if any("\0" in part for part in rest):
        return None  # no name holds NUL, and PostgreSQL takes none
    pages = policy.allowed(Page, system())
    if kind == "p" and rest:
        return session.scalar(pages.where(Page.public_id == rest[0]))
    if kind == "files" and rest:
        owner = policy.allowed(Attachment, system()).where(Attachment.public_id == rest[0])
        return session.scalar(pages.where(Page.id.in_(owner.with_only_columns(Attachment.page_id))))
    if kind != "s" or not rest:
        return None
    of_space = pages.join(Space, Space.id == Page.space_id).where(Space.key == rest[0])
    if len(rest) == 1:
        under_its_rights = of_space.where((Page.id == Space.home_page_id) | (Page.scope_id == Space.scope_id))
        return session.scalar(under_its_rights.order_by(Page.id != Space.home_page_id, Page.id).limit(1))
    moved = (
        policy.allowed(Redirect, system())
        .join(Space, Space.id == Redirect.space_id)
        .where(Space.key == rest[0], Redirect.slug == rest[1])
        .with_only_columns(Redirect.page_id)
    )
    found = session.scalar(of_space.where(Page.slug == rest[1]))
    return found or session.scalar(pages.where(Page.id.in_(moved)))


def _deciding(session: Session, scope_id: int) -> set[int]:
    """The active people who hold MANAGE there by name or in a group; for a published place without one, the admins."""
    principals = guarding.managers_of(session, [scope_id]).get(scope_id, frozenset())
    in_groups = [int(one.removeprefix("group:")) for one in principals if one.startswith("group:")]
    named = [int(one.removeprefix("user:")) for one in principals if one.startswith("user:")]
    members = select(Membership.user_id).where(Membership.group_id.in_(in_groups))
    people = select(User.id).where(User.is_active)
    found = set(session.scalars(people.where(User.id.in_(named) | User.id.in_(members))))
    if found or session.get_one(AccessScope, scope_id).kind == UNPUBLISHED:
        return found
    return set(session.scalars(people.where(User.is_admin)))


def _decided(session: Session, actor: Actor, public_id: str) -> tuple[AccessRequest, Page]:
    """The waiting request and its page. Raises NotFound, also to whoever reads the page and does not manage it."""
    request = session.scalar(
        select(AccessRequest).where(AccessRequest.public_id == public_id, AccessRequest.state == WAITING)
    )
    if request is None or request.page_id is None:
        raise NotFound
    if not policy.holds(session, Page, actor, request.page_id, Right.MANAGE):
        raise NotFound
    return request, policy.get(session, Page, actor, Page.id == request.page_id, right=Right.MANAGE)


def _close(session: Session, actor: Actor, request: AccessRequest, state: str) -> None:
    """All waiting requests of the person for the page are decided alike."""
    same = (
        AccessRequest.user_id == request.user_id,
        AccessRequest.page_id == request.page_id,
        AccessRequest.state == WAITING,
    )
    values = {"state": state, "decided_at": now(), "decided_by_id": actor.user_id}
    session.execute(update(AccessRequest).where(*same).values(**values))


def _reads(session: Session, person: Actor, request: AccessRequest) -> bool:
    """Whether the person reads by now what was asked for."""
    page = _page_at(session, request.address)
    return page is not None and policy.holds(session, Page, person, page.id, Right.READ)
