"""Times in lists read as people say them."""

from datetime import UTC, datetime

import pytest

from wiki import i18n

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "german", "english"),
    [
        (datetime(2026, 11, 22, 6, 42, tzinfo=UTC), "heute, 7:42", "today, 07:42"),
        (datetime(2026, 11, 21, 23, 10, tzinfo=UTC), "heute, 0:10", "today, 00:10"),
        (datetime(2026, 11, 21, 15, 20, tzinfo=UTC), "gestern, 16:20", "yesterday, 16:20"),
        (datetime(2026, 11, 18, 8, 5, tzinfo=UTC), "18. November, 9:05", "18 November, 09:05"),
        (datetime(2025, 7, 1, 8, 5, tzinfo=UTC), "1. Juli 2025, 10:05", "1 July 2025, 10:05"),
        (datetime(2026, 11, 23, 8, 5, tzinfo=UTC), "23. November, 9:05", "23 November, 09:05"),
    ],
)
def test_a_late_day_has_a_word_and_the_present_year_goes_without_saying(moment, german, english):
    assert i18n.when(moment, "de", "Europe/Berlin", NOW) == german
    assert i18n.when(moment, "en", "Europe/Berlin", NOW) == english


def test_since_says_the_time_alone_for_today_of_the_readers_zone() -> None:
    late = NOW.replace(hour=0, minute=10)

    assert i18n.since(late, "de", "UTC", NOW) == "0:10"
    assert i18n.since(late, "en", "America/New_York", NOW) != i18n.since(late, "en", "UTC", NOW)
    assert "2026" in i18n.since(late, "de", "America/New_York", NOW)
