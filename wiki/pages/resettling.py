"""Texts that come to stand in another space, or are copied: their links lead where they should from there.

Links between pages that come along lead to those pages at their new places. Others keep leading where they lead
now, by the permanent address, which tells readers of the new place neither title nor slug of a page that they may
not read. What leads nowhere stays as it is written, and so does a link to a page that a copy's maker may not read, or
that is unpublished: else its permanent address would tell that there is such a page.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.access.models import UNPUBLISHED, AccessScope
from wiki.actor import Actor, system
from wiki.db import Sessions
from wiki.errors import WikiError
from wiki.jobs import Workplace
from wiki.pages import links, saving
from wiki.pages.addresses import PERMALINK, Target, target
from wiki.pages.changes import Change
from wiki.pages.models import Page, Revision
from wiki.pages.renderings import Limits
from wiki.pages.slugs import slugify
from wiki.render.references import outside_address
from wiki.render.rendering import Reference
from wiki.render.rewrite import Address, Labelled, addresses, rewrite
from wiki.spaces.models import Space

log = logging.getLogger(__name__)
JOB = "ResettleTexts"
_FILES = "/files/"


@dataclass(frozen=True, slots=True)
class Removal:
    """From the space `old_key` to `new_key`; `slugs` are those that the pages coming along have there, by their id.

    None says that the pages have moved already: what lives in the page's own space came along. `files` are the public
    ids that files named by their address have from now on.
    """

    old_key: str
    new_key: str
    slugs: Mapping[int, str] | None = None
    files: Mapping[str, str] = field(default_factory=dict)


def resettled(session: Session, page: Page, body: str, removal: Removal, copier: Actor | None = None) -> str:
    """The text of the page, written for the old space, as it should read in the new one; `copier` has it copied."""
    wanted = {address: _target(address, page, removal.old_key) for address in addresses(body)}
    found = links.resolve(session, page, [one for one in wanted.values() if one is not None])
    ids = {page_id for _, page_id in found.values() if page_id is not None}
    named = {one.id: one for one in session.scalars(_tellable(page, copier).where(Page.id.in_(ids)))}

    def change(address: Address) -> str | Labelled | None:
        if (file := _file(address, removal)) is not None:
            return file
        where = wanted.get(address)
        linked = named.get(found[where][1] or 0) if where is not None else None
        if where is None or linked is None:
            return None
        slug = _slug_there(linked, page, removal)
        return (
            _left_behind(address, removal, linked) if slug is None else _along(address, where, removal, slug)
        )

    return rewrite(body, change)


def run(place: Workplace, payload: dict[str, object]) -> None:
    """The texts of pages that moved to another space are resettled, each by a minor system revision."""
    page_ids, old_key = payload["page_ids"], str(payload["old_key"])
    for page_id in page_ids:  # type: ignore[attr-defined]  # as `placing` enqueued it
        try:
            _resettle(place.sessions, page_id, old_key, place.settings.sanitiser)
        except WikiError:
            log.warning("links of page %d were not looked after", page_id, exc_info=True)


def _resettle(sessions: Sessions, page_id: int, old_key: str, engine: str) -> None:
    with sessions.reading() as session:
        page = session.scalar(select(Page).where(Page.id == page_id, Page.deleted_at.is_(None)))
        if page is None:
            return
        head = session.get_one(Revision, page.head_id)
        new_key = session.scalars(select(Space.key).where(Space.id == page.space_id)).one()
        body = resettled(session, page, head.body, Removal(old_key, new_key))
    if body != head.body:
        summary = f"{old_key} → {new_key}"
        change = Change(body, head.number, summary=summary, is_minor=True, kind="system", leaves_drafts=True)
        saving.save(sessions, system(), page_id, change, Limits(4 * len(body), engine))


def _target(address: Address, page: Page, old_key: str) -> Target | None:
    if address.kind not in {"wiki", "path"} or outside_address(address.raw):
        return None
    reference = Reference(address.kind, address.target, address.space, address.fragment, "")
    where = target(reference, old_key, page.slug)
    if where is None or where.public_id or where.space_key:
        return where
    return replace(where, space_key=old_key)


def _file(address: Address, removal: Removal) -> str | None:
    """The address of the copied file, for a text that names a file by its address."""
    start, _, rest = address.target.removeprefix(_FILES).partition("/")
    if not address.target.startswith(_FILES) or start not in removal.files:
        return None
    return f"{_FILES}{removal.files[start]}/{rest}"


def _tellable(page: Page, copier: Actor | None) -> Select[Page]:
    """The pages of which the text may tell that they are there."""
    if copier is not None:
        return policy.allowed(Page, copier)
    published = select(Page).join(AccessScope, AccessScope.id == Page.scope_id)
    return published.where(or_(AccessScope.kind != UNPUBLISHED, AccessScope.id == page.scope_id))


def _slug_there(linked: Page, page: Page, removal: Removal) -> str | None:
    if removal.slugs is not None:
        return removal.slugs.get(linked.id)
    return linked.slug if linked.space_id == page.space_id else None


def _along(address: Address, where: Target, removal: Removal, slug: str) -> str | None:
    """None where the present wording leads there as well."""
    if address.kind == "wiki":
        is_same = address.space in {None, removal.new_key} and slugify(address.target) == slug
        return None if is_same and not where.public_id else slug
    is_same = where.slug == slug and not address.target.startswith("/")
    return None if is_same else f"/s/{removal.new_key}/{slug}"


def _left_behind(address: Address, removal: Removal, linked: Page) -> str | Labelled | None:
    """None where the present wording names the space or the page for ever."""
    is_absolute = address.space is not None or address.target.startswith("/")
    if removal.old_key == removal.new_key or is_absolute:
        return None
    permalink = PERMALINK + linked.public_id
    if address.kind == "path":
        return permalink
    return Labelled(permalink, address.label or address.raw.partition("#")[0].strip())
