"""Finding pages by plain SQL over titles and visible texts, through `allowed`.

An index will stand behind the same functions (ADR 0009).

Every word must occur, in the title or the text, in any place; a phrase in quotation marks counts as one word.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlalchemy.orm import Session

from wiki.access import policy
from wiki.actor import Actor
from wiki.pages.models import Page, PageText
from wiki.pages.slugs import search_key
from wiki.spaces import queries as spaces
from wiki.spaces.models import Space

PER_SCREEN = 20
_MOST_WORDS = 10
_LONGEST_QUERY = 400
_AROUND = 90
_FARTHEST = 10**6
_WORD = re.compile(r'"([^"]+)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a snippet; `is_hit` pieces are marked."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found."""

    title: tuple[Piece, ...]
    href: str
    space_name: str
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One screen of hits; `total` counts all that the actor may read."""

    hits: tuple[Hit, ...]
    total: int
    words: tuple[str, ...]


def words_of(text: str) -> tuple[str, ...]:
    """The words and phrases of a query, case-folded; at most ten."""
    found = (
        phrase or word.strip('"') for phrase, word in _WORD.findall(text[:_LONGEST_QUERY].replace("\0", " "))
    )
    return tuple(dict.fromkeys(search_key(word) for word in found if word))[:_MOST_WORDS]


def search(session: Session, actor: Actor, text: str, *, space_id: int | None = None, skip: int = 0) -> Found:
    """Readable pages with all words: those with a word in the title first, then the latest changed."""
    words = words_of(text)
    if not words:
        return Found((), 0, ())
    conditions = [*(_contains(word) for word in words), Page.template_for.is_(None)]
    if space_id is not None:
        conditions.append(Page.space_id == space_id)
    matching = policy.allowed(PageText, actor).where(*conditions)
    total = session.scalar(matching.with_only_columns(func.count()))
    rank = case(
        (and_(*(_in_title(word) for word in words)), 0),
        (or_(*(_in_title(word) for word in words)), 1),
        else_=2,
    )
    rows = session.execute(
        matching.join(Space, Space.id == Page.space_id)
        .with_only_columns(
            Page.title, Space.key, Page.slug, spaces.shown_name(policy.scopes(actor)), PageText.text
        )
        .order_by(rank, Page.changed_at.desc(), Page.id)
        .offset(min(skip, _FARTHEST))
        .limit(PER_SCREEN)
    )
    hits = tuple(
        Hit(marked(title, words), f"/s/{key}/{slug}", name, snippet(body, words))
        for title, key, slug, name, body in rows
    )
    return Found(hits, total or 0, words)


def marked(text: str, words: tuple[str, ...]) -> tuple[Piece, ...]:
    """The text in pieces, with the words marked, however their letters are written."""
    folded, places = _folded(text)
    longest_first = sorted((word for word in words if word), key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(word) for word in longest_first) or r"(?!)")
    pieces: list[Piece] = []
    place = 0
    for match in pattern.finditer(folded):
        start, end = places[match.start()], places[match.end() - 1] + 1
        if start >= place:
            pieces += [Piece(text[place:start], is_hit=False), Piece(text[start:end], is_hit=True)]
            place = end
    return tuple(piece for piece in [*pieces, Piece(text[place:], is_hit=False)] if piece.text)


def snippet(text: str, words: tuple[str, ...]) -> tuple[Piece, ...]:
    """The place of the text where the first word stands, with what is around it."""
    flat = " ".join(text.split())
    folded = flat.casefold()
    found = [place for place in (folded.find(word) for word in words) if place >= 0]
    start = max(_letter_at(flat, min(found)) - _AROUND, 0) if found else 0
    start = flat.rfind(" ", 0, start) + 1 if start else 0
    end = start + 3 * _AROUND
    cut = flat[start:end].rpartition(" ")[0] if end < len(flat) else flat[start:]
    return marked(("… " if start else "") + cut + (" …" if end < len(flat) else ""), words)


def _letter_at(text: str, folded_place: int) -> int:
    """The letter that a place of the case-folded text comes from: `_folded`, for texts of a megabyte."""
    letters = range(len(text) + 1)
    return bisect_right(letters, folded_place, key=lambda letter: len(text[:letter].casefold())) - 1


def _folded(text: str) -> tuple[str, list[int]]:
    """The text case-folded, and for each of its letters the place in the text it came from ("ß" gives two)."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        folded = letter.casefold()
        letters.append(folded)
        places += [place] * len(folded)
    return "".join(letters), places


def _contains(word: str) -> ColumnElement[bool]:
    return or_(_in_title(word), PageText.folded.contains(word, autoescape=True))


def _in_title(word: str) -> ColumnElement[bool]:
    return PageText.title.contains(word, autoescape=True)
