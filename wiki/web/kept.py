"""Keeps whole screens as pieces of HTML, the same for every reader with the same scopes, language and theme.

What belongs to one person (the token of the forms, the name in the menu) is drawn as a mark that nobody can
guess, cut out once, and filled in per request. A warm screen is a join of strings.
"""

import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape

from markupsafe import Markup

from wiki import caches
from wiki.web import context, csrf, screen
from wiki.web.shell import Shell, ShellUser

_TOKEN, _PERSON, _NAME, _INITIALS, _UNREAD = (f"mark{secrets.token_hex(12)}" for _ in range(5))
_MARKS = (_TOKEN, _PERSON, _NAME, _INITIALS, _UNREAD)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """HTML between marks, as it is sent; `marks[i]` stands behind `texts[i]`."""

    texts: tuple[bytes, ...]
    marks: tuple[str, ...]
    weight: int


def screen_of(key: tuple[object, ...], draw: Callable[[], str]) -> bytes:
    """The screen for this reader in UTF-8: kept under the key, which names everything else it shows, or drawn now.

    `draw` uses `frame(...)` for its shell.
    """
    who = context.identity()
    full_key = ("screen", key, who.theme, who.is_admin, who.user_id is None, who.viewing, context.locale())
    badge = screen.unread_badge(full_key)
    pieces = caches.of(context.reader()).presented.fetch(full_key, lambda: _cut(draw()))
    person = {
        _TOKEN: csrf.token().encode(),
        _PERSON: escape(who.public_id).encode(),
        _NAME: escape(who.display_name).encode(),
        _INITIALS: escape(screen.initials(who.display_name)).encode(),
        _UNREAD: badge.encode(),
    }
    filled: list[bytes] = []
    for text, mark in zip(pieces.texts, (*pieces.marks, ""), strict=True):
        filled += (text, person.get(mark, b""))
    return b"".join(filled)


def frame(shell: Shell) -> Shell:
    """The shell with marks where it speaks of the person."""
    user = ShellUser(_NAME, _INITIALS, shell.user.is_admin) if shell.user else None
    badge = Markup(_UNREAD) if user else Markup()  # noqa: S704  the mark is ours
    return replace(shell, csrf_token=_TOKEN, person=_PERSON, user=user, unread_badge=badge)


def _cut(html: str) -> _Pieces:
    texts: list[str] = [html]
    marks: list[str] = []
    for mark in _MARKS:
        for place in range(len(texts) - 1, -1, -1):
            parts = texts[place].split(mark)
            texts[place : place + 1] = parts
            marks[place:place] = [mark] * (len(parts) - 1)
    sent = tuple(text.encode() for text in texts)
    return _Pieces(sent, tuple(marks), sum(map(sys.getsizeof, sent)))
