"""Administration asks for the password again when somebody has been signed in for some time."""

import pytest
from accounts import ENGLISH, RIGHT, sign_in, stopped_clock, with_password
from sqlalchemy import select
from world import World

from wiki.admin.models import Auditor
from wiki.users.models import User


@pytest.mark.requirement(
    "V7.5.1 V7.5.3 V7.2.4 Administration asks for the password again, and renews the session's token"
)
def test_after_two_hours_administration_asks_for_the_password(either_world: World, monkeypatch) -> None:
    world = either_world
    clock = stopped_clock(monkeypatch)
    with_password(world, world.person("anna", is_admin=True))
    with_password(world, world.person("bob"))
    browser, other = world.browser(), world.browser()
    sign_in(browser, stay="1")
    sign_in(other, "bob", stay="1")
    before = browser.get("/admin/users").status_code
    clock.forward(hours=2, minutes=1)

    asked = browser.get("/admin/users?q=b")
    old = browser.get_cookie("sid").value
    token = browser.get("/login", headers={"Accept": "application/json"}).json["csrf_token"]
    refused = browser.post(
        "/admin/users",
        data={"csrf_token": token, "name": "new", "display_name": "New", "how": "link"},
        headers={"Referer": "http://localhost/admin/users/new"},
    )
    wrong = browser.post(
        "/confirm", data={"csrf_token": token, "present": "wrong", "next": "/admin/users"}, headers=ENGLISH
    )
    right = browser.post("/confirm", data={"csrf_token": token, "present": RIGHT, "next": "/admin/users?q=b"})
    away = other.get("/admin/users").status_code

    assert before == 200
    assert (asked.status_code, asked.headers["Location"]) == (303, "/confirm?next=%2Fadmin%2Fusers%3Fq%3Db")
    assert refused.headers["Location"] == "/confirm?next=%2Fadmin%2Fusers%2Fnew"
    with world.sessions.reading() as session:
        assert session.scalar(select(User.id).where(User.name == "new")) is None
    assert browser.get("/").status_code == 200
    assert (wrong.status_code, "The present password is not right." in wrong.text) == (422, True)
    assert (right.status_code, right.headers["Location"]) == (303, "/admin/users?q=b")
    assert browser.get_cookie("sid").value != old
    assert browser.get("/admin/users").status_code == 200
    assert away == 404
    assert world.browser().get("/confirm").status_code == 404
    assert other.get("/confirm").status_code == 200
    thief = world.browser()
    thief.set_cookie("sid", old)
    assert thief.get("/profile").status_code == 404


def test_an_auditor_who_is_no_administrator_is_asked_too(either_world: World, monkeypatch) -> None:
    world = either_world
    clock = stopped_clock(monkeypatch)
    anna = with_password(world, world.person("anna"))
    with world.sessions.writing() as session:
        session.add(Auditor(user_id=anna.id))
    browser = world.browser()
    sign_in(browser, stay="1")
    before = browser.get("/admin/audit").status_code
    clock.forward(hours=2, minutes=1)

    asked = browser.get("/admin/audit?who=bob")
    token = browser.get("/login", headers={"Accept": "application/json"}).json["csrf_token"]
    exported = browser.post(
        "/admin/audit/export",
        data={"csrf_token": token, "format": "csv"},
        headers={"Referer": "http://localhost/admin/audit"},
    )
    browser.post("/confirm", data={"csrf_token": token, "present": RIGHT, "next": "/admin/audit"})

    assert before == 200
    assert (asked.status_code, asked.location) == (303, "/confirm?next=%2Fadmin%2Faudit%3Fwho%3Dbob")
    assert exported.location == "/confirm?next=%2Fadmin%2Faudit"
    assert browser.get("/admin/audit").status_code == 200


def test_guessing_in_a_stolen_session_is_slowed_down_and_leads_nowhere_else(
    world: World, monkeypatch
) -> None:
    anna = with_password(world, world.person("anna", is_admin=True))
    browser = world.browser(anna)

    tried = [browser.send("/confirm", present="wrong").status_code for _ in range(11)]
    elsewhere = world.browser(anna).send("/confirm", present=RIGHT, next="//evil.example/")

    assert tried == [422] * 10 + [429]
    assert elsewhere.headers["Location"] == "/"
