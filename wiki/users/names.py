"""What names of people and groups may be, and how they are compared: sorted, found, mistaken for another. Pure.

Two rules of Unicode Technical Standard 39 keep names apart that look alike: letters of one script only (section 5.1,
without the exceptions for East Asia's mixtures, which it allows), and a skeleton (section 4), here of the letters of
Greek and Cyrillic that look like Latin ones, and of digits in the place of letters.
"""

import re
import unicodedata

LONGEST_KEY = 600
_FOR_ALL = (
    "all alle alle-angemeldeten angemeldete anonym anonymous anybody anyone everybody everyone gast gäste guest guests "
    "jeder jedermann niemand nobody none public share signed-in system werkbuch"
)
_IN_CHARGE = "admin admins administration administrator administratoren administrators superuser sysadmin"
_LOOKS = {
    **str.maketrans("аеорсухіѕјԁԛԝһӏмтвнкз", "aeopcyxisjdqwhlmtbhk3"),
    **str.maketrans("αοινκρτυγχβημζ", "aoivkptuyxbnmz"),
    **str.maketrans("0135|ıł", "oleslil"),
}
_MIXED_WELL = ({"HIRAGANA", "KATAKANA", "CJK"}, {"HANGUL", "CJK"}, {"BOPOMOFO", "CJK"})
_SPELLED = (("ae", "a"), ("oe", "o"), ("ue", "u"))


def folded(text: str) -> str:
    """The text without case, accents and marks: Müller and MULLER are the same (DIN 5007-1). One line."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def search_key(display_name: str, name: str) -> str:
    """By what a person is sorted and found: without mail address, so that nobody can guess those by searching."""
    return folded(f"{display_name} {name}")[:LONGEST_KEY]


def wanted_forms(text: str) -> list[str]:
    """What to look for in `search_key`: also Müller for Mueller."""
    wanted = folded("".join(letter for letter in text if letter.isprintable()))[:200]
    plain = wanted
    for long, short in _SPELLED:
        plain = plain.replace(long, short)
    return sorted({wanted, plain})


def means_all(name: str) -> bool:
    """Whether the name is, or looks like, one for everybody, for nobody or for the wiki itself."""
    return _skeleton(name) in _ALL_SKELETONS


def means_those_in_charge(name: str) -> bool:
    """Whether the name is, or looks like, one for administrators."""
    return _skeleton(name) in _CHARGE_SKELETONS


def same(name: str, other: str) -> bool:
    """Whether two names differ at most in case, width and spaces."""
    return _plain(name) == _plain(other)


def mixes_scripts(name: str) -> bool:
    """Whether letters of several scripts stand in the name, as nobody writes who does not want to deceive."""
    scripts = {re.split("[ -]", unicodedata.name(letter, ""))[0] for letter in name if letter.isalpha()}
    scripts -= {"MODIFIER", "MASCULINE", "FEMININE", "MICRO"}
    return len(scripts) > 1 and not any(scripts - {"LATIN"} <= mixture for mixture in _MIXED_WELL)


def has_hidden_letters(name: str) -> bool:
    """Whether something stands in the name that nobody sees: controls, marks of direction, joiners."""
    return any(unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cn", "Cs"} for letter in name)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _skeleton(name: str) -> str:
    plain = "".join(letter for letter in folded(name) if letter.isalnum() or letter == "|")
    return plain.translate(_LOOKS).replace("rn", "m").replace("vv", "w").replace("l", "i")


_ALL_SKELETONS = frozenset(_skeleton(word) for word in _FOR_ALL.split())
_CHARGE_SKELETONS = frozenset(_skeleton(word) for word in _IN_CHARGE.split())
