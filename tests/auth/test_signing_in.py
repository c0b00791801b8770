"""Signing in and out by the screens."""

from datetime import UTC, datetime, timedelta

import pytest
from world import Person, World

from wiki.actor import system
from wiki.auth import password as passwords
from wiki.auth import service as auth

RIGHT = "Regenschirm im Flur"


def with_password(world: World, person: Person, password: str = RIGHT) -> Person:
    with world.sessions.writing() as session:
        auth.set_password(session, system(), person.id, passwords.hashed(password))
    return person


def sign_in(browser, login: str = "anna", password: str = RIGHT, **more):
    form = browser.get("/login", headers={"Accept": "application/json"}).json
    return browser.post("/login", data={"csrf_token": form["csrf_token"], "login": login, "password": password, **more})


def test_the_right_password_leads_in_and_sets_a_cookie_that_scripts_cannot_read(either_world: World):
    with_password(either_world, either_world.person("anna"))
    browser = either_world.browser()

    answer = sign_in(browser)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("sid=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert "Expires" not in cookie and "Secure" not in cookie


def test_the_profile_is_shown(world: World):
    browser = world.browser(world.person("anna"))
    answer = browser.get("/profile")
    assert answer.status_code == 200, answer.text
    assert browser.send("/profile", display_name="Anna B", language="de", timezone="Europe/Vienna", theme="dark").status_code == 303
    print(browser.get("/profile?said=profile").text)
