"""Variables of templates: `{{date}}`, `{{?Question}}`; replaced once, when a page begins with the template. Pure.

A word in double braces that is no variable stays as it is, and so does everything after a backslash.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wiki.pages.slugs import clean_title
from wiki.properties import writing
from wiki.render import frontmatter

NAMES = {
    "date": "date",
    "datum": "date",
    "time": "time",
    "uhrzeit": "time",
    "author": "author",
    "autor": "author",
    "title": "title",
    "titel": "title",
    "space": "space",
    "bereich": "space",
}
"""English and German words of the variables; the case of letters does not matter."""

MOST_QUESTIONS, LONGEST_QUESTION, LONGEST_ANSWER = 20, 120, 500
_VARIABLE = re.compile(r"(?<!\\)\{\{[ \t]*(?P<asks>\?)?[ \t]*(?P<word>[^{}\r\n]{1,120}?)[ \t]*\}\}")
_LINE = re.compile(
    r"(?P<lead>[ \t]*(?:-[ \t]+)*(?:(?:\"[^\"\n]*\"|[^\s\"'\[{#-][^:\n]*?):[ \t]+)?)"
    r"(?P<value>[^\n]*?)[ \t]*(?P<end>\n?)\Z"
)
_LINES = re.compile(r"[^\n]*\n|[^\n]+\Z")
_ODD = re.compile(r"[^\w .]")


@dataclass(frozen=True, slots=True)
class Filling:
    """What the variables stand for. `date` is for texts, `iso_date` for properties."""

    date: str = ""
    iso_date: str = ""
    time: str = ""
    author: str = ""
    title: str = ""
    space: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    def value(self, found: re.Match[str], *, is_property: bool) -> str | None:
        """The text for a variable, on one line; None for what is no variable, or a question without answer here."""
        word = found["word"].strip()
        if found["asks"]:
            answer = self.answers.get(word)
            return None if answer is None else one_line(answer)
        name = NAMES.get(word.casefold())
        if name is None:
            return None
        wanted = "iso_date" if name == "date" and is_property else name
        return one_line(str(getattr(self, wanted)))


def questions(source: str) -> tuple[str, ...]:
    """The questions that the template asks, in order, each once; at most `MOST_QUESTIONS`."""
    found = (match["word"].strip() for match in _VARIABLE.finditer(source) if match["asks"])
    return tuple(dict.fromkeys(word for word in found if word))[:MOST_QUESTIONS]


def uses_title(source: str) -> bool:
    """Whether the template says the title of the page that will be made."""
    return any(
        not match["asks"] and NAMES.get(match["word"].strip().casefold()) == "title"
        for match in _VARIABLE.finditer(source)
    )


def filled(source: str, filling: Filling) -> str:
    """The template's text (lines end in LF) with its variables replaced.

    In the front matter, values are quoted as YAML needs it: an answer can neither add a property nor break one.
    A value is never read for variables again.
    """
    lines = _LINES.findall(source)
    count = frontmatter.split(source).lines
    head, body = "".join(lines[:count]), "".join(lines[count:])
    text = _replaced(body, lambda match: filling.value(match, is_property=False))
    if not count and frontmatter.split(text).lines:
        text = "\\" + text  # an answer that would begin front matter
    return _filled_head(head, filling) + text


def one_line(text: str) -> str:
    """The text without line breaks and control characters, cut."""
    return " ".join(clean_title(text).split())[:LONGEST_ANSWER]


def _replaced(text: str, value_of: Callable[[re.Match[str]], str | None]) -> str:
    def one(match: re.Match[str]) -> str:
        value = value_of(match)
        return match[0] if value is None else value

    return _VARIABLE.sub(one, text)


def _filled_head(head: str, filling: Filling) -> str:
    if not _VARIABLE.search(head):
        return head
    lines = _LINES.findall(head)
    quoted = "".join(_filled_line(line, filling) for line in lines)
    wanted = frontmatter.split(_replaced(head, lambda match: _plain(match, filling, "x")))
    made = frontmatter.split(quoted)
    if made.broken is None and made.lines == wanted.lines and set(made.properties) == set(wanted.properties):
        return quoted
    return _replaced(head, lambda match: _plain(match, filling))  # the place of a value was not understood


def _plain(match: re.Match[str], filling: Filling, value: str | None = None) -> str | None:
    """A value of letters, digits and harmless marks only: it means the same wherever it stands."""
    found = filling.value(match, is_property=True)
    return found if found is None else value or _ODD.sub(" ", found).strip(" .") or "x"


def _filled_line(line: str, filling: Filling) -> str:
    found = _LINE.match(line)
    if not _VARIABLE.search(line) or found is None:
        return line
    value = found["value"]

    def raw(match: re.Match[str]) -> str | None:
        return filling.value(match, is_property=True)

    if value.startswith('"'):
        made = _replaced(value, lambda match: _in_double_quotes(raw(match)))
    elif value.startswith("'"):
        made = _replaced(value, lambda match: _in_single_quotes(raw(match)))
    elif value.startswith("["):
        made = _replaced(value, lambda match: _in_list(raw(match)))
    elif value.startswith("#"):
        made = _replaced(value, lambda match: _plain(match, filling))
    elif _VARIABLE.search(value):
        made = _replaced(value, raw)
        made = writing.typed(made) if made != value else value
    else:
        made = value
    return f"{_replaced(found['lead'], lambda match: _plain(match, filling))}{made}{found['end']}"


def _in_double_quotes(value: str | None) -> str | None:
    return None if value is None else value.replace("\\", "\\\\").replace('"', '\\"')


def _in_single_quotes(value: str | None) -> str | None:
    return None if value is None else value.replace("'", "''")


def _in_list(value: str | None) -> str | None:
    return None if value is None else writing.scalar([value])[1:-1]
