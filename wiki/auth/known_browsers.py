"""A mark in the browser in which somebody signed in: strangers' wrong tries do not keep its owner out.

It is no proof of anything and opens nothing: the password is asked as everywhere, and wrong ones are counted
(wiki/auth/throttle.py). The cookie holds a random word, signed for one account, which it does not name.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

LIFETIME = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the browser sent, empty when nothing; the wiki's key tells whether it is ours."""

    cookie: str = ""
    secret_key: str = field(default="", repr=False)

    def device_of(self, user_id: int) -> str:
        """The browser's random word if this person signed in there before, else empty."""
        word, _, signature = self.cookie.partition(".")
        wanted = _signature(self.secret_key, word, user_id)
        return (
            word
            if word and hmac.compare_digest(signature.encode("utf-8", "replace"), wanted.encode())
            else ""
        )


def made(secret_key: str, user_id: int) -> str:
    """A new mark for a browser in which this person has just signed in."""
    word = secrets.token_urlsafe(16)
    return f"{word}.{_signature(secret_key, word, user_id)}"


def _signature(secret_key: str, word: str, user_id: int) -> str:
    return hmac.new(secret_key.encode(), f"browser:{user_id}:{word}".encode(), hashlib.sha256).hexdigest()
