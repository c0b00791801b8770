"""The HTML of what macros show, by `templates/macros/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template

from wiki import i18n
from wiki.pages.slugs import search_key, title_key
from wiki.properties import kinds
from wiki.properties.queries import PropertyRow
from wiki.web import context
from wiki.web.language import gettext as _
from wiki.web.templating import zone


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, and what the browser sorts it by."""

    text: str
    key: str


def draw(kind: str, **values: Any) -> str:  # Any: what the template names
    """The template of one kind of macro, filled."""
    return render_template(f"macros/{kind}.html", **values).strip()


def table(columns: Sequence[str], rows: Sequence[PropertyRow], *, has_more: bool) -> str:
    """A table of pages: the title first, then the columns."""
    drawn = [
        (row, Cell(row.title, title_key(row.title)), [_cell(row, name) for name in columns]) for row in rows
    ]
    return draw("table", columns=[_label(name) for name in columns], rows=drawn, has_more=has_more)


def _label(name: str) -> str:
    own = {
        "changed": _("Changed"),
        "space": _("Space"),
        "tags": _("Tags"),
    }
    return own.get(name.lower(), name)


def _cell(row: PropertyRow, name: str) -> Cell:
    match name.lower():
        case "changed":
            return Cell(i18n.date(row.changed_at, context.locale(), zone()), row.changed_at.isoformat())
        case "space":
            return Cell(row.space_name, search_key(row.space_name))
    wanted = search_key(name)
    value = next((value for known, value in row.properties.items() if search_key(known) == wanted), None)
    return Cell(_text(value), search_key(str(value)) if value is not None else "")


def _text(value: object) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return str(value).replace(".", "," if context.locale() == "de" else ".")
    if isinstance(value, list):
        return ", ".join(filter(None, map(_text, value)))
    day = kinds.as_date(value)
    return i18n.day(day, context.locale()) if day else str(value)
