"""Password hashes: argon2id with OWASP's parameters (ASVS 11.4.2), few at a time so that a flood cannot eat the memory."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from wiki.errors import Invalid, RateLimited

MIN_LENGTH = 8
MAX_LENGTH = 256
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
    if own or len(set(lowered)) < 3 or lowered in _OBVIOUS:  # noqa: PLR2004  "aaaaaaaa", "abababab"
        raise Invalid("password", "too_obvious")


def hashed(password: str) -> str:
    """The argon2id hash with its parameters."""
    with _slot():
        return _hasher.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. Without a stored hash the same work is done, for the same time."""
    with _slot():
        try:
            return _hasher.verify(stored or _NOBODY, password[:MAX_LENGTH]) and stored is not None
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


_OBVIOUS = frozenset(
    "12345678 123456789 1234567890 87654321 11223344 12341234 password password1 password123 passw0rd passwort "
    "passwort1 passwort123 qwertzuiop qwertyuiop qwertz123 qwerty123 asdfghjkl yxcvbnm1 iloveyou sunshine princess "
    "football baseball superman trustno1 letmein1 welcome1 willkommen willkommen1 hallo123 hallo1234 schalke04 "
    "fussball fußball sommer2024 sommer2025 sommer2026 winter2024 winter2025 winter2026 geheim123 admin123 "
    "administrator changeme werkbuch werkbuch1 master12 schatz123 starwars computer internet 1q2w3e4r 1qaz2wsx "
    "abcd1234 abc12345 test1234 testtest asdfasdf qwerasdf zaq12wsx dragon12 monkey12 michael1 jennifer".split()
)
