"""Slugs of pages that are to be made, and what a wiki link has to say to reach a page. Pure."""

import hashlib
import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wiki.pages.slugs import MAX_LENGTH, is_free_word, slugify, title_key
from wiki.transfer.plan import PlannedPage

_LETTERS = string.digits + string.ascii_lowercase
_BREAKS_WIKI_LINK = re.compile(r"[\[\]|#\n\r^]|\A[a-z0-9][a-z0-9-]{0,62}:\S")


def slugs_of(pages: Iterable[PlannedPage], taken: Iterable[str], kept: Mapping[str, str]) -> dict[str, str]:
    """The slug of every page by its path: that of its title, with a suffix made from its path where it is taken.

    `kept` are the slugs of pages that exist already. The same source gives the same slugs again.
    """
    used = {*taken, *kept.values()}
    slugs = dict(kept)
    for page in pages:
        if page.path not in slugs:
            wanted = page.exported.slug if page.exported else page.title
            slugs[page.path] = _free(slugify(wanted), page.path, used)
            used.add(slugs[page.path])
    return slugs


def _free(slug: str, path: str, used: set[str]) -> str:
    wanted, turn = slug, 0
    while wanted in used or not is_free_word(wanted):
        wanted = f"{slug[: MAX_LENGTH - 5].strip('-')}-{_suffix(f'{turn}{path}')}"
        turn += 1
    return wanted


def _suffix(text: str) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    return "".join(_LETTERS[number // 36**place % 36] for place in range(4))


@dataclass(slots=True)
class Names:
    """What the pages of a space will be called once the import is done. A page is known by its slug.

    `hidden` are slugs of pages that the actor may not read: they are taken, and nothing leads to them.
    """

    slugs: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    titles: dict[str, list[str]] = field(default_factory=dict)

    def add(self, slug: str, title: str) -> None:
        """There is such a page."""
        self.slugs.add(slug)
        self.titles.setdefault(title_key(title), []).append(slug)

    def reached(self, written: str) -> str | None:
        """The slug of the page that `[[written]]` leads to; None if there is none, or more than one."""
        slug = slugify(written)
        if slug in self.slugs or slug in self.hidden:
            return slug if slug in self.slugs else None
        same = self.titles.get(title_key(written), [])
        return same[0] if len(same) == 1 else None

    def written(self, title: str, slug: str) -> str:
        """What `[[…]]` has to hold to lead to the page: its title where that is enough, else its slug."""
        is_enough = not _BREAKS_WIKI_LINK.search(title) and self.reached(title) == slug
        return title if is_enough else slug
