"""Finding pages for a reader: the index answers, the database is asked again before anything is shown.

While the index is being built, plain SQL answers instead (wiki/search/plain.py).
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from wiki.access.policy import ScopeSet
from wiki.actor import Actor
from wiki.db import UtcDateTime, now
from wiki.outbox import OutboxRow
from wiki.prepared import Prepared, texts
from wiki.search import corrections, documents, hits, plain
from wiki.search import old_versions as past
from wiki.search.backend import Asked, Facets, Matches
from wiki.search.engine import Engine
from wiki.search.hits import Hit
from wiki.search.indexer import EVENTS
from wiki.search.old_versions import OldFound
from wiki.search.snippets import Marker
from wiki.search.syntax import Clause, Filter, Prefix, Question, Term, parse
from wiki.search.words import folded, words
from wiki.spaces import queries as spaces
from wiki.users import queries as people
from wiki.users.models import User

PER_SCREEN = 20
LONGEST_TITLE = 200
FARTHEST = 10_000
_SPARE = 10
_SHORTEST_OLD = 3
_FEW, _MOST_CORRECTED, _MOST_READ = 1, 3, 8
_SUGGESTED, _IN_TEXTS, _MOST_TYPED = 8, 4, 8
_PATIENCE_SECONDS = 0.15
_LOOK_SECONDS = 0.01
_YOUNG = timedelta(seconds=3)
_EVENTS = json.dumps(EVENTS)
_SAVED = Prepared(
    select(OutboxRow.id)
    .where(OutboxRow.name.in_(texts("events")), OutboxRow.created_at > bindparam("since", type_=UtcDateTime))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Found:
    """One screen of hits. `total` counts all that the actor may read; `is_loose`: not all words occur in them.

    `corrected` is what may have been meant, where nothing holds all words. `is_plain` says that the index is being
    built, so that words were compared letter by letter.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    is_loose: bool = False
    is_plain: bool = False
    facets: Facets | None = field(default=None)
    corrected: str = ""


def search(
    session: Session,
    engine: Engine,
    actor: Actor,
    scopes: ScopeSet,
    text: str,
    *,
    space: str = "",
    skip: int = 0,
    ignored: str = "",
) -> Found:
    """Readable pages that answer the text, the best first; `space` is the key of the only space to look in.

    Filters of the name `ignored` count for nothing.
    """
    question = parse(text).without(ignored)
    if not question.clauses or skip > FARTHEST:
        return Found()
    if space:
        question = Question((*question.clauses, Clause((Filter("space", space),))))
    asking = _Asking(session, actor, scopes)
    _wait_for_own_save(session, engine)
    found, is_loose = asking.engine(engine, question, skip, facets=not skip), False
    if found is not None and not found.total and len(list(question.wanted())) > 1:
        loosened = question.loosened(engine.parts)
        found, is_loose = asking.engine(engine, loosened, skip, facets=not skip), True
    if found is None:
        return asking.plainly(question, skip)
    corrected = (
        asking.corrected(engine, text, question, ignored)
        if (is_loose or not found.total) and not skip
        else ""
    )
    keys = [match.key for match in found.best]
    shown = hits.shown(session, actor, keys, Marker(question.wanted(), engine.split()), PER_SCREEN)
    return Found(
        shown, found.total, is_loose=is_loose and bool(found.total), facets=found.facets, corrected=corrected
    )


def old_versions(session: Session, actor: Actor, scopes: ScopeSet, text: str, *, space: str = "") -> OldFound:
    """Old versions that answer the text, as `search`; nothing for a reader without any history."""
    question = parse(text)
    if not scopes.historic_ids or len(text) < _SHORTEST_OLD:
        return OldFound((), is_all=True)
    asking = _Asking(session, actor, scopes)
    keys = [*question.filters("space"), *([space] if space else [])]
    rooms = [asking.resolve(Filter("space", key)) for key in keys]
    return past.search(session, actor, question, frozenset.intersection(*rooms) if rooms else None)


def titles(session: Session, engine: Engine, actor: Actor, scopes: ScopeSet, text: str) -> tuple[Hit, ...]:
    """Up to eight readable pages whose title begins to hold the words; the last one may be unfinished."""
    typed = list(dict.fromkeys(words(text)))[:_MOST_TYPED]
    if not typed:
        return ()
    *whole, last = typed
    begun: Clause = Clause((Prefix(last, is_title=True), Term(last, is_title=True)))
    question = Question((*(Clause((Term(word, is_title=True),)) for word in whole), begun))
    found = _Asking(session, actor, scopes).engine(engine, question, 0)
    if found is None:
        ids, _total = plain.find(session, actor, question, None, 0, _SUGGESTED)
    else:
        ids = [match.page_id for match in found.best]
    return hits.titles(session, actor, ids, Marker(question.wanted()))[:_SUGGESTED]


def in_texts(
    session: Session, engine: Engine, actor: Actor, scopes: ScopeSet, text: str, besides: Sequence[Hit]
) -> tuple[Hit, ...]:
    """Up to four other readable pages that hold the words anywhere, whoever wrote them; the last may be unfinished."""
    question = parse(text).without("author")
    if not question.clauses:
        return ()
    *whole, last = question.clauses
    match last.leaves:
        case (Term(word, False),) if not last.is_without:
            question = Question((*whole, Clause((last.leaves[0], Prefix(word)))))
    found = _Asking(session, actor, scopes).engine(engine, question, 0)
    ids = list(dict.fromkeys(match.page_id for match in found.best)) if found else []
    known = {hit.href for hit in besides}
    shown = hits.titles(session, actor, ids, Marker(question.wanted()))
    return tuple(hit for hit in shown if hit.href not in known)[:_IN_TEXTS]


class _Asking:
    """One reader's question."""

    def __init__(self, session: Session, actor: Actor, scopes: ScopeSet) -> None:
        self._session, self._actor, self._scopes = session, actor, scopes

    def engine(
        self, engine: Engine, question: Question, skip: int, *, facets: bool = False
    ) -> Matches | None:
        """What the index finds; None without one."""
        asked = Asked(question, self._scopes.ids, self.resolve, PER_SCREEN + _SPARE, skip, facets)
        return engine.search(self._session, asked)

    def corrected(self, engine: Engine, text: str, question: Question, ignored: str) -> str:
        """The text with other words for those that are hardly there, if more is found by it; else nothing.

        As everywhere, what is `ignored` counts for nothing: the offer would tell of whom it is true.
        """
        better = text
        rare = {
            leaf.word: count
            for leaf in question.wanted()
            if isinstance(leaf, Term) and corrections.is_word(leaf.word)
            if (count := self._count(engine, Question((Clause((leaf,)),)))) <= _FEW
        }
        for word, count in list(rare.items())[:_MOST_CORRECTED]:
            meant = self._nearest(engine, word)
            if meant and self._count(engine, Question((Clause((Term(folded(meant)),)),))) > count:
                better = corrections.replaced(better, word, meant)
        asked = parse(better).without(ignored)
        if better == text or not (self._count(engine, asked) or self._count(engine, asked.loosened())):
            return ""
        return better

    def _nearest(self, engine: Engine, word: str) -> str | None:
        for near in corrections.questions(word):
            found = self.engine(engine, near, 0)
            keys = [one.key for one in found.best[:_MOST_READ]] if found else []
            read = hits.texts(self._session, self._actor, keys) if keys else []
            meant = corrections.nearest(word, read) or corrections.begun(word, read)
            if meant is not None:
                return meant
        return None

    def _count(self, engine: Engine, question: Question) -> int:
        found = self.engine(engine, question, 0)
        return found.total if found else 0

    def plainly(self, question: Question, skip: int) -> Found:
        """What SQL finds."""
        space_id = next(
            (min(self.resolve(Filter("space", key)), default=0) for key in question.filters("space")), None
        )
        ids, total = plain.find(self._session, self._actor, question, space_id, skip, PER_SCREEN)
        keys = [documents.key(one) for one in ids]
        shown = hits.shown(self._session, self._actor, keys, Marker(question.wanted()), PER_SCREEN)
        return Found(shown, total, is_plain=True)

    def resolve(self, leaf: Filter) -> frozenset[int]:
        """The ids that a filter by space or author means."""
        wanted = leaf.value.casefold()
        if leaf.name == "author":
            return frozenset(self._session.scalars(select(User.id).where(people.named(leaf.value))))
        rooms = spaces.readable(self._session, self._actor, self._scopes)
        return frozenset(room.id for room in rooms if wanted in (room.key.casefold(), room.name.casefold()))


def _wait_for_own_save(session: Session, engine: Engine) -> None:
    """Whoever saved a moment ago finds it: a change of the last seconds is waited for, 150 ms at most."""
    before = engine.moment()
    if before is None:
        return
    if _SAVED.first(session, {"events": _EVENTS, "since": now() - _YOUNG}) is None:
        return
    until = time.monotonic() + _PATIENCE_SECONDS
    while engine.moment() == before and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    session.rollback()  # a snapshot of now
