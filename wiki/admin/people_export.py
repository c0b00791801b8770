"""The list of accounts as a file for table programs; the import reads it again (wiki/users/people_file.py)."""

import csv
import io
from collections.abc import Iterable, Sequence

from wiki.admin.people import Row
from wiki.i18n import Translator

_STARTS_A_FORMULA = ("=", "+", "-", "@")


def text_of(rows: Iterable[Row], words: Translator) -> str:
    """CSV as the table programs of the language expect it: with semicolons in German, and a mark for UTF-8."""
    _ = words.gettext
    headings = (_("Sign-in name"), _("Name"), _("E-mail"), _("Groups"), _("State"), _("Last seen"))
    return written([headings, *(_cells(row, words) for row in rows)], words.language)


def links_of(found: Iterable[tuple[str, str, str | None, str]], words: Translator) -> str:
    """The same of sign-in name, name, address and the link by which the person chooses a password."""
    _ = words.gettext
    headings = (_("Sign-in name"), _("Name"), _("E-mail"), _("Link for a password"))
    rows = ((name, shown, email or "", link) for name, shown, email, link in found)
    return written([headings, *rows], words.language)


def written(rows: Iterable[Sequence[str]], language: str) -> str:
    """Rows as CSV. No cell becomes a formula."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";" if language == "de" else ",", lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell for cell in row])
    return "\ufeff" + target.getvalue()


def _cells(row: Row, words: Translator) -> tuple[str, ...]:
    _ = words.gettext
    waiting = _("Never signed in") if row.is_waiting else _("In use")
    state = waiting if row.is_active else _("Switched off")
    day = f"{row.last_seen_at:%Y-%m-%d}" if row.last_seen_at else ""
    return row.name, row.display_name, row.email or "", "|".join(row.groups), state, day
