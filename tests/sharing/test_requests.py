"""Asking for access: nobody learns what is there by asking, and whoever manages it decides with one click."""

import re

import pytest
from sqlalchemy import func, select, update
from statements import all_statements
from world import World

from wiki import audit, worker
from wiki.actor import Right, group_principal
from wiki.db import now
from wiki.notifications.models import Notification
from wiki.pages import service as pages
from wiki.pages import trash
from wiki.sharing import requests
from wiki.sharing.models import AccessRequest
from wiki.spaces.models import Space

ASK = "/access-requests/ask"
_VALUES = re.compile(r"'[^']*'|\b\d+\b")


def told(world: World, person_id: int) -> list[str]:
    with world.sessions.reading() as session:
        rows = select(Notification).where(Notification.user_id == person_id).order_by(Notification.id)
        return [row.kind for row in session.scalars(rows)]


def work(world: World) -> None:
    while worker.step(world.sessions):
        pass


def later(world: World) -> None:
    with world.sessions.writing() as session:
        session.execute(update(AccessRequest).values(created_at=now() - requests.LASTS))
        requests.close_overdue(session)


def test_asking_for_what_is_hidden_is_asking_for_nothing(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    closed = world.space("closed", anna)
    world.page(closed, anna, "Secret")
    browser, manager = world.browser(bob), world.browser(anna)
    answers, ran = [], []

    for path in ("/s/closed/secret", "/s/closed/absent"):
        missing = browser.get(path)
        assert missing.status_code == 404
        assert f'name="address" value="{path}"' in missing.text
        with all_statements(world.sessions) as seen:
            answer = browser.send(ASK, address=path, reason="For the audit")
        answers.append((answer.status_code, answer.location, answer.text))
        ran.append([_VALUES.sub("?", statement) for statement in seen])
    browser.send(ASK, address="/s/closed/secret", reason="For the audit of this year")
    browser.send(ASK, address="/s/closed/secret?x=1", reason="For the audit of this year")
    assert answers[0] == answers[1]
    assert answers[0][:2] == (303, "/access-requests/asked")
    assert ran[0] == ran[1]
    assert "For the audit" not in manager.get("/access-requests").text
    work(world)

    assert told(world, anna.id) == ["access_requested"]
    listed = manager.get("/access-requests").text
    assert "For the audit of this year" in listed
    assert "The right holds in the space “Closed”." in listed
    assert "For the audit" not in browser.get("/access-requests").text
    later(world)
    assert told(world, bob.id) == ["access_refused"] * 2  # one for each address, in the same words
    with world.sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(AccessRequest)) == 0


def test_one_click_gives_the_right_and_tells_the_person(either_world: World) -> None:
    world = either_world
    anna, bob, carl = world.person("anna"), world.person("bob"), world.person("carl")
    eve = world.person("eve", is_admin=True)
    group = world.group("Managers", anna)
    closed = world.space("closed", eve, {group_principal(group): Right.MANAGE})
    page = world.page(closed, eve, "Secret")
    file = world.attach(page.page_id, eve, "plan.txt", b"plan")
    for person, address in (
        (bob, f"/p/{page.public_id}"),
        (bob, "/s/closed/secret/history"),
        (carl, file_of(file)),
    ):
        world.browser(person).send(ASK, address=address, reason=f"{person.name} needs it")
    work(world)
    manager, stranger = world.browser(anna), world.browser(bob)
    assert told(world, anna.id) == ["access_requested"] * 2
    assert manager.get("/access-requests").text.count("/refuse") == 2
    with world.sessions.reading() as session:
        mine, _, carls = session.scalars(select(AccessRequest.public_id).order_by(AccessRequest.id))

    for refused in (stranger, world.browser(carl)):
        assert refused.send(f"/access-requests/{mine}/grant", right="READ").status_code == 404
        assert refused.send(f"/access-requests/{mine}/refuse").status_code == 404
    assert manager.send(f"/access-requests/{mine}/grant", right="MANAGE").status_code == 422
    assert manager.send(f"/access-requests/{mine}/grant", right="READ").status_code == 303
    assert manager.send(f"/access-requests/{mine}/grant", right="READ").status_code == 404
    assert manager.send(f"/access-requests/{carls}/refuse").status_code == 303

    assert stranger.get("/s/closed/secret").status_code == 200
    assert "/edit" not in stranger.get("/s/closed/secret").text
    assert world.browser(carl).get("/s/closed/secret").status_code == 404
    assert "Nobody waits" in manager.get("/access-requests").text
    assert (told(world, bob.id), told(world, carl.id)) == (["access_granted"], [])
    later(world)
    assert (told(world, bob.id), told(world, carl.id)) == (["access_granted"], ["access_refused"])
    with world.sessions.reading() as session:
        actions = [row.action for row in session.scalars(select(audit.AuditEntry))]
        assert [one for one in actions if one.startswith("request.")] == ["request.grant", "request.refuse"]


def test_nobody_asks_without_end_or_without_a_reason(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    world.page(world.space("closed", anna), anna, "Secret")
    browser = world.browser(bob)

    for wrong in (
        {"reason": " "},
        {"reason": "x" * 301},
        {"address": "//elsewhere/x"},
        {"address": "nothing"},
    ):
        back = browser.send(ASK, **{"address": "/s/closed/secret", "reason": "Need it", **wrong})
        assert back.status_code == 422
        assert 'role="alert"' in back.text
    codes = [
        browser.send(ASK, address=f"/s/closed/{number}", reason="Need it").status_code for number in range(11)
    ]
    assert codes == [303] * 10 + [429]
    assert browser.send(ASK, address="/s/closed/secret", reason="Need it").status_code == 429
    assert world.browser().get(ASK).status_code == 404
    assert world.browser().get("/access-requests").status_code == 404
    token = {"Authorization": f"Bearer {world.api_token(bob, Right.EDIT)}"}
    sent = world.app.test_client().post(ASK, data={"address": "/s/x/y", "reason": "z"}, headers=token)
    assert sent.status_code == 404
    assert "Ask for access" not in world.browser().get("/s/closed/secret").text


@pytest.mark.parametrize("who", ["granted elsewhere", "switched off"])
def test_who_reads_it_by_now_or_is_gone_is_told_nothing(world: World, who: str) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    closed = world.space("closed", anna)
    world.page(closed, anna, "Secret")
    world.browser(bob).send(ASK, address="/s/closed/secret", reason="Need it")
    if who == "switched off":
        with world.sessions.writing() as session:
            from wiki.users.models import User

            session.execute(update(User).where(User.id == bob.id).values(is_active=False))
    else:
        world.grant(closed.scope_id, f"user:{bob.id}", Right.READ)

    work(world)
    later(world)

    assert told(world, bob.id) == told(world, anna.id) == []


def test_every_kind_of_address_finds_its_page_and_others_nothing(world: World) -> None:
    anna = world.person("anna")
    closed = world.space("closed", anna)
    page = world.page(closed, anna, "Old name")
    file = world.attach(page.page_id, anna, "plan.txt", b"plan")
    pages.rename(world.sessions, anna.actor, page.page_id, "New näme", world.limits)
    gone = world.page(closed, anna, "Gone")
    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, gone.page_id)
        session.execute(update(Space).where(Space.id == closed.id).values(home_page_id=page.page_id))
    found = (
        "/s/closed/new-naeme",
        "/s/closed/old-name/history",
        "/s/closed/",
        f"/p/{page.public_id}",
        file_of(file),
    )
    nothing = (
        "/",
        "/s/",
        "/s/closed/gone",
        f"/p/{gone.public_id}",
        "/p/",
        "/files/x/y",
        "/s/open/new-naeme",
        "/tags/x",
    )

    with world.sessions.reading() as session:
        assert {requests._page_at(session, path).id for path in found} == {page.page_id}
        assert [requests._page_at(session, path) for path in nothing] == [None] * len(nothing)
    with world.sessions.writing() as session:
        session.execute(update(Space).where(Space.id == closed.id).values(home_page_id=None))
        assert requests._page_at(session, "/s/closed/").id == page.page_id  # without a first page


def file_of(file) -> str:
    return f"/files/{file.public_id}/plan.txt"


@pytest.mark.postgres
def test_an_address_that_no_page_can_have_stops_nobody_elses_request(postgres_world: World) -> None:
    world = postgres_world
    anna, bob, carl = world.person("anna"), world.person("bob"), world.person("carl")
    world.page(world.space("closed", anna), anna, "Secret")
    world.browser(bob).send(ASK, address="/p/%00", reason="A name with NUL")
    world.browser(bob).send(ASK, address="/s/closed/a%00", reason="Another one")
    world.browser(carl).send(ASK, address="/s/closed/secret", reason="For the audit")

    work(world)
    later(world)

    assert told(world, anna.id) == ["access_requested"]
    assert told(world, carl.id) == ["access_refused"]
    assert told(world, bob.id) == ["access_refused"] * 2
