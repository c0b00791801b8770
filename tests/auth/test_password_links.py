"""Choosing a password by a link or after a one-time password."""

import re

import pytest
from accounts import ENGLISH, RIGHT, sign_in, stopped_clock, visitor_token, with_password
from world import SECRET, World

from wiki.actor import system
from wiki.auth import links
from wiki.auth import password as passwords
from wiki.auth import service as auth


@pytest.fixture
def anna(world: World):
    return world.person("anna")


def link_for(world: World, person, stored: str | None = None) -> str:
    with world.sessions.writing() as session:
        auth.reset_password(session, system(), person.id, stored or passwords.unusable())
        return links.make(session, SECRET, person.id)


def choose(world: World, word: str, password: str = RIGHT, again: str | None = None):
    browser = world.browser()
    fields = {"csrf_token": visitor_token(browser), "password": password, "again": again or password}
    return browser, browser.post(f"/password/{word}", data=fields, headers=ENGLISH)


def test_the_link_lets_its_owner_choose_a_password_and_signs_in(either_world: World):
    word = link_for(either_world, either_world.person("anna"))
    assert "Anna" in either_world.browser().get(f"/password/{word}").text

    browser, answer = choose(either_world, word)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert browser.get("/profile").status_code == 200
    assert sign_in(either_world.browser()).status_code == 303


@pytest.mark.requirement("V6.4.1 V6.4.3 A link for choosing a password works once, for a limited time")
def test_a_link_works_once(world: World, anna):
    word = link_for(world, anna)
    choose(world, word)

    assert world.browser().get(f"/password/{word}").status_code == 404
    assert choose(world, word, "Ein anderes Passwort")[1].status_code == 404


def test_a_newer_link_replaces_the_older(world: World, anna):
    old, new = link_for(world, anna), link_for(world, anna)
    assert world.browser().get(f"/password/{old}").status_code == 404
    assert world.browser().get(f"/password/{new}").status_code == 200


def test_a_link_is_too_old_after_three_days(world: World, anna, monkeypatch):
    clock = stopped_clock(monkeypatch)
    word = link_for(world, anna)
    clock.forward(hours=71)
    before = world.browser().get(f"/password/{word}").status_code
    clock.forward(hours=2)
    assert (before, world.browser().get(f"/password/{word}").status_code) == (200, 404)


@pytest.mark.parametrize(
    "change",
    [
        lambda w: w[:-1],
        lambda w: w + "0",
        lambda w: w.replace(".", ".9", 1),
        lambda w: "x",
        lambda w: "a.b.c",
        lambda w: ".1.",
        lambda w: "é.1.ü",
    ],
)
def test_a_made_up_link_is_not_found(world: World, anna, change):
    word = link_for(world, anna)
    assert world.browser().get(f"/password/{change(word)}").status_code == 404


def test_a_weak_password_keeps_the_link_alive(world: World, anna):
    word = link_for(world, anna)
    _, answer = choose(world, word, "passwort1234")
    assert answer.status_code == 422
    assert "too easy to guess" in answer.text
    _, answer = choose(world, word, RIGHT, "something else")
    assert answer.status_code == 422
    assert "not the same" in answer.text
    assert choose(world, word)[1].status_code == 303


def test_making_a_link_ends_sessions_and_the_old_password(world: World, anna):
    with_password(world, anna)
    browser, token = world.browser(anna), world.api_token(anna)
    link_for(world, anna)

    assert browser.get("/profile").status_code == 404
    assert sign_in(world.browser()).status_code == 422
    with world.sessions.reading() as session:
        from wiki.auth import queries
        from wiki.db import now

        assert queries.by_token(session, auth.token_hash(token), now()) is None


def test_a_one_time_password_leads_to_choosing_an_own_one(world: World, anna):
    secret = passwords.one_time()
    with world.sessions.writing() as session:
        auth.set_password(session, system(), anna.id, passwords.hashed_one_time(secret))
    browser = world.browser()

    answer = sign_in(browser, password=secret)

    assert answer.status_code == 303
    assert re.fullmatch(r"/password/[\w.-]+", answer.headers["Location"])
    assert "Set-Cookie" not in answer.headers
    word = answer.headers["Location"].rpartition("/")[2]
    assert choose(world, word)[1].status_code == 303
    assert sign_in(world.browser(), password=secret).status_code == 422


def test_the_editors_dialog_is_told_where_to_choose(world: World, anna):
    secret = passwords.one_time()
    with world.sessions.writing() as session:
        auth.set_password(session, system(), anna.id, passwords.hashed_one_time(secret))
    browser = world.browser()
    headers = {"Accept": "application/json", "X-CSRF-Token": visitor_token(browser)}

    answer = browser.post("/login", data={"login": "anna", "password": secret}, headers=headers)

    assert answer.status_code == 409
    assert answer.json["href"].startswith("/password/")


def test_a_one_time_password_is_too_old_after_three_days(world: World, anna, monkeypatch):
    clock = stopped_clock(monkeypatch)
    secret = passwords.one_time()
    with world.sessions.writing() as session:
        auth.set_password(session, system(), anna.id, passwords.hashed_one_time(secret))
    clock.forward(days=3, minutes=1)
    assert sign_in(world.browser(), password=secret).status_code == 422
