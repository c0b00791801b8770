"""Favourites are one person's own, and vanish with what he may not read any more."""

import pytest
from statements import statements
from world import World

from wiki.actor import EVERYONE, SIGNED_IN, Actor, Right
from wiki.errors import Conflict, Forbidden, NotFound
from wiki.favourites import queries, service
from wiki.pages import scoping, trash


def titles(world: World, person) -> list[str]:
    with world.sessions.reading() as session:
        return [row.title for row in queries.of_person(session, person.actor)]


def test_a_star_is_set_taken_away_and_seen_by_its_person_alone(either_world: World) -> None:
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    page, other = world.page(room, anna, "Plan"), world.page(room, anna, "Belt")
    annas, bobs = world.browser(anna), world.browser(bob)
    before = {who: who.get("/s/room/plan").headers["ETag"] for who in (annas, bobs)}

    first = bobs.send("/favourites", page=page.public_id, on="1")
    again = bobs.send("/favourites", page=page.public_id, on="1")
    bobs.send("/favourites", page=other.public_id, on="1")
    of_space = bobs.send("/favourites", space="room", on="1")

    assert first.headers["Location"] == again.headers["Location"] == "/s/room/plan"
    assert of_space.headers["Location"] == "/s/room/?list=1"
    assert titles(world, bob) == ["Room", "Belt", "Plan"]
    assert titles(world, anna) == []
    assert bobs.get("/s/room/plan").headers["ETag"] != before[bobs]
    assert annas.get("/s/room/plan").headers["ETag"] == before[annas]
    assert "Remove from favourites" in bobs.get("/s/room/plan").text
    assert "Remove from favourites" not in annas.get("/s/room/plan").text
    assert "Remove from favourites" in bobs.get("/s/room/?list=1").text
    assert 'href="/s/room/plan">Plan</a>' in bobs.get("/").text.partition("Favourites</h2>")[2]
    assert bobs.send("/favourites", page=page.public_id, list="1").headers["Location"] == "/favourites"
    assert "Belt" in bobs.get("/favourites").text
    bobs.send("/favourites", space="room")
    bobs.send("/favourites", page=other.public_id)
    assert "You have no favourites yet." in bobs.get("/favourites").text


def test_what_may_not_be_read_any_more_vanishes(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    page, gone = world.page(room, anna, "Plan"), world.page(room, anna, "Gone")
    with world.sessions.writing() as session:
        service.set_page(session, bob.actor, page.page_id, is_favourite=True)
        service.set_page(session, bob.actor, gone.page_id, is_favourite=True)
        trash.discard(session, anna.actor, gone.page_id)
        scope = scoping.restrict(session, anna.actor, page.page_id, {"user:1": Right.MANAGE})
        with pytest.raises(NotFound):
            service.set_page(session, bob.actor, page.page_id, is_favourite=False)
    assert scope
    assert titles(world, bob) == []


def test_favourites_have_a_limit_and_need_a_person(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = world.person("anna")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    page, other = world.page(room, anna, "Plan"), world.page(room, anna, "Belt")
    monkeypatch.setattr(service, "MOST", 1)
    world.allow_public()
    world.grant(room.scope_id, "everyone", Right.READ)
    with world.sessions.writing() as session:
        service.set_page(session, anna.actor, page.page_id, is_favourite=True)
        with pytest.raises(Conflict):
            service.set_page(session, anna.actor, other.page_id, is_favourite=True)
    stranger = world.browser()
    assert stranger.get("/favourites").status_code == 404
    assert "star" not in stranger.get("/s/room/plan").text.partition("<main")[2].partition("<h1")[0]
    nobody = Actor(None, frozenset({EVERYONE}))
    with world.sessions.writing() as session, pytest.raises(Forbidden):
        service.set_space(session, nobody, room.id, is_favourite=True)
    program = {"Authorization": f"Bearer {world.api_token(anna, Right.READ)}"}
    answer = stranger.post("/favourites", data={"page": page.public_id}, headers=program)
    assert answer.status_code == 403
    with world.sessions.reading() as session:
        assert not queries.has_space(session, nobody, room.id)
        assert queries.of_person(session, nobody) == []


def test_the_star_costs_the_page_no_statement(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    page = world.page(room, anna, "Plan")
    world.page(room, anna, "Other")
    browser = world.browser(anna)
    browser.get("/s/room/other")
    browser.send("/favourites", page=page.public_id, on="1")

    with statements(world.sessions) as seen:
        browser.get("/s/room/plan")

    assert not [one for one in seen if "favourites" in one and "pages" not in one]
    assert len(seen) <= 6
