"""Renames and moves files so that the page's text keeps showing them: it is rewritten by a system revision.

Texts that name a file by its address (`/files/<id>/…`) need no change: the id stays, and an old name leads to the new.
"""

import logging
from collections.abc import Callable

from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor, system
from wiki.attachments import queries, service, uses
from wiki.attachments.models import Attachment
from wiki.blobs import BlobStore
from wiki.db import Sessions
from wiki.errors import WikiError
from wiki.pages import service as pages
from wiki.pages.changes import Change
from wiki.pages.models import Page, Revision
from wiki.pages.renderings import Limits
from wiki.pages.slugs import search_key
from wiki.render.rewrite import Address, rewrite

log = logging.getLogger(__name__)

NewTarget = Callable[[str], str]
"""The new target of a link, of the old one."""


def rename(
    sessions: Sessions, blobs: BlobStore, actor: Actor, public_id: str, name: str, limits: Limits
) -> Attachment:
    """The file has the name, and the text of its page says so. Raises as `service.rename`."""
    before = _before(sessions, actor, public_id)
    attachment = service.rename(sessions, blobs, actor, public_id, name)
    new = attachment.name
    if new != before.name:
        _follow(sessions, before, f"{before.name} → {new}", lambda old: _beside(old, new), limits)
    return attachment


def move(sessions: Sessions, actor: Actor, public_id: str, page_id: int, limits: Limits) -> Attachment:
    """The file hangs on the other page; the text of the old one names it by its address. Raises as `service.move`."""
    before = _before(sessions, actor, public_id)
    with sessions.writing() as session:
        attachment = service.move(session, actor, public_id, page_id)
    if before.page_id != page_id:
        target = f"/files/{public_id}/{attachment.name}"
        _follow(sessions, before, f"{attachment.name} → {target}", lambda _: target, limits)
    return attachment


def _before(sessions: Sessions, actor: Actor, public_id: str) -> queries.StoredFile:
    with sessions.reading() as session:
        return queries.by_public_id(session, actor, public_id)


def _follow(
    sessions: Sessions, file: queries.StoredFile, summary: str, new_target: NewTarget, limits: Limits
) -> None:
    """The text of the page says the new target. A text that cannot be saved just now is left as it is, and logged."""
    with sessions.reading() as session:
        head = _head(session, file.page_id)
    body = rewrite(head.body, lambda address: _changed(address, file.name, new_target))
    if body == head.body:
        return
    change = Change(body, head.number, summary=summary, is_minor=True, kind="system")
    try:
        pages.save(sessions, system(), file.page_id, change, limits)
    except WikiError:
        log.warning("page %d still uses the old name of a file", file.page_id, exc_info=True)


def _head(session: Session, page_id: int) -> Revision:
    heads = policy.allowed(Revision, system()).where(Revision.page_id == page_id, Revision.id == Page.head_id)
    return session.scalars(heads).one()


def _changed(address: Address, name: str, new_target: NewTarget) -> str | None:
    if address.kind not in {"file", "image"} or uses.file_id(address.target):
        return None
    is_meant = search_key(address.target.rpartition("/")[2]) == search_key(name)
    return new_target(address.target) if is_meant else None


def _beside(old: str, name: str) -> str:
    """The name in the folder that the text gave; "./" keeps a colon from looking like the end of a scheme."""
    folder = old.rpartition("/")[0]
    before = f"{folder}/" if folder else "./" if ":" in name else ""
    return before + name
