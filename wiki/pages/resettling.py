"""Texts that come to stand in another space, or are copied: their links lead where they should from there.

Links between pages that come along lead to those pages at their new places. Others keep leading where they lead
now, so `[[Plan]]` becomes `[[old-space:Plan]]`. What leads nowhere stays as it is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from wiki.pages import links
from wiki.pages.addresses import PERMALINK, Target, target
from wiki.pages.models import Page
from wiki.pages.slugs import slugify
from wiki.render.references import outside_address
from wiki.render.rendering import Reference
from wiki.render.rewrite import Address, addresses, rewrite


@dataclass(frozen=True, slots=True)
class Removal:
    """From the space `old_key` to `new_key`; `slugs` are those that the pages coming along have there, by old id."""

    old_key: str
    new_key: str
    slugs: Mapping[int, str]


def resettled(session: Session, page: Page, body: str, removal: Removal) -> str:
    """The text of the page, written for the old space, as it should read in the new one."""
    wanted = {address: _target(address, page, removal.old_key) for address in addresses(body)}
    found = links.resolve(session, page, [one for one in wanted.values() if one is not None])

    def change(address: Address) -> str | None:
        where = wanted.get(address)
        page_id = found[where][1] if where is not None else None
        if page_id is None or where is None:
            return None
        if page_id in removal.slugs:
            return _along(address, removal, removal.slugs[page_id])
        return _left_behind(address, removal, where)

    return rewrite(body, change)


def _target(address: Address, page: Page, old_key: str) -> Target | None:
    if address.kind not in {"wiki", "path"} or outside_address(address.raw):
        return None
    reference = Reference(address.kind, address.target, address.space, address.fragment, "")
    where = target(reference, old_key, page.slug)
    if where is None or where.public_id or where.space_key:
        return where
    return replace(where, space_key=old_key)


def _along(address: Address, removal: Removal, slug: str) -> str | None:
    if address.kind == "path":
        return f"/s/{removal.new_key}/{slug}"
    is_same = address.space in {None, removal.new_key} and slugify(address.target) == slug
    return None if is_same and not address.target.startswith(PERMALINK) else slug


def _left_behind(address: Address, removal: Removal, where: Target) -> str | None:
    if removal.old_key == removal.new_key or where.public_id or address.space is not None:
        return None
    if address.kind == "wiki":
        return f"{removal.old_key}:{address.target}"
    return None if address.target.startswith("/") else f"/s/{removal.old_key}/{where.slug}"
