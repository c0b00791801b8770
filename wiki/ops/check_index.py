"""Whether the search index holds what the pages hold. A wiki whose index was never built has nothing to say."""

from collections.abc import Iterator
from functools import partial

from wiki.db import Sessions
from wiki.ops.findings import Finding, guarded, hint
from wiki.search.backend import DamagedIndexError, SearchBackend
from wiki.search.engine import backend
from wiki.search.indexer import Indexer
from wiki.settings import Settings

_REMEDY = "Nothing to do while the worker runs: it mends the index. “wiki reindex” builds it at once."


def findings(settings: Settings, sessions: Sessions) -> list[Finding]:
    """What is missing, old or damaged."""
    index = backend(settings, sessions)
    if not index.is_shared and not settings.index_dir.exists():
        return []
    return guarded("search index", partial(_look, index, sessions))


def _look(index: SearchBackend, sessions: Sessions) -> Iterator[Finding]:
    try:
        found = Indexer(sessions, index).difference()
    except DamagedIndexError as error:
        yield hint("search_index", "The search index cannot be read: %(reason)s.", _REMEDY, reason=error)
        return
    if found:
        text = "The search index lacks %(missing)s pages, has %(stale)s as they were, and %(ghosts)s that are gone."
        facts = {"missing": len(found.missing), "stale": len(found.stale), "ghosts": len(found.ghosts)}
        yield hint("search_index", text, _REMEDY, **facts)
