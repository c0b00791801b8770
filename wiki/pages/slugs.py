"""Slugs and title keys: pure functions from titles to the words that stand in addresses and comparisons."""

import re
import secrets
import string
import unicodedata

MAX_LENGTH = 80
MAX_TITLE = 200
# The second parts of addresses below a space; a page may not take them.
RESERVED = frozenset(
    {
        "new",
        "preview",
        "draft",
        "tree",
        "pages",
        "settings",
        "rights",
        "import",
        "export",
        "feed",
        "home",
        "trash",
    }
)
_GERMAN = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "ø": "oe",
        "œ": "oe",
        "å": "aa",
        "ł": "l",
        "đ": "d",
    }
)
_LETTERS = frozenset("LNM")  # categories of letters, digits and marks
_HYPHENS = re.compile(r"-+")
_SUFFIX_LETTERS = string.digits + string.ascii_lowercase


def slugify(title: str) -> str:
    """The slug of a title: lower case, ä→ae, accents dropped from Latin letters, everything else a hyphen.

    Letters of other scripts stay (NFC). A title without any letter or digit gives "seite".
    """
    lowered = unicodedata.normalize("NFC", title).lower()
    text = "".join(_plain(letter) for letter in lowered.translate(_GERMAN))
    words = "".join(letter if unicodedata.category(letter)[0] in _LETTERS else "-" for letter in text)
    slug = _HYPHENS.sub("-", words).strip("-")[:MAX_LENGTH].strip("-")
    return slug or "seite"


def with_suffix(slug: str) -> str:
    """The slug with a random suffix: for a name that is taken, whoever may read the other page."""
    suffix = "".join(secrets.choice(_SUFFIX_LETTERS) for _ in range(4))
    return f"{slug[: MAX_LENGTH - 5].strip('-')}-{suffix}"


def is_free_word(slug: str) -> bool:
    """Whether addresses do not use the word themselves."""
    return slug not in RESERVED


def title_key(title: str) -> str:
    """What two titles are compared by: NFC, case-folded, one space between words."""
    return " ".join(unicodedata.normalize("NFC", title).casefold().split())


def search_key(text: str) -> str:
    """What texts are searched in: NFC and case-folded."""
    return unicodedata.normalize("NFC", text).casefold()


def clean_title(title: str) -> str:
    """The title without control characters, half surrogate pairs and white space at its ends; otherwise as typed."""
    return "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} else letter for letter in title
    ).strip()


def _plain(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter)
    is_latin = decomposed[0] < "\u0370"  # with the marks that lower case may leave alone ("İ")
    return "".join(part for part in decomposed if not unicodedata.combining(part)) if is_latin else letter
