"""Sanitised HTML as a tree and back, for comparing two renderings. Reads only what the sanitiser wrote."""

from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img"})
DEEPEST = 60
"""Elements inside each other; more is no text that a person wrote."""

_PARTS = frozenset({"p", "li", "td", "th", "dt", "dd", "pre", "summary", "h1", "h2", "h3", "h4", "h5", "h6"})
_LEFT_OUT = frozenset({"id", "aria-labelledby"})


class TooDeep(ValueError):
    """The HTML has more than DEEPEST elements inside each other."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element; text stands among its children as plain strings. Without a tag it is its children alone."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple["Node", ...] = ()

    @property
    def start(self) -> str:
        """The start tag."""
        named = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes)
        return f"<{self.tag}{named}>" if self.tag else ""

    @property
    def end(self) -> str:
        """The end tag, if it has one."""
        return f"</{self.tag}>" if self.tag and self.tag not in VOID else ""


Node = Element | str


def parse(html: str) -> tuple[Node, ...]:
    """The nodes, without ids: two renderings in one page would have them twice. Raises TooDeep."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finished()


def printed(node: Node) -> str:
    """The node as HTML."""
    if isinstance(node, str):
        return escape(node, quote=False)
    return node.start + "".join(map(printed, node.children)) + node.end


def text(node: Node) -> str:
    """What is read of the node, images by their words."""
    if isinstance(node, str):
        return node
    if node.tag == "img":
        return next((value for name, value in node.attributes if name == "alt"), "")
    return "".join(map(text, node.children)) + ("\n" if node.tag in _PARTS else "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, tuple[tuple[str, str], ...], list[Node]]] = [("", (), [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = tuple((name, value or "") for name, value in attrs if name not in _LEFT_OUT)
        if tag in VOID:
            self._open[-1][2].append(Element(tag, attributes))
            return
        if len(self._open) > DEEPEST:
            raise TooDeep
        self._open.append((tag, attributes, []))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _, _ in self._open[1:]):
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1][2].append(data)

    def finished(self) -> tuple[Node, ...]:
        while len(self._open) > 1:
            self._close()
        return tuple(self._open[0][2])

    def _close(self) -> str:
        tag, attributes, children = self._open.pop()
        self._open[-1][2].append(Element(tag, attributes, tuple(children)))
        return tag
