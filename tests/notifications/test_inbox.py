"""The inbox shows what one was told, as long as one may read it, and says how much of it is new."""

import re

from statements import statements
from world import World

from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.notifications import service
from wiki.notifications.models import Notification
from wiki.pages import scoping


def told(world: World, person, kind="access_granted", to=(), **about) -> None:
    with world.sessions.writing() as session:
        service.tell(session, person.actor, kind, [one.id for one in to], **about)


def badge(text: str) -> str:
    found = re.search(r'class="count new">(\d+)', text)
    return found[1] if found else ""


def test_an_entry_leads_to_its_page_and_counts_until_it_is_read(either_world: World) -> None:
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    page = world.page(room, anna, "Plan")
    browser = world.browser(bob)
    empty = browser.get("/inbox").text
    first = browser.get("/s/room/plan")
    told(world, anna, to=[bob], page_id=page.page_id)
    told(world, anna, to=[bob], space_id=room.id)
    told(world, anna, "password_changed", to=[bob])

    inbox, second = browser.get("/inbox").text, browser.get("/s/room/plan")

    assert "Nothing has come in yet." in empty
    assert badge(empty) == badge(first.text) == ""
    assert "Anna gave you access to “Plan”." in inbox
    assert "Anna gave you access to “Room”." in inbox
    assert badge(inbox) == badge(second.text) == "3"
    assert first.headers["ETag"] != second.headers["ETag"]
    for_anna = world.browser(anna).get("/s/room/plan").text
    assert badge(for_anna) == ""
    ids = re.findall(r'href="/inbox/(\w{12})"', inbox)
    assert [browser.get(f"/inbox/{one}").headers["Location"] for one in ids] == [
        "/profile#sessions",
        "/s/room/",
        f"/p/{page.public_id}",
    ]
    world.app.afterwards.settle()
    third = browser.get("/s/room/plan")
    assert badge(third.text) == ""
    assert third.headers["ETag"] != second.headers["ETag"]
    assert world.browser(anna).get(f"/inbox/{ids[0]}").status_code == 404


def test_what_one_may_not_read_is_not_there_and_not_counted(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    secret, plan = world.page(room, anna, "Secret"), world.page(room, anna, "Plan")
    browser = world.browser(bob)
    told(world, anna, to=[bob], page_id=secret.page_id)
    told(world, anna, to=[bob], page_id=plan.page_id)
    before = browser.get("/inbox").text
    hidden_id = re.findall(r'href="/inbox/(\w{12})"', before)[1]
    seen = browser.get("/s/room/plan")

    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, secret.page_id, {user_principal(anna.id): Right.MANAGE})

    after, view = browser.get("/inbox").text, browser.get("/s/room/plan")
    assert (badge(before), badge(seen.text), badge(after), badge(view.text)) == ("2", "2", "1", "1")
    assert "Secret" not in after
    assert hidden_id not in after
    for path in (f"/inbox/{hidden_id}", f"/inbox/{hidden_id}?x=1"):
        assert browser.get(path).status_code == 404
    assert browser.send(f"/inbox/{hidden_id}/read").status_code == 404


def test_a_page_view_takes_as_many_statements_with_news_as_without(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    page = world.page(world.space("room", anna, {SIGNED_IN: Right.READ}), anna, "Plan")
    told(world, anna, to=[bob], page_id=page.page_id)
    browser = world.browser(bob)
    browser.get("/s/room/plan")
    world.person("carl")  # something else in the database changed

    with statements(world.sessions) as seen:
        answer = browser.get("/s/room/plan")

    assert badge(answer.text) == "1"
    assert len(seen) <= 3, seen


def test_entries_are_marked_as_read_one_by_one_and_all_at_once(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    browser = world.browser(bob)
    for _ in range(3):
        told(world, anna, "invited", to=[bob, anna])
    first = re.findall(r'action="/inbox/(\w{12})/read"', browser.get("/inbox").text)[0]

    one = browser.send(f"/inbox/{first}/read")
    after_one = badge(browser.get("/inbox").text)
    reading = {"Authorization": f"Bearer {world.api_token(bob, Right.READ)}"}
    by_program = world.browser().post("/inbox/read", headers=reading)
    after_program = badge(browser.get("/inbox").text)
    everything = browser.send("/inbox/read")

    assert (one.status_code, everything.status_code) == (303, 303)
    assert (after_one, by_program.status_code, after_program) == ("2", 403, "2")
    assert "counts as read" in browser.get(everything.headers["Location"]).text
    assert badge(browser.get("/inbox").text) == ""
    assert world.browser().get("/inbox").status_code == 404


def test_older_entries_come_on_the_next_part(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    with world.sessions.writing() as session:
        for _ in range(51):
            service.tell(session, anna.actor, "invited", [bob.id])
    browser = world.browser(bob)

    first = browser.get("/inbox").text
    older = re.search(r'href="(/inbox\?before=\w{12})"', first)
    assert older is not None
    second = browser.get(older[1]).text

    assert (first.count("invited you"), second.count("entry-title")) == (
        100,
        1,
    )  # also for the ears, at its button
    assert "Newest" in second


def test_what_was_read_long_ago_is_forgotten(world: World, monkeypatch) -> None:
    from accounts import stopped_clock

    anna, bob = world.person("anna"), world.person("bob")
    clock = stopped_clock(monkeypatch)
    told(world, anna, "invited", to=[bob])
    told(world, anna, "handed_over", to=[bob])
    with world.sessions.writing() as session:
        first = session.query(Notification).first()
        service.mark_read(session, bob.id, first.id)

    left = []
    for days in (89, 2, 270, 10):
        clock.forward(days=days)
        with world.sessions.writing() as session:
            service.forget_old(session)
            left.append(session.query(Notification).count())

    assert left == [2, 1, 1, 0]
