"""A log line is one line, whatever was asked for (ASVS 16.4.1)."""

import logging

import pytest
from world import World


@pytest.mark.requirement("V16.4.1 Nobody writes lines of his own into the log")
def test_an_address_cannot_write_a_line_of_its_own(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("wiki.pages.queries.by_slug", broken)

    with caplog.at_level(logging.ERROR):
        answer = world.browser().get("/s/room/a%0d%0aERROR%20made%20up")

    assert answer.status_code == 500
    assert "\n" not in caplog.records[-1].getMessage()
