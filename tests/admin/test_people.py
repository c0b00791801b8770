"""Administrators look after accounts."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from accounts import sign_in, stopped_clock, visitor_token, with_password
from sqlalchemy import select, update
from statements import statements
from world import World

from wiki.actor import Right, system, user_principal
from wiki.audit import AuditEntry
from wiki.auth.models import LoginSession
from wiki.db import now
from wiki.notifications.models import Notification
from wiki.notifications.service import MAIL
from wiki.outbox import OutboxRow
from wiki.users import service as users
from wiki.users.models import Membership, User

NEW = {"display_name": "Anna Berg", "name": "anna", "email": "anna@example.org"}


@pytest.fixture
def chief(world: World):
    return world.person("chief", is_admin=True)


def public_id(world: World, name: str) -> str:
    with world.sessions.reading() as session:
        return session.scalars(select(User.public_id).where(User.name == name)).one()


def facts(**more) -> dict[str, str]:
    return {"display_name": "Anna", "email": "", "is_active": "1", **more}


def test_a_new_account_comes_with_a_link_for_choosing_a_password(either_world: World):
    world = either_world
    browser = world.browser(world.person("chief", is_admin=True))

    answer = browser.send("/admin/users", **NEW, how="link")

    assert answer.status_code == 201
    path = re.search(r"http://localhost(/password/[\w.-]+)", answer.text)[1]
    guest = world.browser()
    token = visitor_token(guest)
    chosen = guest.post(
        path, data={"csrf_token": token, "password": "Ast im Wind am Abend", "again": "Ast im Wind am Abend"}
    )
    assert chosen.status_code == 303
    assert sign_in(world.browser(), password="Ast im Wind am Abend").status_code == 303


def test_a_new_account_may_come_with_a_one_time_password(world: World, chief):
    answer = world.browser(chief).send("/admin/users", **NEW, how="one-time")
    secret = re.search(r"<code>(\w{4}-\w{4}-\w{4})</code>", answer.text)[1]
    assert "/password/" not in answer.text
    assert sign_in(world.browser(), password=secret).headers["Location"].startswith("/password/")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Please enter a name."),
        ("name", "a b", "letters, digits, dots"),
        ("name", "everyone", "This name is reserved."),
        ("name", "CHIEF", "This name is taken."),
        ("display_name", "\u200b", "Please enter a name."),
        ("email", "no address", "This is not a mail address."),
    ],
)
def test_a_refused_account_comes_back_with_what_was_typed(world: World, chief, field, value, sentence):
    answer = world.browser(chief).send("/admin/users", **{**NEW, field: value}, how="link")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert field == "name" or 'value="anna"' in answer.text


def listed(world: World, chief, query: str = "") -> list[str]:
    """The sign-in names on the screen, in order."""
    screen = world.browser(chief).get(f"/admin/users?{query}").text
    return re.findall(r'<span class="entry-where">([\w.]+)</span>', screen)


def test_people_are_found_narrowed_and_sorted(either_world: World):
    world = either_world
    chief, anna, zoe = world.person("chief", is_admin=True), world.person("anna"), world.person("zoe")
    bert = with_password(world, world.person("bert"))
    world.group("Werkstatt", zoe, bert)
    with world.sessions.writing() as session:
        session.get_one(User, zoe.id).display_name = "Änne Zö"
        session.get_one(User, zoe.id).email = "aenne@example.org"
        session.get_one(User, anna.id).is_active = False
    group = world.browser(chief).get("/admin/groups").text.partition("/admin/groups/")[2][:12]

    assert listed(world, chief) == ["anna", "zoe", "bert", "chief"]
    assert listed(world, chief, "sort=account") == ["anna", "bert", "chief", "zoe"]
    assert listed(world, chief, "sort=new")[0] == "bert"
    assert listed(world, chief, "sort=seen")[0] == "chief"
    assert listed(world, chief, "q=ANN") == ["anna", "zoe"]
    assert listed(world, chief, "q=%C3%A4nne") == ["zoe"]
    assert listed(world, chief, "q=example.org") == ["zoe"]
    assert listed(world, chief, "state=waiting") == ["zoe"]
    assert listed(world, chief, "state=active") == ["bert", "chief"]
    assert listed(world, chief, "state=off") == ["anna"]
    assert listed(world, chief, "state=admins&page=99999999") == ["chief"]
    assert listed(world, chief, f"group={group}") == ["zoe", "bert"]
    assert listed(world, chief, "group=xxxxxxxxxxxx&state=nonsense&sort=nonsense&page=x") == []
    assert "Nobody fits this." in world.browser(chief).get("/admin/users?q=zzz").text


def test_a_long_list_comes_in_pages_for_the_same_few_statements(world: World, chief):
    browser = world.browser(chief)
    with statements(world.sessions) as few:
        browser.get("/admin/users")
    with world.sessions.writing() as session:
        group = users.add_group(session, system(), "Alle Neune")
        session.add_all(
            User(name=f"p{number:04}", display_name=f"Person {number:04}", created_at=now())
            for number in range(1200)
        )
        session.flush()
        ids = session.scalars(select(User.id).where(User.name.startswith("p")))
        session.add_all(Membership(group_id=group.id, user_id=user_id) for user_id in ids)

    with statements(world.sessions) as many:
        second = browser.get("/admin/users?page=2").text

    assert "1,201 accounts" in second
    assert "Page 2 of 25" in second
    assert 'page=3" rel="next"' in second
    assert second.count("Alle Neune") == 51
    assert len(many) <= len(few) + 1


def test_the_day_of_the_last_use_is_kept_and_no_closer(world: World, chief, monkeypatch):
    clock = stopped_clock(monkeypatch)
    anna = world.person("anna")
    assert world.user(anna).last_seen_at is None
    hers = world.browser(anna)
    first = world.user(anna).last_seen_at
    assert (first.hour, first.minute, first.second) == (12, 0, 0)

    clock.forward(days=1)
    with world.sessions.writing() as session:
        session.execute(update(LoginSession).values(expires_at=clock.now() + timedelta(days=1)))
    hers.get("/profile")
    world.app.afterwards.settle()

    assert world.user(anna).last_seen_at == first + timedelta(days=1)


@pytest.mark.requirement("V7.4.2 A switched-off account has no session and no token any more")
def test_switching_off_ends_sessions_and_tokens_at_once(either_world: World):
    world = either_world
    chief, anna = world.person("chief", is_admin=True), with_password(world, world.person("anna"))
    hers, token = world.browser(anna), {"Authorization": f"Bearer {world.api_token(anna)}"}
    world.space("team", chief, {user_principal(anna.id): Right.EDIT})
    assert world.browser().get("/s/team/", headers=token).status_code in {200, 302}

    answer = world.browser(chief).send(f"/admin/users/{public_id(world, 'anna')}/deactivate")

    assert answer.status_code == 303
    assert hers.get("/profile").status_code == 404
    assert world.browser().get("/s/team/", headers=token).status_code == 404
    assert sign_in(world.browser()).status_code == 422
    again = world.browser(chief).send(f"/admin/users/{public_id(world, 'anna')}/activate")
    assert again.status_code == 303
    assert hers.get("/profile").status_code == 404
    assert sign_in(world.browser()).status_code == 303


def test_becoming_administrator_holds_from_the_next_request_on(world: World, chief):
    anna = world.person("anna")
    hers = world.browser(anna)
    before = hers.get("/admin/").status_code

    world.browser(chief).send(f"/admin/users/{public_id(world, 'anna')}", **facts(is_admin="1"))
    between = hers.get("/admin/").status_code
    world.browser(chief).send(f"/admin/users/{public_id(world, 'anna')}", **facts())

    assert (before, between, hers.get("/admin/").status_code) == (404, 200, 404)


def test_the_last_administrator_stays(world: World, chief):
    browser = world.browser(chief)
    path = f"/admin/users/{public_id(world, 'chief')}"
    for answer in (browser.send(path, **facts(display_name="Chief")), browser.send(f"{path}/deactivate")):
        assert answer.status_code == 409
        assert "At least one administrator must stay." in answer.text
    assert browser.get("/admin/").status_code == 200


@pytest.mark.requirement("V7.4.5 Administrators end the sessions of others")
def test_a_reset_voids_password_and_sessions(world: World, chief):
    anna = with_password(world, world.person("anna"))
    hers = world.browser(anna)

    answer = world.browser(chief).send(f"/admin/users/{public_id(world, 'anna')}/password", how="link")

    assert answer.status_code == 200
    assert "/password/" in answer.text
    assert hers.get("/profile").status_code == 404
    assert sign_in(world.browser()).status_code == 422


@pytest.mark.requirement("V16.3.3 What is done to accounts is recorded")
def test_what_was_done_to_accounts_is_recorded_without_secrets(world: World, chief):
    answer = world.browser(chief).send("/admin/users", **NEW, how="one-time")
    secret = re.search(r"<code>(\w{4}-\w{4}-\w{4})</code>", answer.text)[1]
    with world.sessions.reading() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [row.action for row in rows][-2:] == ["user.add", "password.set"]
    assert rows[-1].actor_id == chief.id
    assert all(secret not in str(row.facts) for row in rows)


def test_an_account_that_is_not_there_is_not_found(world: World, chief):
    browser = world.browser(chief)
    assert browser.get("/admin/users/xxxxxxxxxxxx").status_code == 404
    assert browser.send("/admin/users/xxxxxxxxxxxx", **facts()).status_code == 404


def test_an_invitation_goes_by_mail_where_the_wiki_sends_mail(either_world: World):
    world = either_world
    chief = world.person("chief", is_admin=True)
    browser = world.browser(chief)
    assert 'value="mail"' not in browser.get("/admin/users/new").text
    mailing = {"mail_url": "smtp://127.0.0.1:9", "mail_from": "w@example.org", "base_url": "http://localhost"}
    world.app.settings = replace(world.app.settings, **mailing)
    assert 'value="mail"' in browser.get("/admin/users/new").text

    refused = browser.send("/admin/users", **{**NEW, "email": ""}, how="mail")
    done = browser.send("/admin/users", **NEW, how="mail")

    assert refused.status_code == 422
    assert "A mail needs an address." in refused.text
    path = done.headers["Location"].partition("?")[0]
    assert "Send the invitation by mail" in browser.get(path).text
    assert browser.send(f"{path}/password", how="mail").status_code == 303
    with world.sessions.reading() as session:
        told = session.execute(select(Notification.kind, Notification.actor_id)).all()
        assert [tuple(one) for one in told] == [("invited", chief.id)] * 2
        waiting = session.scalars(select(OutboxRow).where(OutboxRow.name == MAIL)).all()
        assert len(waiting) == 2
