"""Who derives what inside a save, and who reacts to which event in the worker. Nothing else."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from wiki.pages import derive, facts, links

DERIVE: tuple[derive.Step, ...] = (
    links.derive,
    facts.derive_text,
    facts.derive_tags,
    facts.derive_properties,
)
REACT: dict[str, tuple[Callable[[Session, dict[str, object]], None], ...]] = {}


def install() -> None:
    """Saves derive what is listed here. Every process that saves calls this once."""
    derive.steps[:] = DERIVE
