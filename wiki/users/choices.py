"""What people may choose for themselves: language, time zone, colours, way of writing.

Pure but for the time zone database.
"""

import zoneinfo
from functools import cache

from wiki.errors import Invalid
from wiki.i18n import LANGUAGES

THEMES = ("auto", "light", "dark")
VISUAL = "visual"
WAYS_OF_WRITING = (VISUAL, "markdown", "plain")  # plain: Markdown in the browser's own field
_REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@cache
def zones() -> tuple[str, ...]:
    """The time zones by region and city, without old abbreviations; UTC last."""
    known = sorted(zone for zone in zoneinfo.available_timezones() if zone.startswith(_REGIONS))
    return (*known, "UTC")


def checked_language(language: str) -> str:
    """A language that the wiki speaks. Raises Invalid (`language`, `unknown`)."""
    if language not in LANGUAGES:
        raise Invalid("language", "unknown")
    return language


def checked_zone(zone: str) -> str:
    """A time zone by its name. Raises Invalid (`timezone`, `unknown`)."""
    if zone not in zones():
        raise Invalid("timezone", "unknown")
    return zone


def checked_theme(theme: str) -> str:
    """Light, dark, or as the device says. Raises Invalid (`theme`, `unknown`)."""
    if theme not in THEMES:
        raise Invalid("theme", "unknown")
    return theme


def checked_writing(way: str) -> str:
    """Visual, in Markdown, or in a plain field. Raises Invalid (`writes_in`, `unknown`)."""
    if way not in WAYS_OF_WRITING:
        raise Invalid("writes_in", "unknown")
    return way
