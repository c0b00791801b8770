"""Old addresses that a source tells: a file `_redirects.txt` with `old address <tab> new address` on each line.

Links in imported texts that use an old address are written to the page. A page also gets the last part of its old
addresses as redirects of the wiki, as far as that name is free and means one page only.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from wiki.db import Sessions
from wiki.errors import Invalid, TooLarge
from wiki.pages.models import Page, Redirect
from wiki.pages.slugs import is_free_word, slugify
from wiki.transfer import source, texts
from wiki.transfer.source import Source

NAME = "_redirects.txt"
_LARGEST = 16 * 1024 * 1024
_MANY = 500


def files_of(files: Source) -> list[str]:
    """The files of the source that tell old addresses."""
    return [path for path in files.sizes if path.rpartition("/")[2] == NAME]


def read(files: Source) -> dict[str, str]:
    """New addresses by old ones, both within the source; a file that cannot be read tells none."""
    told: dict[str, str] = {}
    for path in files_of(files):
        try:
            text = texts.decoded(source.read(files, path, _LARGEST)).body
        except (Invalid, TooLarge, OSError):
            continue
        told |= dict(_lines(text))
    return told


def place(sessions: Sessions, space_id: int, ids: Mapping[str, int], moved: Mapping[str, str]) -> int:
    """Old names lead to the pages; `moved` are paths of pages by old addresses, `ids` the pages by path.

    The caller checked that the actor may edit the space. Returns how many redirects there are more.
    """
    named: dict[str, set[int]] = {}
    for address, path in moved.items():
        slug = slugify(address.rstrip("/").rpartition("/")[2])
        if path in ids and is_free_word(slug):
            named.setdefault(slug, set()).add(ids[path])
    wanted = {slug: pages.pop() for slug, pages in sorted(named.items()) if len(pages) == 1}
    slugs = list(wanted)
    placed = 0
    for start in range(0, len(slugs), _MANY):
        with sessions.writing() as session:
            placed += _insert(
                session, space_id, {slug: wanted[slug] for slug in slugs[start : start + _MANY]}
            )
    return placed


def _insert(session: Session, space_id: int, wanted: Mapping[str, int]) -> int:
    living = select(Page.slug).where(
        Page.space_id == space_id, Page.slug.in_(wanted), Page.deleted_at.is_(None)
    )
    leading = select(Redirect.slug).where(Redirect.space_id == space_id, Redirect.slug.in_(wanted))
    taken = {*session.scalars(living), *session.scalars(leading)}
    there = set(
        session.scalars(select(Page.id).where(Page.id.in_(wanted.values()), Page.space_id == space_id))
    )
    rows = [
        {"space_id": space_id, "slug": slug, "page_id": page_id}
        for slug, page_id in wanted.items()
        if slug not in taken and page_id in there
    ]
    if rows:
        session.execute(insert(Redirect), rows)
    return len(rows)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        old, tab, new = line.partition("\t")
        if tab and old.startswith("/") and new.startswith("/"):
            yield old.strip(), new.strip().partition("#")[0]
