"""Guessing passwords is slowed down, and nobody is locked out for good."""

import pytest
from accounts import RIGHT, sign_in, stopped_clock, with_password
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from world import World

from wiki.auth import known_browsers, throttle
from wiki.auth.models import SignInFailure
from wiki.errors import RateLimited

HERE, ELSEWHERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}


@pytest.fixture
def clock(monkeypatch):
    return stopped_clock(monkeypatch)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Comparing passwords costs time on purpose; what is tested here is counting."""
    from wiki.auth import password as passwords

    monkeypatch.setattr(
        passwords, "matches", lambda password, stored: password == RIGHT and stored is not None
    )


def fail(world: World, times: int, login: str = "anna", environ: dict[str, str] = HERE) -> list[int]:
    return [sign_in(world.browser(), login, "wrong", environ=environ).status_code for _ in range(times)]


def test_after_ten_failures_even_the_right_password_has_to_wait(either_world: World, clock):
    world = either_world
    with_password(world, world.person("anna"))

    before = fail(world, 10)
    answer = sign_in(world.browser(), environ=HERE)

    assert before == [422] * 10
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "31"
    clock.forward(seconds=32)
    assert sign_in(world.browser(), environ=HERE).status_code == 303


def test_a_name_that_nobody_has_is_slowed_down_alike(world: World, clock):
    assert fail(world, 11, "nobody") == [422] * 10 + [429]


def test_each_further_failure_doubles_the_pause_up_to_an_hour(world: World, clock):
    with_password(world, world.person("anna"))
    fail(world, 10)
    pauses = []
    for _ in range(9):
        waiting = int(sign_in(world.browser(), environ=HERE).headers["Retry-After"])
        pauses.append(waiting - 1)
        clock.forward(seconds=waiting)
        fail(world, 1)

    assert pauses == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_ten_failures_spread_over_hours_stop_nobody(world: World, clock):
    with_password(world, world.person("anna"))
    for _ in range(12):
        fail(world, 1)
        clock.forward(minutes=6)
    assert sign_in(world.browser(), environ=HERE).status_code == 303


def test_the_pause_holds_for_one_account_from_one_network(world: World, clock):
    with_password(world, world.person("anna"))
    with_password(world, world.person("bert"))
    fail(world, 10)

    assert sign_in(world.browser(), "bert", environ=HERE).status_code == 303
    assert sign_in(world.browser(), environ=ELSEWHERE).status_code == 303
    assert sign_in(world.browser(), environ=HERE).status_code == 429


@pytest.mark.requirement(
    "V6.3.1 Guessing is slowed down for the account from everywhere, and its owner keeps getting in"
)
def test_strangers_everywhere_do_not_keep_the_owner_out_of_a_known_browser(
    either_world: World, clock, monkeypatch
):
    monkeypatch.setattr(throttle, "FREE_TRIES_OF_ACCOUNT", 12)
    world = either_world
    with_password(world, world.person("anna"))
    owner = world.browser()
    sign_in(owner)
    sign_in(owner, environ=HERE)  # the mark of the first sign-in stays
    for place in range(12):
        fail(world, 1, environ={"REMOTE_ADDR": f"198.51.100.{place}"})

    elsewhere = sign_in(world.browser(), environ=ELSEWHERE)
    known = sign_in(owner, environ=ELSEWHERE)
    stolen = world.browser()
    stolen.set_cookie("known", owner.get_cookie("known").value)
    guesses = [sign_in(stolen, password="wrong").status_code for _ in range(11)]

    assert (elsewhere.status_code, known.status_code) == (429, 303)
    assert guesses == [422] * 10 + [429]
    assert known_browsers.Mark("made.up", "key").device_of(1) == ""
    assert sign_in(world.browser(), "nobody", environ=ELSEWHERE).status_code == 422


def test_one_network_cannot_try_one_password_on_all_accounts(world: World, clock, monkeypatch):
    monkeypatch.setattr(throttle, "FREE_TRIES_OF_NETWORK", 12)
    with_password(world, world.person("anna"))
    tried = [fail(world, 1, f"person{number}")[0] for number in range(13)]

    assert tried == [422] * 12 + [429]
    assert sign_in(world.browser(), environ=HERE).status_code == 429
    assert sign_in(world.browser(), environ=ELSEWHERE).status_code == 303


def test_any_secret_is_tried_through_one_door(world: World, clock):
    wrong = [throttle.attempt(world.sessions, "share:1", "192.0.2.1", lambda: False) for _ in range(10)]

    with pytest.raises(RateLimited):
        throttle.attempt(world.sessions, "share:1", "192.0.2.1", lambda: True)

    assert wrong == [False] * 10
    assert throttle.attempt(world.sessions, "share:2", "192.0.2.1", lambda: True)
    with world.sessions.writing() as session:
        throttle.forgive_all(session, "share:1")
    assert throttle.attempt(world.sessions, "share:1", "192.0.2.1", lambda: True)


def test_addresses_of_one_line_count_as_one(world: World, clock):
    with_password(world, world.person("anna"))
    for host in range(10):
        fail(world, 1, environ={"REMOTE_ADDR": f"2001:db8:1:2::{host:x}"})

    assert sign_in(world.browser(), environ={"REMOTE_ADDR": "2001:db8:1:2:ffff::1"}).status_code == 429
    assert sign_in(world.browser(), environ={"REMOTE_ADDR": "2001:db8:1:3::1"}).status_code == 303


def test_a_right_password_forgives_earlier_failures(world: World, clock):
    with_password(world, world.person("anna"))
    fail(world, 9)
    sign_in(world.browser(), environ=HERE)
    assert fail(world, 9) == [422] * 9


def test_a_week_after_a_block_everything_begins_anew(world: World, clock):
    fail(world, 10)
    clock.forward(days=7)
    assert fail(world, 10) == [422] * 10


def test_old_failures_are_forgotten_by_the_worker(world: World, clock):
    fail(world, 10)
    clock.forward(hours=3)
    with world.sessions.writing() as session:
        throttle.forget_old(session)
        assert session.scalar(select(SignInFailure.id)) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_networks(address, network):
    assert throttle.network_of(address) == network


@given(st.text(), st.text())
def test_any_name_has_a_key_that_does_not_tell_it(name, network):
    assert len(throttle.key_of(name, network)) == 64
