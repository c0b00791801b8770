"""`[[Title]]`, `[[Title|label]]`, `[[space:Title#heading]]`.

CommonMark comes first: what it reads as a link (`[[1]](address)`, or `[[x]]` where `[x]` is a defined
reference) stays one, `[[[x]]]` is text. Inside code and after a backslash nothing is a link.
"""

import re
import unicodedata
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline

from wiki.render import anchors

LONGEST = 500
"""Characters between the brackets."""

_INNER = re.compile(rf"\[\[([^\[\]\n^][^\[\]\n]{{0,{LONGEST - 1}}})\]\](?![(\]])")
_SPACE = re.compile(r"([a-z0-9][a-z0-9-]{0,62}):(?=[^\s/])")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s|]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """What a wiki link names; `title` is empty for a place on the same page."""

    title: str
    space: str | None
    fragment: str | None


def plugin(parser: MarkdownIt) -> None:
    """Read wiki links, before the ordinary links."""
    parser.inline.ruler.before("link", "wiki_link", _wiki_link)


def target(written: str) -> Target:
    """`space:Title#heading` taken apart, in NFC and trimmed."""
    text = unicodedata.normalize("NFC", written).strip()
    space = None
    if prefix := _SPACE.match(text):
        space, text = prefix[1], text[prefix.end() :]
    title, hash_sign, heading = text.partition("#")
    fragment = anchors.slug(heading) if hash_sign and heading.strip() else None
    return Target(title.strip(), space, fragment)


def _wiki_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    if not state.src.startswith("[[", state.pos) or state.linkLevel or _is_prefixed(state.src, state.pos):
        return False
    match = _INNER.match(state.src, state.pos, state.posMax)
    if match is None or _is_reference(state, match[1]):
        return False
    written, bar, label = match[1].partition("|")
    if not written.strip() or not (target(written).title or target(written).fragment):
        return False
    if not silent:
        _push(state, written.strip(), label.strip() if bar and label.strip() else written.strip())
    state.pos = match.end()
    return True


def _is_prefixed(source: str, position: int) -> bool:
    """Whether `!` or `[` stands before: `![[…]]` is kept for showing a page inside another."""
    before = source[max(position - 2, 0) : position]
    return before[-1:] in ("!", "[") and before[:1] != "\\"


def _is_reference(state: StateInline, inner: str) -> bool:
    return normalizeReference(inner) in state.env.get("references", {})


def _push(state: StateInline, written: str, label: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.markup = "wiki"
    if _ADDRESS.fullmatch(written):
        opening.attrs = {"href": state.md.normalizeLink(written)}
    else:
        opening.meta = {"wiki": target(written)}
    text = state.push("text", "", 0)
    text.content = label
    closing = state.push("link_close", "a", -1)
    closing.markup = "wiki"
