"""The shape of the leak matrix: what is asked of a route, and the table of all routes.

Each blueprint has one file `surfaces/<blueprint>.py` with a table SURFACES: endpoint → function that turns a
`Target` into requests. A route without an entry fails the matrix by its name, so whoever adds a route adds one.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import surfaces
from hiding import Target


@dataclass(frozen=True)
class Ask:
    """A request. `form` are the fields of a POST. `shows` are the canaries that the entitled reader must get by GET.

    `only_main` compares what stands in <main> alone; `may_differ` says why the answers for the hidden thing and
    for nothing need not be alike.
    """

    path: str
    form: Mapping[str, Any] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    only_main: bool = False
    may_differ: str = ""
    follow: bool = False


Surface = Callable[[Target], list[Ask]]


def always(*asks: Ask) -> Surface:
    """A surface whose requests name nothing that could be hidden."""
    return lambda _target: list(asks)


def all_surfaces() -> dict[str, Surface]:
    """The tables of all files, by endpoint."""
    found: dict[str, Surface] = {}
    for module in pkgutil.iter_modules(surfaces.__path__):
        found |= importlib.import_module(f"surfaces.{module.name}").SURFACES
    return found
