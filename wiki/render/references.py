"""Links and images: what stays inside the wiki becomes a placeholder, what leads out is marked.

The addresses judged here come from markdown-it, which has percent-encoded them.
"""

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote

from markdown_it.token import Token

from wiki.render import anchors, plaintext
from wiki.render.rendering import Reference, ReferenceKind
from wiki.render.sanitise import REL, SCHEMES, scheme
from wiki.render.wikilinks import Target

LONGEST_SHOWN = 2_000
"""Characters of an address that is shown because it may not be a link."""

_EXTENSION = re.compile(r"\.(?=[A-Za-z0-9]{1,8}\Z)[0-9]*[A-Za-z][A-Za-z0-9]*\Z")
_PAGE_EXTENSION = re.compile(r"\.(?:md|markdown)\Z", re.IGNORECASE)


def collect(tokens: list[Token]) -> tuple[Reference, ...]:
    """The references of a page, each once; the links and images in `tokens` are rewritten."""
    rewriting = _Rewriting()
    late: list[Token] = []
    for token in tokens:
        if token.type == "transclusion" or token.meta.get("late"):
            late.append(token)
        elif token.type == "inline" and token.children:
            token.children = rewriting.rewrite(token.children)
    # Version 0.1.0 knew none of these: numbered last, they leave the numbers of its links as they are stored.
    for token in late:
        if token.type == "transclusion":
            token.meta["link"] = rewriting.number(token.meta["wiki"])
        else:
            token.children = rewriting.rewrite(token.children or [])
    return tuple(Reference(*key, text) for key, text in rewriting.texts.items())


def outside(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The addresses of other places on the web that the page links to, each once. After `collect`."""
    children = (child for token in tokens if token.type == "inline" for child in token.children or [])
    links = (str(child.attrs.get("href", "")) for child in children if child.type == "link_open")
    return tuple(dict.fromkeys(link for link in links if scheme(link) in {"http", "https"}))


_Key = tuple[ReferenceKind, str, str | None, str | None]


class _Rewriting:
    """One pass over a page; `texts` holds the references found so far and their first labels."""

    def __init__(self) -> None:
        self.texts: dict[_Key, str] = {}
        self._numbers: dict[_Key, int] = {}

    def number(self, target: Target) -> int:
        """The number of what a transclusion shows."""
        return self._number(("wiki", target.title, target.space, target.fragment), target.title)

    def rewrite(self, children: list[Token]) -> list[Token]:
        out: list[Token] = []
        endings: list[Callable[[], list[Token]]] = []
        for position, child in enumerate(children):
            if child.type == "link_open":
                out += self._open(child, children, position, endings)
            elif child.type == "link_close":
                out += endings.pop()() if endings else [child]
            elif child.type == "image":
                out += self._image(child, in_link=bool(endings))
            else:
                out.append(child)
        return out

    def _open(
        self, token: Token, children: list[Token], position: int, endings: list[Callable[[], list[Token]]]
    ) -> list[Token]:
        label = plaintext.of_inline(_until_close(children, position))
        attributes = self._attributes(token, label)
        if attributes:
            token.attrs = attributes
            endings.append(lambda: [Token("link_close", "a", -1)])
            return [token]
        address = str(token.attrs.get("href", ""))
        shown = [] if not address or _readable(address) == label or address == "#" else _shown(address)
        endings.append(lambda: shown)
        return []

    def _attributes(self, token: Token, label: str) -> dict[str, str | int | float]:
        """Attributes of the finished link; empty if it may not be one."""
        title = {"title": token.attrs["title"]} if token.attrs.get("title") else {}
        if target := token.meta.get("wiki"):
            return self._wiki(target, label)
        address = str(token.attrs.get("href", ""))
        if address.startswith("#"):
            return {"href": _fragment_address(unquote(address[1:])), **title} if address[1:] else {}
        outside = outside_address(address)
        if outside is None:
            return {"data-link": self._number(inside_key(address), label), **title} if address else {}
        if not outside:
            return {}
        if scheme(outside) == "mailto":
            return {"href": outside, "rel": REL, **title}
        # On paper the address stands behind a link's text, unless it is the text already.
        look = {"class": "external spelled" if token.info == "auto" else "external"}
        return {**look, "href": outside, "rel": REL, **title}

    def _wiki(self, target: Target, label: str) -> dict[str, str | int | float]:
        if not target.title and not target.space:
            return {"href": _fragment_address(target.fragment or "")}
        return {"data-link": self._number(("wiki", target.title, target.space, target.fragment), label)}

    def _image(self, token: Token, *, in_link: bool) -> list[Token]:
        alternative, width = plaintext.of_image(token)
        address = str(token.attrs.get("src", ""))
        outside = outside_address(address)
        if outside is None and address and not address.startswith("#"):
            _, target, _, _ = inside_key(address)
            number = self._number(("image", target, None, None), alternative)
            title = {"title": token.attrs["title"]} if token.attrs.get("title") else {}
            size = {"width": width} if width else {}
            token.attrs = {"data-image": number, "alt": alternative, **title, **size}
            return [token]
        return _image_link(outside or "", alternative, address, in_link=in_link)

    def _number(self, key: _Key, text: str) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers)
            self.texts[key] = text
        return self._numbers[key]


def _until_close(children: list[Token], position: int) -> list[Token]:
    end = next(
        (at for at in range(position + 1, len(children)) if children[at].type == "link_close"), len(children)
    )
    return children[position + 1 : end]


def outside_address(address: str) -> str | None:
    """The address if it leads out of the wiki, None if it does not, empty if it may not be followed."""
    if address.replace("\\", "/").replace("%5C", "/").startswith("//"):
        return "https://" + re.sub(r"\A(?:[/\\]|%5C)+", "", address)
    found = scheme(address)
    if not found:
        return None
    return address if found in SCHEMES else ""


def inside_key(address: str) -> _Key:
    """An address inside the wiki as a reference."""
    path, _, fragment = address.partition("#")
    path = unquote(path.partition("?")[0])
    last = path.rpartition("/")[2]
    is_file = path.startswith("/files/") or (_EXTENSION.search(last) and not _PAGE_EXTENSION.search(last))
    kind: ReferenceKind = "file" if is_file else "path"
    return kind, path, None, anchors.slug(unquote(fragment)) if fragment else None


def _fragment_address(fragment: str) -> str:
    return f"#{anchors.PREFIX}{anchors.slug(fragment)}"


def _readable(address: str) -> str:
    return " ".join(unquote(address).split())


def _shown(address: str) -> list[Token]:
    """The address behind a label, for a link that may not be one: nothing the author wrote is lost."""
    code = Token("code_inline", "code", 0, content=_readable(address)[:LONGEST_SHOWN])
    return [Token("text", "", 0, content=" ("), code, Token("text", "", 0, content=")")]


def _image_link(outside: str, alternative: str, address: str, *, in_link: bool) -> list[Token]:
    """What stands for an image from elsewhere: the content security policy would not load it."""
    text = Token("text", "", 0, content=alternative or outside)
    if not outside:
        data = scheme(address) == "data"
        return [text, *_shown(address[:40] + "…" if data else address)] if scheme(address) else [text]
    if in_link:
        look: dict[str, str | int | float] = {"class": "external-image"}
        return [Token("span_open", "span", 1, look), text, Token("span_close", "span", -1)]
    attributes: dict[str, str | int | float] = {"class": "external-image", "href": outside, "rel": REL}
    return [Token("link_open", "a", 1, attributes), text, Token("link_close", "a", -1)]
