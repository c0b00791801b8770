"""What stands behind a macro's name, in English or German words. Pure.

pages where project = Alpha and due <= 31.12.2026 columns title, due sort due descending limit 20 everywhere
seiten wo projekt = Alpha und fällig <= 31.12.2026 spalten titel, fällig sortiert nach fällig absteigend überall
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NoReturn, cast

from wiki.errors import Invalid
from wiki.properties.queries import MOST_CONDITIONS, Condition, Operator, Sorting

LIMIT = 100
MOST_ROWS = 500
MOST_COLUMNS = 12
DEEPEST = 4

_TOKEN = re.compile(
    r'"(?P<double>[^"]*)"|„(?P<german>[^“”]*)[“”]|“(?P<curled>[^”]*)”'
    r"|(?P<operator><=|>=|!=|<>|==|=|<|>|~)|(?P<comma>,)|(?P<word>[^\s,\"=<>!~„“]+)"
)
_WORDS = {
    "where": ("where", "wo"),
    "and": ("and", "und"),
    "columns": ("columns", "spalten"),
    "sort": ("sort", "sorted", "sortiert"),
    "by": ("by", "nach"),
    "limit": ("limit", "höchstens"),
    "everywhere": ("everywhere", "überall"),
    "below": ("below", "darunter"),
    "ascending": ("ascending", "asc", "aufsteigend"),
    "descending": ("descending", "desc", "absteigend"),
    "contains": ("contains", "enthält"),
    "exists": ("exists", "vorhanden"),
    "missing": ("missing", "fehlt"),
}
_KEYWORDS = {word: name for name, words in _WORDS.items() for word in words}
_PARTS = frozenset({"where", "columns", "sort", "limit", "everywhere", "below"})
_OPERATORS = {"==": "=", "<>": "!=", "~": "contains"}
_OWN_NAMES = {
    "titel": "title",
    "geändert": "changed",
    "angelegt": "created",
    "bereich": "space",
    "schlagwörter": "tags",
}


@dataclass(frozen=True, slots=True)
class Options:
    """The arguments of the simple macros. `number` is a depth or a limit, as the macro has it."""

    number: int | None = None
    is_everywhere: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Which pages a table shows, and what of them. `columns` are properties, or title, changed, space, tags."""

    conditions: tuple[Condition, ...] = ()
    columns: tuple[str, ...] = ("title",)
    sort: Sorting = field(default_factory=Sorting)
    limit: int = LIMIT
    is_everywhere: bool = False
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    kind: str
    place: int

    @property
    def keyword(self) -> str | None:
        return _KEYWORDS.get(self.text.lower()) if self.kind == "word" else None


def options(text: str) -> Options:
    """Numbers, `everywhere`, and other words. Raises Invalid (`macro`, with what could not be read as `rest`)."""
    reader = _Reader(text)
    found = Options()
    while token := reader.next():
        if token.kind == "word" and token.text.isdecimal() and found.number is None:
            found = replace(found, number=min(int(token.text[:4]), MOST_ROWS))
        elif token.keyword == "everywhere":
            found = replace(found, is_everywhere=True)
        elif token.keyword == "limit" or token.kind == "comma":
            continue
        elif token.kind == "operator":
            reader.fail(token)
        else:
            found = replace(found, words=(*found.words, token.text))
    return found


def table(text: str) -> Table:
    """The table that the words ask for. Raises Invalid (`macro`, with what could not be read as `rest`)."""
    reader = _Reader(text)
    found = Table()
    while token := reader.next():
        part = _READERS.get(token.keyword or "")
        if part is None:
            reader.fail(token)
        found = part(reader, found)
    if len(found.conditions) > MOST_CONDITIONS or len(found.columns) > MOST_COLUMNS:
        raise Invalid("macro", "too_many", rest=text)
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = [
            _Token(
                next(group for group in match.groups() if group is not None),
                str(match.lastgroup),
                match.start(),
            )
            for match in _TOKEN.finditer(text)
        ]
        self._position = 0

    def peek(self) -> _Token | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def next(self) -> _Token | None:
        token = self.peek()
        self._position += 1
        return token

    def take(self, keyword: str) -> bool:
        """Whether the next word is this one, which is then read."""
        token = self.peek()
        if token is None or token.keyword != keyword:
            return False
        self._position += 1
        return True

    def phrase(self, *, until_and: bool = False) -> str:
        """A quoted text, or the words up to the next part of the macro."""
        words: list[str] = []
        while (token := self.peek()) and token.kind not in {"operator", "comma"}:
            if token.keyword in _PARTS or (until_and and token.keyword == "and"):
                break
            if words and token.keyword in {"contains", "exists", "missing", "ascending", "descending"}:
                break
            words.append(token.text)
            self._position += 1
            if token.kind != "word":
                break
        if not words:
            self.fail(token)
        return " ".join(words)

    def fail(self, token: _Token | None) -> NoReturn:
        raise Invalid("macro", "unclear", rest=self.text[token.place :] if token else "")


def _where(reader: _Reader, found: Table) -> Table:
    conditions = list(found.conditions)
    while True:
        name = _name(reader.phrase())
        token = reader.next()
        if token is not None and token.keyword in {"exists", "missing"}:
            conditions.append(Condition(name, cast("Operator", token.keyword)))
        elif token is not None and (token.kind == "operator" or token.keyword == "contains"):
            operator = _OPERATORS.get(token.text, token.keyword or token.text)
            conditions.append(Condition(name, cast("Operator", operator), reader.phrase(until_and=True)))
        else:
            reader.fail(token)
        if not reader.take("and"):
            return replace(found, conditions=tuple(conditions))


def _columns(reader: _Reader, found: Table) -> Table:
    columns = [_column(reader)]
    while (token := reader.peek()) and token.kind == "comma":
        reader.next()
        columns.append(_column(reader))
    return replace(found, columns=tuple(dict.fromkeys(columns)))


def _column(reader: _Reader) -> str:
    token = reader.peek()
    name = _name(reader.phrase())
    if name == "created":  # pages are sorted by it, but the rows of a table do not tell it
        reader.fail(token)
    return name


def _sort(reader: _Reader, found: Table) -> Table:
    reader.take("by")
    name = _name(reader.phrase())
    is_descending = reader.take("descending")
    if not is_descending:
        reader.take("ascending")
    return replace(found, sort=Sorting(name, is_descending))


def _limit(reader: _Reader, found: Table) -> Table:
    token = reader.next()
    if token is None or not token.text.isdecimal():
        reader.fail(token)
    return replace(found, limit=max(1, min(int(token.text[:4]), MOST_ROWS)))


def _everywhere(_reader: _Reader, found: Table) -> Table:
    return replace(found, is_everywhere=True)


def _below(_reader: _Reader, found: Table) -> Table:
    return replace(found, is_below=True)


def _name(written: str) -> str:
    return _OWN_NAMES.get(written.lower(), written)


_READERS: dict[str, Callable[[_Reader, Table], Table]] = {
    "where": _where,
    "columns": _columns,
    "sort": _sort,
    "limit": _limit,
    "everywhere": _everywhere,
    "below": _below,
}
