"""Changes one property in the front matter of a text and leaves every other byte as it is. Pure.

Nothing is trusted: after each change the text is read again, and must say the same as before but for that change.
Else, and where the front matter is broken or written in a way that cannot be changed line by line, Invalid
(`properties`, `by_hand`) asks the person to edit the text.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from wiki.errors import Invalid
from wiki.render import frontmatter

Scalar = str | bool | int | float
PropertyValue = Scalar | list[Scalar] | list[str]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_END = re.compile(r"(?:\r\n|\r|\n)\Z")
_BOM = "\ufeff"
_BREAKS = re.compile("[\x85\u2028\u2029]")  # lines to YAML 1.1, not to us
_UNWRITABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff\u2028\u2029]")
_FORMS = re.compile(r"[\[\]{},\r\n]")


@dataclass(frozen=True, slots=True)
class _Block:
    """The source in lines: the first `---`, the lines inside, the closing line, and the text below."""

    head: str
    inner: tuple[str, ...]
    closing: str
    body: str
    end: str

    def joined(self, inner: Sequence[str]) -> str:
        return "".join((self.head, *inner, self.closing, self.body))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A property's key and value as YAML has parsed them, and the last inner line that belongs to it."""

    key: yaml.ScalarNode
    value: yaml.Node
    last: int


def with_value(source: str, name: str, value: PropertyValue) -> str:
    """The source whose front matter says `name: value`; a new property comes last, and makes a new block if need be.

    A date is its text as ISO 8601 writes it.
    """
    return _with_yaml(source, name, scalar(value))


def without(source: str, name: str) -> str:
    """The source without the property; a block that holds no other goes too, with its comments."""
    expected = dict(frontmatter.split(source).properties)
    if name not in expected:
        return source
    del expected[name]
    block = _block(source)
    inner = list(block.inner)
    for entry in reversed([one for one in _entries(block) if one.key.value == name]):
        del inner[entry.key.start_mark.line : entry.last + 1]
    bare = (_BOM if source.startswith(_BOM) else "") + block.body
    if not expected and _says(bare, source, expected):
        return bare
    return _checked(block.joined(inner), source, expected)


def with_tags(source: str, tags: Sequence[str]) -> str:
    """The source with these tags in this order; a list with one tag a line keeps its lines."""
    wanted = list(dict.fromkeys(tags))
    found = frontmatter.split(source)
    if list(found.tags) == wanted:
        return source
    if not wanted:
        return without(source, "tags")
    if found.lines:
        block = _block(source)
        entry = next((one for one in _entries(block) if one.key.value == "tags"), None)
        if entry is not None and (inner := _in_lines(block, entry, wanted)) is not None:
            changed = frontmatter.split(block.joined(inner))
            if list(changed.tags) == wanted:
                return _checked(
                    block.joined(inner), source, {**found.properties, "tags": changed.properties["tags"]}
                )
    return _with_yaml(source, "tags", scalar(wanted))


def scalar(value: PropertyValue) -> str:
    """The value as YAML on one line; text is quoted where it would be read as something else."""
    if isinstance(value, list):
        return (
            "["
            + ", ".join(_text(one, in_list=True) if isinstance(one, str) else scalar(one) for one in value)
            + "]"
        )
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else repr(value)


def typed(text: str) -> str:
    """Text as YAML on one line that stays a number, a date or a truth value where it looks like one."""
    cleaned = _UNWRITABLE.sub("", text)
    is_typed = not isinstance(_read(cleaned), dict | list | str | None)
    return cleaned if is_typed else _text(text)


def _text(text: str, *, in_list: bool = False) -> str:
    cleaned = _UNWRITABLE.sub("", text)
    is_plain = _read(f"[{cleaned}]") == [cleaned] if in_list else _read(cleaned) == cleaned
    return (
        cleaned
        if is_plain and cleaned == cleaned.strip() and not _FORMS.search(cleaned)
        else json.dumps(cleaned, ensure_ascii=False)
    )


def _read(written: str) -> object:
    """What a value of one line means; the empty mapping stands for what cannot be read."""
    found = frontmatter.split(f"---\nk: {written}\n---\n")
    return found.properties["k"] if set(found.properties) == {"k"} and not found.body else {}


def _with_yaml(source: str, name: str, written: str) -> str:
    found = frontmatter.split(source)
    expected = {**found.properties, name: _read(written)}
    if found.properties.get(name) == expected[name] and name in found.properties:
        return source
    block = _block(source)
    entry = next((one for one in reversed(_entries(block)) if one.key.value == name), None)
    inner = list(block.inner)
    if entry is None:
        entries = _entries(block)
        indent = " " * (entries[0].key.start_mark.column if entries else 0)
        inner.append(f"{indent}{_text(name)}: {written}{block.end}")
    else:
        first = entry.key.start_mark.line
        inner[first : entry.last + 1] = [_rewritten(inner[first], entry, written, block.end)]
    return _checked(block.joined(inner), source, expected)


def _rewritten(line: str, entry: _Entry, written: str, end: str) -> str:
    """The line with another value; what stands around it (blanks, a comment) stays when it is one line."""
    start, stop = entry.value.start_mark, entry.value.end_mark
    if start.line != entry.key.start_mark.line or stop.line != start.line or entry.last != start.line:
        return f"{line[: entry.key.end_mark.column].rstrip()}: {written}{end}"
    before, after = line[: start.column], line[stop.column :]
    before += "" if before.endswith((" ", "\t")) else " "
    return before + written + ("" if not after or after[0].isspace() else " ") + after


def _in_lines(block: _Block, entry: _Entry, wanted: list[str]) -> list[str] | None:
    """The inner lines with tags one a line, as they were: kept, dropped and appended lines; None for another form."""
    node = entry.value
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
        return None
    lines: dict[str, int] = {}
    for item in node.value:
        if not isinstance(item, yaml.ScalarNode) or item.start_mark.line != item.end_mark.line:
            return None
        lines[item.value.strip().lstrip("#").strip()] = item.start_mark.line
    first = node.value[0].start_mark
    if first.line == entry.key.start_mark.line or list(lines) != sorted(lines, key=lines.__getitem__):
        return None
    lead = block.inner[first.line][: first.column]
    kept = [block.inner[lines[tag]] for tag in wanted if tag in lines]
    added = [f"{lead}{_text(tag)}{block.end}" for tag in wanted if tag not in lines]
    return [*block.inner[: first.line], *kept, *added, *block.inner[entry.last + 1 :]]


def _block(source: str) -> _Block:
    """The front matter; an empty one where there is none."""
    found = frontmatter.split(source)
    if found.broken is not None or (found.lines and _BREAKS.search(source[: 2 * frontmatter.LIMIT])):
        raise Invalid("properties", "by_hand")
    lines = _LINE.findall(source)
    if not found.lines:
        ends = [end[0] for line in lines[:200] if (end := _END.search(line))]
        usual = max(set(ends), key=ends.count) if ends else "\n"
        bom = _BOM if source.startswith(_BOM) else ""
        return _Block(f"{bom}---{usual}", (), f"---{usual}", source.removeprefix(bom), usual)
    has_last_end = found.body != "" or _END.search(source) is not None
    closing = found.lines - 1 if has_last_end else found.lines
    body = "".join(lines[closing + 1 :])
    return _Block(lines[0], tuple(lines[1:closing]), lines[closing], body, _END.findall(lines[0])[0])


def _entries(block: _Block) -> list[_Entry]:
    """The properties in the order of the text. Raises Invalid where they do not stand line by line."""
    text = "".join(_END.sub("\n", line) for line in block.inner)
    if not text.strip():
        return []
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise Invalid("properties", "by_hand")
    entries = []
    for key, value in root.value:
        if not isinstance(key, yaml.ScalarNode) or key.start_mark.column != root.start_mark.column:
            raise Invalid("properties", "by_hand")
        entries.append(_Entry(key, value, _last_line(block, key, value)))
    return entries


def _last_line(block: _Block, key: yaml.Node, value: yaml.Node) -> int:
    """Without the blank lines and comments behind the value, which YAML counts to it."""
    mark = value.end_mark
    last = mark.line - 1 if mark.column == 0 and mark.line > key.start_mark.line else mark.line
    last = min(last, len(block.inner) - 1)
    is_literal = isinstance(value, yaml.ScalarNode) and value.style in {"|", ">"}
    while last > key.end_mark.line:
        line = block.inner[last].strip()
        if line and (is_literal or not line.startswith("#")):
            break
        last -= 1
    return last


def _checked(made: str, source: str, expected: dict[str, object]) -> str:
    if not _says(made, source, expected):
        raise Invalid("properties", "by_hand")
    return made


def _says(made: str, source: str, expected: dict[str, object]) -> bool:
    """Whether the new text has these properties, and the text below as it was."""
    new, old = frontmatter.split(made), frontmatter.split(source)
    return new.broken is None and new.properties == expected and _plain(new.body) == _plain(old.body)


def _plain(body: str) -> str:
    return body.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
