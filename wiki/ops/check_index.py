"""Whether the search index holds what the pages hold. A wiki whose index was never built has nothing to say."""

from collections.abc import Iterator
from functools import partial

from wiki.db import Sessions
from wiki.ops.findings import Finding, guarded, hint
from wiki.search.generations import Generations
from wiki.search.indexer import Indexer
from wiki.search.whoosh_storage import DamagedIndexError
from wiki.settings import Settings

_REMEDY = "Nothing to do while the worker runs: it mends the index. “wiki reindex” builds it at once."


def findings(settings: Settings, sessions: Sessions) -> list[Finding]:
    """What is missing, old or damaged."""
    if not settings.index_dir.exists():
        return []
    return guarded("search index", partial(_look, settings, sessions))


def _look(settings: Settings, sessions: Sessions) -> Iterator[Finding]:
    try:
        found = Indexer(sessions, Generations(settings.index_dir)).difference()
    except DamagedIndexError as error:
        yield hint("search_index", "The search index cannot be read: %(reason)s.", _REMEDY, reason=error)
        return
    if found:
        text = "The search index lacks %(missing)s pages, has %(stale)s as they were, and %(ghosts)s that are gone."
        facts = {"missing": len(found.missing), "stale": len(found.stale), "ghosts": len(found.ghosts)}
        yield hint("search_index", text, _REMEDY, **facts)
