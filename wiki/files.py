"""Finds the folders that belong to the program but lie outside the package: templates, static, migrations.

In a checkout they stand beside `wiki/`; in a wheel they are packed as `wiki/_files/` (pyproject.toml).
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the absolute path of a folder such as "templates". Raises FileNotFoundError if it is missing."""
    for place in (_PACKAGE / "_files", _PACKAGE.parent):
        found = place / name
        if found.is_dir():
            return found
    raise FileNotFoundError(f"{name} is neither in the package nor beside it")
