"""Receives files from browsers: nobody sends megabytes in vain, and each file of a form stands for itself."""

from collections.abc import Callable
from typing import BinaryIO, cast

from flask import g, request
from werkzeug.datastructures import FileStorage

from wiki.actor import Right
from wiki.attachments import screens
from wiki.attachments.models import Attachment
from wiki.errors import Forbidden, Invalid, TooLarge, WikiError
from wiki.pages.queries import PageRow
from wiki.pages.screens import page_at
from wiki.web import context

_FORM_BYTES = 1 << 20  # what a form holds beside the file: its other fields and the headers of its parts

Store = Callable[[str, BinaryIO, int], Attachment]
"""Stores a file: its name, its bytes, how many of them at most."""


def admit(page: PageRow) -> None:
    """Raises Forbidden unless the reader may add and remove files here."""
    if not screens.can_edit(page):
        raise Forbidden(right=Right.EDIT.name)


def before_the_body(space_key: str, slug: str) -> None:
    """Who may upload, and how much, is known before the body is read. Raises NotFound, Forbidden, TooLarge.

    The check of the form's token reads the body, so this comes before it, with a short read session of its own.
    The body goes to a temporary file that has no name.
    """
    with context.app().sessions.reading() as g.session:
        request.max_content_length = _FORM_BYTES
        admit(page_at(space_key, slug))
        beyond = screens.room()
        if (request.content_length or 0) > beyond.limit + _FORM_BYTES:
            raise beyond.error
        request.max_content_length = beyond.limit + _FORM_BYTES
    request.form.get("")  # read here, while no session is open: a slow upload holds no connection


def received(part: FileStorage | None, store: Store) -> screens.Outcome:
    """How one file of a form went."""
    name = part.filename if part else None
    if part is None or not name:
        return screens.Outcome("", error=Invalid("file", "empty"))
    beyond = screens.room()
    try:
        attachment = store(name, cast("BinaryIO", part.stream), beyond.limit)
    except TooLarge:
        return screens.Outcome(name, error=beyond.error)
    except WikiError as error:
        return screens.Outcome(name, error=error)
    return screens.Outcome(attachment.name, attachment.public_id)
