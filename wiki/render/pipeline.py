"""Markdown to the stored rendering: parse, derive, print, sanitise.

The result is the same for every reader (ADR 0006); `split` says where a reader's own parts go.
"""

import hashlib
import re
from html import escape
from importlib.metadata import version as installed

from markdown_it.token import Token

from wiki.render import (
    frontmatter,
    headings,
    limits,
    markdown,
    output,
    plaintext,
    references,
    sanitise,
    tasks,
)
from wiki.render.limits import RenderLimit
from wiki.render.rendering import Heading, Reference, Rendering, Task
from wiki.render.slots import CALLOUTS, Slot, split

__all__ = [
    "CALLOUTS",
    "VERSION",
    "Heading",
    "Reference",
    "RenderLimit",
    "Rendering",
    "Slot",
    "Task",
    "render",
    "render_bounded",
    "split",
    "version",
]

DIALECT = 3
"""Raised by whoever changes what the pipeline prints."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def version(engine: str = "nh3") -> str:
    """Names everything the HTML depends on: dialect, engine, libraries. At most 40 characters."""
    libraries = (
        "markdown-it-py",
        "mdit-py-plugins",
        "pygments",
        "pyyaml",
        "latex2mathml",
        "emoji",
        engine,
    )
    named = " ".join(f"{library} {installed(library)}" for library in libraries)
    return f"{DIALECT}-{engine}-{hashlib.sha256(named.encode()).hexdigest()[:12]}"


VERSION = version()


def render(source: str, *, engine: str = "nh3") -> Rendering:
    """`source` rendered; any text is a page, none raises.

    Takes time in proportion to the source, about 8 ms for 12 KB of prose. Use `render_bounded` where a
    person waits or the text is not known to be small. Raises ValueError for an unknown engine only.
    """
    text = source.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")  # a byte order mark hides the first heading
    front = frontmatter.split(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text))
    try:
        document = markdown.parse(front.body)
        return _rendering(document, front, engine)
    except RecursionError:  # a pathological page is still text, and the page says so by its look
        return _as_code(front, engine)


def render_bounded(source: str, *, engine: str = "nh3") -> Rendering:
    """As `render`, but a large or suspicious source is rendered in a process of its own.

    Raises RenderLimit when that takes more than `limits.SECONDS` of processor time or too much memory. Other
    threads go on meanwhile.
    """
    if limits.is_small(source):
        return render(source, engine=engine)
    return limits.in_child(source, engine)


def of_document(
    document: markdown.Document, front: frontmatter.FrontMatter, *, engine: str = "nh3"
) -> Rendering:
    """As `render`, of a source that is parsed already (`wiki.render.rewrite.rewritten`)."""
    try:
        return _rendering(document, front, engine)
    except RecursionError:
        return _as_code(front, engine)


def _rendering(document: markdown.Document, front: frontmatter.FrontMatter, engine: str) -> Rendering:
    tokens = document.tokens
    if front.broken is not None:
        tokens.insert(0, Token("fence", "code", 0, content=front.broken, info="yaml", block=True))
    links = references.collect(tokens)
    found = tasks.collect(tokens, front.lines)
    contents = headings.assign(tokens)
    text = plaintext.of_blocks(tokens)
    return Rendering(
        html=sanitise.clean(output.to_html(document), engine),
        formulas=tuple(document.env.get("formulas", ())),
        macros=tuple(document.env.get("macros", ())),
        toc=contents.toc,
        anchors=contents.anchors,
        outside=references.outside(tokens),
        links=links,
        tasks=found,
        text=text,
        properties=front.properties,
        tags=front.tags,
        first_heading=contents.toc[0].text if contents.toc else None,
        words=len(text.split()),
        has=_features(tokens, links),
    )


def _as_code(front: frontmatter.FrontMatter, engine: str) -> Rendering:
    text = (front.broken or "") + front.body
    html = sanitise.clean(f"<pre><code>{escape(text)}</code></pre>", engine)
    nothing = frozenset({"code"})
    return Rendering(html, (), (), (), text, front.properties, front.tags, None, len(text.split()), nothing)


_FEATURES = {
    "fence": "code",
    "code_block": "code",
    "table_open": "table",
    "footnote_block_open": "footnotes",
    "callout_open": "callouts",
    "macro": "macros",
    "transclusion": "macros",
    "details_open": "details",
}


def _features(tokens: list[Token], links: tuple[Reference, ...]) -> frozenset[str]:
    found = {_FEATURES[token.type] for token in tokens if token.type in _FEATURES}
    if any(token.type == "list_item_open" and token.meta.get("task") for token in tokens):
        found.add("tasks")
    if any(token.type == "fence" and token.info.split()[:1] == ["mermaid"] for token in tokens):
        found.add("mermaid")
    if any(token.type == "formula_block" or _has_formula(token) for token in tokens):
        found.add("formulas")
    if any(link.kind == "image" for link in links):
        found.add("images")
    if any(link.kind != "image" for link in links):
        found.add("links")
    return frozenset(found)


def _has_formula(token: Token) -> bool:
    return any(child.type == "formula" for child in token.children or [])
