"""Front matter: the YAML block between `---` lines at the start of a page.

Read tolerantly. What is not front matter stays Markdown; what looks like it but is broken is shown as code,
so nothing is lost and nobody has to guess. Scalars follow YAML 1.2's core schema, not PyYAML's 1.1, in which
`no` is a truth value and `10:30` the number 630.
"""

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml

LIMIT = 16_384
"""Characters; a longer block is shown as code."""

_BLOCK = re.compile(
    r"\A\ufeff?---[ \t]*(?:\r\n?|\n)(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The page without its front matter, and what stood there.

    `lines` is the number of source lines taken away. `broken` is the text of a block that is no valid YAML.
    """

    body: str
    properties: dict[str, object] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    lines: int = 0
    broken: str | None = None


def split(source: str) -> FrontMatter:
    """`source` cut into properties and body; raises nothing."""
    block = _BLOCK.match(source.replace("\r\n", "\n").replace("\r", "\n")) if "---" in source[:4] else None
    if block is None:
        return FrontMatter(source)
    body, text, lines = block.string[block.end() :], block["yaml"], block[0].count("\n")
    try:
        loaded = _load(text)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        return FrontMatter(body, lines=lines, broken=text)
    if isinstance(loaded, dict):
        properties = {_text(str(key)): _plain(value) for key, value in loaded.items()}
        return FrontMatter(body, properties, _tags(properties), lines)
    if loaded is None and not text.strip():
        return FrontMatter(body, lines=lines)
    return FrontMatter(source)  # two rules with text between them


def _load(text: str) -> object:
    if len(text) > LIMIT:
        raise ValueError("front matter too long")
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


class _Loader(yaml.SafeLoader):
    """Safe, without aliases: with them a few lines grow to gigabytes."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not supported")
        return super().compose_node(parent, index)


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_SCALARS = (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9]{1,18}$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]{0,18}\.[0-9]{1,18}$", "-+.0123456789"),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9:.]{5,15}(?:Z|[-+][0-9:]{2,5})?)?$", "0123456789"),
)
for _tag, _pattern, _first in _SCALARS:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _integer(loader: yaml.SafeLoader, node: Any) -> int | str:
    text = loader.construct_scalar(node)
    try:
        return int(text)  # decimal: 007 stays readable as 7, never octal
    except ValueError:
        return str(text)


def _timestamp(loader: yaml.SafeLoader, node: Any) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except (ValueError, AttributeError):
        return str(node.value)  # 2026-02-30 is no date, but it is what the author wrote


_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _timestamp)


def _plain(value: object) -> object:
    """`value` as JSON can carry it: dates as ISO strings, sets as lists, everything odd as text."""
    if isinstance(value, dict):
        return {_text(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return _plain_scalar(value)


def _text(value: str) -> str:
    """`value` as every database can hold it: YAML's escapes may write NUL and half surrogate pairs."""
    return _UNSTORABLE.sub("\ufffd", value)


def _plain_scalar(value: object) -> object:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, int) and abs(value) >= _LARGEST:
        return hex(value)  # decimal digits of so large a number are refused by Python
    return value


def _tags(properties: dict[str, object]) -> tuple[str, ...]:
    found = properties.get("tags")
    if isinstance(found, str):
        parts: list[object] = list(found.split(",") if "," in found else found.split())
    else:
        parts = list(found) if isinstance(found, list) else []
    names = (
        unicodedata.normalize("NFC", str(part)).strip().lstrip("#").strip()
        for part in parts
        if part is not None
    )
    return tuple(dict.fromkeys(name for name in names if name))
