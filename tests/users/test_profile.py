"""People look after their own account."""

import pytest
from accounts import RIGHT, sign_in, stopped_clock, with_password
from world import World

from wiki.auth import browsers

NEW = "Laterne am Gartentor"
FACTS = {"display_name": "Anna Berg", "language": "de", "timezone": "Europe/Vienna", "theme": "dark"}


@pytest.fixture
def anna(world: World):
    return with_password(world, world.person("anna"))


def test_name_language_zone_and_colours_hold_from_the_next_screen_on(either_world: World):
    anna = either_world.person("anna")
    browser = either_world.browser(anna)

    answer = browser.send("/profile", **FACTS)

    assert answer.headers["Location"] == "/profile?said=profile"
    screen = browser.get("/profile").text
    assert '<html lang="de" data-theme="dark">' in screen
    assert 'value="Anna Berg"' in screen
    assert '<option value="Europe/Vienna" selected>' in screen


@pytest.mark.parametrize(
    ("field", "value"),
    [("display_name", "  "), ("language", "tlh"), ("timezone", "Europe/Nowhere"), ("theme", "pink")],
)
def test_a_wrong_value_comes_back_with_the_others_kept(world: World, anna, field, value):
    answer = world.browser(anna).send("/profile", **{**FACTS, field: value})
    assert answer.status_code == 422
    assert 'id="problems"' in answer.text
    assert world.user(anna).display_name == "Anna"
    assert field == "display_name" or 'value="Anna Berg"' in answer.text


@pytest.mark.requirement("V8.2.3 V15.3.3 A form changes the fields that it shows and no other")
def test_nobody_makes_himself_administrator_by_an_extra_field(world: World, anna):
    world.browser(anna).send("/profile", **FACTS, is_admin="1", name="root", is_active="1")
    assert not world.user(anna).is_admin
    assert world.user(anna).name == "anna"


def test_the_way_of_writing_is_kept_by_the_form_and_by_the_switch(either_world: World):
    anna = either_world.person("anna")
    either_world.page(either_world.space("board", anna), anna, "Minutes", "x")
    browser = either_world.browser(anna)

    assert 'data-writes="visual"' in browser.get("/s/board/minutes/edit").text
    assert browser.send("/profile/writing", writes_in="markdown").get_json() == {"writes_in": "markdown"}
    assert 'data-writes="markdown"' in browser.get("/s/board/minutes/edit").text
    assert browser.send("/profile/writing", writes_in="by hand").status_code == 422
    browser.send("/profile", **FACTS)
    assert '<option value="markdown" selected>' in browser.get("/profile").text
    browser.send("/profile", **FACTS, writes_in="visual")
    assert 'data-writes="visual"' in browser.get("/s/board/minutes/edit").text


def test_visitors_and_programs_have_no_profile(world: World, anna):
    assert world.browser().get("/profile").status_code == 404
    token = {"Authorization": f"Bearer {world.api_token(anna)}"}
    assert world.browser().get("/profile", headers=token).status_code == 404
    assert world.browser().post("/profile", headers=token, data=FACTS).status_code == 404


@pytest.mark.requirement(
    "V6.2.2 V6.2.3 V7.2.4 V7.4.3 V7.5.1 A password is changed with the present one, and other sessions end"
)
def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(either_world: World):
    world = either_world
    anna = with_password(world, world.person("anna"))
    here, there = world.browser(anna), world.browser(anna)
    old = here.get_cookie("sid").value

    answer = here.send("/profile/password", present=RIGHT, password=NEW, again=NEW)

    assert answer.headers["Location"] == "/profile?said=password"
    assert here.get_cookie("sid").value != old
    assert here.get("/profile").status_code == 200
    assert there.get("/profile").status_code == 404
    assert "The password of your account was changed." in here.get("/inbox").text
    assert sign_in(world.browser(), password=RIGHT).status_code == 422
    assert sign_in(world.browser(), password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"present": "wrong", "password": NEW, "again": NEW}, "The present password is not right."),
        ({"present": "", "password": NEW, "again": NEW}, "The present password is not right."),
        ({"present": RIGHT, "password": NEW, "again": "x"}, "The two passwords are not the same."),
        (
            {"present": RIGHT, "password": "passwort1234", "again": "passwort1234"},
            "This password is too easy to guess.",
        ),
        ({"present": RIGHT, "password": "kurz", "again": "kurz"}, "The password is too short."),
    ],
)
def test_a_refused_password_change_says_why_and_changes_nothing(world: World, anna, fields, sentence):
    answer = world.browser(anna).send("/profile/password", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert RIGHT not in answer.text
    assert sign_in(world.browser()).status_code == 303


def test_guessing_the_present_password_is_slowed_down(world: World, anna, monkeypatch):
    stopped_clock(monkeypatch)
    from wiki.auth import password as passwords

    monkeypatch.setattr(passwords, "matches", lambda password, _stored: password == RIGHT)
    browser = world.browser(anna)
    for _ in range(10):
        browser.send("/profile/password", present="wrong", password=NEW, again=NEW)
    assert browser.send("/profile/password", present=RIGHT, password=NEW, again=NEW).status_code == 429


@pytest.mark.requirement("V7.5.2 Sessions are listed and ended")
def test_own_sessions_are_listed_and_one_can_be_ended(world: World, anna):
    here, there = world.browser(anna), world.browser(anna)
    screen = here.get("/profile").text
    assert screen.count("/profile/sessions/") == 2  # the other one, and "all others"

    path = screen.partition('action="/profile/sessions/')[2].partition('"')[0]
    here.send(f"/profile/sessions/{path}")

    assert here.get("/profile").status_code == 200
    assert there.get("/profile").status_code == 404


def test_nobody_ends_the_session_of_another(world: World, anna):
    bert = world.person("bert")
    mine, other = world.browser(bert), world.browser(anna)
    world.browser(anna)
    path = other.get("/profile").text.partition('action="/profile/sessions/')[2].partition('"')[0]

    answer = mine.send(f"/profile/sessions/{path}")

    assert answer.status_code == 303
    assert other.get("/profile").text.count("/profile/sessions/") == 2


def test_all_other_sessions_end_at_once(world: World, anna):
    here, others = world.browser(anna), [world.browser(anna) for _ in range(3)]
    here.send("/profile/sessions/end")
    assert here.get("/profile").status_code == 200
    assert [one.get("/profile").status_code for one in others] == [404] * 3


def test_sessions_that_expired_are_not_listed(world: World, anna, monkeypatch):
    clock = stopped_clock(monkeypatch)
    world.browser(anna)
    clock.forward(hours=2)
    assert "/profile/sessions/" not in world.browser(anna).get("/profile").text


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("curl/8.0", "curl"),
        ("", ""),
    ],
)
def test_browsers_have_short_names(sent, name):
    assert browsers.name_of(sent) == name
