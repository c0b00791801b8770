"""The search engine of one process: the index in use, where the pages lie now, and what to do without an index."""

import threading
from pathlib import Path

from sqlalchemy.orm import Session

from wiki.search import documents
from wiki.search.backend import Matches, Readable, Resolve
from wiki.search.documents import Pages
from wiki.search.generations import Generations
from wiki.search.syntax import Question
from wiki.search.whoosh_storage import DamagedIndexError


class Engine:
    """Asks the index of `folder` for readers."""

    def __init__(self, folder: Path) -> None:
        self.generations = Generations(folder)
        self._lock = threading.Lock()
        self._pages: tuple[tuple[int, ...], Pages] | None = None

    def search(
        self,
        session: Session,
        scopes: frozenset[int],
        question: Question,
        resolve: Resolve,
        *,
        skip: int,
        limit: int,
        facets: bool,
    ) -> Matches | None:
        """What is found in these scopes; None where the index cannot be asked, since it is being built."""
        try:
            index = self.generations.current()
            readable = Readable(scopes, self._pages_now(session))
            return index.search(question, readable, resolve, skip=skip, limit=limit, facets=facets)
        except DamagedIndexError:
            return None

    def moment(self) -> tuple[str, int] | None:
        """Which commit of which index would be asked now; None without an index."""
        try:
            index = self.generations.current()
            return index.folder.name, index.snapshot().generation
        except DamagedIndexError:
            return None

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts of a compound under which it is found."""
        try:
            return tuple(self.generations.current().split(word))
        except DamagedIndexError:
            return ()

    def _pages_now(self, session: Session) -> Pages:
        structure = documents.structure(session)
        known = self._pages
        if known is not None and known[0] == structure:
            return known[1]
        with self._lock:
            if self._pages is None or self._pages[0] != structure:
                self._pages = (structure, documents.pages(session))
            return self._pages[1]
