"""The one place where HTML is made safe, with one policy and two engines.

`nh3` is the default; `bleach` ended in June 2026 and stays as the second engine behind the same function
(ADR 0008). What bleach lacks is added here: content removal, value rules, a bound on attributes. What it
still cannot do is listed, with a date, in `tests/render/test_sanitise_attacks.py`.

The policy is narrower than the dialect needs to be on its own: raw HTML in pages never becomes HTML, this is
the second wall, and the content security policy of the web layer the third.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import bleach
import nh3
from bleach import html5lib_shim
from pygments.token import STANDARD_TYPES

from wiki.render.anchors import PREFIX
from wiki.render.languages import LANGUAGES

ENGINES = ("nh3", "bleach")

TAGS = frozenset(
    """
    p h1 h2 h3 h4 h5 h6 a img code pre ul ol li table thead tbody tr td th caption strong em s del ins
    sub sup blockquote hr br span div section details summary kbd mark dl dt dd abbr
    """.split()  # noqa: SIM905  a list of words is read as words
)
REMOVED_WITH_CONTENT = frozenset(
    """
    script style iframe object embed template noscript svg math textarea title xmp noembed noframes
    select
    """.split()  # noqa: SIM905  a list of words is read as words
)
"""Of these nothing remains: their content is code, or is parsed in another way than the rest of the page."""

_ALIGNMENT = frozenset({"ta-l", "ta-c", "ta-r"})
CLASSES: dict[str, frozenset[str]] = {
    "a": frozenset({"external", "spelled", "external-image", "footnote-backref"}),
    "code": frozenset(f"language-{name}" for name in LANGUAGES),
    "div": frozenset(
        {"scroll", "callout", "formula"}
        | {f"callout-{kind}" for kind in ("note", "tip", "important", "warning", "caution")}
    ),
    "li": frozenset({"task-list-item", "footnote-item"}),
    "ol": frozenset({"contains-task-list", "footnotes-list"}),
    "p": frozenset({"callout-title"}),
    "section": frozenset({"footnotes"}),
    "span": frozenset(STANDARD_TYPES.values()) - {""} | {"external-image"},
    "sup": frozenset({"footnote-ref"}),
    "td": _ALIGNMENT,
    "th": _ALIGNMENT,
    "ul": frozenset({"contains-task-list"}),
}
"""Classes a page may carry. All others could borrow the look of the wiki's own controls."""

REL = "noopener noreferrer nofollow"
SCHEMES = frozenset({"http", "https", "mailto"})

_HEADINGS = {f"h{level}": frozenset({"id"}) for level in range(1, 7)}
ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title", "rel", "id", "data-link"}),
    "abbr": frozenset({"title"}),
    "details": frozenset({"open"}),
    "div": frozenset({"role", "tabindex", "aria-labelledby", "data-macro"}),
    "img": frozenset({"alt", "title", "width", "data-image"}),
    "li": frozenset({"id"}),
    "ol": frozenset({"start"}),
    "span": frozenset({"data-task", "data-callout", "data-callout-kind", "data-back", "data-formula"}),
    "td": frozenset(),
    "th": frozenset({"scope"}),
    **_HEADINGS,
}
ALLOWED: dict[str, set[str]] = {
    tag: set(ATTRIBUTES.get(tag, ())) | ({"class"} if tag in CLASSES else set()) for tag in TAGS
}

MOST_ATTRIBUTES = 50
LONGEST_VALUE = 8_192
"""Bounds per tag and per value, in attributes and characters."""

_FIXED = {
    ("a", "rel"): {REL},
    ("div", "role"): {"group", "note"},
    ("div", "tabindex"): {"0"},
    ("th", "scope"): {"col", "row"},
    ("details", "open"): {""},
}
_NUMBER = re.compile(r"[0-9]{1,9}")
_IDENTIFIER = re.compile(r"[^\s\x00-\x20\"'<>&`=]{1,500}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def clean(html: str, engine: str = "nh3") -> str:
    """`html` reduced to what the policy allows: balanced, and the same when cleaned again.

    Unknown elements go and leave their text. Raises ValueError for an unknown engine, nothing else.
    """
    html = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", html)
    if engine == "nh3":
        return _nh3().clean(html)
    if engine == "bleach":
        return str(_bleach(_without_attribute_bombs(html)))
    raise ValueError(f"unknown sanitiser engine {engine!r}")


def scheme(address: str) -> str:
    """The scheme a browser would see in `address`, lower case; empty for a relative address.

    WHATWG URL standard 4.4: leading control characters and spaces go, tabs and line ends go everywhere.
    """
    match = _SCHEME.match(_seen_by_browser(address))
    return match[1].lower() if match else ""


def _seen_by_browser(address: str) -> str:
    return re.sub(r"[\t\n\r]", "", address.lstrip("".join(map(chr, range(0x21)))))


def permitted(tag: str, attribute: str, value: str) -> str | None:
    """The value this attribute may have, or None if it has to go.

    Total: nh3 asks for elements that it is going to remove as well.
    """
    if attribute not in ALLOWED.get(tag, ()):
        return None
    if attribute == "class":
        kept = [name for name in value.split() if name in CLASSES[tag]]
        return " ".join(dict.fromkeys(kept)) or None
    if len(value) > LONGEST_VALUE:
        return None
    if (tag, attribute) in _FIXED:
        return value if value in _FIXED[tag, attribute] else None
    if attribute in ("start", "width") or attribute.startswith("data-"):
        return value if _NUMBER.fullmatch(value) else None
    return _text_value(attribute, value)


def _text_value(attribute: str, value: str) -> str | None:
    if attribute == "href":
        return _address(value)
    if attribute == "id":
        identifier = value if value.startswith(PREFIX) else PREFIX + value
        return identifier if _IDENTIFIER.fullmatch(identifier) else None
    if attribute == "aria-labelledby":
        return value if value.startswith(PREFIX) and _IDENTIFIER.fullmatch(value) else None
    return value  # title, alt: plain text


def _address(value: str) -> str | None:
    r"""Absolute addresses of harmless schemes, and places on the same page.

    Relative ones have no business here: links inside the wiki are placeholders, and `//host`, `/\host` would
    lead out of the wiki looking like a link inside it.
    """
    if value.startswith(f"#{PREFIX}"):
        return value
    return value if scheme(value) in SCHEMES and _seen_by_browser(value) == value else None


@cache
def _nh3() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(REMOVED_WITH_CONTENT),
        attributes={**ALLOWED, "*": set()},  # nh3 would add lang and title to every tag
        attribute_filter=permitted,
        url_schemes=set(SCHEMES),
        link_rel=None,  # the renderer sets it; nh3 would add it to placeholders too
        strip_comments=True,
    )


class _Policy(html5lib_shim.Filter):  # type: ignore[name-defined,misc]  # untyped
    """Gives bleach what it lacks: removal with content, and rules for values."""

    def __iter__(self) -> Iterator[dict[str, Any]]:  # Any: html5lib's tokens
        inside = 0
        for token in super().__iter__():
            kind, name = token["type"], token.get("name")
            if name in REMOVED_WITH_CONTENT:
                inside += {"StartTag": 1, "EndTag": -1}.get(kind, 0)
            elif not inside:
                if kind in ("StartTag", "EmptyTag"):
                    token["data"] = _permitted_attributes(token["name"], token["data"])
                yield token


def _permitted_attributes(tag: str, attributes: dict[Any, str]) -> dict[Any, str]:
    kept = {key: permitted(tag, key[1], value) for key, value in attributes.items()}
    return {key: value for key, value in kept.items() if value is not None}


def _bleach(html: str) -> str:
    # A new cleaner each time: its parser keeps state and is no good for two threads.
    cleaner = bleach.Cleaner(
        tags=TAGS | REMOVED_WITH_CONTENT,  # parsed as what they are, then taken out by the filter
        attributes={tag: list(names) for tag, names in ALLOWED.items()},
        protocols=SCHEMES,
        strip=True,
        strip_comments=True,
        filters=[_Policy],
    )
    return cleaner.clean(html)


_TAG_START = re.compile(r"<[A-Za-z]")
_IN_TAG = re.compile(r"[^\s\"'>/]+|(?P<quote>[\"'])|(?P<end>>)")


def _without_attribute_bombs(html: str) -> str:
    """`html` in which a tag with too many attributes is text: html5lib needs quadratic time for them."""
    pieces: list[str] = []
    position = 0
    while start := _TAG_START.search(html, position):
        words, end = _extent(html, start.end())
        pieces.append(html[position : start.start()])
        tag = html[start.start() : end]
        pieces.append(tag.replace("<", "&lt;") if words > MOST_ATTRIBUTES * 3 else tag)
        position = end
    return "".join(pieces) + html[position:]


def _extent(html: str, position: int) -> tuple[int, int]:
    """How many words the tag holds, and where it ends; quoted values hide a `>`."""
    words = 0
    while match := _IN_TAG.search(html, position):
        position = match.end()
        words += 1
        if match["end"]:
            return words, position
        if match["quote"]:
            closing = html.find(match["quote"], position)
            position = len(html) if closing < 0 else closing + 1
    return words, len(html)
