"""The list of accounts as a file for table programs; the import reads it again (wiki/users/people_file.py)."""

from collections.abc import Iterable, Sequence

from wiki import spreadsheet
from wiki.admin.people import Row
from wiki.i18n import Translator


def text_of(rows: Iterable[Row], words: Translator) -> str:
    """The accounts, one a line, as the table programs of the language expect it."""
    _ = words.gettext
    headings = (_("Sign-in name"), _("Name"), _("E-mail"), _("Groups"), _("State"), _("Last seen"))
    return _written([headings, *(_cells(row, words) for row in rows)], words.language)


def links_of(found: Iterable[tuple[str, str, str | None, str]], words: Translator) -> str:
    """The same of sign-in name, name, address and the link by which the person chooses a password."""
    _ = words.gettext
    headings = (_("Sign-in name"), _("Name"), _("E-mail"), _("Link for a password"))
    rows = ((name, shown, email or "", link) for name, shown, email, link in found)
    return _written([headings, *rows], words.language)


def _written(rows: Iterable[Sequence[str]], language: str) -> str:
    return spreadsheet.MARK + "".join(spreadsheet.line(row, language) for row in rows)


def _cells(row: Row, words: Translator) -> tuple[str, ...]:
    _ = words.gettext
    waiting = _("Never signed in") if row.is_waiting else _("In use")
    state = waiting if row.is_active else _("Switched off")
    day = f"{row.last_seen_at:%Y-%m-%d}" if row.last_seen_at else ""
    return row.name, row.display_name, row.email or "", "|".join(row.groups), state, day
