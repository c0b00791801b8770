"""Pages are found and sorted by their properties, as far as the reader may know them."""

import pytest
from world import World

from wiki.actor import SIGNED_IN, Right
from wiki.errors import Invalid
from wiki.pages import scoping
from wiki.properties.queries import Condition, Sorting, names, pages_where


def matter(**properties: str) -> str:
    lines = "".join(f"{name}: {value}\n" for name, value in properties.items())
    return f"---\n{lines}---\nText.\n"


def test_pages_are_found_by_what_their_front_matter_says(either_world: World) -> None:
    # given
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    other = world.space("other", anna, {SIGNED_IN: Right.EDIT})
    world.page(room, anna, "Press", matter(project="Hall", cost="1200.5", due="2026-12-24", done="true"))
    world.page(room, anna, "Belt", matter(Project="HALL", cost="90", due="2027-01-02", tags="[steel, red]"))
    world.page(room, anna, "Lamp", matter(project="[Yard, Hall]", cost="on request"))
    world.page(other, anna, "Bare", "Nothing.\n")
    secret = world.page(room, anna, "Secret", matter(project="Hall", wages="9"))
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, secret.page_id, {"user:1": Right.MANAGE})

    def found(*asked: tuple[str, str, str], **more) -> list[str]:
        conditions = [Condition(*one) for one in asked]
        with world.sessions.reading() as session:
            return [row.title for row in pages_where(session, bob.actor, conditions, **more)]

    # then
    assert found(("project", "=", "hall")) == ["Belt", "Lamp", "Press"]
    assert found(("PROJECT", "=", "yard")) == ["Lamp"]
    assert found(("project", "!=", "yard")) == ["Bare", "Belt", "Press"]
    assert found(("project", "=", "hall"), ("done", "=", "ja")) == ["Press"]
    assert found(("due", "<", "1.1.2027")) == ["Press"]
    assert found(("due", ">=", "2027-01-02")) == ["Belt"]
    assert found(("cost", ">", "100")) == ["Press"]
    assert found(("cost", "=", "1200,50")) == ["Press"]
    assert found(("cost", "contains", "REQUEST")) == ["Lamp"]
    assert found(("tags", "=", "Steel")) == ["Belt"]
    assert found(("project", "missing", "")) == ["Bare"]
    assert found(("project", "exists", ""), ("title", "contains", "p")) == ["Lamp", "Press"]
    assert found(("title", "=", "BARE")) == ["Bare"]
    assert found(("title", "!=", "bare"), ("title", ">", "b"), ("title", "exists", "")) == [
        "Belt",
        "Lamp",
        "Press",
    ]
    assert found(("title", "missing", "")) == []
    assert found(space_id=other.id) == ["Bare"]
    assert found(sort=Sorting("cost")) == ["Belt", "Press", "Lamp", "Bare"]
    assert found(sort=Sorting("cost", is_descending=True))[-1] == "Bare"
    assert found(sort=Sorting("title", is_descending=True), limit=2) == ["Press", "Lamp"]
    with world.sessions.reading() as session:
        row = pages_where(session, bob.actor, [Condition("done", "exists")])[0]
        assert (row.href, row.space_name) == ("/s/room/press", "Room")
        assert row.properties == {"project": "Hall", "cost": 1200.5, "due": "2026-12-24", "done": True}
        assert "wages" not in names(session, bob.actor)
        assert "wages" in names(session, anna.actor)


def test_a_saved_change_is_found_and_the_old_value_is_not(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    page = world.page(room, anna, "Press", matter(state="open"))

    world.save(page.page_id, anna, matter(state="done"), 1)

    with world.sessions.reading() as session:
        assert pages_where(session, anna.actor, [Condition("state", "=", "open")]) == []
        assert len(pages_where(session, anna.actor, [Condition("state", "=", "done")])) == 1
        assert len(pages_where(session, anna.actor, parent_id=page.page_id)) == 0
        with pytest.raises(Invalid):
            pages_where(session, anna.actor, [Condition("a")] * 11)
        with pytest.raises(Invalid):
            pages_where(session, anna.actor, [Condition("a", "like", "b")])  # type: ignore[arg-type]
