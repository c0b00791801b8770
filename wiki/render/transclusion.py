"""`![[Page]]` and `![[Page#Heading]]` on a line of their own show another page, or a section of it, inside this one.

The page keeps a placeholder and a reference like that of `[[Page]]`, so backlinks and renaming know it. The line
may name an image, as other programs write it: `![[plan.png]]` is `![](plan.png)`.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from wiki.render import macros, wikilinks

_LINE = re.compile(rf"!\[\[([^\[\]\n|^]{{1,{wikilinks.LONGEST}}})(?:\|[^\[\]\n]*)?\]\]")
_IMAGE = re.compile(r".+\.(?:png|jpe?g|gif|webp|avif|svg)", re.IGNORECASE)


def plugin(parser: MarkdownIt) -> None:
    """Read transclusions as blocks."""
    parser.block.ruler.before(
        "fence", "transclusion", _transclusion, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _transclusion(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001  markdown-it's interface
    if not macros.begins(state, start, "![["):
        return False
    line = macros.line_of(state, start)
    match = _LINE.fullmatch(line) if line else None
    if line is None or match is None:
        return False
    target = wikilinks.target(match[1])
    if not target.title:
        return False
    if not silent:
        state.line = start + 1
        if _IMAGE.fullmatch(target.title) and target.fragment is None:
            _image(state, start, match[1].strip())
        else:
            token = state.push(macros.TRANSCLUSION, "", 0)
            token.content, token.map, token.block = line, [start, start + 1], True
            token.meta = {"wiki": target}
    return True


def _image(state: StateBlock, start: int, name: str) -> None:
    state.push("paragraph_open", "p", 1).map = [start, start + 1]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = f"![](<{name}>)", [start, start + 1], []
    inline.meta = {"late": True}
    state.push("paragraph_close", "p", -1)
