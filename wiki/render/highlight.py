"""Colours for code: Pygments, classes only, bounded.

Lexers are regular expressions of many authors, and some take quadratic time; so a long block, and whatever
exceeds the page's budget, is shown plain.
"""

from html import escape

from pygments import highlight as pygments_highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from wiki.render.languages import HIGHLIGHTED, LANGUAGES

BLOCK_LIMIT = 10_000
PAGE_LIMIT = 60_000
"""Characters of code that get colours."""

LINE_LIMIT = 1_000
"""Characters of the longest line that gets colours: minified code is where lexers become slow."""

_FORMATTER: "HtmlFormatter[str]" = HtmlFormatter(nowrap=True)


def language(info: str) -> str | None:
    """The known language a fence's info string begins with."""
    words = info.split(maxsplit=1)
    name = words[0].lower().strip("{.}").partition(",")[0] if words else ""
    return name if name in LANGUAGES else None


def worth(code: str, name: str | None, spent: int) -> bool:
    """Whether this block gets colours, with `spent` characters of the page's budget used up."""
    if name not in HIGHLIGHTED or len(code) > BLOCK_LIMIT or spent + len(code) > PAGE_LIMIT:
        return False
    return max(map(len, code.splitlines()), default=0) <= LINE_LIMIT


def highlight(code: str, name: str) -> str:
    """`code` as escaped HTML with spans of Pygments' short classes; the text is unchanged."""
    try:
        # A new lexer each time: some keep state while they run, and threads share nothing here.
        lexer = get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    return pygments_highlight(code, lexer, _FORMATTER)
