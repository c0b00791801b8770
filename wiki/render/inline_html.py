"""The few HTML elements a page may use, read by own rules while markdown-it's HTML stays off.

`<br>`, `<kbd>`, `<sub>`, `<sup>`, `<mark>` in text; `<details>`, `<details open>`, `<summary>` at the start
of a line; comments are hidden. Nothing an author writes becomes an attribute. A tag without its partner is
shown as text, so the output is always balanced; everything else that looks like HTML is text anyway.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

DEEPEST = 20
"""Elements of this kind inside each other; deeper ones are shown as text."""

_TAG = re.compile(
    r"<(?:(?P<line_break>br)\s{0,20}/?|(?P<close>/?)(?P<name>kbd|sub|sup|mark)\s{0,20})>", re.IGNORECASE
)
_PIECE = re.compile(
    r"<(?P<details>details)(?P<open>\s{1,20}open(?:=(?:\"(?:open)?\"|'(?:open)?'))?)?\s{0,20}>"
    r"|</(?P<details_end>details)\s{0,20}>"
    r"|<summary\s{0,20}>(?P<summary>.{0,1000}?)</summary\s{0,20}>",
    re.IGNORECASE | re.DOTALL,
)
_STARTS_BLOCK = re.compile(r"</?details\b|<summary\s{0,20}>", re.IGNORECASE)
_SUMMARY_END = re.compile(r"</summary\s{0,20}>", re.IGNORECASE)
_SUMMARY_LINES = 20
_SHORTEST_COMMENT = len("<!--")


def plugin(parser: MarkdownIt) -> None:
    """Read the allowed elements and hide comments."""
    can_end: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("heading", "html_comment", _comment_block, can_end)
    parser.block.ruler.before("heading", "html_details", _details_block, can_end)
    parser.inline.ruler.before("autolink", "html_comment", _comment)
    parser.inline.ruler.before("autolink", "html_tag", _tag)
    parser.core.ruler.after("block", "html_details_pairs", _pair_details)
    parser.core.ruler.before("text_join", "html_pairs", _pair_tags)
    parser.add_render_rule("comment", _nothing)


def _nothing(_renderer: object, _tokens: list[Token], _index: int, _options: object, _env: object) -> str:
    return ""


def _tag(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    if state.src[state.pos] != "<":
        return False
    match = _TAG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        if match["line_break"]:
            state.push("html_break", "br", 0)
        else:
            token = state.push("html_tag", match["name"].lower(), 0)
            token.content, token.meta = match[0], {"closes": bool(match["close"])}
    state.pos = match.end()
    return True


def _comment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    start = state.pos + _SHORTEST_COMMENT
    if not state.src.startswith("<!--", state.pos) or state.html_terminator_last("-->") < start:
        return False
    end = state.src.find("-->", start, state.posMax)
    if end < 0:
        return False
    if not silent:
        state.push("comment", "", 0)
    state.pos = end + 3
    return True


def _pair_tags(state: StateCore) -> None:
    for token in state.tokens:
        if (
            token.type == "inline"
            and token.children
            and any(child.type == "html_tag" for child in token.children)
        ):
            _pair(token.children)


def _pair(children: list[Token]) -> None:
    """Join opening and closing tags that stand in the same element; the rest becomes text.

    One frame of open tags per Markdown element around; a frame that ends leaves its tags unpaired.
    """
    frames: list[list[Token]] = [[]]
    for child in children:
        if child.type != "html_tag":
            if child.nesting > 0:
                frames.append([])
            elif child.nesting < 0 and len(frames) > 1:
                _as_text(frames.pop())
        elif not child.meta["closes"]:
            frames[-1].append(child)
        else:
            _close(frames[-1], child)
    for frame in frames:
        _as_text(frame)


def _close(frame: list[Token], closing: Token) -> None:
    # Only the innermost tags can be meant: the search is short, so thousands of tags stay linear.
    for position in range(len(frame) - 1, max(len(frame) - 1 - DEEPEST, -1), -1):
        if frame[position].tag == closing.tag:
            _as_text(frame[position + 1 :])
            opening = frame[position]
            del frame[position:]
            if position >= DEEPEST:
                _as_text([opening, closing])
                return
            opening.type, opening.nesting = "html_open", 1
            closing.type, closing.nesting = "html_close", -1
            return
    _as_text([closing])


def _as_text(tokens: list[Token]) -> None:
    for token in tokens:
        token.type, token.tag = "text", ""


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    first = _line(state, start)
    if not first.startswith("<!--") or state.is_code_block(start):
        return False
    if silent:
        return True
    known = state.env.setdefault("open_comments", set())
    if (end, state.blkIndent) in known:
        return False
    line, rest = _comment_end(state, start, end)
    if line < 0:
        known.add((end, state.blkIndent))  # no later one ends here either: keeps a thousand of them linear
        return False
    state.line = line + 1
    token = state.push("comment", "", 0)
    token.map = [start, state.line]
    if rest.strip():
        _paragraph(state, rest.strip(), [line, line + 1])
    return True


def _comment_end(state: StateBlock, start: int, end: int) -> tuple[int, str]:
    """The line the comment ends in and what follows there; -1 if it does not end in this container."""
    text = _line(state, start)[_SHORTEST_COMMENT:]
    for line in range(start, end):
        if line > start:
            if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
                break
            text = _line(state, line)
        end_mark = text.find("-->")
        if end_mark >= 0:
            return line, text[end_mark + 3 :]
    return -1, ""


def _details_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    if not _STARTS_BLOCK.match(_line(state, start)) or state.is_code_block(start):
        return False
    last = _last_line(state, start, end)
    text = "\n".join(_line(state, line) for line in range(start, last + 1))
    if not _PIECE.match(text):
        return False
    if silent:
        return True
    state.line = last + 1
    position = 0
    for piece in _PIECE.finditer(text):
        _paragraph(state, text[position : piece.start()].strip(), [start, state.line])
        _push_piece(state, piece, [start, state.line])
        position = piece.end()
    _paragraph(state, text[position:].strip(), [start, state.line])
    return True


def _last_line(state: StateBlock, start: int, end: int) -> int:
    """The line a summary that begins in line `start` ends in; `start` itself if all stands in one line."""
    first = _line(state, start)
    opened = first.lower().rfind("<summary")
    if opened < 0 or _SUMMARY_END.search(first, opened):
        return start
    for line in range(start + 1, min(end, start + _SUMMARY_LINES)):
        if state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            break
        if _SUMMARY_END.search(_line(state, line)):
            return line
    return start


def _push_piece(state: StateBlock, piece: re.Match[str], lines: list[int]) -> None:
    if piece["summary"] is not None:
        state.push("summary_open", "summary", 1).map = lines
        _inline(state, piece["summary"].strip(), lines)
        state.push("summary_close", "summary", -1)
        return
    token = state.push("details_tag", "details", 0)
    token.content, token.map = piece[0], lines
    token.meta = {"closes": bool(piece["details_end"]), "open": bool(piece["open"])}


def _paragraph(state: StateBlock, text: str, lines: list[int]) -> None:
    if text:
        state.push("paragraph_open", "p", 1).map = lines
        _inline(state, text, lines)
        state.push("paragraph_close", "p", -1)


def _inline(state: StateBlock, text: str, lines: list[int]) -> None:
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = text, lines, []


def _pair_details(state: StateCore) -> None:
    """Join `<details>` and `</details>` that stand in the same container; the rest is shown as text."""
    if not any(token.type == "details_tag" for token in state.tokens):
        return
    frames: list[list[Token]] = [[]]
    for token in state.tokens:
        if token.type == "details_tag":
            _pair_one(frames[-1], token)
        elif token.nesting > 0:
            frames.append([])
        elif token.nesting < 0:
            frames.pop()
    state.tokens = [shown for token in state.tokens for shown in _unpaired(token)]


def _pair_one(frame: list[Token], token: Token) -> None:
    if not token.meta["closes"]:
        frame.append(token)
    elif frame:
        opening = frame.pop()
        if len(frame) < DEEPEST:
            opening.type, opening.nesting = "details_open", 1
            opening.attrs = {"open": ""} if opening.meta["open"] else {}
            token.type, token.nesting = "details_close", -1


def _unpaired(token: Token) -> list[Token]:
    if token.type != "details_tag":
        return [token]
    inline = Token("inline", "", 0, content=token.content, children=[], map=token.map)
    return [
        Token("paragraph_open", "p", 1, block=True),
        inline,
        Token("paragraph_close", "p", -1, block=True),
    ]


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
