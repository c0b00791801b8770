"""Changes properties of a page by the one write path of texts. Nobody's draft is touched."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.db import Sessions
from wiki.errors import Conflict, Invalid, NotFound
from wiki.pages import queries as pages
from wiki.pages import saving
from wiki.pages.changes import Change, EditConflict, Saved
from wiki.pages.models import Page
from wiki.pages.renderings import Limits
from wiki.pages.slugs import clean_title, search_key
from wiki.properties import writing
from wiki.properties.kinds import TECHNICAL
from wiki.properties.values import LONGEST_NAME
from wiki.properties.writing import PropertyValue


@dataclass(frozen=True, slots=True)
class Edit:
    """One property gets a value; None takes it away."""

    name: str
    value: PropertyValue | None


def change(
    sessions: Sessions,
    actor: Actor,
    page_id: int,
    base_number: int,
    edits: Sequence[Edit],
    limits: Limits,
    summary: str,
) -> Saved:
    """The properties are as the edits say, merged with what others saved since revision `base_number`.

    Only the lines concerned differ. Needs EDIT. Raises Invalid (`properties`: `by_hand`; `base_revision`),
    Conflict (`changed_meanwhile`) besides.
    """
    with sessions.reading() as session:
        policy.get(session, Page, actor, Page.id == page_id, right=Right.EDIT)
        try:
            body = pages.revision(session, actor, page_id, base_number).body
        except NotFound:
            raise Invalid("base_revision", "unknown") from None
    for edit in edits:
        if edit.value is None:
            body = writing.without(body, edit.name)
        else:
            body = writing.with_value(body, edit.name, edit.value)
    made = Change(body, base_number, summary=summary, allows_empty=True, leaves_drafts=True)
    try:
        return saving.save(sessions, actor, page_id, made, limits)
    except EditConflict as error:
        raise Conflict(reason="changed_meanwhile") from error


def checked_name(name: str, taken: Collection[str], field: str) -> str:
    """The name of a new property. Raises Invalid (of the field: `empty`, `too_long`, `technical`, `taken`)."""
    cleaned = " ".join(unicodedata.normalize("NFC", clean_title(name)).split())
    if not cleaned:
        raise Invalid(field, "empty")
    if len(cleaned) > LONGEST_NAME:
        raise Invalid(field, "too_long", most=LONGEST_NAME)
    if search_key(cleaned) in TECHNICAL:
        raise Invalid(field, "technical")
    if search_key(cleaned) in {search_key(one) for one in taken}:
        raise Invalid(field, "taken")
    return cleaned
