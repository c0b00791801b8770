"""Kinds of property values, as people see and enter them: text, number, date, yes or no, list. Pure."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wiki.errors import Invalid
from wiki.pages.slugs import search_key
from wiki.properties import values
from wiki.properties.writing import PropertyValue, Scalar

Kind = Literal["text", "number", "date", "yes_no", "list", "other"]
KINDS: tuple[Kind, ...] = ("text", "number", "date", "yes_no", "list")
TECHNICAL = frozenset({"tags", "title", "aliases", "id", "slug", "lang", "layout"})
"""Properties that programs read, or that have a place of their own: neither shown nor edited by the form."""

LONGEST_VALUE = 2000
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d{1,15})?")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a page as the form has it: `text` is what stands in the field."""

    name: str
    kind: Kind
    text: str


def shown(properties: Sequence[tuple[str, object]]) -> list[tuple[str, object]]:
    """Those that people care for, in the order of the text, without empty ones."""
    return [
        (name, value)
        for name, value in properties
        if search_key(name) not in TECHNICAL and value not in (None, "", [])
    ]


def editable(properties: Sequence[tuple[str, object]], language: str) -> list[Property]:
    """Those that the form offers; of kind `other` are nested ones, which only the editor can change."""
    return [
        Property(name, kind_of(value), field_text(value, language))
        for name, value in properties
        if search_key(name) not in TECHNICAL
    ]


def kind_of(value: object) -> Kind:
    """The kind that a value has by its own."""
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list):
        return "other" if any(isinstance(one, list | dict) for one in value) else "list"
    if isinstance(value, dict):
        return "other"
    return "date" if as_date(value) else "text"


def as_date(value: object) -> dt.date | None:
    """The day of a text in ISO 8601; None for everything else."""
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def field_text(value: object, language: str) -> str:
    """The value as a field of the form holds it; a list has one line for each entry."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(field_text(one, language) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and language == "de":
        return repr(value).replace(".", ",")
    return str(value)


def parsed(kind: str, text: str, field: str) -> PropertyValue:
    """The value that somebody entered. Raises Invalid (of the field: a kind, `kind`, `too_long`)."""
    cleaned = "\n".join(line.strip() for line in text.replace("\r\n", "\n").split("\n")).strip()
    if len(cleaned) > LONGEST_VALUE:
        raise Invalid(field, "too_long", most=LONGEST_VALUE)
    match kind:
        case "text":
            return cleaned
        case "list":
            return [_natural(line) for line in cleaned.split("\n") if line]
        case "yes_no" if (answer := values.truth(cleaned)) is not None:
            return answer
        case "number" if _NUMBER.fullmatch(cleaned):
            return _number(cleaned)
        case "date" if as_date(values.iso_date(cleaned)):
            return values.iso_date(cleaned)
        case "number" | "date" | "yes_no":
            raise Invalid(field, kind)
        case _:
            raise Invalid(field, "kind")


def _natural(text: str) -> Scalar:
    return _number(text) if _NUMBER.fullmatch(text) and "," not in text else text


def _number(text: str) -> int | float:
    plain = text.replace(",", ".")
    return float(plain) if "." in plain else int(plain)
