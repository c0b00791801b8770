"""Callouts: a quotation whose first line is `[!NOTE]`, optionally with a title behind it.

The rule runs between the block and the inline stage, so the title may hold markup of its own.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from wiki.render.slots import CALLOUTS

_MARKER = re.compile(rf"\[!({'|'.join(CALLOUTS)})\][+-]?(?:[ \t]+(?P<title>[^\n]*))?(?:\n|\Z)", re.IGNORECASE)


def plugin(parser: MarkdownIt) -> None:
    """Turn marked quotations into callouts."""
    parser.core.ruler.after("block", "callouts", _callouts)


def _callouts(state: StateCore) -> None:
    tokens: list[Token] = []
    closing_at: set[int] = set()  # levels of the quotations that became callouts and are open
    position = 0
    while position < len(state.tokens):
        token = state.tokens[position]
        marker = _marker(state.tokens, position) if token.type == "blockquote_open" else None
        if marker:
            position = _open(state.tokens, position, marker, tokens)
            closing_at.add(token.level)
            continue
        if token.type == "blockquote_close" and token.level in closing_at:
            closing_at.discard(token.level)
            token.type, token.tag = "callout_close", "div"
        tokens.append(token)
        position += 1
    state.tokens = tokens


def _marker(tokens: list[Token], position: int) -> re.Match[str] | None:
    following = tokens[position + 1 : position + 3]
    if [token.type for token in following] != ["paragraph_open", "inline"]:
        return None
    return _MARKER.match(following[1].content)


def _open(tokens: list[Token], position: int, marker: re.Match[str], out: list[Token]) -> int:
    """Append the callout's beginning to `out`; the position after what was used of `tokens`."""
    opening, inline = tokens[position], tokens[position + 2]
    kind = marker[1].lower()
    opening.type, opening.tag = "callout_open", "div"
    opening.attrs = {"class": f"callout callout-{kind}", "role": "note"}
    out += [opening, *_title(CALLOUTS.index(kind), (marker["title"] or "").strip(), inline)]
    rest = inline.content[marker.end() :]
    if not rest.strip():
        return position + 4
    inline.content = rest
    if inline.map:
        inline.map = [inline.map[0] + 1, inline.map[1]]
    return position + 1


def _title(key: int, title: str, place: Token) -> list[Token]:
    opening = Token("callout_title_open", "p", 1, {"class": "callout-title"}, block=True)
    label = Token("callout_label", "span", 0, meta={"key": key, "own": bool(title)})
    inline = Token("inline", "", 0, content=title, children=[], map=place.map)
    return [opening, label, inline, Token("callout_title_close", "p", -1, block=True)]
