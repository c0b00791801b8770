"""The language of questions, as a tree. Pure, and forgiving: whatever is typed means something, nothing is an error.

word other        both occur                 "some words"        they stand side by side
-word             does not occur             one OR other        one of them (also ODER, |)
wor*              a word that begins so      title:word          in the title
IT-Recht          both occur, best side by side
tag: space: author: type: before: after:     of pages that are such; the last two take 2026, 2026-11 or 2026-11-22
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from wiki.search.words import is_small, words

LONGEST_QUESTION = 400
MOST_PARTS = 32
_LONGEST_PHRASE = 64
_WHOLE_TITLE_SHARE = 0.5
_PIECE = re.compile(r'(?P<no>-?)(?:(?P<name>[^\W\d_]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')
_HYPHENED = re.compile(r"[^\W\d_]{2,}(?:[-\u2010\u2011/][^\W\d_]{2,})+\W?")
"""Written together, but words of their own: "SVG-Schriften" is also asked of a page on "Schriften in SVG"."""

_EITHER = frozenset({"OR", "ODER", "|"})
_AND = frozenset({"AND", "UND", "&", "&&"})
_FIELDS = {"title": "title", "titel": "title"}
_FILTERS = {
    "tag": "tag",
    "schlagwort": "tag",
    "space": "space",
    "bereich": "space",
    "author": "author",
    "autor": "author",
    "type": "type",
    "art": "type",
    "before": "before",
    "vor": "before",
    "after": "after",
    "nach": "after",
}
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that occurs; in the title alone where `is_title`."""

    word: str
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word that begins so."""

    start: str
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side."""

    words: tuple[str, ...]
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Pages that are such: `name` is one of tag, space, author, type, before, after.

    Nobody types `begins`: pages with a word that begins with one of those in `value` behind the first, which is the
    word that they are looked for; what is too unlike it may be left out.
    """

    name: str
    value: str


Leaf = Term | Prefix | Phrase | Filter


@dataclass(frozen=True, slots=True)
class Clause:
    """At least one of the leaves holds; or none, where `is_without`."""

    leaves: tuple[Leaf, ...]
    is_without: bool = False

    @property
    def is_small(self) -> bool:
        """Whether it is nothing but a word like "the"."""
        match self.leaves:
            case (Term(word, False),):
                return is_small(word)
        return False


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: all clauses hold, but for small words beside others, which only make a page more fitting.

    `is_any` loosens it: of the clauses with words, one is enough.
    """

    clauses: tuple[Clause, ...] = ()
    is_any: bool = field(default=False, kw_only=True)

    def wanted(self) -> Iterator[Leaf]:
        """The leaves with words that shall occur, for marking them."""
        for clause in self.clauses:
            if not clause.is_without:
                yield from (leaf for leaf in clause.leaves if not isinstance(leaf, Filter))

    def filters(self, name: str) -> list[str]:
        """The values of the filters of that name that stand alone, not excluded."""
        return [
            leaf.value
            for clause in self.clauses
            if not clause.is_without and len(clause.leaves) == 1
            for leaf in clause.leaves
            if isinstance(leaf, Filter) and leaf.name == name
        ]

    @property
    def has_words(self) -> bool:
        """Whether any word shall occur."""
        return next(self.wanted(), None) is not None

    def without(self, name: str) -> "Question":
        """The same without any filter of that name, alone or beside others."""
        kept = (
            Clause(leaves, clause.is_without)
            for clause in self.clauses
            if (leaves := tuple(leaf for leaf in clause.leaves if not _is_filter(leaf, name)))
        )
        return Question(tuple(kept), is_any=self.is_any)

    @property
    def has_large_words(self) -> bool:
        """Whether any word shall occur that is no small one."""
        return any(
            not clause.is_small and not all(isinstance(leaf, Filter) for leaf in clause.leaves)
            for clause in self.clauses
            if not clause.is_without
        )

    def bare_words(self) -> list[str]:
        """The words that were asked for anywhere in a page, one after the other."""
        found: list[str] = []
        for clause in self.clauses:
            match clause.leaves:
                case (Term(word, False), *rest) if not clause.is_without and (self.is_any or not rest):
                    found.append(word)
                case (Phrase(some, False),) if not clause.is_without:
                    found.extend(some)
        return found

    @property
    def is_words_alone(self) -> bool:
        """Whether, besides filters and exclusions, only words were asked for: then a whole title among them answers."""
        return all(
            self._is_bare(clause) or all(isinstance(leaf, Filter) for leaf in clause.leaves)
            for clause in self.clauses
            if not clause.is_without
        )

    def _is_bare(self, clause: Clause) -> bool:
        match clause.leaves:
            case (Term(_, False), *rest):
                return self.is_any or not rest
        return False

    @property
    def least_of_title(self) -> float:
        """So many words a title must have that answers as a whole: half of those that are no small ones."""
        found = self.bare_words()
        return max(1.0, _WHOLE_TITLE_SHARE * (sum(not is_small(word) for word in found) or len(found)))

    def loosened(self, split: Callable[[str], Sequence[str]] = lambda _word: ()) -> "Question":
        """The same, when one of the words is enough, or a part of one."""
        return Question(tuple(_with_parts(clause, split) for clause in self.clauses), is_any=True)


def parse(text: str) -> Question:
    """The tree of what was typed; at most the first 400 characters and 32 parts count."""
    clauses: list[Clause] = []
    is_either, parts = False, 0
    for match in _PIECE.finditer(text[:LONGEST_QUESTION].replace("\0", " ")):
        if match.group() in _EITHER:
            is_either = bool(clauses)
            continue
        leaf = None if match.group() in _AND else _leaf(match)
        if leaf is None:
            continue
        parts += 1
        if parts > MOST_PARTS:
            break
        without = bool(match["no"])
        if is_either and not without and not clauses[-1].is_without:
            clauses[-1] = Clause((*clauses[-1].leaves, leaf))
        elif isinstance(leaf, Phrase) and not without and _HYPHENED.fullmatch(match.group()):
            clauses += [Clause((Term(word),)) for word in leaf.words]
            parts += len(leaf.words) - 1
        else:
            clauses.append(Clause((leaf,), is_without=without))
        is_either = False
    return Question(tuple(dict.fromkeys(clauses))[:MOST_PARTS])


def day(text: str, *, is_end: bool) -> date | None:
    """The first day of a year, a month or a day as `2026`, `2026-11` or `2026-11-22`; of the next one for `is_end`."""
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, of_month = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 1, month or 1, of_month or 1)
        if not is_end or of_month:
            return first
        return date(first.year + 1, 1, 1) if not month else date(first.year + month // 12, month % 12 + 1, 1)
    except (ValueError, OverflowError):
        return None


def _is_filter(leaf: Leaf, name: str) -> bool:
    return isinstance(leaf, Filter) and leaf.name == name


def _with_parts(clause: Clause, split: Callable[[str], Sequence[str]]) -> Clause:
    match clause.leaves:
        case (Term(word, False),) if not clause.is_without:
            return Clause((*clause.leaves, *(Term(part) for part in split(word))))
    return clause


def _leaf(match: re.Match[str]) -> Leaf | None:
    name = (match["name"] or "").lower()
    text = match["quoted"] if match["quoted"] is not None else match["plain"] or ""
    if name in _FILTERS and text.strip():
        return Filter(_FILTERS[name], text.strip())
    if name and name not in _FIELDS:
        text = f"{match['name']} {text}"
    found = tuple(words(text))
    if not found:
        return None
    is_title = name in _FIELDS
    if len(found) > 1:
        return Phrase(found[:_LONGEST_PHRASE], is_title)
    is_start = match["quoted"] is None and text.endswith("*")
    return Prefix(found[0], is_title) if is_start else Term(found[0], is_title)
