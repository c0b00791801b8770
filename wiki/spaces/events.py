"""Facts about spaces, told through the outbox."""

from dataclasses import dataclass

from wiki.outbox import Event


@dataclass(frozen=True, slots=True)
class SpaceNamed(Event):
    """A space has a key that it did not have before: it was made, or its key was changed."""

    space_id: int
