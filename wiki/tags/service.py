"""Writes tags into the front matter of pages, by the one write path of texts. Nobody's draft is touched.

Summaries of revisions come from the caller, in the language of the person who acts.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.db import Sessions
from wiki.errors import Conflict, Forbidden, Invalid, NotFound, TooCostly, TooLarge
from wiki.pages import queries as pages
from wiki.pages import saving
from wiki.pages.changes import Change, EditConflict, Saved
from wiki.pages.models import Page
from wiki.pages.renderings import Limits
from wiki.pages.slugs import clean_title
from wiki.properties import writing
from wiki.render import frontmatter
from wiki.tags import queries

LONGEST = 100
AT_ONCE = 200
"""Pages that one call of `rename` changes: a person waits for them."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a renaming did: pages `changed`, those `kept` because their text cannot be changed so, and those `left`."""

    changed: int
    kept: int
    left: int


def checked(name: str) -> str:
    """The tag as it is stored. Raises Invalid (`tag`: `empty`, `too_long`)."""
    cleaned = " ".join(unicodedata.normalize("NFC", clean_title(name)).split()).lstrip("#").strip()
    if not cleaned:
        raise Invalid("tag", "empty")
    if len(cleaned) > LONGEST:
        raise Invalid("tag", "too_long", most=LONGEST)
    return cleaned


def checked_instead(name: str, old: str) -> str:
    """The same for a new name of a tag. Raises Invalid (`tag`, `same`) besides."""
    tag = checked(name)
    if tag == old:
        raise Invalid("tag", "same")
    return tag


def add(sessions: Sessions, actor: Actor, page_id: int, name: str, limits: Limits, summary: str) -> Saved:
    """The page has the tag, its last one. Needs EDIT. Raises Invalid (`tag`; `properties`: `by_hand`)."""
    tag = checked(name)
    return _changed(sessions, actor, page_id, limits, summary, lambda tags: [*tags, tag])


def remove(sessions: Sessions, actor: Actor, page_id: int, name: str, limits: Limits, summary: str) -> Saved:
    """The page does not have the tag. Needs EDIT. Raises Invalid (`properties`: `by_hand`)."""
    return _changed(
        sessions, actor, page_id, limits, summary, lambda tags: [tag for tag in tags if tag != name]
    )


def rename(sessions: Sessions, actor: Actor, old: str, new: str, limits: Limits, summary: str) -> Renamed:
    """Up to `AT_ONCE` of the pages that the actor may edit have the tag `new` instead of `old`, once.

    Each gets a minor revision. A page whose text cannot be changed line by line keeps the old tag. Raises Invalid
    (`tag`).
    """
    tag = checked(new)
    with sessions.reading() as session:
        ids = queries.with_right(session, actor, old, Right.EDIT)
    changed = kept = 0
    for page_id in ids if tag != old else ():
        if changed == AT_ONCE:
            break
        try:
            _changed(sessions, actor, page_id, limits, summary, lambda tags: _instead(tags, old, tag))
            changed += 1
        except (Conflict, Forbidden, Invalid, NotFound, TooCostly, TooLarge):
            kept += 1
    return Renamed(changed, kept, len(ids) - changed - kept)


def _instead(tags: list[str], old: str, new: str) -> list[str]:
    return [new if tag == old else tag for tag in tags]


def _changed(
    sessions: Sessions,
    actor: Actor,
    page_id: int,
    limits: Limits,
    summary: str,
    change: Callable[[list[str]], list[str]],
) -> Saved:
    with sessions.reading() as session:
        policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
        head = pages.head(session, actor, page_id)
    wanted = change(list(frontmatter.split(head.body).tags))
    body = writing.with_tags(head.body, wanted)
    made = Change(body, head.number, summary=summary, is_minor=True, allows_empty=True, leaves_drafts=True)
    try:
        return saving.save(sessions, actor, page_id, made, limits)
    except EditConflict as error:  # in the moment between reading and saving
        raise Conflict(reason="changed_meanwhile") from error
