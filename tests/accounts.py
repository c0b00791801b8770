"""Accounts with passwords, browsers that sign in by the screen, and a clock that tests move."""

import sys
from datetime import datetime, timedelta

import pytest
from world import Browser, Person, World

from wiki import db
from wiki.actor import system
from wiki.auth import password as passwords
from wiki.auth import service as auth

RIGHT = "Regenschirm im Flur"
ENGLISH = {"Accept-Language": "en"}


def with_password(world: World, person: Person, password: str = RIGHT) -> Person:
    """The person, who signs in with the password."""
    with world.sessions.writing() as session:
        auth.set_password(session, system(), person.id, passwords.hashed(password))
    return person


def visitor_token(browser: Browser) -> str:
    """The token for the forms that the browser would show now."""
    return browser.get("/login", headers={"Accept": "application/json"}).json["csrf_token"]


def sign_in(browser: Browser, login: str = "anna", password: str = RIGHT, **more):
    """Send the sign-in form."""
    environ = more.pop("environ", None)
    fields = {"csrf_token": visitor_token(browser), "login": login, "password": password, **more}
    return browser.post("/login", data=fields, environ_overrides=environ, headers=ENGLISH)


class Clock:
    """The wiki's clock; it stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = db.now()

    def now(self) -> datetime:
        return self.moment

    def forward(self, **amount: float) -> None:
        self.moment += timedelta(**amount)


def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that every module of the wiki reads."""
    clock, real = Clock(), db.now
    for name, module in list(sys.modules.items()):
        if name.startswith("wiki.") and getattr(module, "now", None) is real:
            monkeypatch.setattr(module, "now", clock.now)
    return clock
