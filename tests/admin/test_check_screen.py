"""Administrators see what is wrong or weak, with what mends it, in their language; looking changes nothing."""

from datetime import timedelta

from sqlalchemy import select, update

from wiki.admin.models import Setting
from wiki.db import now
from wiki.jobs import Workplace
from wiki.ops import nightly
from wiki.outbox import MAX_ATTEMPTS, OutboxRow
from wiki.users.models import User


def test_the_screen_tells_problems_first_in_the_readers_language_and_writes_nothing(world):
    world.settings.data_dir.chmod(0o700)
    anna = world.person("anna", is_admin=True)
    browser = world.browser(anna)
    well = browser.get("/admin/check").text
    assert "Nothing is wrong." in well
    assert "Passwords and sessions cross the network readable" in well
    old = now() - timedelta(days=1)
    with world.sessions.writing() as session:
        session.add(OutboxRow(name="Gone", payload={}, created_at=old, run_at=old, attempts=MAX_ATTEMPTS))
        session.execute(update(User).values(locale="de"))
    with world.sessions.reading() as session:
        before = session.connection().exec_driver_sql("PRAGMA data_version").scalar()

        answer = browser.get("/admin/check")

        after = session.connection().exec_driver_sql("PRAGMA data_version").scalar()

    assert answer.status_code == 200
    assert before == after
    assert "zwölfmal gescheitert" in answer.text
    assert "Etwas ist nicht in Ordnung (1 Punkt)." in answer.text
    assert answer.text.index("zwölfmal gescheitert") < answer.text.index("gehen lesbar durch das Netz")
    assert "%(" not in answer.text


def test_the_screen_shows_what_the_worker_found_once_a_day(either_world):
    world = either_world
    anna = world.person("anna", is_admin=True)
    page = world.page(world.space("raum", anna), anna)
    world.attach(page.page_id, anna, "a.txt", b"abc")
    browser = world.browser(anna)
    assert "it has not done so yet" in browser.get("/admin/check").text
    place = Workplace(world.sessions, world.app.blobs, world.settings)
    [(digest, _)] = world.app.blobs.inventory()
    world.app.blobs.delete(digest)

    nightly.run(place)
    found = browser.get("/admin/check").text
    with world.sessions.reading() as session:
        first = nightly.last(session).moment
    nightly.run(place)

    assert f"Missing files: 1 ({digest} …)" in found
    assert "does so each day" in found
    with world.sessions.writing() as session:
        assert nightly.last(session).moment == first
        row = session.scalars(select(Setting).where(Setting.name == "last_check")).one()
        row.value = {"at": first.isoformat(), "found": [{"code": "of another version"}]}
    assert "it has not done so yet" in browser.get("/admin/check").text


def test_the_screen_does_not_exist_for_others(world):
    assert world.browser(world.person("bob")).get("/admin/check").status_code == 404
    assert world.browser().get("/admin/check").status_code == 404
