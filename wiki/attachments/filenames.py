"""File names: what a name may hold, and what two names are compared by. Pure."""

import unicodedata

from wiki.errors import Invalid

MAX_LENGTH = 150
# File systems take 255 bytes for a name; some are left for "(1)" and the like of a download.
_MAX_BYTES = 240
# Controls, surrogates, line separators, and format characters: the last turn "exe.gpj" around or cannot be seen.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean(name: str) -> str:
    """The name as it is kept: NFC, the last part of a path, nothing invisible, at most 150 characters.

    The extension survives the shortening; a leading dot gets "_" before it. Raises Invalid when nothing is left.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    normal = unicodedata.normalize("NFC", last)
    visible = "".join(letter for letter in normal if unicodedata.category(letter) not in _UNWANTED)
    trimmed = visible.strip().rstrip(". ")  # Windows drops dots and spaces at the end
    if not trimmed:
        raise Invalid("file", "name")
    return _shortened(f"_{trimmed}" if trimmed.startswith(".") else trimmed)


def key(name: str) -> str:
    """What two names are compared by: cleaned, upper and lower case alike. An impossible name gives ""."""
    try:
        return unicodedata.normalize("NFC", clean(name).casefold())
    except Invalid:
        return ""


def extension(name: str) -> str:
    """The extension in lower case without its dot; "" when there is none."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem else ""


def numbered(name: str, number: int) -> str:
    """The name with the number before its extension: `plan-2.png`."""
    stem, dot, last = name.rpartition(".")
    return clean(f"{stem}-{number}.{last}" if dot and stem else f"{name}-{number}")


def _shortened(name: str) -> str:
    stem, dot, last = name.rpartition(".")
    ending = dot + last if dot and stem and len(last) <= 10 else ""  # noqa: PLR2004  longer ones are no extension
    stem = name.removesuffix(ending)[: MAX_LENGTH - len(ending)]
    while len((stem + ending).encode()) > _MAX_BYTES:
        stem = stem[:-1]
    return stem.rstrip(". ") + ending
