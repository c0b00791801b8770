"""Signing in and out by the screens: cookies, sessions, tokens against other sites."""

from dataclasses import replace

import pytest
from accounts import ENGLISH, RIGHT, sign_in, stopped_clock, visitor_token, with_password
from sqlalchemy import select
from world import Browser, World

from wiki.actor import system
from wiki.auth import password as passwords
from wiki.auth import service as auth
from wiki.auth.models import LoginSession
from wiki.users import service as users

JSON = {"Accept": "application/json", **ENGLISH}


@pytest.fixture
def anna(world: World):
    return with_password(world, world.person("anna"))


@pytest.mark.requirement(
    "V3.3.2 V3.3.4 V7.2.3 The session's cookie is HttpOnly and SameSite=Lax, and holds 256 random bits"
)
def test_the_right_password_leads_in_with_a_cookie_that_scripts_cannot_read(either_world: World):
    with_password(either_world, either_world.person("anna"))
    browser = either_world.browser()

    answer = sign_in(browser)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("sid=")
    assert len(cookie.partition(";")[0]) > 4 + 40
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Expires" not in cookie
    assert "Secure" not in cookie
    assert browser.get("/profile").status_code == 200


@pytest.mark.requirement("V3.3.1 V3.3.3 Over https the session's cookie is Secure and bound to the host")
def test_with_an_https_address_the_cookie_is_host_bound_and_secure(world: World, anna):
    secure = World(replace(world.settings, base_url="https://wiki.example"))
    browser = secure.browser()

    answer = browser.post(
        "/login",
        data={"csrf_token": visitor_token(browser), "login": "anna", "password": RIGHT},
        base_url="https://wiki.example",
    )

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-sid=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    secure.sessions.dispose()


@pytest.mark.requirement(
    "V7.3.1 V7.3.2 Sessions end after twelve hours or thirty days, and after two idle weeks"
)
def test_staying_signed_in_lasts_thirty_days_unless_two_weeks_pass_without_use(
    either_world: World, monkeypatch
):
    world = either_world
    with_password(world, world.person("anna"))
    clock = stopped_clock(monkeypatch)
    browser, idle = world.browser(), world.browser()

    answer = sign_in(browser, stay="1")
    sign_in(idle, stay="1")

    assert "Expires=" in answer.headers["Set-Cookie"]
    for _ in range(3):
        clock.forward(days=9, hours=23)
        assert browser.get("/profile").status_code == 200
        world.app.afterwards.settle()
    assert idle.get("/profile").status_code == 404
    assert browser.get("/profile").text.count("last used") == 1
    clock.forward(hours=4)
    assert browser.get("/profile").status_code == 404
    with world.sessions.writing() as session:
        auth.forget_expired(session)
        assert session.scalar(select(LoginSession.id)) is None


@pytest.mark.requirement('V7.3.2 A session without "stay signed in" ends after twelve hours')
def test_a_session_ends_after_twelve_hours(world: World, anna, monkeypatch):
    clock = stopped_clock(monkeypatch)
    browser = world.browser()
    sign_in(browser)

    clock.forward(hours=11, minutes=59)
    before = browser.get("/profile").status_code
    clock.forward(minutes=2)

    assert (before, browser.get("/profile").status_code) == (200, 404)


@pytest.mark.requirement("V6.3.8 A wrong sign-in does not tell which accounts exist")
@pytest.mark.parametrize(
    ("login", "password"), [("anna", "wrong"), ("nobody", RIGHT), ("", ""), ("an\0na", RIGHT + "x")]
)
def test_a_wrong_sign_in_does_not_say_what_was_wrong(either_world: World, login, password):
    with_password(either_world, either_world.person("anna"))
    browser = either_world.browser()

    answer = sign_in(browser, login, password, next="/recent")

    assert answer.status_code == 422
    assert "Name or password is not right." in answer.text
    assert 'value="/recent"' in answer.text
    assert password not in answer.text or not password
    assert "Set-Cookie" not in answer.headers


def test_the_mail_address_and_capitals_sign_in_as_well(world: World, anna):
    with world.sessions.writing() as session:
        session.merge(world.user(anna)).email = "anna@example.org"

    answers = [sign_in(world.browser(), login) for login in ("Anna@Example.org", " ANNA ")]

    assert [answer.status_code for answer in answers] == [303, 303]


@pytest.mark.requirement("V7.4.2 A switched-off account cannot sign in")
def test_a_switched_off_account_cannot_sign_in(world: World, anna):
    world.person("chief", is_admin=True)
    with world.sessions.writing() as session:
        user = session.merge(world.user(anna))
        users.change(
            session, system(), user, display_name="Anna", email=None, is_admin=False, is_active=False
        )

    assert sign_in(world.browser()).status_code == 422


def test_a_person_without_password_cannot_sign_in_with_an_empty_one(world: World):
    world.person("anna")
    assert sign_in(world.browser(), password="").status_code == 422


@pytest.mark.requirement("V7.2.4 Signing in makes a new session and ends the one before")
def test_signing_in_gives_a_new_session_and_ends_the_old_one_of_the_browser(world: World, anna):
    browser = world.browser()
    sign_in(browser)
    old = browser.get_cookie("sid").value

    browser.token = visitor_token(browser)
    sign_in(browser)

    assert browser.get_cookie("sid").value != old
    thief = world.browser()
    thief.set_cookie("sid", old)
    assert thief.get("/profile").status_code == 404


@pytest.mark.requirement("V7.2.1 V7.2.2 Tokens of sessions are made and known by the server alone")
def test_a_token_that_the_browser_brought_along_never_becomes_the_session(world: World, anna):
    browser = world.browser()
    browser.set_cookie("sid", "chosen-by-somebody-else")

    sign_in(browser)

    assert browser.get_cookie("sid").value != "chosen-by-somebody-else"


@pytest.mark.requirement("V7.4.1 V14.3.1 Signing out ends the session on the server and clears the browser")
def test_signing_out_ends_the_session_on_the_server_and_clears_the_browser(world: World, anna):
    browser = world.browser(anna)
    kept = browser.get_cookie("sid").value

    answer = browser.send("/logout")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?said=signed-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get_cookie("sid") is None
    thief = world.browser()
    thief.set_cookie("sid", kept)
    assert thief.get("/profile").status_code == 404
    assert "You are signed out." in browser.get(answer.headers["Location"], headers=ENGLISH).text


@pytest.mark.requirement("V7.4.3 V7.5.2 All own sessions can be ended at once")
def test_signing_out_everywhere_ends_all_own_sessions_and_no_others(world: World, anna):
    bob = world.browser(world.person("bob"))
    here, there = world.browser(anna), world.browser(anna)

    answer = here.send("/logout", everywhere="1")

    assert answer.status_code == 303
    assert there.get("/profile").status_code == 404
    assert bob.get("/profile").status_code == 200


@pytest.mark.parametrize(
    "path", ["/login", "/logout", "/profile", "/profile/password", "/profile/sessions/end"]
)
def test_forms_without_the_token_are_refused(world: World, anna, path):
    browser = world.browser(anna)
    answer = browser.post(path, data={"login": "anna", "password": RIGHT})
    assert answer.status_code == 400
    assert browser.get("/profile").status_code == 200


@pytest.mark.requirement("V3.5.1 Forms of other sites are refused")
def test_a_form_from_another_site_is_refused_with_a_right_token(world: World, anna):
    browser = world.browser(anna)
    answer = browser.post(
        "/logout", data={"csrf_token": browser.token}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 400


def test_the_editor_signs_in_from_its_dialog_and_goes_on_with_the_new_token(world: World, anna):
    browser = world.browser()
    token = browser.get("/login", headers=JSON).json["csrf_token"]

    answer = browser.post(
        "/login", data={"login": "anna", "password": RIGHT}, headers={**JSON, "X-CSRF-Token": token}
    )

    assert answer.status_code == 200
    fields = {"csrf_token": answer.json["csrf_token"], "display_name": "Anna", "theme": "dark"}
    assert browser.post("/profile", data=fields).status_code == 303


def test_a_wrong_password_in_the_dialog_is_told_as_problem(world: World, anna):
    browser = world.browser()
    headers = {**JSON, "X-CSRF-Token": visitor_token(browser)}

    answer = browser.post("/login", data={"login": "anna", "password": "wrong"}, headers=headers)

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json["title"] == "Name or password is not right."


def test_who_is_signed_in_is_led_on_from_the_sign_in_screen(world: World, anna):
    answer = world.browser(anna).get("/login?next=/recent")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/recent")


@pytest.mark.requirement("V14.3.2 Screens about the account stay out of caches")
def test_screens_of_signing_in_stay_out_of_caches(world: World, anna):
    browser: Browser = world.browser(anna)
    assert {browser.get(path).headers["Cache-Control"] for path in ("/profile", "/admin/", "/login")} <= {
        "no-store",
        "private, no-cache",
    }
    assert world.browser().get("/login").headers["Cache-Control"] == "no-store"
    assert browser.get("/profile").headers["Cache-Control"] == "no-store"


@pytest.mark.requirement("V11.4.2 Passwords are kept as argon2id, and weaker hashes are renewed")
def test_a_hash_with_weaker_parameters_is_renewed_at_sign_in(world: World, anna, monkeypatch):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(RIGHT)
    with world.sessions.writing() as session:
        auth.set_password(session, system(), anna.id, weak)

    sign_in(world.browser())

    with world.sessions.reading() as session:
        stored = auth.find(session, "anna")[1].password_hash
    assert stored != weak
    assert not passwords.is_outdated(stored)
