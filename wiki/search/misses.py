"""What several people look for in vain: pages to write. Counted without the person.

A row holds the words, the day, and a keyed hash of person and words together. So five different people can be told
from one who asks five times, and nobody's questions can be put together: the same person has another hash with each
question. Rows are gone after 90 days. Whatever looks as if it concerned a person is not kept at all. Since rows do not
tell whose they are, each process remembers how many somebody made today: one account cannot fill the list.
"""

import hashlib
import hmac
import re
import threading
from dataclasses import dataclass
from datetime import date

from cachetools import TTLCache
from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from wiki.access.policy import ScopeSet
from wiki.db import now
from wiki.search.backend import Asked
from wiki.search.engine import Engine
from wiki.search.models import SearchMiss
from wiki.search.syntax import Phrase, Term, parse
from wiki.search.words import is_small, words
from wiki.users.models import User
from wiki.users.names import folded

KEPT_DAYS = 90
LEAST_PEOPLE = 5
LONGEST = 60
MOST_WORDS = 6
MOST_KEPT = 20_000
MOST_A_DAY = 50
"""For a person and a process: with four processes and 90 days one account stays below MOST_KEPT."""
_EPOCH = date(1970, 1, 1).toordinal()
_MOST_LISTED = 50
_MOST_COMPARED = 200
_SHORTEST_NAME = 3
_PERSONAL = re.compile(r"@|://|\d(?:\W?\d){4}")
"""Mail addresses, addresses, and numbers of five digits or more: telephones, accounts, personnel."""
_noted: TTLCache[tuple[str, int], int] = TTLCache(10_000, 24 * 3600)
_noted_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Missing:
    """A page to write: as somebody typed it, and how many people looked for it."""

    text: str
    people: int


def is_counted(text: str) -> bool:
    """Whether it is a plain question of a few words that does not look as if it concerned a person."""
    question = parse(text)
    found = words(text)
    return (
        0 < len(found) <= MOST_WORDS
        and len(text) <= LONGEST
        and not _PERSONAL.search(text)
        and not all(map(is_small, found))
        and all(
            isinstance(leaf, Term | Phrase) and not leaf.is_title and not clause.is_without
            for clause in question.clauses
            for leaf in clause.leaves
        )
    )


def note(session: Session, secret_key: str, user_id: int, text: str) -> None:
    """Somebody looked for it in vain; kept once a person, unless it is the name of somebody who is known here."""
    asked = " ".join(words(text))
    if not is_counted(text) or _is_name(session, asked):
        return
    asker = hmac.new(secret_key.encode(), f"search-miss:{user_id}:{asked}".encode(), hashlib.sha256)
    known = session.scalar(
        select(SearchMiss).where(SearchMiss.question == asked, SearchMiss.asker == asker.hexdigest()[:32])
    )
    if known is not None:
        known.day = _today()
    elif (session.scalar(select(func.count(SearchMiss.id))) or 0) < MOST_KEPT and _may(secret_key, user_id):
        miss = SearchMiss(
            question=asked, text=" ".join(text.split()), asker=asker.hexdigest()[:32], day=_today()
        )
        session.add(miss)


def missing(session: Session, engine: Engine, scopes: ScopeSet) -> list[Missing]:
    """What five different people or more looked for in vain, and the reader would not find either; the most first."""
    count = func.count(SearchMiss.id)
    rows = session.execute(
        select(SearchMiss.question, func.min(SearchMiss.text), count)
        .where(SearchMiss.day > _today() - KEPT_DAYS)
        .group_by(SearchMiss.question)
        .having(count >= LEAST_PEOPLE)
        .order_by(count.desc(), SearchMiss.question)
        .limit(_MOST_COMPARED)
    )
    found = [
        Missing(text, people)
        for asked, text, people in rows
        if not _is_name(session, asked) and not _is_there(session, engine, scopes, text)
    ]
    return found[:_MOST_LISTED]


def forget_old(session: Session) -> None:
    """What was looked for 90 days ago is gone."""
    session.execute(delete(SearchMiss).where(SearchMiss.day <= _today() - KEPT_DAYS))


def _may(secret_key: str, user_id: int) -> bool:
    """Whether this person made few rows today; counts this one."""
    with _noted_lock:
        count = _noted.get((secret_key, user_id), 0)
        _noted[secret_key, user_id] = count + 1
    return count < MOST_A_DAY


def _is_there(session: Session, engine: Engine, scopes: ScopeSet, text: str) -> bool:
    found = engine.search(session, Asked(parse(text), scopes.ids, lambda _leaf: frozenset(), limit=1))
    return found is None or found.total > 0


def _is_name(session: Session, asked: str) -> bool:
    """Whether one of the words is part of the name of a person with an account."""
    parts = {part for part in folded(asked).split() if len(part) >= _SHORTEST_NAME}
    if not parts:
        return False
    alike = or_(*(User.search_key.contains(part, autoescape=True) for part in parts))
    return any(
        parts & set(re.split(r"[\W_]+", key)) for key in session.scalars(select(User.search_key).where(alike))
    )


def _today() -> int:
    return now().toordinal() - _EPOCH
