"""What property values are compared by. Pure."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wiki.pages.slugs import search_key

LONGEST_NAME, LONGEST_KEY = 100, 200
_TRUE, _FALSE = frozenset({"yes", "true", "ja", "wahr"}), frozenset({"no", "false", "nein", "falsch"})
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d{1,15})?")


@dataclass(frozen=True, slots=True)
class Value:
    """One comparable value: `key` is folded text, `number` what it counts as."""

    name: str
    key: str
    number: float | None


def of_page(properties: Mapping[str, object], tags: Sequence[str]) -> list[Value]:
    """All values of a page, each once; nested mappings are left out, and a list gives its entries."""
    found: list[Value] = []
    for name, value in {**properties, "tags": list(tags)}.items():
        folded = search_key(name).strip()[:LONGEST_NAME]
        found += [Value(folded, key_of(one), _number(one)) for one in _entries(value)]
    return list(dict.fromkeys(found))


def key_of(value: object) -> str:
    """The text that a value is compared and sorted by; truth values are `true` and `false`."""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return " ".join(search_key(text).replace("\0", " ").split())[:LONGEST_KEY]


def asked_keys(text: str) -> frozenset[str]:
    """The keys that a value written by a person may stand for: yes and ja for true, 24.12.2026 for 2026-12-24."""
    key = key_of(text)
    more = {"true"} if key in _TRUE else {"false"} if key in _FALSE else set()
    return frozenset({key, iso_date(key), *more})


def asked_number(text: str) -> float | None:
    """The number that a person wrote, with a point or a comma; None for anything else."""
    return float(text.strip().replace(",", ".")) if _NUMBER.fullmatch(text.strip()) else None


def truth(text: str) -> bool | None:
    """What yes, no, ja, nein, true and false say; None for anything else."""
    key = key_of(text)
    return True if key in _TRUE else False if key in _FALSE else None


def iso_date(text: str) -> str:
    """A German date as ISO 8601 has it; any other text stays."""
    found = _DOTTED.fullmatch(text.strip())
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text


def _entries(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from (one for one in value if one is not None and not isinstance(one, list | dict))
    elif value is not None and not isinstance(value, dict):
        yield value


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
