"""What a process keeps between requests; nothing here is truth, and every key holds the versions it depends on.

The caches hang on `Sessions` and travel in `Session.info`, so two wikis in one process never share them.
"""

import sys
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from cachetools import LRUCache
from sqlalchemy.orm import Session

SCOPE_SETS = 4096
FRAGMENT_BYTES = 3 * 1024 * 1024
PRESENTED_BYTES = 13 * 1024 * 1024

Value = TypeVar("Value")


class Cache:
    """A bounded cache that threads share; a value may be made twice, never wrongly."""

    def __init__(
        self, limit: int, size_of: Callable[[Any], int] | None = None
    ) -> None:  # Any: values of all kinds
        self._entries: LRUCache[Hashable, object] = LRUCache(limit, size_of)
        self._limit = limit
        self._guard = Lock()

    def get(self, key: Hashable) -> object | None:
        """The kept value, or None."""
        with self._guard:
            return self._entries.get(key)

    def put(self, key: Hashable, value: object) -> None:
        """The value is kept, if it fits."""
        with self._guard:
            try:
                self._entries[key] = value
            except ValueError:  # larger than the whole cache
                return

    def fetch(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The kept value, else the one that `make` gives, which is kept from now on. `make` never gives None."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return cast("Value", found)


class Caches:
    """All caches of one wiki in this process."""

    def __init__(self) -> None:
        self.scope_sets = Cache(SCOPE_SETS)
        self.settings = Cache(8)
        self.fragments = Cache(FRAGMENT_BYTES, _weight)
        self.presented = Cache(PRESENTED_BYTES, _weight)


def of(session: Session) -> Caches:
    """The caches of the wiki that the session reads."""
    return cast("Caches", session.info["caches"])


def _weight(value: object) -> int:
    weight = getattr(value, "weight", None)
    if isinstance(weight, int):
        return weight
    return (
        sys.getsizeof(value) if isinstance(value, str | bytes) else 1024
    )  # a dash doubles the size of a text
