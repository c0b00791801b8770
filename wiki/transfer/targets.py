"""Which page or file of an import source a link leads to. Pure.

Links may name a file (`../plan.md`), a file without its ending, a folder, a place counted from the outermost
folder with or without `/` before it (Gollum, Otter), the `slug` of a page's front matter, or, in `[[…]]`, a
title or file name. Upper and lower case, and blanks and hyphens, are alike when nothing fits exactly.
"""

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from wiki.pages.slugs import title_key
from wiki.transfer.plan import PAGE_ENDINGS, Plan, PlannedPage, stem

_HTML = re.compile(r"\.html?\Z", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\]\(<?(/[^\s)>#?]+)")
_MOST_PREFIX_PARTS = 3
_FEWEST_HITS = 3


class Targets:
    """The names of all pages and files of a source."""

    def __init__(self, plan: Plan, files: Iterable[str]) -> None:
        self._root = plan.root
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._by_slug: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = {}
        self._prefixes: tuple[str, ...] = ()
        self._moved: dict[str, str] = {}
        for page in plan.pages:
            self._add(page)
        self._files = {path: path for path in files}
        self._folded_files = {_fold(path): path for path in reversed(list(self._files))}

    def learn_prefixes(self, addresses: Mapping[str, int]) -> None:
        """What stands before paths in links of a published site (`/de/docs/`) is left out from now on.

        `addresses` counts the absolute addresses of all pages (`absolute_addresses`).
        """
        hits: Counter[str] = Counter()
        all_with: Counter[str] = Counter()
        for address, count in addresses.items():
            parts = address.strip("/").split("/")
            is_known = self._at(address) is not None
            for length in range(1, min(_MOST_PREFIX_PARTS, len(parts) - 1) + 1):
                prefix = "/".join(parts[:length]) + "/"
                all_with[prefix] += count
                if not is_known and self._at("/".join(parts[length:])) is not None:
                    hits[prefix] += count
        good = [one for one, count in hits.items() if count >= _FEWEST_HITS and count * 2 >= all_with[one]]
        self._prefixes = tuple(sorted(good, key=lambda one: -hits[one]))

    def learn_redirects(self, told: Mapping[str, str]) -> dict[str, str]:
        """Links to old addresses lead to the pages from now on. Returns the paths of pages by old address."""
        found = {old: self._absolute(new) for old, new in told.items() if self._absolute(old) is None}
        moved = {old: path for old, path in found.items() if path is not None}
        self._moved = {_fold(old.strip("/")): path for old, path in moved.items()}
        return moved

    def page(self, target: str, origin: str) -> str | None:
        """The path of the page that `target`, a link's decoded address in the file `origin`, leads to."""
        path = _HTML.sub("", unicodedata.normalize("NFC", target.strip()))
        if not path:
            return None
        if path.startswith("/"):
            return self._absolute(path)
        near = posixpath.normpath(posixpath.join(posixpath.dirname(origin), path))
        below = posixpath.normpath(posixpath.join(posixpath.splitext(origin)[0], path))
        for place in (near, self._root + path.removeprefix("./"), below):
            found = self._at(place)
            if found is not None:
                return found
        return self._slugged(path)

    def named(self, name: str, origin: str) -> str | None:
        """The path of the page that `[[name]]` leads to: by place, else by title or file name, nearest first."""
        if found := self.page(name, origin):
            return found
        wanted = _fold(_without_ending(unicodedata.normalize("NFC", name.strip().strip("/"))))
        candidates = self._by_name.get(title_key(name)) or self._by_name.get(wanted) or []
        return min(candidates, key=lambda path: (_distance(path, origin), path), default=None)

    def file(self, target: str, origin: str) -> str | None:
        """The path of the file that `target` leads to; of `[[name]]` and the like see `page`."""
        path = unicodedata.normalize("NFC", target.strip())
        near = posixpath.normpath(posixpath.join(posixpath.dirname(origin), path.lstrip("/")))
        top = path.lstrip("/")
        for place in (
            (near, self._root + top, top) if not path.startswith("/") else (self._root + top, top, near)
        ):
            found = self._files.get(place) or self._folded_files.get(_fold(place))
            if found:
                return found
        return None

    def _absolute(self, path: str) -> str | None:
        found = self._at(self._root + path.lstrip("/")) or self._at(path)
        if found is not None:
            return found
        bare = path.lstrip("/")
        for prefix in ("", *self._prefixes):
            if bare.startswith(prefix):
                rest = bare.removeprefix(prefix)
                found = self._at(self._root + rest) or self._at(rest) or self._slugged(rest)
                if found is not None:
                    return found
        return self._moved.get(_fold(bare.strip("/")))

    def _at(self, path: str) -> str | None:
        bare = _without_ending(path.strip("/"))
        if bare in self._exact:
            return self._exact[bare]
        folded = _fold(bare)
        return self._folded.get(folded) or self._by_slug.get(folded)

    def _slugged(self, path: str) -> str | None:
        return self._by_slug.get(_fold(path.strip("/")))

    def _add(self, page: PlannedPage) -> None:
        places = [_without_ending(page.file)] if page.file else []
        if page.folder:
            places.append(page.folder.rstrip("/"))
        for place in places:
            self._exact.setdefault(place, page.path)
            self._folded.setdefault(_fold(place), page.path)
        if page.facts and page.facts.slug:
            self._by_slug.setdefault(_fold(page.facts.slug), page.path)
        for name in {title_key(page.title), _fold(stem(page.path.rstrip("/")))}:
            self._by_name.setdefault(name, []).append(page.path)


def absolute_addresses(body: str) -> list[str]:
    """The addresses that begin with `/` in links, found roughly: for `learn_prefixes` only."""
    return _ABSOLUTE.findall(body)


def _without_ending(path: str) -> str:
    for ending in PAGE_ENDINGS:
        if path.lower().endswith(ending):
            return path[: -len(ending)]
    return path


def _fold(path: str) -> str:
    return path.casefold().replace(" ", "-")


def _distance(path: str, origin: str) -> int:
    """Steps in the tree of folders from one to the other."""
    first, second = path.split("/")[:-1], origin.split("/")[:-1]
    common = len(
        posixpath.commonpath([("/".join(["", *first])) or "/", ("/".join(["", *second])) or "/"]).split("/")
    )
    return len(first) + len(second) + 2 - 2 * common


def names_of(pages: Sequence[PlannedPage]) -> dict[str, PlannedPage]:
    """The pages by path."""
    return {page.path: page for page in pages}
