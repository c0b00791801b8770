"""The worker looks at addresses of other places: when it is on, a few at a time, and remembers what it found."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, update
from world import World

from wiki import subscribers, worker
from wiki.admin import queries as admin
from wiki.db import now
from wiki.jobs import Workplace
from wiki.outbox import OutboxRow
from wiki.pages import outside_links
from wiki.pages.models import OutsideCheck
from wiki.pages.outside_requests import Found

FORM = {
    "wiki_name": "W", "language": "en", "timezone": "Europe/Berlin", "page_limit": "1024", "upload_limit": "50",
    "storage_limit": "", "imprint_url": "", "privacy_url": "",
}  # fmt: skip


def test_addresses_are_looked_at_when_it_is_on_and_the_dead_are_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = world.person("anna", is_admin=True)
    room = world.space("room", anna)
    body = (
        "".join(f"https://one.example/{number} " for number in range(7))
        + "https://two.example/ http://x:y:z/\n"
    )
    page = world.page(room, anna, "Links", body)
    browser = world.browser(anna)
    place = Workplace(world.sessions, world.app.blobs, world.settings)
    asked: list[str] = []
    answers = {
        "https://two.example/": Found("gone", "404"),
        "https://one.example/0": Found("silent", "timeout"),
    }

    def look(address: str, _known: object, **_more: object) -> Found:
        asked.append(address)
        return answers.get(address, Found("ok", validator='"v"'))

    monkeypatch.setattr(outside_links, "look", look)
    monkeypatch.setattr(outside_links, "time", SimpleNamespace(sleep=lambda _seconds: None))

    def turn() -> None:
        for chore in subscribers.CHORES:
            chore(place)
        while worker.step_slowly(place):
            pass

    turn()
    assert asked == []
    assert browser.send("/admin/settings", **FORM, checks_links="1").status_code == 303
    assert b'name="checks_links" value="1" checked' in browser.get("/admin/settings").data
    turn()
    assert sorted(asked) == sorted(
        {*(f"https://one.example/{number}" for number in range(7)), "https://two.example/", "http://x:y:z/"}
    )
    assert {one.partition("//")[2].partition("/")[0] for one in asked[:3]} == {
        "one.example",
        "two.example",
        "x:y:z",
    }
    assert "Broken" not in browser.get("/s/room/links/links").text

    for _ in range(2):
        with world.sessions.writing() as session:
            past = now() - timedelta(days=2)
            session.execute(update(OutsideCheck).values(checked_at=past))
            session.execute(update(OutsideCheck).where(OutsideCheck.state == "unsure").values(next_at=past))
        turn()
    assert asked[9:] == ["https://one.example/0", "https://two.example/", "https://one.example/0"]
    with world.sessions.reading() as session:
        dead = session.scalars(select(OutsideCheck.address).where(OutsideCheck.state == "dead")).all()
        assert session.scalars(select(OutboxRow.id).where(OutboxRow.name == outside_links.JOB)).all() == []
    assert sorted(dead) == ["https://one.example/0", "https://two.example/"]
    assert "https://two.example/ has led nowhere since" in browser.get("/s/room/pages/links?kind=broken").text

    with world.sessions.writing() as session:
        session.execute(update(OutsideCheck).values(next_at=now() - timedelta(days=1)))
    monkeypatch.setattr(outside_links, "MOST_A_DAY", 4)
    before = len(asked)
    turn()
    assert len(asked) - before <= 4
    browser.send("/admin/settings", **FORM)
    with world.sessions.reading() as session:
        assert not admin.checks_links(session)
    world.save(page.page_id, anna, "No links.\n", 1)
    turn()
    with world.sessions.reading() as session:
        assert session.scalars(select(OutsideCheck.id)).all() == []
