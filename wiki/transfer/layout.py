"""Where pages and attachments stand in an export: folders like the tree, files named by slug. Pure."""

import re
from collections.abc import Iterable

LONGEST_FOLDER = 500
_DEEP = "_deep/"
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"|?*\\/\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)


def page_file(slug: str, parent_file: str | None) -> str:
    """The path of a page's file: beside those of its siblings, in a folder named like the parent's file.

    Where the tree is very deep, a new start is made in `_deep`: other systems end paths at some length.
    """
    folder = "" if parent_file is None else folder_of(parent_file)
    if len(folder) > LONGEST_FOLDER:
        folder = _DEEP
    return f"{folder}{_portable(slug)}.md"


def folder_of(file: str) -> str:
    """The folder of what belongs to a page, with `/` at its end."""
    return file.removesuffix(".md") + "/"


def attachment_files(file: str, names: Iterable[str]) -> dict[str, str]:
    """The path of each attachment of the page in `file`, by name."""
    paths: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        portable, number = _portable(name), 1
        while portable.casefold() in taken:
            number += 1
            portable = f"{number}-{_portable(name)}"
        taken.add(portable.casefold())
        paths[name] = f"{folder_of(file)}_files/{portable}"
    return paths


def _portable(name: str) -> str:
    """The name as every system can hold it."""
    plain = _NOT_IN_FILE_NAMES.sub("_", name)
    return f"_{plain}" if _DEVICES.match(plain) or plain.startswith(".") else plain
