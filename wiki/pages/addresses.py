"""What the address of a link points at: pure rules from a reference to a space key and slug, or a permalink."""

from dataclasses import dataclass
from urllib.parse import urljoin

from wiki.pages.slugs import slugify
from wiki.render.rendering import Reference

PERMALINK = "/p/"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference points: `public_id` for `/p/…`, else the slug in a space (None: the page's own)."""

    space_key: str | None
    slug: str
    title: str | None = None
    public_id: str | None = None


def target(reference: Reference, space_key: str, slug: str) -> Target | None:
    """The target of a wiki link or page address, seen from the page `slug` in `space_key`; None for files.

    `[[/p/ab12…|label]]` names a page by its permanent address.
    """
    if reference.kind == "wiki" and reference.target.startswith(PERMALINK):
        return Target(None, "", public_id=reference.target.removeprefix(PERMALINK))
    if reference.kind == "wiki":
        return Target(reference.space, slugify(reference.target), reference.target)
    return _of_path(reference, space_key, slug) if reference.kind == "path" else None


def _of_path(reference: Reference, space_key: str, slug: str) -> Target | None:
    try:
        path = urljoin(f"/s/{space_key}/{slug}", reference.target.strip())
    except ValueError:  # `//[`: the beginning of an IPv6 address that does not end
        return None
    parts = [part for part in path.split("/") if part]
    match parts:
        case ["p", public_id]:
            return Target(None, "", public_id=public_id)
        case ["s", key, name]:
            return Target(key, _slug(name))
        case ["s", _, *_, name]:  # a folder path of another program: its last part is what names the page
            return Target(None, _slug(name))
        case [*_, name]:
            return Target(None, _slug(name)) if not reference.target.startswith("/") else None
        case _:
            return None


def _slug(name: str) -> str:
    return slugify(name.removesuffix(".md"))
