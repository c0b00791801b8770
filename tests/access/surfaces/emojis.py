"""The names of emoji: the same for everybody."""

from asking import Ask, always

SURFACES = {"emojis.names": always(Ask("/emojis.json"))}
