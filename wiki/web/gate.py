"""While somebody looks as another, only the routes listed here answer, and they only show.

A route that is not listed is refused with a sentence, so a new one is closed until somebody thought about it. What
belongs to one person (drafts, favourites, inbox, profile, feeds, forms) is not listed.
"""

from flask import request

from wiki.errors import Forbidden
from wiki.web import context

SHOWN = frozenset(
    {
        "admin_settings.logo",
        "attachments.file",
        "attachments.listing",
        "embed.diagram",
        "feeds.recent",
        "files.details",
        "home.alive",
        "home.markdown_help",
        "home.ready",
        "home.start",
        "links.glance",
        "links.of_page",
        "pages.level",
        "pages.permalink",
        "pages.raw",
        "pages.show",
        "past.differences",
        "past.history",
        "past.revision",
        "search.results",
        "search.titles",
        "spaces.all_pages",
        "spaces.home",
        "tags.index",
        "tags.show",
        "versions.blame",
        "viewing.choose",
    }
)
ENDING = frozenset({"viewing.end", "auth.sign_out"})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def admit() -> None:
    """Nothing, or Forbidden (`viewing`) for what is closed while the request's person looks as another."""
    if request.endpoint is None or (request.endpoint in SHOWN and request.method in _READING):
        return
    if context.token() is None or request.endpoint in ENDING or context.identity().viewing is None:
        return
    context.locale()  # the error's screen is drawn without the database: in this language, with the banner
    context.viewed()
    raise Forbidden(reason="viewing")
