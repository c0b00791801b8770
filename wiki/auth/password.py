"""Password hashes: argon2id with OWASP's parameters (ASVS 11.4.2), few at a time so that a flood cannot eat the memory.

A stored text is a hash, a hash marked as one-time (good for choosing an own password only), or a random text
that no password matches, while a link for choosing one is on its way (`auth/links.py`).
"""

import secrets
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from wiki.errors import Invalid, RateLimited

MIN_LENGTH = 8
MAX_LENGTH = 256
ONE_TIME_LIFETIME = timedelta(days=3)
_ONE_TIME = "once:"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_slots = BoundedSemaphore(4)
_NOBODY = _hasher.hash("nobody has this password")


def check(password: str, *names: str) -> None:
    """The password may be used. Raises Invalid: `too_short`, `too_long` or `too_obvious` (ASVS 6.2)."""
    if len(password) < MIN_LENGTH:
        raise Invalid("password", "too_short", least=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise Invalid("password", "too_long", most=MAX_LENGTH)
    lowered = password.casefold()
    own = any(name and lowered == name.casefold() for name in names)
    if own or len(set(lowered)) < 3 or lowered in common():  # noqa: PLR2004  "aaaaaaaa", "abababab"
        raise Invalid("password", "too_obvious")


def check_pair(password: str, again: str, *names: str) -> None:
    """As `check`, and both entries are the same. Raises Invalid: `again`, `different` besides."""
    check(password, *names)
    if password != again:
        raise Invalid("again", "different")


@cache
def common() -> frozenset[str]:
    """Passwords that are tried first, in lower case; read once (`common_passwords.txt`, our own list)."""
    text = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


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


def hashed(password: str) -> str:
    """The argon2id hash with its parameters."""
    with _slot():
        return _hasher.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. Without a stored hash the same work is done, for the same time."""
    usable = (stored or "").removeprefix(_ONE_TIME)
    known = usable if usable.startswith("$argon2") else None
    with _slot():
        try:
            return _hasher.verify(known or _NOBODY, password[:MAX_LENGTH]) and known is not None
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
