"""Finding pages by plain SQL over titles and visible texts, through `allowed`: while there is no index.

Every word must occur, in the title or the text, in any place, as it is written.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.pages.models import Page, PageText
from wiki.pages.slugs import search_key
from wiki.search.syntax import Phrase, Prefix, Question, Term

_MOST_WORDS = 10
_FARTHEST = 10**6


def find(
    session: Session, actor: Actor, question: Question, space_id: int | None, skip: int, limit: int
) -> tuple[Sequence[int], int]:
    """Ids of readable pages with all words, and how many there are: with a word in the title first, then the latest."""
    wanted = _words(question)
    if not wanted:
        return (), 0
    words = list(dict.fromkeys(word for word, _ in wanted))
    conditions = [_in_title(word) if is_title else _contains(word) for word, is_title in wanted]
    conditions.append(Page.template_for.is_(None))
    if space_id is not None:
        conditions.append(Page.space_id == space_id)
    matching = policy.allowed(PageText, actor).where(*conditions)
    rank = case(
        (and_(*(_in_title(word) for word in words)), 0),
        (or_(*(_in_title(word) for word in words)), 1),
        else_=2,
    )
    ordered = matching.with_only_columns(Page.id).order_by(rank, Page.changed_at.desc(), Page.id)
    ids = session.scalars(ordered.offset(min(skip, _FARTHEST)).limit(limit)).all()
    return ids, session.scalar(matching.with_only_columns(func.count())) or 0


def _words(question: Question) -> list[tuple[str, bool]]:
    """The words, and whether they are to be in the title."""
    found: list[tuple[str, bool]] = []
    for leaf in question.wanted():
        match leaf:
            case Term(word, is_title) | Prefix(word, is_title):
                found.append((search_key(word), is_title))
            case Phrase(words, is_title):
                found += [(search_key(word), is_title) for word in words]
    return list(dict.fromkeys(found))[:_MOST_WORDS]


def _contains(word: str) -> ColumnElement[bool]:
    return or_(_in_title(word), PageText.folded.contains(word, autoescape=True))


def _in_title(word: str) -> ColumnElement[bool]:
    return PageText.title.contains(word, autoescape=True)
