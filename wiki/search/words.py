"""Words of texts and questions, and the terms under which they stand in an index. Pure.

A word is a run of letters and digits, in lower case; Chinese, Japanese and Korean signs are a word each. A page in a
known language has one term a word, its Snowball stem; else both stems stand at the same place. Whoever asks looks
for both stems. The German stemmer itself maps ä and ae, ö and oe, ü and ue, ß and ss to one form.
"""

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import Stemmer

LONGEST_WORD = 64
_MOST_KEPT = 300_000
_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+")
_SAMPLE = 3000
_SAMPLE_SIGNS = 40_000
_LEAST_SEEN = 3
_GERMAN = frozenset(
    re.findall(
        r"\w+",
        "der die das und ist nicht ein eine einen einem einer mit von für auf dem den des im zu werden wird "
        "auch sich als bei oder sind wie aus nach über um sie wir kann durch wenn nur noch zum zur bis vor "
        "haben hat diese dieser ",
    )
)
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and to is in that for it with as on are be this by an or from at not you your we have can if "
        "will which all when was has but they their more about should our do how what there use ",
    )
)


_SMALL_WORDS = (_GERMAN | _ENGLISH) - {"it"}  # "IT" is something


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text and where it stands there, in characters."""

    text: str
    start: int
    end: int


class _Stemmers(threading.local):
    """Snowball's stemmers keep a state: each thread has its own."""

    def __init__(self) -> None:
        self.german, self.english = Stemmer.Stemmer("german", 0), Stemmer.Stemmer("english", 0)


_stemmers = _Stemmers()
_kept: dict[str, dict[str, tuple[str, ...]]] = {"de": {}, "en": {}, "": {}}


def folded(text: str) -> str:
    """The text as its words are compared: composed, in lower case. Not of the same length."""
    return unicodedata.normalize("NFC", text).lower()


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return _WORD.findall(folded(text))


def words_with_places(text: str) -> Iterator[Word]:
    """The words of a text and where they stand in it as it is, one after the other."""
    for match in _WORD.finditer(text):
        yield Word(folded(match.group()), match.start(), match.end())


def is_small(word: str) -> bool:
    """Whether it is an article, a preposition or the like, German or English: a page may answer without it."""
    return word in _SMALL_WORDS


def terms(word: str, language: str = "") -> tuple[str, ...]:
    """The terms of a word on a page in that language ("de", "en", or "" for unsure), or in a question (both)."""
    kept = _kept[language]
    known = kept.get(word)
    if known is None:
        if len(kept) > _MOST_KEPT:
            kept.clear()
        known = kept[word] = _stems(word[:LONGEST_WORD], language)
    return known


def language_of(text: str) -> str:
    """The language by the small words of the text's beginning: "de", "en", or "" where they do not tell."""
    found = _WORD.findall(text[:_SAMPLE_SIGNS])
    if len(found) <= _SAMPLE and len(text) > _SAMPLE_SIGNS:
        found = _WORD.findall(text)
    seen = Counter(" ".join(found[:_SAMPLE]).lower().split(" "))
    german, english = (
        sum(seen[word] for word in some) for some in (_GERMAN & seen.keys(), _ENGLISH & seen.keys())
    )
    if max(german, english) < _LEAST_SEEN:
        return ""
    if german > 3 * english:
        return "de"
    return "en" if english > 3 * german else ""


def _stems(word: str, language: str) -> tuple[str, ...]:
    if language == "de":
        return (_stemmers.german.stemWord(word),)
    if language == "en":
        return (_stemmers.english.stemWord(word),)
    return tuple(dict.fromkeys((_stemmers.german.stemWord(word), _stemmers.english.stemWord(word))))
