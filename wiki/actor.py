"""Who acts: a plain value handed to every service and query.

Below `web/` nobody asks for "the current user"; jobs, the command line and tests pass an `Actor` too.
"""

from dataclasses import dataclass
from enum import IntEnum

EVERYONE = "everyone"
SIGNED_IN = "signed-in"


class Right(IntEnum):
    """What somebody may do in an access scope; a higher right holds the lower ones."""

    READ = 10
    COMMENT = 20
    EDIT = 30
    MANAGE = 40


@dataclass(frozen=True, slots=True)
class Lens:
    """As whom somebody looks at the wiki: a person or a group with the principals that grants may name."""

    principals: frozenset[str]
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, with the principals that grants may name.

    `ceiling` lowers every right (API tokens); `access_version` is the state of grants and memberships
    that the principals were read at, and part of every cache key that depends on them. With a `lens` the actor
    sees only what those may read whom he looks as, and changes nothing (wiki/sharing/viewing.py).
    """

    user_id: int | None
    principals: frozenset[str]
    name: str = ""
    is_admin: bool = False
    is_system: bool = False
    ceiling: Right = Right.MANAGE
    access_version: int = -1
    locale: str = "de"
    timezone: str = "Europe/Berlin"
    lens: Lens | None = None

    @property
    def is_anonymous(self) -> bool:
        """Nobody is signed in and no job acts."""
        return self.user_id is None and not self.is_system


def user_principal(user_id: int) -> str:
    """The principal of one user."""
    return f"user:{user_id}"


def group_principal(group_id: int) -> str:
    """The principal of one group."""
    return f"group:{group_id}"


def share_principal(share_id: int) -> str:
    """The principal of whoever holds one share link."""
    return f"share:{share_id}"


def anonymous(
    *, public: bool, locale: str = "de", timezone: str = "Europe/Berlin", access_version: int = -1
) -> Actor:
    """A reader who is not signed in; grants to everyone count only where the wiki allows public spaces."""
    principals = frozenset({EVERYONE}) if public else frozenset()
    return Actor(None, principals, locale=locale, timezone=timezone, access_version=access_version)


def system(name: str = "Werkbuch", locale: str = "de") -> Actor:
    """The wiki itself: worker, command line, upgrades. It reaches every scope."""
    return Actor(None, frozenset(), name=name, is_system=True, locale=locale)
