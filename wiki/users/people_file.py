"""A list of people as table programs write it: CSV with comma, semicolon or tab, in UTF-8, UTF-16 or Windows' letters.

German Excel writes semicolons and cp1252, and UTF-8 with a mark at the start when asked. The first line names the
columns, in German or English; what is not known is left out, and told. Pure.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wiki import spreadsheet
from wiki.errors import Invalid, TooLarge
from wiki.users.names import folded

LARGEST = 2 << 20
MOST_LINES = 10_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("anmeldename", "benutzername", "login", "sign-in name", "user", "username"), "account"),
    **dict.fromkeys(("anzeigename", "display name", "full name", "name", "vollstandiger name"), "name"),
    **dict.fromkeys(("first name", "given name", "vorname"), "first"),
    **dict.fromkeys(("familienname", "last name", "nachname", "surname"), "last"),
    **dict.fromkeys(("e-mail", "e-mail-adresse", "email", "email address", "mail", "mailadresse"), "email"),
    **dict.fromkeys(("group", "groups", "gruppe", "gruppen"), "groups"),
}
# Columns of the wiki's own list, which say what it says already.
_TOLD_ALREADY = frozenset({"zustand", "state", "zuletzt da", "last seen", "administrator"})


@dataclass(frozen=True, slots=True)
class Line:
    """A person in the file. `number` counts the file's lines from 1; empty texts were not given."""

    number: int
    account: str
    name: str
    email: str
    groups: str


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """What was read. `unknown` are the headings of columns that are left out."""

    lines: Sequence[Line]
    unknown: Sequence[str] = ()
    too_wide: Sequence[int] = field(default=())


def read(content: bytes) -> PeopleFile:
    """The people of the file.

    Raises TooLarge, Invalid (`file`: `empty`, `headings` when no column names people, `too_many` lines, `long_cell`).
    """
    if len(content) > LARGEST:
        raise TooLarge(limit=LARGEST)
    try:
        return _read(content)
    except csv.Error:  # a quotation mark that is never closed makes one cell of the rest
        raise Invalid("file", "long_cell") from None


def _read(content: bytes) -> PeopleFile:
    text = decoded(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    headings = next(rows, [])
    if not any(cell.strip() for cell in headings):
        raise Invalid("file", "empty")
    columns = [_COLUMNS.get(folded(cell.strip().strip(":*"))) for cell in headings]
    if "account" not in columns and "email" not in columns:
        raise Invalid("file", "headings")
    lines, too_wide = _lines(rows, columns)
    if not lines:
        raise Invalid("file", "empty")
    unknown = [
        cell.strip()
        for cell, column in zip(headings, columns, strict=True)
        if column is None and cell.strip() and folded(cell) not in _TOLD_ALREADY
    ]
    return PeopleFile(lines, unknown, too_wide)


def decoded(content: bytes) -> str:
    """The text: by its mark, else UTF-8, else Windows' western letters, which can be read whatever they are."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def group_names(cell: str, known: Mapping[str, object]) -> list[str]:
    """The groups of a cell: divided by |, else by comma or semicolon unless the whole is a group's name."""
    parts = [cell] if folded(cell) in known else re.split("[|]" if "|" in cell else "[,;]", cell)
    return list(dict.fromkeys(filter(None, (" ".join(part.split()) for part in parts))))


def _lines(
    rows: Any, columns: Sequence[str | None]
) -> tuple[list[Line], list[int]]:  # Any: the library's reader
    """The people, and the numbers of the lines with more cells than there are columns."""
    lines, too_wide = list[Line](), list[int]()
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(lines) == MOST_LINES:
            raise Invalid("file", "too_many", most=MOST_LINES)
        if any(cell.strip() for cell in row[len(columns) :]):
            too_wide.append(rows.line_num)
        lines.append(_line(rows.line_num, dict(zip(columns, map(_cell, row), strict=False))))
    return lines, too_wide


def _line(number: int, cells: Mapping[str | None, str]) -> Line:
    first, last = cells.get("first", ""), cells.get("last", "")
    name = cells.get("name", "") or f"{first} {last}".strip()
    email = cells.get("email", "")
    account = cells.get("account", "") or email.partition("@")[0]
    return Line(number, account, name, email, cells.get("groups", ""))


def _cell(text: str) -> str:
    return " ".join(spreadsheet.unguarded(text).split())


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(";,\t", key=heading.count)
