"""Footnotes: `[^name]` with `[^name]: text`.

The parsing is mdit-py-plugins'; collecting them at the end is ours, because the plugin drops notes that
nothing refers to, the first of two with one name, and what stands around a note inside a note. Here every
note is kept. Notes written in place (`^[text]`) are no part of the dialect: other programs do not know them,
and looking for their ends takes quadratic time.
"""

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin


def plugin(parser: MarkdownIt) -> None:
    """Read footnotes and put them at the end of the page."""
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.core.ruler.after("inline", "footnotes", _to_the_end)


def _to_the_end(state: StateCore) -> None:
    if "footnotes" not in state.env:
        return
    state.tokens, definitions = _taken_out(state.tokens)
    notes = _numbered(state.env["footnotes"], definitions)
    if not notes:
        return
    state.tokens.append(Token("footnote_block_open", "section", 1, block=True))
    for number, (tokens, uses) in enumerate(notes):
        state.tokens += _note(number, tokens, uses)
    state.tokens.append(Token("footnote_block_close", "section", -1, block=True))


def _taken_out(tokens: list[Token]) -> tuple[list[Token], list[tuple[str, list[Token]]]]:
    """The page without its notes, and the notes (name, content) in the order they begin in."""
    page: list[Token] = []
    stack = [page]
    definitions: list[tuple[str, list[Token]]] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            content: list[Token] = []
            definitions.append((str(token.meta["label"]), content))
            stack.append(content)
        elif token.type == "footnote_reference_close":
            stack.pop()
        else:
            stack[-1].append(token)
    return page, definitions


def _numbered(
    known: dict[str, Any],  # Any: the plugin's own notes in env
    definitions: list[tuple[str, list[Token]]],
) -> list[tuple[list[Token], int]]:
    """Content and number of uses of each note, in the order of their numbers."""
    contents: dict[str, list[Token]] = {}
    extra: list[list[Token]] = []
    for name, tokens in definitions:
        if name in contents or known["refs"].get(":" + name, -1) < 0:
            extra.append(tokens)
        else:
            contents[name] = tokens
    used = [(contents.get(note["label"], []), note["count"]) for note in known.get("list", {}).values()]
    return used + [(tokens, 0) for tokens in extra]


def _note(number: int, content: list[Token], uses: int) -> list[Token]:
    backs = [Token("footnote_anchor", "", 0, meta={"id": number, "subId": use}) for use in range(uses)]
    inside = list(content)
    last = [inside.pop()] if inside and inside[-1].type == "paragraph_close" else []
    opening = Token("footnote_open", "li", 1, meta={"id": number}, block=True)
    return [opening, *inside, *backs, *last, Token("footnote_close", "li", -1, block=True)]
