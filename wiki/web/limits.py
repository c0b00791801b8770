"""How large a form may be: as the process began, or more where administrators raised the limit of pages since.

The check of a form's token reads the body, so this runs before it. The database is asked only for a form that
is larger than the limit of the start, and only people who are signed in may send one.
"""

from flask import g, request

from wiki.web import context

OVERHEAD = 64 * 1024
ENCODING = 3  # a form sends one byte as %XX


def largest_form(page_limit: int) -> int:
    """Bytes of the largest form that carries a page of this many bytes."""
    return page_limit * ENCODING + OVERHEAD


def admit() -> None:
    """The request may be as large as administrators allow pages to be; whatever is larger is 413 before parsing."""
    at_start = context.app().config["MAX_CONTENT_LENGTH"]
    is_decided = request.max_content_length != at_start  # uploads have a limit of their own
    if (request.content_length or 0) <= at_start or request.url_rule is None or is_decided:
        return
    with context.app().sessions.reading() as g.session:
        if context.identity().user_id is not None:
            allowed = max(at_start, largest_form(context.wiki_settings().page_limit))
            request.max_content_length = request.max_form_memory_size = allowed
