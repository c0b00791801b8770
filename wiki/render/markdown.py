"""The Markdown stage: source to tokens, and tokens to plain HTML.

CommonMark 0.31 with the extensions `docs/markdown.md` describes. `to_html` is what the specification's
examples are compared with; the pipeline renders the same tokens in its own way (`wiki.render.output`).

One parser for the whole process: markdown-it-py keeps nothing between calls but in the `env` of each call, so
threads may share it. It compiles its rule lists on first use; that happens here, at import.
"""

from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from wiki.render import (
    autolinks,
    callouts,
    emojis,
    footnotes,
    formulas,
    inline_html,
    macros,
    nesting,
    tables,
    tasks,
    transclusion,
    wikilinks,
)


@dataclass(frozen=True, slots=True)
class Document:
    """The tokens of a page and what the rules noted beside them."""

    tokens: list[Token]
    env: dict[str, Any]  # Any: markdown-it's own interface


def parse(source: str) -> Document:
    """`source` as tokens of the dialect."""
    env: dict[str, Any] = {}
    return Document(_PARSER.parse(source, env), env)


def to_html(source: str) -> str:
    """HTML as the CommonMark and GFM specifications print it. Not sanitised: for comparing only."""
    return str(_PARSER.render(source, {}))


def build() -> MarkdownIt:
    """A parser of the dialect of its own, for who adds rules (`wiki.render.rewrite`)."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": nesting.LIMIT})
    parser.enable(["table", "strikethrough"]).disable(["html_inline", "html_block"])
    parser.use(deflist_plugin)
    for feature in (
        footnotes,
        wikilinks,
        inline_html,
        callouts,
        tables,
        tasks,
        autolinks,
        emojis,
        formulas,
        macros,
        transclusion,
        nesting,
    ):
        parser.use(feature.plugin)
    parser.render("# warm [[up]]")
    return parser


_PARSER = build()
OPTIONS = _PARSER.options
"""What a renderer of these tokens needs to be told."""
