"""What the page's screen shows of its properties."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wiki import i18n
from wiki.properties import kinds
from wiki.web import context
from wiki.web.language import gettext as _

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class PropertyLine:
    """A property in words; `href` is set where the value is an address."""

    name: str
    text: str
    href: str | None = None


def lines(properties: Sequence[tuple[str, object]]) -> list[PropertyLine]:
    """The properties for the box above the text, in the reader's language."""
    return [
        PropertyLine(
            name, _text(value), value if isinstance(value, str) and _ADDRESS.fullmatch(value) else None
        )
        for name, value in kinds.shown(properties)
    ]


def _text(value: object) -> str:
    language = context.locale()
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value if one is not None)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_text(one)}" for name, one in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    day = kinds.as_date(value)
    return i18n.day(day, language) if day else kinds.field_text(value, language)
