"""Names of emoji: `:tada:`, `:party_popper:`, `:konfettibombe:` become the character.

The names are Unicode's English and German short names and the usual aliases, from the package `emoji`. Only text is
looked at; code, addresses and formulas are not. A name between letters or digits is none, so `10:30:15` stays.
"""

import re
from functools import cache

import emoji
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_NAME = re.compile(r"(?<![\w:/]):([\w+’().,&!-]{1,80}):(?![\w:/])")
_LANGUAGES = ("en", "de")
_EMPHASIS = re.compile(r"\W_|_\W")
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")


def plugin(parser: MarkdownIt) -> None:
    """Replace names in finished text, after addresses were found."""
    parser.core.ruler.after("autolinks", "emojis", _emojis)


def listed() -> list[tuple[str, ...]]:
    """Each character with its names, the most usual first; the variants of skin are left out.

    So are names that would be read otherwise: with letters that no name may have, or underscores of an emphasis.
    """
    found: dict[str, list[str]] = {}
    for name, character in _names().items():
        if _NAME.fullmatch(f":{name}:") and not _EMPHASIS.search(name) and not _SKIN.search(character):
            found.setdefault(character, []).append(name)
    return [(character, *names) for character, names in found.items()]


def _emojis(state: StateCore) -> None:
    for token in state.tokens:
        if token.type != "inline" or not token.children or ":" not in token.content:
            continue
        for child in token.children:
            if child.type == "text" and ":" in child.content:
                child.content = _NAME.sub(_character, child.content)


def _character(match: re.Match[str]) -> str:
    return _names().get(match[1].lower(), match[0])


@cache
def _names() -> dict[str, str]:
    for language in _LANGUAGES:
        emoji.config.load_language(language)
    found: dict[str, str] = {}
    for character, names in emoji.EMOJI_DATA.items():
        for name in (*names.get("alias", ()), *(names.get(language, "") for language in _LANGUAGES)):
            short = name.strip(":").lower()
            # the first one is the fully qualified character; a digit alone is a time, not a name
            if short and not short.isdigit():
                found.setdefault(short, character)
    return found
