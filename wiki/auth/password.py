"""Password hashes: argon2id with OWASP's parameters (ASVS 11.4.2), few at a time so that a flood cannot eat the memory.

A stored text is a hash, a hash marked as one-time (good for choosing an own password only), or a random text
that no password matches, while a link for choosing one is on its way (`auth/links.py`).
"""

import itertools
import re
import secrets
import unicodedata
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from wiki.errors import Invalid, RateLimited

MIN_LENGTH = 12  # one factor alone: between the 8 that are demanded and the 15 that are advised (ASVS 6.2.1)
MAX_LENGTH = 256
_LEAST_SIGNS = 5  # different ones: "abababababab", "aaaabbbbcccc"
_LEAST_LETTERS = 4  # of a word that means something
_RUN = 0.6  # which part of a password may be one row of neighbours
ONE_TIME_LIFETIME = timedelta(days=3)
_ONE_TIME = "once:"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
_READ_AS = str.maketrans("@$013457", "asoieast")
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_slots = BoundedSemaphore(4)
_NOBODY = _hasher.hash("nobody has this password")


def check(password: str, *names: str) -> None:
    """The password may be used. Raises Invalid: `too_short`, `too_long` or `too_obvious` (ASVS 6.2).

    `names` are the person's and the wiki's: none of them, with or without digits, is a password. What it is made
    of does not matter otherwise: no kinds of signs are demanded.
    """
    plain = normalised(password)
    if len(plain) < MIN_LENGTH:
        raise Invalid("password", "too_short", least=MIN_LENGTH)
    if len(plain) > MAX_LENGTH:
        raise Invalid("password", "too_long", most=MAX_LENGTH)
    if _is_obvious(
        plain.casefold(), {_core(part.casefold()) for name in names for part in (name, *_words(name))}
    ):
        raise Invalid("password", "too_obvious")


def check_pair(password: str, again: str, *names: str) -> None:
    """As `check`, and both entries are the same. Raises Invalid: `again`, `different` besides."""
    check(password, *names)
    if password != again:
        raise Invalid("again", "different")


def normalised(password: str) -> str:
    """The same letters in one way of writing them (NFKC, NIST SP 800-63B 3.1.1.2), whatever the keyboard."""
    return unicodedata.normalize("NFKC", password)


@cache
def common() -> frozenset[str]:
    """Passwords that are tried first, in lower case; read once (`common_passwords.txt`, our own list)."""
    text = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _cores() -> frozenset[str]:
    """The words in the common passwords, without their digits: "sommer" for "sommer2026"."""
    return frozenset(core for core in map(_core, common()) if len(core) >= _LEAST_LETTERS)


def _is_obvious(lowered: str, own: set[str]) -> bool:
    core = _core(lowered)
    if len(set(lowered)) < _LEAST_SIGNS or lowered in common() or _is_row(lowered):
        return True
    return len(core) >= _LEAST_LETTERS and (core in own or core in _cores() or _repeats(core))


def _core(lowered: str) -> str:
    """The letters, with digits and signs inside read as the letters that they stand for, and those around left out."""
    inside = lowered.strip("".join({sign for sign in lowered if not sign.isalpha()}))
    return "".join(sign for sign in inside.translate(_READ_AS) if sign.isalpha())


def _words(name: str) -> list[str]:
    return re.split(r"[\W_]+", name)


def _is_row(lowered: str) -> bool:
    """Whether most of it are neighbours: "123456789012", "abcdefghijkl", "111111222222"."""
    steps = [ord(after) - ord(before) for before, after in itertools.pairwise(lowered)]
    return max(steps.count(step) for step in (-1, 0, 1)) >= _RUN * len(steps)


def _repeats(core: str) -> bool:
    """Whether it is one word, again and again."""
    return core in (core + core)[1:-1]


def one_time() -> str:
    """A password that can be read out on the telephone: three groups of four letters or digits (59 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def hashed_one_time(password: str) -> str:
    """What is stored of a password that is good only for choosing an own one."""
    return _ONE_TIME + hashed(password)


def unusable() -> str:
    """What is stored so that no password matches; random, so that links bound to it are unlike all others."""
    return "none:" + secrets.token_urlsafe(16)


def is_one_time(stored: str) -> bool:
    """Whether the stored hash is that of a one-time password."""
    return stored.startswith(_ONE_TIME)


def is_usable(stored: str) -> bool:
    """Whether somebody signs in with it: no one-time password, and not void."""
    return stored.startswith("$argon2")


def hashed(password: str) -> str:
    """The argon2id hash with its parameters."""
    with _slot():
        return _hasher.hash(normalised(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. Without a stored hash the same work is done, for the same time."""
    usable = (stored or "").removeprefix(_ONE_TIME)
    known = usable if usable.startswith("$argon2") else None
    typed = password[:MAX_LENGTH]
    plain = normalised(typed)
    # Hashes of versions before 0.4.0 are of what was typed.
    return _verified(plain, known) or (plain != typed and _verified(typed, known))


def _verified(password: str, known: str | None) -> bool:
    with _slot():
        try:
            return _hasher.verify(known or _NOBODY, password) and known is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters and is renewed at sign-in."""
    return _hasher.check_needs_rehash(stored)


class _slot:  # noqa: N801  reads as a verb where it stands
    """One of few places for the costly work. Raises RateLimited when none gets free."""

    def __enter__(self) -> None:
        if not _slots.acquire(timeout=5):
            raise RateLimited(retry_after=5)

    def __exit__(self, *_: object) -> None:
        _slots.release()
