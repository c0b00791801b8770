"""What a rendered page consists of.

Plain values only, so that they can be stored, cached and carried between processes.
"""

from dataclasses import dataclass
from typing import Literal

ReferenceKind = Literal["wiki", "path", "file", "image"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at the top level of the page; `anchor` comes without the `user-content-` prefix."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An address inside the wiki as the author wrote it; what it leads to is for the resolver to say.

    `wiki`: from `[[…]]`, `target` is a title or slug (NFC, trimmed), `space` the key if one was given.
    `path`, `file`, `image`: from a Markdown link or image, `target` is the percent-decoded address without
    query and fragment. `fragment` is an anchor in the form of `Heading.anchor`. `text` is the label of the
    first place that uses it.
    """

    kind: ReferenceKind
    target: str
    space: str | None
    fragment: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """A task box; `line` counts the lines of the source from 0, front matter included."""

    index: int
    checked: bool
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in TeX and as MathML, which is empty where the source could not be read."""

    source: str
    mathml: str
    is_block: bool


@dataclass(frozen=True, slots=True)
class Macro:
    """A place that shows what depends on other pages. `source` is the line as it was typed.

    A `transclusion` shows the page that the reference number `link` leads to.
    """

    name: str
    arguments: str
    source: str
    link: int | None = None


@dataclass(frozen=True, slots=True)
class Rendering:
    """The page as HTML, the same for every reader, and what was found in it.

    `html` still holds its placeholders (see `wiki.render.slots`). The index of a reference in `links` is its
    key in the placeholders, as is the index of a task in `tasks`. `text` is the visible text, one line per
    block. `has` names what the page contains: `code`, `table`, `tasks`, `footnotes`, `callouts`, `images`,
    `mermaid`, `details`, `links`, `formulas`, `macros`. `anchors` are those of all headings, old names included,
    `outside` the addresses of other places that it links to, each once. Formulas and macros are no part of
    `html`: they are filled in like links.
    """

    html: str
    toc: tuple[Heading, ...]
    links: tuple[Reference, ...]
    tasks: tuple[Task, ...]
    text: str
    properties: dict[str, object]
    tags: tuple[str, ...]
    first_heading: str | None
    words: int
    has: frozenset[str]
    formulas: tuple[Formula, ...] = ()
    macros: tuple[Macro, ...] = ()
    anchors: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
