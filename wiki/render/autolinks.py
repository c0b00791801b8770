"""Bare addresses become links (GFM 6.9): `https://…`, `http://…`, `www.…`, `mailto:…` and e-mail addresses.

Works on finished text, one linear pass. Nothing is guessed: `example.com` alone stays text.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9])(?P<address>https?://[^\s<]+)"
    r"|(?<![^\s*_~(])(?P<www>www\.[^\s<]+)"
    r"|(?<![A-Za-z0-9.+_:/-])(?P<scheme>mailto:)?(?P<mail>[A-Za-z0-9.+_-]{1,64}@[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,8})"
)
_DOMAIN = re.compile(r"[^\s/?#:<]+")
_ENTITY = re.compile(r"&[A-Za-z0-9]+;\Z")
_ENDING = "?!.,:*_~'\""


def plugin(parser: MarkdownIt) -> None:
    """Find addresses in text that is not a link already."""
    parser.core.ruler.after("text_join", "autolinks", _autolinks)


def _autolinks(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children and _CANDIDATE.search(token.content):
            token.children = _linked(state.md, token.children)


def _linked(parser: MarkdownIt, children: list[Token]) -> list[Token]:
    out: list[Token] = []
    open_links = 0
    for child in children:
        open_links += child.nesting if child.tag == "a" else 0
        if child.type == "text" and not open_links:
            out += _pieces(parser, child)
        else:
            out.append(child)
    return out


def _pieces(parser: MarkdownIt, token: Token) -> list[Token]:
    text, out, position = token.content, list[Token](), 0
    for match in _CANDIDATE.finditer(text):
        shown, address = _address(match)
        if not shown:
            continue
        if match.start() > position:
            out.append(Token("text", "", 0, content=text[position : match.start()], level=token.level))
        out += _link(parser, shown, address, token.level)
        position = match.start() + len(shown)
    if not out:
        return [token]
    if position < len(text):
        out.append(Token("text", "", 0, content=text[position:], level=token.level))
    return out


def _address(match: re.Match[str]) -> tuple[str, str]:
    """The part that is shown and the address it leads to; both empty if it is none."""
    if match["mail"]:
        return _mail(match[0])
    shown = _without_ending(match[0])
    rest = shown.partition("://")[2] if match["address"] else shown
    domain = _DOMAIN.match(rest)
    if domain is None or not _is_domain(domain[0], dotted=bool(match["www"])):
        return "", ""
    return shown, shown if match["address"] else f"http://{shown}"


def _mail(written: str) -> tuple[str, str]:
    shown = written.rstrip(".")
    if shown[-1] in "-_" or "." not in shown.rpartition("@")[2]:
        return "", ""
    return shown, shown if shown.startswith("mailto:") else f"mailto:{shown}"


def _is_domain(domain: str, *, dotted: bool) -> bool:
    labels = domain.rstrip(".").split(".")
    if dotted and len(labels) == 1:
        return False
    return any(map(str.isalnum, domain)) and not any("_" in label for label in labels[-2:])


def _without_ending(text: str) -> str:
    """`text` without the punctuation that belongs to the sentence around it."""
    end, surplus = len(text), text.count(")") - text.count("(")
    while end:
        last = text[end - 1]
        if last in _ENDING:
            end -= 1
        elif last == ")" and surplus > 0:
            end, surplus = end - 1, surplus - 1
        elif last == ";":
            entity = _ENTITY.search(text, max(0, end - 40), end)
            end = entity.start() if entity else end - 1
        else:
            break
    return text[:end]


def _link(parser: MarkdownIt, shown: str, address: str, level: int) -> list[Token]:
    opening = Token("link_open", "a", 1, {"href": parser.normalizeLink(address)}, level=level)
    opening.markup, opening.info = "linkify", "auto"
    text = Token("text", "", 0, content=shown, level=level + 1)
    closing = Token("link_close", "a", -1, level=level, markup="linkify", info="auto")
    return [opening, text, closing]
