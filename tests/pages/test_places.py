"""Choosing a place by search: only where one may edit, with the way to each page, and without script."""

import re

from world import World

from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.pages import scoping, service


def choices(text: str) -> list[tuple[str, str, bool]]:
    """Label, way and whether it is chosen, of each place."""
    found = re.findall(
        r'name="parent" value="[^"]*"( checked)?><span>([^<]*)(?:<span class="hint">([^<]*)</span>)?', text
    )
    return [(label, way, bool(checked)) for checked, label, way in found]


def value_of(text: str, label: str) -> str:
    return re.search(rf'name="parent" value="([^"]*)"[^>]*><span>{label}<', text)[1]


def test_a_place_is_searched_and_chosen(either_world: World) -> None:
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    other = world.space("other", anna, {SIGNED_IN: Right.READ})
    top = world.page(room, anna, "Handbook 100% done")
    mid = world.page(room, anna, "Tools", parent_id=top.page_id)
    page = world.page(room, anna, "My tools", parent_id=mid.page_id)
    world.page(room, anna, "Tools of mine", parent_id=page.page_id)
    closed = world.page(room, anna, "Closed tools", parent_id=top.page_id)
    inner = world.page(room, anna, "Open tools", parent_id=closed.page_id)
    world.page(other, anna, "Foreign tools")
    with world.sessions.writing() as session:
        mine = {user_principal(anna.id): Right.MANAGE}
        scoping.restrict(session, anna.actor, closed.page_id, mine)
        scoping.restrict(session, anna.actor, inner.page_id, {**mine, SIGNED_IN: Right.EDIT})
    browser = world.browser(bob)

    shown = choices(browser.get("/s/room/my-tools/move").text)
    assert shown == [
        ("Where it stands now", "Handbook 100% done › Tools", True),
        ("Highest level of Room", "", False),
        ("Handbook 100% done", "", False),
    ]
    form = {"title": "New name", "space": "room", "parent": "stays"}
    answer = browser.send("/s/room/my-tools/move", **form, find="tools", search="1")
    assert answer.status_code == 200
    assert 'value="New name"' in answer.text, "nothing that was typed is lost by searching"
    assert choices(answer.text)[2:] == [
        ("Tools", "Handbook 100% done", False),
        ("Open tools", "Handbook 100% done", False),
    ]
    assert browser.get("/s/room/new-name").status_code == 404
    assert choices(browser.get("/places?space=room&find=100%25").text)[1:] == [
        ("Handbook 100% done", "", False)
    ]
    assert choices(browser.get("/places?space=room&find=10_%25").text)[1:] == []
    for place in (choices(browser.get("/places?space=other&find=tools").text), []):
        assert place == [], "Bob only reads there"
    assert browser.get("/places?space=nowhere&find=").status_code == 404

    form["parent"] = value_of(answer.text, "Open tools")
    assert browser.send("/s/room/my-tools/move", **form).headers["Location"] == "/s/room/new-name?said=moved"
    kept = choices(browser.get(f"/places?space=room&find=hand&parent={mid.public_id}").text)
    assert kept[1] == ("Tools", "Handbook 100% done", True), "what is chosen stays among the choices"


def test_what_cannot_be_a_place_is_said_at_the_field(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    other = world.space("other", anna, {SIGNED_IN: Right.READ})
    page = world.page(room, anna, "Page")
    child = world.page(room, anna, "Child", parent_id=page.page_id)
    foreign = world.page(other, anna, "Foreign")
    browser = world.browser(bob)
    seen = re.search(r'name="seen" value="([^"]+)"', browser.get("/s/room/page/move").text)[1]

    for form, status, sentence in (
        ({"space": "room", "parent": foreign.public_id}, 422, "another space"),
        ({"space": "other", "parent": foreign.public_id}, 422, "You may not put pages there"),
        ({"space": "other", "parent": ""}, 422, "You may not put pages there"),
        ({"space": "nowhere", "parent": ""}, 404, ""),
        ({"space": "room", "parent": "abcdefghijkl"}, 422, "There is no such page."),
        ({"space": "room", "parent": child.public_id}, 409, "cannot be moved below itself"),
        ({"space": "room", "parent": "stays", "title": " "}, 422, "Please give the page a title."),
    ):
        answer = browser.send("/s/room/page/move", **{"title": "Renamed", **form})
        assert answer.status_code == status, form
        assert sentence in answer.text
        assert browser.get("/s/room/renamed").status_code == 404, "nothing was done by half"

    target = world.page(room, anna, "Target")
    with world.sessions.writing() as session:
        service.move(session, anna.actor, child.page_id, room.id, None)
        service.move(session, anna.actor, page.page_id, room.id, child.page_id)
    form = {"title": "Renamed", "space": "room", "parent": target.public_id}
    stale = browser.send("/s/room/page/move", **form, seen=seen)
    assert stale.status_code == 409
    assert re.search(r"It stands here:.*>Child</a>", stale.text.replace("\n", " "))
    seen = re.search(r'name="seen" value="([^"]+)"', stale.text)[1]
    assert browser.send("/s/room/page/move", **form, seen=seen).status_code == 303
