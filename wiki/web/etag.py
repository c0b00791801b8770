"""Answers 304 before working: a tag over everything a screen shows."""

import hashlib
import time

from flask import Response, request

from wiki import __version__
from wiki.web import context, screen
from wiki.web.sentences import said, undo_href

_HALF_DAY_SECONDS = 43_200


def frame() -> tuple[object, ...]:
    """What every screen shows besides its own content, apart from the person's name and token."""
    who, word, seen_as = context.identity(), request.args.get("said", ""), context.viewed()
    return (
        __version__,
        screen.assets().version,
        who.access_version,
        who.settings_version,
        screen.scope_set().parameters["scopes"],
        screen.editable_scopes().parameters["scopes"],  # the tree says what can be moved
        context.actor().timezone,
        said(word),  # the sentence, or each made-up word would be a screen of its own
        undo_href(word),
        context.app().sessions.last_fault.present,
        (seen_as.principal, seen_as.name) if seen_as else None,
    )


def of(*facts: object) -> str:
    """The tag of a screen made of these facts, for this reader, in this version of the program."""
    return own(shared(*facts))


def shared(*facts: object) -> str:
    """Stands for all that readers with the same scopes and zone see alike on a screen made of these facts."""
    return _digest(frame(), facts)


def own(seen_alike: str) -> str:
    """The tag of the screen for this reader."""
    who = context.identity()
    # A visitor's forms hold a token for a day (wiki.web.csrf): no 304 may keep an older one alive.
    token_period = int(time.time() // _HALF_DAY_SECONDS) if who.user_id is None else 0
    person = (
        who.user_id,
        who.display_name,
        who.is_admin,
        who.theme,
        who.proof_id,
        who.unread,
        who.newest_unread,
        context.locale(),
        token_period,
    )
    return _digest(person, seen_alike)


def is_known(tag: str) -> bool:
    """Whether the browser has this very screen."""
    return request.if_none_match.contains_weak(tag) if request.if_none_match else False


def not_modified(tag: str) -> Response:
    """304 with the tag."""
    return tagged(Response(status=304), tag)


def tagged(response: Response, tag: str) -> Response:
    """The answer with its tag; weak, because a proxy may compress it."""
    response.set_etag(tag, weak=True)
    return response


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
