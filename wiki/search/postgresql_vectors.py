"""Documents and words as PostgreSQL's vectors and queries: our own terms, in its written form. Pure.

A vector keeps places up to 16,383, 256 of each term, and a megabyte
(https://www.postgresql.org/docs/current/textsearch-limitations.html). Of a document with more, phrases are looked
for in its running words instead. A tag stands in the vector as a term of its own that no word can be.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wiki.search.backend import Document
from wiki.search.words import folded, terms, words

Split = Callable[[str], Sequence[str]]

_LAST_PLACE, _MOST_PLACES, _MOST_BYTES = 16_383, 255, 1_000_000
_MOST_BYTES_OF_A_TERM = 2000
_GAP = 8  # between two fields: no phrase reaches over it
_BETWEEN_FIELDS = " . "
_BYTES_OF_A_TERM, _BYTES_OF_A_PLACE = 8, 2  # what it takes besides its letters, at most


@dataclass(frozen=True, slots=True)
class Vectors:
    """A document in PostgreSQL's written form, and how many words its fields have."""

    title: str
    heading: str
    tokens: str
    running: str | None
    title_words: int
    heading_words: int
    body_words: int


def vectors(document: Document, split: Split) -> Vectors:
    """All that is stored of a document's words."""
    body = _field(document.body, document.language, split)
    heading = _field(document.headings, document.language, split)
    title = _field(document.title, document.language, split)
    places: dict[str, list[str]] = {}
    first, is_whole = 1, True
    for found, weight in ((body, ""), (heading, "B"), (title, "A")):
        is_whole &= _add(places, found, first, weight)
        first += len(found) + _GAP
    for tag in document.tags:
        places.setdefault(_tag(tag), [])
    tokens, fits = _bounded(places)
    return Vectors(
        title=_written(_places(title)),
        heading=_written(_places(heading)),
        tokens=tokens,
        running=None if is_whole and fits else _running(body, heading, title),
        title_words=len(title),
        heading_words=len(heading),
        body_words=len(body),
    )


def either(found: Iterable[str], weight: str = "") -> str:
    """A query for one of the terms; of one weight, if any is said."""
    label = f":{weight}" if weight else ""
    return f"({' | '.join(_quoted(term) + label for term in found)})"


def beginning(starts: Iterable[str]) -> str:
    """A query for terms that begin with one of these."""
    return f"({' | '.join(f'{_quoted(start)}:*' for start in starts)})"


def side_by_side(phrase: Sequence[str], weight: str = "") -> str:
    """A query for words that follow each other, in any of their forms."""
    return f"({' <-> '.join(either(terms(word), weight) for word in phrase)})"


def all_of(queries: Iterable[str]) -> str:
    """A query for all of these."""
    return f"({' & '.join(queries)})"


def any_of(queries: Iterable[str]) -> str:
    """A query for one of these."""
    return f"({' | '.join(queries)})"


def tagged(tag: str) -> str:
    """A query for a tag."""
    return _quoted(_tag(tag))


def running_pattern(phrase: Sequence[str]) -> str:
    """A regular expression for words that follow each other in `Vectors.running`."""
    each = ("|".join(re.escape(term) for term in terms(word)) for word in phrase)
    return " " + " ".join(f"(?:[^ ]*/)?(?:{one})(?:/[^ ]*)?" for one in each) + " "


def _field(text: str, language: str, split: Split) -> list[tuple[str, ...]]:
    """The terms at each place: forms of the word, and of the parts of a German compound."""
    found: list[tuple[str, ...]] = []
    for word in words(text):
        here = terms(word, language)
        if language == "de" and (parts := split(word)):
            here = tuple(dict.fromkeys((*here, *(term for part in parts for term in terms(part, language)))))
        found.append(here)
    return found


def _add(places: dict[str, list[str]], found: list[tuple[str, ...]], first: int, weight: str) -> bool:
    """Whether every place could be kept."""
    is_whole = True
    for place, here in enumerate(found, first):
        for term in here:
            known = places.setdefault(term, [])
            if len(known) < _MOST_PLACES and place <= _LAST_PLACE:
                known.append(f"{place}{weight}")
            else:
                is_whole = False
                if not known:
                    known.append(f"{_LAST_PLACE}{weight}")
    return is_whole


def _places(found: list[tuple[str, ...]]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    _add(places, found, 1, "")
    return places


def _bounded(places: dict[str, list[str]]) -> tuple[str, bool]:
    """The vector, without places or with the first terms alone where it would be too large; and whether it is whole."""
    letters = sum(len(term.encode()) + _BYTES_OF_A_TERM for term in places)
    if letters + sum(map(len, places.values())) * _BYTES_OF_A_PLACE <= _MOST_BYTES:
        return _written(places), True
    kept: dict[str, list[str]] = {}
    size = 0
    for term, found in places.items():
        size += len(term.encode()) + _BYTES_OF_A_TERM + _BYTES_OF_A_PLACE
        if size > _MOST_BYTES:
            break
        kept[term] = found[:1]
    return _written(kept), False


def _written(places: dict[str, list[str]]) -> str:
    return " ".join(
        f"{_quoted(term)}:{','.join(found)}" if found else _quoted(term) for term, found in places.items()
    )


def _running(*fields: list[tuple[str, ...]]) -> str:
    texts = (" ".join("/".join(here) for here in found) for found in fields)
    return f" {_BETWEEN_FIELDS.join(texts)} "


def _tag(tag: str) -> str:
    """A term has 2,046 bytes at most, and folding makes some letters longer."""
    return ("#" + folded(tag).replace("\0", " ")).encode()[:_MOST_BYTES_OF_A_TERM].decode(errors="ignore")


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
