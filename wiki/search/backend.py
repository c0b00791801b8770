"""What a search engine does for the wiki: the seam with two sides, the index of Whoosh and PostgreSQL.

Engines get documents whose words are already told apart (wiki/search/words.py) and questions as trees
(wiki/search/syntax.py), so they cannot differ in either. Rights come with each question, from the database.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wiki.search.syntax import Filter, Question

PAGE, FILE = 0, 1


@dataclass(frozen=True, slots=True)
class Document:
    """A page, or a file of one, as the index knows it.

    `version` grows with each change that is found; `day` counts from 1970-01-01. `language` is "de", "en" or "".
    """

    key: int
    page_id: int
    kind: int
    version: int
    language: str
    title: str
    headings: str
    body: str
    tags: tuple[str, ...]
    day: int
    author_id: int
    editor_id: int


@dataclass(frozen=True, slots=True)
class Readable:
    """What the reader may read, from the database: the scopes, and the pages with scope and space.

    `pages` is the same object as long as no page came, went or moved: engines keep what they derive from it.
    """

    scopes: frozenset[int]
    pages: "PageMap"


class PageMap(Protocol):
    """All pages that can be found, ordered by id. The three are of one length."""

    @property
    def ids(self) -> NDArray[np.int64]:
        """The pages."""

    @property
    def scopes(self) -> NDArray[np.int64]:
        """The scope of each."""

    @property
    def spaces(self) -> NDArray[np.int64]:
        """The space of each."""


@dataclass(frozen=True, slots=True)
class Match:
    """A document that was found, and how well it fits."""

    key: int
    page_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of the documents found are such: by space id, tag, year and kind."""

    spaces: Mapping[int, int]
    tags: Mapping[str, int]
    years: Mapping[int, int]
    kinds: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Matches:
    """What was found: the best of it, and how many there are."""

    best: tuple[Match, ...]
    total: int
    facets: Facets | None = None


Resolve = Callable[[Filter], frozenset[int]]
"""The ids that a filter by space or author means, among what the reader may see."""


class SearchBackend(Protocol):
    """An engine. All but `apply` and `rebuild` may be called by several threads at once."""

    def apply(self, documents: Iterable[Document], gone: Iterable[int], applied: int) -> None:
        """The documents are as given, those with the keys in `gone` are no more; durable on return, and idempotent."""

    def applied(self) -> int:
        """The last row of the outbox that was applied."""

    def search(
        self, question: Question, readable: Readable, resolve: Resolve, *, skip: int, limit: int, facets: bool
    ) -> Matches:
        """What the reader may read of what fits, the best first."""

    def inventory(self) -> Iterator[tuple[int, int]]:
        """Key and version of every document."""
