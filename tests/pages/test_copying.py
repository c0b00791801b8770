"""Copies of pages and subtrees: with files and without history, of what one may read, to where one may write."""

import re

import pytest
from sqlalchemy import select
from world import World

from wiki import worker
from wiki.access import policy
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.copying import service
from wiki.jobs import Workplace
from wiki.pages import queries, scoping, tree
from wiki.pages.models import Page

TOP = "See [[Child|it]], [[Other]] and ![](plan.txt), [again](/files/FILE/plan.txt).\n"


def titles_below(world: World, person, page_id: int) -> dict[str, object]:
    with world.sessions.reading() as session:
        scopes = policy.scope_set(session, person.actor)
        row = queries.by_id(session, person.actor, scopes, page_id)
        nodes = tree.children(session, scopes, row.space_id, page_id)
    return {one.title: titles_below(world, person, one.id) for one in nodes}


def copy_of(world: World, person, answer) -> int:
    slug = re.search(r"/s/[^/]+/([^?]+)", answer.headers["Location"])[1]
    with world.sessions.reading() as session:
        return session.scalars(policy.allowed(Page, person.actor).where(Page.slug == slug)).one().id


@pytest.fixture
def office(either_world: World) -> World:
    """A handbook whose pages link to each other; one of them is closed to Bob, one below that is not."""
    world = either_world
    world.anna, world.bob = world.person("anna"), world.person("bob")
    world.room = world.space("room", world.anna, {SIGNED_IN: Right.READ})
    world.bobs = world.space("bobs", world.bob)
    world.top = world.page(world.room, world.anna, "Top")
    world.attach(world.top.page_id, world.anna, "plan.txt", b"old")
    file = world.attach(world.top.page_id, world.anna, "plan.txt", b"new").public_id
    child = world.page(world.room, world.anna, "Child", "[up](top) [[Missing]]\n", world.top.page_id)
    world.save(world.top.page_id, world.anna, TOP.replace("FILE", file), 1)
    world.page(world.room, world.anna, "Leaf", parent_id=child.page_id)
    closed = world.page(world.room, world.anna, "Closed", parent_id=world.top.page_id)
    inner = world.page(world.room, world.anna, "Inner", parent_id=closed.page_id)
    world.other = world.page(world.room, world.anna, "Other")
    mine = {user_principal(world.anna.id): Right.MANAGE}
    with world.sessions.writing() as session:
        scoping.restrict(session, world.anna.actor, closed.page_id, mine)
        scoping.restrict(session, world.anna.actor, inner.page_id, {**mine, SIGNED_IN: Right.READ})
    return world


def test_a_subtree_is_copied_into_another_space(office: World) -> None:
    browser = office.browser(office.bob)
    shown = browser.get("/s/room/top/copy").text
    assert "Copy the 3 pages below it, too" in shown
    assert "Closed" not in shown.partition("<main")[2]
    form = {"title": "Mine", "space": "bobs", "parent": "", "below": "1", "save_id": "once"}

    answer = browser.send("/s/room/top/copy", **form)

    assert answer.headers["Location"] == "/s/bobs/mine?said=copied"
    copy_id = copy_of(office, office.bob, answer)
    assert titles_below(office, office.bob, copy_id) == {"Child": {"Leaf": {}}, "Inner": {}}
    text = browser.get("/s/bobs/mine/raw").text
    file = re.search(r"/files/(\w+)/plan\.txt", browser.get("/s/bobs/mine").text)[1]
    linked = f"[[/p/{office.other.public_id}|Other]]"
    assert text == TOP.replace("[[Other]]", linked).replace("FILE", file)
    assert browser.get("/s/bobs/child/raw").text == "[up](/s/bobs/mine) [[Missing]]\n"
    history = browser.get("/s/bobs/mine/history").text
    assert "Copied from “Top”" in history
    file = re.search(r"/files/\w+/plan\.txt", browser.get("/s/bobs/mine").text)[0]
    assert browser.get(file, buffered=True).data == b"new"
    assert browser.get(f"{file}?v=2").status_code == 404, "of a file, too, the latest version is copied"
    assert browser.send("/s/room/top/copy", **form).headers["Location"] == answer.headers["Location"]
    with office.sessions.reading() as session:
        copies = session.scalars(select(Page).where(Page.space_id == office.bobs.id)).all()
        assert len(copies) == 4, "a form that is sent twice makes one copy"
        assert {one.scope_id for one in copies} == {office.bobs.scope_id}


def test_a_copy_beside_its_source_gets_addresses_of_its_own(office: World) -> None:
    browser = office.browser(office.anna)
    shown = browser.get("/s/room/child/copy").text
    assert 'value="Copy of Child"' in shown
    assert re.search(rf'value="{office.top.public_id}" checked><span>Top<', shown)

    answer = browser.send(
        "/s/room/top/copy", title="Top", space="room", parent=office.top.public_id, below="1"
    )

    copy_id = copy_of(office, office.anna, answer)
    assert titles_below(office, office.anna, copy_id) == {"Child": {"Leaf": {}}, "Closed": {"Inner": {}}}
    with office.sessions.reading() as session:
        copied = session.scalars(select(Page).where(Page.parent_id == copy_id, Page.title == "Child")).one()
    address = answer.headers["Location"].partition("?")[0]
    assert f"[[{copied.slug}|it]], [[Other]]" in browser.get(f"{address}/raw").text
    assert browser.get(f"/s/room/{copied.slug}/raw").text == f"[up]({address}) [[Missing]]\n"


def test_who_may_not_copy_what_to_where(office: World) -> None:
    browser, carl = office.browser(office.bob), office.browser(office.person("carl"))

    assert browser.get("/s/room/closed/copy").status_code == 404
    assert browser.send("/s/room/closed/copy", title="X", space="bobs").status_code == 404
    for form, sentence in (
        ({"title": "X", "space": "room", "parent": ""}, "You may not put pages there"),
        ({"title": "X", "space": "room", "parent": office.top.public_id}, "You may not put pages there"),
        ({"title": "X", "space": "nowhere"}, "There is no such page"),
        ({"title": " ", "space": "bobs"}, "Please give the page a title."),
    ):
        answer = browser.send("/s/room/top/copy", **form)
        assert answer.status_code == 422, form
        assert sentence in answer.text
    assert "no space in which you may write" in carl.get("/s/room/top/copy").text


def test_the_worker_copies_the_rest_of_a_large_subtree(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_AT_ONCE", 2)
    browser = office.browser(office.bob)
    form = {"title": "Mine", "space": "bobs", "parent": "", "below": "1"}
    answer = browser.send("/s/room/top/copy", **form)
    assert answer.headers["Location"] == "/s/bobs/mine?said=copying"
    copy_id = copy_of(office, office.bob, answer)
    assert titles_below(office, office.bob, copy_id) == {}
    place = Workplace(office.sessions, office.app.blobs, office.settings)

    for _ in range(2):
        worker.step_slowly(place)
        assert titles_below(office, office.bob, copy_id) == {"Child": {"Leaf": {}}, "Inner": {}}
