"""All rights of the wiki as a table: one line for each thing that was given to somebody in a place.

Read in portions, so that no snapshot lasts long. Unpublished pages are left out, as everywhere for administrators,
and what lies in the trash.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from wiki import audit, i18n, spreadsheet
from wiki.access import policy
from wiki.access.models import ARCHIVED, UNPUBLISHED, AccessScope, Grant
from wiki.actor import EVERYONE, SIGNED_IN, Actor, Right
from wiki.db import Sessions
from wiki.pages.models import Page
from wiki.rights import panel
from wiki.rights.panel import Entry
from wiki.spaces.models import Space
from wiki.users.service import require_admin

_PORTION = 500


def note(session: Session, actor: Actor) -> None:
    """It is recorded that somebody takes the table. Raises NotFound for who is no administrator."""
    require_admin(actor)
    audit.record(session, actor, "access.export", "wiki")


def lines(sessions: Sessions, actor: Actor, language: str) -> Iterator[str]:
    """The file in pieces, place by place. The caller asked by `note`."""
    words = _Words(i18n.translator(language).gettext)
    yield spreadsheet.MARK + spreadsheet.line(words.titles, language)
    after = (0, "")
    while True:
        with sessions.reading() as session:
            rows = _behind(session, after)
            found = list(_cells(session, actor, rows, words))
        yield "".join(spreadsheet.line(cells, language) for cells in found)
        if len(rows) < _PORTION:
            return
        after = (rows[-1].scope_id, rows[-1].principal)


class _Words:
    """What stands in the cells, in one language."""

    def __init__(self, gettext: Callable[[str], str]) -> None:
        self.titles = (
            gettext("Space"), gettext("Page"), gettext("Address"), gettext("Who"), gettext("Kind"),
            gettext("Sign-in name"), gettext("Right"), gettext("Old versions"),
        )  # fmt: skip
        self.rights = {
            Right.READ: gettext("read"),
            Right.COMMENT: gettext("comment"),
            Right.EDIT: gettext("write"),
            Right.MANAGE: gettext("manage"),
        }
        self.everyone = {
            EVERYONE: gettext("Everyone, also without signing in"),
            SIGNED_IN: gettext("Everyone signed in"),
        }
        self.history = {True: gettext("seen by all readers"), False: gettext("seen only by who may write")}
        self.group, self.person, self.off = gettext("Group"), gettext("Person"), gettext("Switched off")

    def who(self, entry: Entry) -> tuple[str, str, str]:
        """Name, kind and sign-in name."""
        if entry.principal in self.everyone:
            return self.everyone[entry.principal], "", ""
        if entry.members is not None:
            return entry.name, self.group, ""
        return entry.name, self.person if entry.is_active else self.off, entry.account


def _behind(session: Session, after: tuple[int, str]) -> Sequence[Any]:  # rows of the columns below
    scope_id, principal = after
    statement = (
        select(Grant.scope_id, Grant.principal, Grant.right, AccessScope.has_history)
        .join(AccessScope, AccessScope.id == Grant.scope_id)
        .where(AccessScope.kind != UNPUBLISHED, AccessScope.state <= ARCHIVED)
        .where(or_(Grant.scope_id > scope_id, and_(Grant.scope_id == scope_id, Grant.principal > principal)))
    )
    return session.execute(statement.order_by(Grant.scope_id, Grant.principal).limit(_PORTION)).all()


def _cells(session: Session, actor: Actor, rows: Sequence[Any], words: _Words) -> Iterator[tuple[str, ...]]:
    found = _places(session, actor, {row.scope_id for row in rows})
    entries = {
        one.principal: one for one in panel.entries(session, {row.principal: Right.READ for row in rows})
    }
    for row in rows:
        place, entry = found.get(row.scope_id), entries.get(row.principal)
        if place is not None and entry is not None:
            yield (*place, *words.who(entry), words.rights[Right(row.right)], words.history[row.has_history])


def _places(session: Session, actor: Actor, scope_ids: set[int]) -> dict[int, tuple[str, str, str]]:
    """Space, page and address of each scope, as far as anything lives there."""
    spaces = policy.allowed(Space, actor).where(Space.scope_id.in_(scope_ids))
    named = session.execute(spaces.with_only_columns(Space.scope_id, Space.name, Space.key))
    found = {scope_id: (name, "", f"/s/{key}/") for scope_id, name, key in named}
    heads = (
        policy.allowed(Page, actor)
        .join(AccessScope, and_(AccessScope.id == Page.scope_id, AccessScope.head_page_id == Page.id))
        .join(Space, Space.id == Page.space_id)
        .where(Page.scope_id.in_(scope_ids))
        .with_only_columns(Page.scope_id, Space.name, Page.title, Space.key, Page.slug)
    )
    for scope_id, name, title, key, slug in session.execute(heads):
        found[scope_id] = (name, title, f"/s/{key}/{slug}")
    return found
