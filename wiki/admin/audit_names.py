"""The names of what audit entries speak of by number, as far as the reader may know them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.access.models import AccessScope
from wiki.actor import Actor, Right
from wiki.admin import audit_facts
from wiki.attachments.models import Attachment
from wiki.audit import AuditEntry
from wiki.pages.models import Page
from wiki.spaces.models import Space
from wiki.users import queries as users


def of(session: Session, actor: Actor, rows: Sequence[AuditEntry]) -> Mapping[str, str]:
    """Names by `page:ab12…`, `user:7` and so on; what the actor may not read, or what is gone, has none."""
    mentioned = {row.target for row in rows} | {f"user:{row.actor_id}" for row in rows}
    for row in rows:
        mentioned |= audit_facts.mentioned(row.facts)
    found = dict(users.names_of(session, mentioned))
    for statement, prefix, ids in _statements(actor, mentioned):
        if ids:
            found.update((f"{prefix}{key}", name) for key, name in session.execute(statement))
    return found


def _statements(
    actor: Actor, mentioned: set[str]
) -> Iterable[tuple[Select[*tuple[Any, ...]], str, list[Any]]]:  # Any: ids and names
    """Each with the ids that it asks for; none is run for nothing."""
    pages, spaces = _tails(mentioned, "page:"), _tails(mentioned, "space:")
    files, scopes = _tails(mentioned, "attachment:"), _numbers(mentioned, "scope:")
    parents, rooms = _numbers(mentioned, "page#"), _numbers(mentioned, "space#")
    page, space = policy.allowed(Page, actor), policy.allowed(Space, actor)
    trashed = policy.trashed(Page, actor, Right.READ)
    yield page.with_only_columns(Page.public_id, Page.title).where(Page.public_id.in_(pages)), "page:", pages
    yield (
        trashed.with_only_columns(Page.public_id, Page.title).where(Page.public_id.in_(pages)),
        "page:",
        pages,
    )
    yield page.with_only_columns(Page.id, Page.title).where(Page.id.in_(parents)), "page#", parents
    yield (
        space.with_only_columns(Space.public_id, Space.name).where(Space.public_id.in_(spaces)),
        "space:",
        spaces,
    )
    yield space.with_only_columns(Space.id, Space.name).where(Space.id.in_(rooms)), "space#", rooms
    yield (
        space.with_only_columns(Space.scope_id, Space.name).where(Space.scope_id.in_(scopes)),
        "scope:",
        scopes,
    )
    heads = page.join(AccessScope, AccessScope.head_page_id == Page.id).where(AccessScope.id.in_(scopes))
    yield heads.with_only_columns(AccessScope.id, Page.title), "scope:", scopes
    of_files = policy.allowed(Attachment, actor).where(Attachment.public_id.in_(files))
    yield of_files.with_only_columns(Attachment.public_id, Attachment.name), "attachment:", files


def _tails(mentioned: set[str], prefix: str) -> list[str]:
    return sorted(one.removeprefix(prefix) for one in mentioned if one.startswith(prefix))


def _numbers(mentioned: set[str], prefix: str) -> list[int]:
    return [int(tail) for tail in _tails(mentioned, prefix) if tail.isascii() and tail.isdigit()]
