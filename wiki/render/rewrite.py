"""Replaces the targets of links in Markdown and leaves every other byte as it is.

The source is parsed by the renderer's own rules, with the places of destinations noted beside the tokens, so
what is a link here is a link there. A destination whose place in the source cannot be told for certain is left
alone, and so are addresses without markup (`https://…`, `<https://…>`) and places on the same page (`#…`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import unescapeAll
from markdown_it.helpers import parseLinkDestination

from wiki.render import frontmatter, markdown, references, wikilinks
from wiki.render.places import Address, Place, find
from wiki.render.sanitise import scheme

__all__ = ["Address", "Change", "Labelled", "Rewritten", "addresses", "rewrite", "rewritten"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A new target of a wiki link together with the text it shows from now on."""

    target: str
    label: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new source; `document` is what parsing it gives, None where it has to be parsed."""

    source: str
    front: frontmatter.FrontMatter
    document: markdown.Document | None


Change = Callable[[Address], str | Labelled | None]


def rewrite(source: str, change: Change) -> str:
    """`source` with new targets where `change` gives one; None or the same target changes nothing.

    A new target is given decoded (`Größe & Co/Plan.md`) and percent-encoded here where Markdown needs it; for a
    wiki link it is the text before `#` and `|` with its `space:`. Fragment, label and title stay, a query goes;
    `[[Old]]` becomes `[[New|Old]]`. A target that a wiki link cannot hold (`]`, `#`, `|`) is not written.
    """
    return rewritten(source, change).source


def rewritten(source: str, change: Change) -> Rewritten:
    """As `rewrite`; who wants the new source rendered as well is spared parsing it again."""
    found = find(source)
    pieces: list[str] = []
    position, is_current = 0, "\0" not in source
    for place in found.places:
        new = _changed(place, change) if place.start >= position else None
        if new is not None:
            pieces += (source[position : place.start], new.text)
            position = new.end
            is_current = is_current and not new.has_label
            _update(place, new.text)
    text = "".join((*pieces, source[position:])) if pieces else source
    return Rewritten(text, found.front, found.document if is_current else None)


def addresses(source: str) -> tuple[Address, ...]:
    """The addresses that `rewrite` would ask about, in the order of the source."""
    return tuple(address for place in find(source).places for address in place.addresses)


@dataclass(frozen=True, slots=True)
class _New:
    """What stands in the source instead of the destination, or of destination and label, up to `end`."""

    text: str
    end: int
    has_label: bool = False


def _changed(place: Place, change: Change) -> _New | None:
    answers = {change(address) for address in place.addresses}
    new = answers.pop() if len(answers) == 1 else None
    address = place.addresses[0]
    if new is None or new in (address.raw, address.target):
        return None
    if address.kind == "wiki":
        return _wiki(address, new, place)
    written = _destination(address, new) if isinstance(new, str) else None
    return _New(written.replace("|", "%7C") if place.is_in_cell else written, place.end) if written else None


_BREAKS_WIKI_LINK = re.compile(r"[\[\]\n\r|#^]")


def _wiki(address: Address, new: str | Labelled, place: Place) -> _New | None:
    written, label = (new, place.label) if isinstance(new, str) else (new.target, new.label)
    found = wikilinks.target(written)
    if isinstance(new, str) and (found.title, found.space) == (address.target, address.space):
        return None
    if _BREAKS_WIKI_LINK.search(written) or not found.title:
        return None
    hash_sign, fragment = address.raw.partition("#")[1:] if isinstance(new, str) else ("", "")
    bar = "" if label is None else ("\\|" if place.is_in_cell else "|") + label
    text = f"{written.strip()}{hash_sign}{fragment}"
    if isinstance(new, Labelled):
        return _New(text + bar, place.label_end, has_label=True)
    return _New(text + bar, place.end, has_label=False)


def _update(place: Place, new: str) -> None:
    """The place's tokens lead where `new` leads."""
    for token in place.tokens:
        if place.addresses[0].kind == "wiki":
            token.meta["wiki"] = wikilinks.target(new.partition("|")[0].removesuffix("\\"))
        else:
            token.attrs["src" if token.type == "image" else "href"] = normalizeLink(unescapeAll(new))


_UNSAFE = re.compile(r"[\x00-\x20\x7f\x85\xa0\u2028\u2029<>\\\"`]")
_UNSAFE_IN_PATH = re.compile(r"[\x00-\x20\x7f\x85\xa0\u2028\u2029<>\\\"`%#?&\[\]()]")


def _destination(address: Address, new: str) -> str | None:
    """`new` as Markdown writes it, with the old fragment; None if it would not be read back as `new`."""
    if scheme(new):
        return _UNSAFE.sub(_percent, new) if parseLinkDestination(new, 0, len(new)).ok else None
    hash_sign, fragment = address.raw.partition("#")[1:] if address.kind != "external" else ("", "")
    written = _UNSAFE_IN_PATH.sub(_percent, new)
    read = parseLinkDestination(written, 0, len(written))
    is_same = (
        read.ok and read.pos == len(written) and references.inside_key(normalizeLink(read.str))[1] == new
    )
    return written + hash_sign + fragment if is_same else None


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
