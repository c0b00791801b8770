"""What a search engine does for the wiki: the seam with two sides, the index of Whoosh and PostgreSQL.

Engines get documents whose words are already told apart (wiki/search/words.py) and questions as trees
(wiki/search/syntax.py), so they cannot differ in either. Rights come with each question, from the database.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from wiki.search.snippets import Split
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a reader: the scopes that he may read, what its filters mean to him, and which part of the answer.

    The best `limit` are wanted but for the first `skip` of them, with `facets` if those are to be counted.
    """

    question: Question
    scopes: frozenset[int]
    resolve: Resolve
    limit: int
    skip: int = 0
    facets: bool = False


Moment = tuple[str, int]
"""A generation of the index and a commit of it."""


class DamagedIndexError(Exception):
    """There is no index, or not as it was written: it has to be built again."""


class Busy(Exception):
    """Another process writes the index."""


class Index(Protocol):
    """One generation, as whoever writes knows it. One process writes at a time."""

    def apply(self, documents: Iterable[Document], gone: Iterable[int], applied: int) -> None:
        """The documents are as given, those with the keys in `gone` are no more; durable on return, and idempotent."""

    def applied(self) -> int:
        """The last row of the outbox that was applied."""

    def inventory(self) -> Iterator[tuple[int, int]]:
        """Key and version of every document."""

    def verify(self) -> None:
        """All of it can be read, and is as it was written."""

    def tidy(self) -> bool:
        """What was written piece by piece is put together. Whether there may be more to do."""

    def erase(self) -> None:
        """What was removed is gone for good."""


class SearchBackend(Protocol):
    """An engine: the generation in use, and the next one that a rebuild fills. For several threads at once.

    Whatever needs the index raises DamagedIndexError where there is none that can be read.
    """

    @property
    def is_shared(self) -> bool:
        """Whether all machines of a wiki read the same index; else each has its own."""

    def search(self, session: Session, asked: Asked) -> Matches:
        """What of the pages in these scopes fits, the best first; where pages lie, the session's database tells."""

    def moment(self) -> Moment:
        """Which commit would be asked now."""

    def split(self) -> Split:
        """Gives the parts of compounds under which they are found in the generation in use now."""

    def current(self) -> Index:
        """The generation in use."""

    def pages(self) -> int:
        """From how many pages it took the words that compounds are made of."""

    def writing(self) -> AbstractContextManager[None]:
        """Nobody else writes meanwhile. Busy."""

    def begin(self, parts: frozenset[str], pages: int) -> Index:
        """An empty next generation, with these words for compounds, taken from so many pages."""

    def is_damaged(self) -> bool:
        """Whether anybody who searched met damage, so that the index has to be built again."""

    def publish(self, index: Index) -> None:
        """Everybody reads this generation from here on; the others are gone."""
