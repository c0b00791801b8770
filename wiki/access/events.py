"""Facts about rights, told through the outbox."""

from dataclasses import dataclass

from wiki.outbox import Event


@dataclass(frozen=True, slots=True)
class AccessChanged(Event):
    """Somebody's rights in a scope changed."""

    scope_id: int
