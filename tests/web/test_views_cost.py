"""What a page view costs in statements, and what makes its tag another one."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from statements import statements
from world import World

from wiki.actor import SIGNED_IN, Right
from wiki.counters import bump
from wiki.db import now
from wiki.pages import scoping, service, trash
from wiki.pages.models import Page
from wiki.pages.ordering import Beside
from wiki.users.models import User
from wiki.web import context

BODY = "# Plan\n\n[[Target]] [[Missing]] [[Secret]] ![](picture.png)\n"


@pytest.fixture
def office(world: World) -> dict[str, Any]:
    """A page with links, a file, neighbours, a restricted one among them."""
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    target = world.page(room, anna, "Target")
    secret = world.page(room, anna, "Secret")
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, secret.page_id, {"user:1": Right.MANAGE})
    parent = world.page(room, anna, "Parent")
    page = world.page(room, anna, "Plan", BODY, parent.page_id)
    world.attach(page.page_id, anna, "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(20))
    source = world.page(room, anna, "Source", "[[Plan]]\n")
    return {
        "world": world,
        "anna": anna,
        "bob": bob,
        "room": room,
        "page": page,
        "target": target,
        "secret": secret,
        "parent": parent,
        "source": source,
    }


def test_a_page_takes_six_statements_cold_and_three_warm(office) -> None:
    world = office["world"]
    browser, other = world.browser(office["bob"]), world.browser(office["anna"])
    browser.get("/s/room/target")  # who Bob is and what he may read is known
    with statements(world.sessions) as cold:
        assert browser.get("/s/room/plan").status_code == 200
    _change_elsewhere(office)
    with statements(world.sessions) as warm:
        answer = browser.get("/s/room/plan")
    _change_elsewhere(office)
    with statements(world.sessions) as unchanged:
        assert (
            browser.get("/s/room/plan", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        )

    assert len(cold) <= 6, cold
    assert len(warm) <= 3, warm
    assert len(unchanged) <= 3, unchanged
    assert other.get("/s/room/plan").status_code == 200


def test_a_page_takes_no_statement_while_nothing_in_the_database_changes(office) -> None:
    browser = office["world"].browser(office["bob"])
    browser.get("/s/room/plan")

    with statements(office["world"].sessions) as seen:
        answer = browser.get("/s/room/plan")

    assert answer.status_code == 200
    assert seen == []


def test_a_session_expires_although_nothing_in_the_database_changes(office, monkeypatch) -> None:
    browser = office["world"].browser(office["bob"])
    assert browser.get("/s/room/plan").status_code == 200

    monkeypatch.setattr(context, "now", lambda: now() + timedelta(days=400))

    assert browser.get("/s/room/plan").status_code == 404


def _change_elsewhere(office) -> None:
    with office["world"].sessions.writing() as session:
        bump(session, "something else")


def tag(office) -> str:
    answer = office["browser"].get("/s/room/plan")
    assert answer.status_code == 200
    again = office["browser"].get("/s/room/plan", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    return answer.headers["ETag"]


def _write(verb):
    def run(office) -> None:
        with office["world"].sessions.writing() as session:
            verb(session, office)

    return run


VERBS = {
    "save": lambda o: o["world"].save(o["page"].page_id, o["anna"], BODY + "More.\n", 1),
    "change of the title": lambda o: o["world"].save(o["page"].page_id, o["anna"], BODY, 1, title="Plan!"),
    "rename of a linked page": lambda o: service.rename(
        o["world"].sessions, o["anna"].actor, o["target"].page_id, "Goal", o["world"].limits
    ),
    "creation of a missing page": lambda o: o["world"].page(o["room"], o["anna"], "Missing"),
    "deletion of a linked page": _write(lambda s, o: trash.discard(s, o["anna"].actor, o["target"].page_id)),
    "move within the tree": _write(
        lambda s, o: service.move(s, o["anna"].actor, o["page"].page_id, o["room"].id, None)
    ),
    "move of a neighbour": _write(
        lambda s, o: service.move(s, o["anna"].actor, o["target"].page_id, o["room"].id, o["parent"].page_id)
    ),
    "another order of neighbours": _write(
        lambda s, o: service.move(
            s, o["anna"].actor, o["target"].page_id, o["room"].id, None, Beside(o["parent"].page_id)
        )
    ),
    "rename of the parent": lambda o: service.rename(
        o["world"].sessions, o["anna"].actor, o["parent"].page_id, "Above", o["world"].limits
    ),
    "new page below": lambda o: o["world"].page(o["room"], o["anna"], "Child", parent_id=o["page"].page_id),
    "link from another page": lambda o: o["world"].page(o["room"], o["anna"], "Second", "[[Plan]]\n"),
    "end of a link from another page": lambda o: o["world"].save(
        o["source"].page_id, o["anna"], "No link.\n", 1
    ),
    "rename of a page that links here": lambda o: service.rename(
        o["world"].sessions, o["anna"].actor, o["source"].page_id, "Origin", o["world"].limits
    ),
    "new file": lambda o: o["world"].attach(o["page"].page_id, o["anna"], "new.txt", b"x"),
    "new version of a file": lambda o: o["world"].attach(
        o["page"].page_id, o["anna"], "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(30)
    ),
    "grant in another place": lambda o: _grant_secret(o),  # noqa: PLW0108  defined below
    "less right for the reader": lambda o: o["world"].grant(o["room"].scope_id, SIGNED_IN, Right.READ),
    "draft of another": lambda o: _draft(o, o["anna"]),
    "theme": _write(lambda s, o: s.execute(update(User).values(theme="dark"))),
    "language": _write(lambda s, o: s.execute(update(User).values(locale="de"))),
    "zone": _write(lambda s, o: s.execute(update(User).values(timezone="Asia/Tokyo"))),
    "name of the reader": _write(lambda s, o: s.execute(update(User).values(display_name="Robert"))),
    "name of the space": _write(lambda s, o: _rename_space(s, o)),  # noqa: PLW0108  defined below
    "new space": lambda o: o["world"].space("new-room", o["anna"], {SIGNED_IN: Right.READ}),
    "restriction of a page above": _write(
        lambda s, o: scoping.restrict(
            s, o["anna"].actor, o["parent"].page_id, {"user:1": Right.MANAGE, "user:2": Right.READ}
        )
    ),
}


def _grant_secret(o) -> None:
    with o["world"].sessions.reading() as session:
        scope_id = session.scalars(select(Page.scope_id).where(Page.id == o["secret"].page_id)).one()
    o["world"].grant(scope_id, SIGNED_IN, Right.READ)


def _draft(o, person) -> None:
    from wiki.pages import drafts
    from wiki.pages.changes import Change

    with o["world"].sessions.writing() as session:
        drafts.keep(session, person.actor, o["page"].page_id, Change("Mine.\n", 1))


def _rename_space(session, o) -> None:
    from wiki.spaces import service as spaces

    spaces.rename(session, o["anna"].actor, o["room"].id, "Another name")


@pytest.mark.parametrize("verb", VERBS)
def test_every_change_that_shows_makes_another_tag(office, verb: str) -> None:
    office["browser"] = office["world"].browser(office["bob"])
    before = tag(office)

    VERBS[verb](office)

    assert tag(office) != before


def test_a_link_that_is_pointed_elsewhere_shows_on_both_pages(office) -> None:
    """The number of links and the highest id stayed the same here, when rows kept their ids."""
    world, anna = office["world"], office["anna"]
    one, two = (
        world.page(office["room"], anna, "One", "[[Plan]]\n"),
        world.page(office["room"], anna, "Two", "[[Target]]\n"),
    )
    third = world.page(office["room"], anna, "Three", "[[Plan]]\n")
    office["browser"] = world.browser(office["bob"])
    before = tag(office)

    world.save(one.page_id, anna, "[[Target]]\n", 1)
    world.save(two.page_id, anna, "[[Plan]]\n", 1)

    assert tag(office) != before
    text = office["browser"].get("/s/room/plan").text
    assert ">Two</a>" in text.partition("<main")[2]
    assert ">One</a>" not in text.partition("<main")[2]
    assert third


def test_other_peoples_drafts_are_told_to_whom_they_are_news(office) -> None:
    world, anna, bob = office["world"], office["anna"], office["bob"]
    carl = world.person("carl")
    _draft(office, anna)
    _draft(office, bob)

    seen = {who.name: world.browser(who).get("/s/room/plan").text for who in (carl, bob, anna)}

    assert "Anna has had a draft" in seen["carl"]
    assert "Bob has had a draft" in seen["carl"]
    assert "Bob has had a draft" not in seen["bob"]
    assert "Anna has had a draft" not in seen["anna"]
    assert "Bob has had a draft" in seen["anna"]


def test_warm_screens_hold_nothing_of_another_person(office) -> None:
    world = office["world"]
    browsers = [world.browser(office["bob"]), world.browser(world.person("carl"))]
    texts = [browser.get("/s/room/plan").text for browser in browsers]

    assert browsers[0].token in texts[0]
    assert browsers[0].token not in texts[1]
    assert "Bob" not in texts[1]
    assert "Carl" in texts[1]
    assert "mark" not in {part[:4] for part in texts[1].split('value="')}
