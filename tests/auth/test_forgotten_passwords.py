"""A forgotten password is replaced by mail, and nobody learns which accounts exist."""

import re
from dataclasses import replace

import pytest
from accounts import ENGLISH, RIGHT, sign_in, stopped_clock, visitor_token, with_password
from sqlalchemy import event, select
from world import World

from wiki import subscribers, worker
from wiki.auth import throttle
from wiki.jobs import Workplace
from wiki.notifications.models import Notification
from wiki.users.models import User

BASE = "http://localhost"


@pytest.fixture
def mailing(either_world: World) -> World:
    """A wiki that sends mail, with Anna in it."""
    world = either_world
    changed = replace(
        world.settings, mail_url="smtp://127.0.0.1:9", mail_from="wiki@example.org", base_url=BASE
    )
    world.app.settings = world.settings = changed
    anna = with_password(world, world.person("anna"))
    with world.sessions.writing() as session:
        session.get(User, anna.id).email = "anna@example.org"
    return world


def ask(world: World, login: str):
    browser = world.browser()
    fields = {"csrf_token": visitor_token(browser), "login": login}
    return browser.post("/forgot", data=fields, headers=ENGLISH)


def letters(world: World, monkeypatch) -> list[str]:
    """The texts of the mails that the worker sends now."""
    from wiki import mail

    sent: list[str] = []
    monkeypatch.setattr(
        mail, "send", lambda _settings, letter, may_go: may_go() and sent.append(letter.address + letter.text)
    )
    while worker.step(world.sessions):
        pass
    worker.step_slowly(Workplace(world.sessions, world.app.blobs, world.settings), None, subscribers.MAIL)
    return sent


def written(world: World, login: str) -> tuple[list[str], tuple[int, str]]:
    """The statements of an answer, and the answer without its token."""
    seen: list[str] = []
    engine = world.sessions.writer
    event.listen(
        engine, "before_cursor_execute", note := lambda _c, _cur, statement, *_: seen.append(statement)
    )
    answer = ask(world, login)
    event.remove(engine, "before_cursor_execute", note)
    return seen, (answer.status_code, re.sub(r'value="[^"]*"', "", answer.text))


@pytest.mark.requirement(
    "V6.4.3 V6.3.8 A reset by mail does not tell which accounts exist, and its link works once"
)
def test_the_mail_holds_a_link_that_works_once_within_an_hour(mailing: World, monkeypatch) -> None:
    clock = stopped_clock(monkeypatch)
    world = mailing
    for _ in range(10):  # even while the account is paused
        sign_in(world.browser(), password="wrong")
    answer = ask(world, "Anna@Example.org ")
    again = ask(world, "anna")

    (sent,) = letters(world, monkeypatch)

    assert (answer.status_code, again.status_code) == (200, 200)
    assert "If there is such an account" in answer.text
    assert sent.startswith("anna@example.org")
    path = re.search(rf"{BASE}(/password/\S+)", sent)[1]
    assert RIGHT not in sent
    clock.forward(minutes=59)
    browser = world.browser()
    assert sign_in(browser, password=RIGHT).status_code == 303  # until it is used, the old one holds
    new = "Gartenzaun am Montag"
    fields = {"csrf_token": browser.get("/login", headers={"Accept": "application/json"}).json["csrf_token"]}
    used = browser.post(path, data={**fields, "password": new, "again": new}, headers=ENGLISH)
    assert used.status_code == 303
    assert world.browser().get(path).status_code == 404
    assert sign_in(world.browser(), password=new).status_code == 303
    with world.sessions.reading() as session:
        kinds = session.scalars(select(Notification.kind).order_by(Notification.id)).all()
    assert kinds == ["password_reset", "password_changed"]


def test_the_link_is_over_after_an_hour_and_no_late_mail_brings_one(mailing: World, monkeypatch) -> None:
    clock = stopped_clock(monkeypatch)
    ask(mailing, "anna")
    (sent,) = letters(mailing, monkeypatch)
    path = re.search(rf"{BASE}(/password/\S+)", sent)[1]
    clock.forward(minutes=61)
    late = mailing.browser().get(path).status_code
    ask(mailing, "anna")
    while worker.step(mailing.sessions):
        pass
    clock.forward(minutes=61)

    assert late == 404
    assert letters(mailing, monkeypatch) == []


def test_an_unknown_account_is_answered_by_the_same_words_and_statements(mailing: World, monkeypatch) -> None:
    nobody = mailing.person("bert")
    ask(mailing, "warm")

    known, unknown = written(mailing, "anna"), written(mailing, "nobody@example.org")
    without_address = written(mailing, "bert")

    assert known == unknown == without_address
    assert len(known[0]) >= 3
    assert len(letters(mailing, monkeypatch)) == 1
    assert nobody


def test_asking_is_slowed_down_for_known_and_unknown_accounts_alike(mailing: World) -> None:
    known = [ask(mailing, "anna").status_code for _ in range(6)]
    unknown = [ask(mailing, "nobody").status_code for _ in range(6)]

    assert known == unknown == [200] * 5 + [429]


def test_made_up_links_are_slowed_down(world: World, monkeypatch) -> None:
    monkeypatch.setattr(throttle, "FREE_TRIES", 3)
    browser = world.browser()
    fields = {"csrf_token": visitor_token(browser), "password": RIGHT, "again": RIGHT}

    tried = [browser.post("/password/a.1.b", data=fields).status_code for _ in range(4)]

    assert tried == [404] * 3 + [429]


def test_without_mail_the_screen_says_who_helps(world: World) -> None:
    browser = world.browser()
    assert "Whoever looks after this wiki" in browser.get("/login", headers=ENGLISH).text
    assert "Whoever looks after this wiki" in browser.get("/forgot", headers=ENGLISH).text
    assert ask(world, "anna").status_code == 404
