"""What the server's parser makes of Markdown, in the form in which `browser_tokens.mjs` prints what the browser's makes of it."""

import json
from typing import Any

from markdown_it.token import Token

from wiki.render import markdown

_PARSER = markdown.build()
_PARSER.core.ruler.disable(["emojis"])  # names of emoji stay names in the editor


def of(source: str) -> str:
    """The tokens of the source as JSON: type, tag, nesting, content, markup, info, attributes, lines, children."""
    tokens = [_plain(token) for token in _PARSER.parse(source, {})]
    return json.dumps(tokens, ensure_ascii=False, separators=(",", ":"))


def _plain(token: Token) -> list[Any]:  # Any: JSON
    attributes = [[name, value] for name, value in token.attrs.items()]
    children = None if token.type == "image" else [_plain(child) for child in token.children or []]
    return [
        token.type,
        token.tag,
        token.nesting,
        token.content,
        "" if token.type in ("text", "hr") else token.markup,
        "" if token.type == "text" else token.info,
        attributes,
        None if token.type == "inline" else token.map,
        token.hidden,
        children,
    ]
