"""The search engine of a wiki, as questions meet it: what it finds, or that there is no index to ask."""

from sqlalchemy.orm import Session

from wiki.db import Sessions
from wiki.search.backend import Asked, DamagedIndexError, Matches, Moment, SearchBackend
from wiki.search.generations import Generations
from wiki.search.postgresql_generations import PostgresGenerations
from wiki.search.snippets import Split
from wiki.settings import Settings


def backend(settings: Settings, sessions: Sessions) -> SearchBackend:
    """The engine that the settings choose (ADR 0029)."""
    if settings.search_engine == "postgresql":
        return PostgresGenerations(sessions)
    return Generations(settings.index_dir)


class Engine:
    """Asks the index for readers."""

    def __init__(self, backend: SearchBackend) -> None:
        self._backend = backend

    def search(self, session: Session, asked: Asked) -> Matches | None:
        """What is found in these scopes; None where the index cannot be asked, since it is being built."""
        try:
            return self._backend.search(session, asked)
        except DamagedIndexError:
            return None

    def moment(self) -> Moment | None:
        """Which commit of which index would be asked now; None without an index."""
        try:
            return self._backend.moment()
        except DamagedIndexError:
            return None

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts of a compound under which it is found."""
        return tuple(self.split()(word))

    def split(self) -> Split:
        """`parts` of the index as it is now, for many words: which index that is, is asked once."""
        try:
            return self._backend.split()
        except DamagedIndexError:
            return lambda _word: ()
