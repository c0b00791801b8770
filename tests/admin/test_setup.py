"""The first set-up: one link, one use, one administrator."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from accounts import sign_in, stopped_clock, visitor_token
from sqlalchemy import delete, func, select
from world import World

from wiki.admin import setup
from wiki.admin.models import Setting
from wiki.admin.setup import SetUp
from wiki.audit import AuditEntry
from wiki.counters import SETTINGS, bump
from wiki.errors import Invalid, NotFound
from wiki.pages.models import Page
from wiki.spaces.models import Space
from wiki.users.models import User

RIGHT = "Regenschirm im Flur"
FORM = {
    "wiki_name": "Muster GmbH",
    "language": "en",
    "timezone": "Europe/Vienna",
    "display_name": "Anna Berg",
    "name": "anna",
    "email": "anna@example.org",
    "password": RIGHT,
    "again": RIGHT,
}
WANTED = SetUp("Muster", "de", "Europe/Berlin", "anna", "Anna", RIGHT, has_samples=False)


def emptied(world: World) -> World:
    with world.sessions.writing() as session:
        session.execute(delete(Setting))
        bump(session, SETTINGS)
    return world


@pytest.fixture
def fresh(world: World) -> World:
    return emptied(world)


def path(world: World) -> str:
    link = setup.link(world.sessions, world.settings)
    assert link.startswith("http://localhost:8000/setup/")
    return link.removeprefix("http://localhost:8000")


def send(world: World, address: str, **changed: str):
    browser = world.browser()
    return browser, browser.post(address, data={"csrf_token": visitor_token(browser), **FORM, **changed})


def count(world: World, what) -> int:
    with world.sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(what))


@pytest.mark.requirement("V6.3.2 A new wiki has no account")
def test_a_fresh_wiki_has_no_account_and_says_how_to_begin(fresh: World):
    answer = fresh.browser().get("/", headers={"Accept-Language": "en"})
    assert count(fresh, User) == 0
    assert answer.status_code == 200
    assert "wiki setup-link" in answer.text
    assert "/setup/" not in answer.text


def test_the_link_sets_up_the_wiki_and_signs_its_first_administrator_in(either_world: World):
    world = emptied(either_world)
    address = path(world)
    assert world.browser().get(address).status_code == 200

    browser, answer = send(world, address)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/first-steps")
    steps = browser.get("/admin/first-steps", headers={"Accept-Language": "en"}).text
    for href in ("/s/welcome/", "/spaces/new", "/admin/users/new"):
        assert f'href="{href}"' in steps
        assert browser.get(href, follow_redirects=True).status_code == 200
    assert "Muster GmbH" in browser.get("/login?next=/", follow_redirects=True).text
    assert sign_in(world.browser(), password=RIGHT).status_code == 303
    with world.sessions.reading() as session:
        assert (
            session.scalar(
                select(User.display_name)
                .join(AuditEntry, AuditEntry.actor_id == User.id)
                .where(AuditEntry.action == "wiki.set_up")
            )
            == "Anna Berg"
        )


@pytest.mark.requirement("V6.4.1 The link of the first set-up works once")
def test_the_link_works_once(fresh: World):
    address = path(fresh)
    send(fresh, address)
    assert fresh.browser().get(address).status_code == 404
    assert send(fresh, address, name="bert", email="")[1].status_code == 404
    assert setup.link(fresh.sessions, fresh.settings) is None
    assert count(fresh, User) == 1


def test_every_start_prints_the_same_link_for_a_day(fresh: World, monkeypatch):
    clock = stopped_clock(monkeypatch)
    first = path(fresh)
    clock.forward(hours=23, minutes=59)
    again, works = path(fresh), fresh.browser().get(first).status_code
    clock.forward(minutes=2)
    stale = fresh.browser().get(first).status_code
    renewed = path(fresh)

    assert (again, works, stale) == (first, 200, 404)
    assert renewed != first
    assert fresh.browser().get(first).status_code == 404
    assert fresh.browser().get(renewed).status_code == 200


@pytest.mark.requirement("V14.2.1 The database holds no link that works")
def test_the_database_does_not_hold_the_link(fresh: World):
    token = path(fresh).rpartition("/")[2]
    with fresh.sessions.reading() as session:
        stored = str(session.scalars(select(Setting.value)).all())
    assert token not in stored
    other = replace(fresh.settings, secret_key="another secret of forty characters......")
    assert setup.link(fresh.sessions, other).rpartition("/")[2] != token


@pytest.mark.parametrize("token", ["x", "", "é", "0" * 43])
def test_a_made_up_link_is_not_found(fresh: World, token):
    assert fresh.browser().get(f"/setup/{token}").status_code == 404
    path(fresh)
    assert fresh.browser().get(f"/setup/{token}").status_code == 404
    assert send(fresh, f"/setup/{token}")[1].status_code in {404, 405}
    assert count(fresh, User) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wiki_name", ""),
        ("name", "alle"),
        ("display_name", " "),
        ("email", "x"),
        ("password", "passwort"),
        ("again", "else"),
        ("language", "fr"),
        ("timezone", "Mars"),
    ],
)
def test_a_wrong_entry_keeps_the_link_and_makes_nothing(fresh: World, field, value):
    address = path(fresh)
    changed = {field: value, "again": value} if field == "password" else {field: value}

    _, answer = send(fresh, address, **changed)

    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert RIGHT not in answer.text
    assert count(fresh, User) == 0
    assert count(fresh, Space) == 0
    assert send(fresh, address)[1].status_code == 303


def test_a_form_without_the_token_is_refused(fresh: World):
    assert fresh.browser().post(path(fresh), data=FORM).status_code == 400


def test_of_two_set_ups_at_once_one_wins(either_world: World):
    world = emptied(either_world)
    together = Barrier(2)

    def complete(name: str) -> str:
        together.wait()
        try:
            setup.complete(world.sessions, world.settings, replace(WANTED, name=name))
        except NotFound:
            return "too late"
        return name

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(complete, ["anna", "bert"]))

    assert results in (["anna", "too late"], ["bert", "too late"])
    assert count(world, User) == 1


def test_links_of_two_processes_at_once_are_the_same(either_world: World):
    world = emptied(either_world)
    together = Barrier(4)

    def link(_number: int) -> str | None:
        together.wait()
        return setup.link(world.sessions, world.settings)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(link, range(4)))) == 1


def test_the_link_begins_with_the_address_that_people_use(fresh: World):
    def begins(**changed: object) -> str:
        link = setup.link(fresh.sessions, replace(fresh.settings, **changed))
        return link.partition("/setup/")[0]

    assert begins(base_url="https://wiki.example") == "https://wiki.example"
    assert begins(host="0.0.0.0", port=9000) == "http://localhost:9000"
    assert begins(host="192.0.2.1") == "http://192.0.2.1:8000"
    assert begins(host="2001:db8::1") == "http://[2001:db8::1]:8000"


def test_what_the_environment_sets_is_not_stored(fresh: World):
    settings = replace(fresh.settings, language="en", locked=frozenset({"language"}))
    setup.complete(fresh.sessions, settings, replace(WANTED, language=""))
    with fresh.sessions.reading() as session:
        names = set(session.scalars(select(Setting.name)))
    assert "language" not in names
    assert {"name", "timezone", "is_set_up"} <= names


def test_without_samples_no_space_is_made(fresh: World):
    setup.complete(fresh.sessions, fresh.settings, WANTED)
    assert count(fresh, Space) == 0
    assert count(fresh, Page) == 0


def test_the_command_line_gets_the_same_rules(fresh: World):
    with pytest.raises(Invalid):
        setup.complete(fresh.sessions, fresh.settings, replace(WANTED, password="kurz"))
    with pytest.raises(Invalid):
        setup.complete(fresh.sessions, fresh.settings, replace(WANTED, password="anna", name="anna"))
    assert count(fresh, User) == 0
