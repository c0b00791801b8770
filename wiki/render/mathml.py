"""TeX formulas as MathML, written by a list of what may be written.

latex2mathml reads commands that set addresses, styles and classes, and puts text into its tree unescaped. So
nothing of its own output is used: its tree is walked and written anew, known elements with known attributes whose
values are short plain words, all text escaped. No element here lets HTML in (`mtext`, `mi`, `mo`, `mn` and `ms`
hold text alone; `annotation-xml` does not occur), so what is written parses back to just this tree.
"""

import re
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

LONGEST = 2_000
"""Characters of one formula; a longer one is shown as its source."""

ELEMENTS = frozenset(
    """
    math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr
    mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts none
    """.split()  # noqa: SIM905  a list of words is read as words
)
ATTRIBUTES = frozenset(
    """
    display displaystyle scriptlevel mathvariant stretchy fence separator form lspace rspace minsize maxsize
    movablelimits accent accentunder largeop symmetric linethickness width height depth columnalign rowalign
    columnspacing rowspacing columnlines rowlines frame notation
    """.split()  # noqa: SIM905  a list of words is read as words
)
_VALUE = re.compile(r"[A-Za-z0-9.+ -]{1,60}")
_DEEPEST = 120


class Unreadable(ValueError):
    """No formula that can be shown."""


def of_tex(source: str, *, is_block: bool) -> str:
    """The formula as a `<math>` element, with its source as alternative text. Raises Unreadable."""
    if len(source) > LONGEST:
        raise Unreadable
    try:
        tree = convert_to_element(source, display="block" if is_block else "inline")
        return _written(tree, 0, f' alttext="{escape(source)}"')
    except Exception as error:  # the library raises what it likes: its own, IndexError, RecursionError …
        raise Unreadable from error


def _written(element: Element, depth: int, more: str = "") -> str:
    if element.tag not in ELEMENTS or depth > _DEEPEST:
        raise Unreadable
    text = unescape(element.text or "")
    if element.tag == "mi" and text.startswith("\\"):
        raise Unreadable  # a command that the library does not know
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in sorted(element.attrib.items())
        if name in ATTRIBUTES and _VALUE.fullmatch(value)
    )
    inner = "".join(_written(child, depth + 1) for child in element)
    return f"<{element.tag}{attributes}{more}>{escape(text)}{inner}</{element.tag}>"
