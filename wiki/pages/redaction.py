"""Takes the text of old revisions away for good (ADR 0013): what an administrator does when a secret was saved.

A stub stays, so that numbers have no gaps: number, time, author, and who redacted it, when and why. The head cannot
be redacted: whoever cleans a page saves a text without the secret first. Renderings, the searchable text, tags and
links are those of heads, so none of a redacted revision is left by then. What a browser keeps, backups made before
and copies on other pages are out of reach.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wiki import audit, counters, outbox
from wiki.access import policy
from wiki.actor import Actor, Right
from wiki.db import now
from wiki.errors import Conflict, Forbidden, Invalid, NotFound
from wiki.jobs import Workplace
from wiki.pages import drafts
from wiki.pages.events import RevisionsRedacted
from wiki.pages.models import Page, Redirect, Revision, StoredRendering
from wiki.pages.saving import sha256
from wiki.pages.slugs import clean_title, slugify

ERASE_TRACES = "EraseTraces"
MAX_REASON = 300
_REWRITTEN = "rewritten"
_TABLES = ("revisions", "drafts", "renderings", "page_texts", "users", "file_versions", "file_texts")
_SUFFIX = -5  # a hyphen and four random characters, where the plain slug was taken
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Redaction:
    """What shall go: the revisions with these numbers; the titles they had, if these are not the page's now.

    `wording` is the secret itself, if somebody named it: drafts that hold it go as well.
    """

    numbers: Collection[int]
    reason: str
    wording: str = ""
    with_titles: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Which old revisions hold a wording, and whether the head does."""

    numbers: tuple[int, ...]
    is_in_head: bool


def plan(session: Session, actor: Actor, page_id: int, number: int, wording: str) -> Plan:
    """The revision `number` and all others that hold the wording; an empty one finds no others.

    Cost: reads all bodies of the page. Raises NotFound, Forbidden as `redact`, Conflict (`redacted`).
    """
    page = _page(session, actor, page_id)
    asked = _revision(session, page_id, number)
    if asked.redacted_at is not None:
        raise Conflict(reason="redacted")
    if not wording.strip():
        return Plan((number,), is_in_head=asked.id == page.head_id)
    found = {number}
    is_in_head = asked.id == page.head_id or _holds(wording, page.title)
    whole = select(Revision).where(Revision.page_id == page_id, Revision.redacted_at.is_(None))
    for one in session.scalars(whole.execution_options(yield_per=100)):
        if _holds(wording, one.body, one.summary, one.title, one.name or ""):
            found.add(one.number)
            is_in_head = is_in_head or one.id == page.head_id
    return Plan(tuple(sorted(found)), is_in_head)


def redact(session: Session, actor: Actor, page_id: int, redaction: Redaction) -> None:
    """The texts, summaries and names of these revisions are gone, and the drafts of the page that hold them.

    The bytes in the database's files follow in the worker. Emits RevisionsRedacted. Raises NotFound, Forbidden (needs
    an administrator), Invalid (`reason`), Conflict (`is_head`).
    """
    page = _page(session, actor, page_id)
    reason = clean_title(redaction.reason)[:MAX_REASON]
    if not reason:
        raise Invalid("reason", "empty")
    rows = _revisions(session, page_id, redaction.numbers)
    head = session.scalars(select(Revision).where(Revision.id == page.head_id)).one()
    if any(one.id == head.id for one in rows):
        raise Conflict(reason="is_head")
    traces = _Traces(rows, head.body, redaction.wording)
    drafts.discard_where(session, page_id, traces.are_in)
    if redaction.with_titles:
        _take_titles(session, page, {one.title for one in rows} - {page.title, ""})
    for one in rows:
        _empty(one)
        one.redacted_at, one.redacted_by, one.redaction_reason = now(), actor.name, reason
    session.flush()
    session.execute(delete(StoredRendering).where(StoredRendering.revision_id.in_([one.id for one in rows])))
    numbers: list[object] = [one.number for one in rows]
    audit.record(session, actor, "page.redact", f"page:{page.public_id}", numbers=numbers)
    outbox.emit(session, RevisionsRedacted(page_id, tuple(one.id for one in rows)))
    outbox.enqueue(session, ERASE_TRACES)


def erase_traces(place: Workplace, _payload: dict[str, object]) -> None:
    """What was deleted is in no file of SQLite's any more. The first time the whole file is written anew.

    Since 0.2.0 whatever is deleted is overwritten at once; a file that is older may hold traces of before.
    """
    with place.sessions.reading() as session:
        is_rewritten = session.scalar(select(counters.value(_REWRITTEN))) is not None
    place.sessions.overwrite_deleted(_TABLES, rewrites=False)
    if not is_rewritten:  # apart, because it needs as much free disk space as the file is large
        place.sessions.overwrite_deleted(_TABLES, rewrites=True)
        place.write(lambda session: counters.bump(session, _REWRITTEN))


class _Traces:
    """Tells whether a draft holds what is being taken away.

    Without a named wording that is: any line that the head has not; and in a draft that began with one of the
    revisions, any word that the head has not, because its lines were changed since.
    """

    def __init__(self, rows: Sequence[Revision], head: str, wording: str) -> None:
        self._wording = wording
        self._numbers = {one.number for one in rows}
        text = "\n".join(one.body for one in rows)
        self._lines = _lines(text) - _lines(head)
        self._words = set(_WORD.findall(text)) - set(_WORD.findall(head))

    def are_in(self, base_number: int, title: str, body: str) -> bool:
        if self._wording.strip():
            return _holds(self._wording, title, body)
        if _lines(body) & self._lines:
            return True
        return base_number in self._numbers and not self._words.isdisjoint(_WORD.findall(body))


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines()} - {""}


def _holds(wording: str, *texts: str) -> bool:
    """Whether one of the texts holds the wording, whatever its case and white space."""
    wanted = " ".join(wording.casefold().split())
    return any(wanted in " ".join(text.casefold().split()) for text in texts)


def _page(session: Session, actor: Actor, page_id: int) -> Page:
    page = policy.get(session, Page, actor, Page.id == page_id, right=Right.MANAGE)
    if not actor.is_admin:
        raise Forbidden(right="ADMIN")
    return page


def _revision(session: Session, page_id: int, number: int) -> Revision:
    found = session.scalar(select(Revision).where(Revision.page_id == page_id, Revision.number == number))
    if found is None:
        raise NotFound
    return found


def _revisions(session: Session, page_id: int, numbers: Collection[int]) -> Sequence[Revision]:
    """Those of the numbers that have a text. Raises NotFound when none has."""
    of_page = select(Revision).where(Revision.page_id == page_id, Revision.redacted_at.is_(None))
    rows = [one for one in session.scalars(of_page.order_by(Revision.number)) if one.number in numbers]
    if not rows:
        raise NotFound
    return rows


def _empty(revision: Revision) -> None:
    """No text, and nothing from which it could be guessed: neither its digest nor its length."""
    revision.body = revision.summary = ""
    revision.body_sha256, revision.size = sha256(""), 0
    revision.save_id = revision.name = None


def _take_titles(session: Session, page: Page, titles: set[str]) -> None:
    """The titles are in no revision and no draft of the page, and no address of it is made of them."""
    of_page = update(Revision).where(Revision.page_id == page.id, Revision.title.in_(titles))
    session.execute(of_page.values(title=""), execution_options={"synchronize_session": "fetch"})
    drafts.retitle(session, page.id, titles, page.title)
    old = select(Redirect).where(Redirect.page_id == page.id)
    slugs = {slugify(title) for title in titles}
    for redirect in session.scalars(old):
        if redirect.slug in slugs or redirect.slug[:_SUFFIX] in {slug[:75] for slug in slugs}:
            session.delete(redirect)
