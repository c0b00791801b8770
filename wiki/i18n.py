"""Languages of the interface: catalogues, translators, negotiation, dates and numbers.

Message ids are English sentences; German stands in `translations/de/<feature>.po`, one file a feature.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date as calendar_date
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import dates, numbers
from babel.messages.pofile import read_po

LANGUAGES = {"de": "Deutsch", "en": "English"}
_LATE_DAYS = {"de": ("heute", "gestern"), "en": ("today", "yesterday")}
_FOLDER = Path(__file__).parent / "translations"


@dataclass(frozen=True, slots=True)
class Translator:
    """Turns message ids into the sentences of one language; an unknown id stays English."""

    language: str
    singular: dict[str, str]
    plural: dict[str, tuple[str, ...]]

    def gettext(self, message: str) -> str:
        """The sentence in this language."""
        return self.singular.get(message, message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The sentence for a number; both languages count one and many."""
        forms = self.plural.get(one) or (one, many)
        return forms[0 if number == 1 else 1]


@cache
def translator(language: str) -> Translator:
    """The translator of a language, read once; an unknown language reads English."""
    singular: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for path in sorted((_FOLDER / language).glob("*.po")) if language in LANGUAGES else ():
        with path.open("rb") as file:
            for message in read_po(file):
                _keep(message.id, message.string, singular, plural)
    return Translator(language, singular, plural)


def _keep(key: object, text: object, singular: dict[str, str], plural: dict[str, tuple[str, ...]]) -> None:
    if isinstance(key, list | tuple) and isinstance(text, list | tuple):
        plural[str(key[0])] = tuple(str(form) for form in text)
    elif key and text:
        singular[str(key)] = str(text)


def N_(message: str) -> str:  # noqa: N802  gettext's own name for a message that is translated where it is used
    """The message itself, found by the extraction."""
    return message


def negotiate(accepted: Iterable[str], default: str) -> str:
    """The first accepted language that we speak, else the wiki's own."""
    for tag in accepted:
        language = tag.lower().split("-")[0]
        if language in LANGUAGES:
            return language
    return default


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def date_time(moment: datetime, language: str, zone: str) -> str:
    """Like "21. November 2026 um 10:42"."""
    return dates.format_datetime(
        moment, "d. MMMM y 'um' H:mm" if language == "de" else "d MMMM y 'at' HH:mm", _zone(zone), language
    )


def date(moment: datetime, language: str, zone: str) -> str:
    """Like "21. November 2026"."""
    return dates.format_date(
        moment.astimezone(_zone(zone)).date(), "d. MMMM y" if language == "de" else "d MMMM y", language
    )


def iso_date(moment: datetime, zone: str) -> str:
    """Like "2026-11-21", the day in the zone."""
    return moment.astimezone(_zone(zone)).date().isoformat()


def day(value: calendar_date, language: str) -> str:
    """Like "21. November 2026", of a day that belongs to no zone."""
    return dates.format_date(value, "d. MMMM y" if language == "de" else "d MMMM y", language)


def time(moment: datetime, language: str, zone: str) -> str:
    """Like "10:42"."""
    return dates.format_time(moment, "H:mm" if language == "de" else "HH:mm", _zone(zone), language)


def when(moment: datetime, language: str, zone: str, now: datetime) -> str:
    """Like "heute, 10:42", "gestern, 16:20", "18. November, 9:05" and "18. November 2025, 9:05", for lists.

    `now` decides which days are late and which year goes without saying; both are aware times.
    """
    day, today = moment.astimezone(_zone(zone)).date(), now.astimezone(_zone(zone)).date()
    ago = (today - day).days
    if ago in (0, 1):
        words = _LATE_DAYS[language][ago]
    else:
        day_month = "d. MMMM" if language == "de" else "d MMMM"
        words = dates.format_date(day, day_month if day.year == today.year else f"{day_month} y", language)
    return f"{words}, {time(moment, language, zone)}"


def since(moment: datetime, language: str, zone: str, now: datetime) -> str:
    """Like "10:42" for today, else like "21. November 2026 um 10:42"; both are aware times."""
    is_today = moment.astimezone(_zone(zone)).date() == now.astimezone(_zone(zone)).date()
    return (time if is_today else date_time)(moment, language, zone)


def number(value: int, language: str) -> str:
    """Like "12.345"."""
    return numbers.format_decimal(value, locale=language)


def size(count: int, language: str) -> str:
    """A number of bytes for people, like "1,4 MB"."""
    amount, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":  # noqa: PLR2004  people count in thousands
            break
        amount /= 1000
    return (
        f"{numbers.format_decimal(round(amount, 1) if unit != 'B' else int(amount), locale=language)} {unit}"
    )


def limit(count: int, language: str) -> str:
    """A limit in bytes as whoever set it entered it, like "50 MB": whole units of 1024; any other number as a size."""
    for power, unit in ((3, "GB"), (2, "MB"), (1, "KB")):
        if count and count % 1024**power == 0:
            return f"{numbers.format_decimal(count // 1024**power, locale=language)} {unit}"
    return size(count, language)


Gettext = Callable[[str], str]
