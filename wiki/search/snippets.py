"""Where a text answers a question: a piece of it with the words marked. Pure; our own for both engines."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from wiki.search.compounds import SHORTEST_PART
from wiki.search.syntax import Leaf, Phrase, Prefix, Term
from wiki.search.words import folded, is_small, terms

_LENGTH = 260
_BEFORE = 70
_MOST_SEEN = 400
_MOST_INSIDE = 40
_MOST_TRIED = 4000  # words of a text that look like one asked for
MOST_READ = 100_000
"""So many signs of a text are looked through: a page may hold a million, and a screen shows twenty pages."""
MOST_READ_OF_FILES = 400_000
PAGE_END = "\f"
_WITH_FORMS = re.compile("ss|[aous]")
_SPELLED = {
    "a": ("a", "ae", "ä"),
    "o": ("o", "oe", "ö"),
    "u": ("u", "ue", "ü"),
    "ss": ("ss", "ß"),
    "s": ("s", "ß"),
}
_FORMS = {"a": "(?:ae|[aä])", "o": "(?:oe|[oö])", "u": "(?:ue|[uü])", "ss": "(?:ss|ß)", "s": "[sß]"}
_FIRST_FORMS = {"a": ("ae?", "ä"), "o": ("oe?", "ö"), "u": ("ue?", "ü"), "ss": ("ss", "ß"), "s": ("s", "ß")}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a snippet; `is_hit` pieces are marked."""

    text: str
    is_hit: bool


Split = Callable[[str], Sequence[str]]


class Marker:
    """Finds in texts the words that a question asks for."""

    def __init__(self, leaves: Iterable[Leaf], split: Split = lambda _word: ()) -> None:
        self._split = split
        self._starts: set[str] = set()
        self._wanted: dict[str, int] = {}
        self._numbers: dict[str, int | None] = {}
        for number, leaf in enumerate(leaves):
            match leaf:
                case Term(word):
                    self._wanted |= dict.fromkeys(terms(word), number)
                case Phrase(found):
                    self._wanted |= {term: number for word in found for term in terms(word)}
                case Prefix(start):
                    self._starts.add(start)
        looked_for = {one for start in self._starts for one in _patterns(start)}
        looked_for |= {one for term in self._wanted for one in _looked_for(term)}
        alternatives = "|".join(sorted(looked_for, reverse=True)) or "(?!)"
        self._pattern = re.compile(rf"(?:{alternatives})[^\W_]*")

    def marked(self, text: str) -> tuple[Piece, ...]:
        """The whole text with the words marked; for titles."""
        return tuple(_pieces(text, 0, len(text), [(start, end) for start, end, _ in self._places(text)]))

    def occurs_in(self, text: str) -> bool:
        """Whether one of the words stands in the text."""
        return next(self._places(text), None) is not None

    def snippet(self, text: str) -> tuple[Piece, ...]:
        """The piece of the text with the most different words of the question, or its beginning.

        Words behind the first `MOST_READ` signs are not seen.
        """
        text = text[:MOST_READ]
        found = list(islice(self._places(text), _MOST_SEEN))
        start, end = _window(text, found)
        inside = [
            (max(first, start), min(last, end)) for first, last, _ in found if first < end and last > start
        ]
        pieces = [
            Piece(" ".join(f"·{one.text}·".split()).replace("·", ""), one.is_hit)
            for one in _pieces(text, start, end, inside)
        ]
        before = [Piece("… ", is_hit=False)] if start else []
        after = [Piece(" …", is_hit=False)] if end < len(text) else []
        return tuple(one for one in [*before, *pieces, *after] if one.text)

    def paged(self, text: str) -> tuple[int | None, tuple[Piece, ...]]:
        """As `snippet`, for a text whose pages end with a form feed: also the number of the page, where it has such.

        Words behind the first `MOST_READ_OF_FILES` signs are not seen.
        """
        text = text[:MOST_READ_OF_FILES]
        found = list(islice(self._places(text), _MOST_SEEN))
        if not found:
            return None, self.snippet(text.partition(PAGE_END)[0])
        first, _ = _window(text, found)
        place = next(start for start, _, _ in found if start >= first)
        page = slice(
            text.rfind(PAGE_END, 0, place) + 1, (text.find(PAGE_END, place) + 1 or len(text) + 1) - 1
        )
        number = text.count(PAGE_END, 0, place) + 1 if PAGE_END in text else None
        return number, self.snippet(text[page])

    def _places(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Start and end of each word asked for, and which of the question's words it is."""
        for match in islice(self._pattern.finditer(_lowered(text)), _MOST_TRIED):
            start, done = match.span()
            while start and text[start - 1].isalnum():
                start -= 1
            word = text[start:done]
            if word not in self._numbers:
                self._numbers[word] = self._number(folded(word))
            number = self._numbers[word]
            if number is not None:
                yield start, done, number

    def _number(self, word: str) -> int | None:
        for start in self._starts:
            if word.startswith(start):
                return -1
        for term in terms(word):
            if term in self._wanted:
                return self._wanted[term]
        for part in self._split(word):
            for term in terms(part, "de"):
                if term in self._wanted:
                    return self._wanted[term]
        return None


def _root(term: str) -> str:
    """What every word of this stem begins with; an English stem may end in i for y."""
    return term[:-1] if len(term) > 3 else term  # noqa: PLR2004  as the sentence says


def _looked_for(term: str) -> Iterator[str]:
    """Where it may stand; small words like "in" stand in half of all others, and are no parts of compounds."""
    if len(term) < SHORTEST_PART and is_small(term):
        for pieces in product(*(_SPELLED.get(one, (one,)) for one in re.findall("ss|.", _root(term)))):
            word = re.escape("".join(pieces))
            yield rf"{word}(?<![^\W_]{word})"
    else:
        yield from _patterns(_root(term))


def _patterns(start: str) -> Iterator[str]:
    """What begins so, in all spellings, by the first letter: then the places of that letter alone are looked at."""
    match = _WITH_FORMS.match(start)
    heads = _FIRST_FORMS[match.group()] if match else (re.escape(start[:1]),)
    rest = start[match.end() if match else 1 :]
    tail = _WITH_FORMS.sub(lambda found: _FORMS[found.group()], re.escape(rest))
    yield from (head + tail for head in heads)


def _lowered(text: str) -> str:
    """In lower case, each sign in its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)


def _window(text: str, found: list[tuple[int, int, int]]) -> tuple[int, int]:
    best, most = 0, (-1, 0)
    inside: Counter[int] = Counter()
    until = 0
    for place, (start, _end, number) in enumerate(found):
        while until < min(place + _MOST_INSIDE, len(found)) and found[until][1] <= start + _LENGTH - _BEFORE:
            inside[found[until][2]] += 1
            until += 1
        worth = (len(inside), until - place)
        if worth > most:
            best, most = start, worth
        if until == place:  # a word longer than a snippet
            until += 1
        elif inside[number] == 1:
            del inside[number]
        else:
            inside[number] -= 1
    start = max(0, best - _BEFORE) if found else 0
    if start:
        start = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
    end = min(len(text), start + _LENGTH)
    if end < len(text) and (cut := max(text.rfind(" ", start, end), text.rfind("\n", start, end))) > start:
        end = cut
    return start, end


def _pieces(text: str, start: int, end: int, places: list[tuple[int, int]]) -> Iterator[Piece]:
    done = start
    for first, last in places:
        if first > done:
            yield Piece(text[done:first], is_hit=False)
        yield Piece(text[first:last], is_hit=True)
        done = last
    if done < end:
        yield Piece(text[done:end], is_hit=False)
