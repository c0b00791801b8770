"""The order on a level: A–Z until somebody puts a page in its place; then one row changes, however many there are."""

import random

import pytest
from sqlalchemy import event, select
from statements import statements
from test_tree import fill
from world import World

from wiki.access import policy
from wiki.actor import SIGNED_IN, Right
from wiki.errors import Conflict, Forbidden
from wiki.pages import ordering, places, placing, strays, tree
from wiki.pages.models import Page
from wiki.pages.ordering import Beside, Level


def titles(world: World, person, room, parent_id: int | None = None) -> list[str]:
    with world.sessions.reading() as session:
        scopes = policy.scope_set(session, person.actor)
        return [one.title for one in tree.children(session, scopes, room.id, parent_id)]


def put(world: World, person, page, beside: Beside | None, parent_id: int | None = None, room=None) -> None:
    with world.sessions.writing() as session:
        placing.move(session, person.actor, page.page_id, room.id, parent_id, beside)


def test_a_level_is_sorted_by_title_until_a_page_is_put_in_its_place(either_world: World) -> None:
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    pages = {name: world.page(room, anna, name) for name in "DCBA"}
    top = pages["A"].page_id
    assert titles(world, anna, room) == ["A", "B", "C", "D"]

    put(world, anna, pages["D"], Beside(top, is_behind=False), room=room)
    assert titles(world, anna, room) == ["D", "A", "B", "C"]
    put(world, anna, pages["D"], Beside(pages["B"].page_id), room=room)
    assert titles(world, anna, room) == ["A", "B", "D", "C"]

    pages["AA"] = world.page(room, anna, "AA")
    assert titles(world, anna, room) == ["A", "B", "D", "C", "AA"], "a new page stands behind the others"
    put(world, anna, pages["AA"], None, top, room=room)
    put(world, anna, pages["B"], None, top, room=room)
    assert titles(world, anna, room, top) == ["AA", "B"], "this level is still sorted by title"
    with pytest.raises(Conflict):
        put(world, anna, pages["C"], Beside(pages["B"].page_id), room=room)  # B is not there any more
    with pytest.raises(Forbidden):
        put(world, bob, pages["C"], Beside(top), room=room)

    with world.sessions.writing() as session:
        placing.arrange(session, anna.actor, Level(room.id, None), by_hand=False)
    assert titles(world, anna, room) == ["A", "C", "D"]
    with world.sessions.writing() as session:
        assert not ordering.is_manual(session, Level(room.id, None))
        placing.arrange(session, anna.actor, Level(room.id, None), by_hand=True)
        assert ordering.is_manual(session, Level(room.id, None))
    assert titles(world, anna, room) == ["A", "C", "D"]


def test_putting_pages_in_one_place_again_and_again_keeps_the_order(world: World) -> None:
    """Gaps are used up after ten pages in the same place: the neighbours make room, and nothing changes its turn."""
    anna = world.person("anna")
    room = world.space("room", anna)
    fill(world, room, 60)
    with world.sessions.writing() as session:
        ids = list(session.scalars(select(Page.id).where(Page.space_id == room.id).order_by(Page.title_key)))
        expected, luck = list(ids), random.Random(7)
        level = Level(room.id, None)
        for turn in range(150):
            page_id = luck.choice(ids)
            near = {0: expected[0], 1: ids[30], 2: luck.choice(ids)}[turn % 3 if turn < 120 else 1]
            if near == page_id:
                continue
            place = Beside(near, is_behind=turn % 2 == 0)
            position = ordering.beside(session, level, page_id, place)
            session.get_one(Page, page_id).position = position
            session.flush()
            session.expire_all()
            expected.remove(page_id)
            expected.insert(expected.index(near) + place.is_behind, page_id)
            if turn % 10 == 9:
                order = (Page.position, Page.title_key, Page.id)
                assert list(session.scalars(select(Page.id).order_by(*order))) == expected, turn
        assert min(session.scalars(select(Page.position))) >= 0


def cost(world: World, act) -> tuple[int, int]:
    """Statements and changed rows of one write block."""
    seen: list[int] = []

    def note(_connection, cursor, _statement, _parameters, _context, _many) -> None:
        seen.append(max(cursor.rowcount, 0))

    event.listen(world.sessions.writer, "after_cursor_execute", note)
    try:
        with world.sessions.writing() as session:
            act(session)
    finally:
        event.remove(world.sessions.writer, "after_cursor_execute", note)
    return len(seen), sum(seen)


def test_making_and_moving_a_page_costs_the_same_in_a_large_space(world: World) -> None:
    from wiki.pages import renderings, service
    from wiki.pages.changes import NewPage

    anna = world.person("anna")
    rendering = renderings.render("Text.\n", world.limits)
    costs = []
    for size in (20, 3000):
        room = world.space(f"room-{size}", anna)
        fill(world, room, size)
        first = world.page(room, anna, "Page number 00000 first")
        top = world.page(room, anna, "Top")
        with world.sessions.writing() as session:
            placing.arrange(session, anna.actor, Level(room.id, None), by_hand=True)
        new = NewPage(room.id, "New", "Text.\n", top.page_id)
        made = [
            lambda session, new=new: service.insert(session, anna.actor, new, rendering, world.limits),
            lambda session, room=room, page=top.page_id, near=first.page_id: placing.move(
                session, anna.actor, page, room.id, None, Beside(near)
            ),
            lambda session, room=room, page=first.page_id, above=top.page_id: placing.move(
                session, anna.actor, page, room.id, above
            ),
        ]
        costs.append([cost(world, act) for act in made])

    assert costs[0] == costs[1]
    (_, _), (statements, rows), (_, _) = costs[0]
    assert statements <= 16
    assert rows <= 3, "the page, the counter of its scope, nothing else"


def test_titles_slugs_and_levels_are_looked_up_by_an_index(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    fill(world, room, 300)
    with world.sessions.reading() as session:
        page = session.scalars(select(Page).limit(1)).one()
    scopes = {"scopes": "[1]", "historic_scopes": "[1]", "space_id": room.id}
    here = Page.space_id == room.id
    wanted = {
        "pages USING INDEX uq_pages_space_id_slug": lambda session: session.execute(
            select(Page.id).where(here, Page.slug == "x", Page.deleted_at.is_(None))
        ),
        "pages USING INDEX ix_pages_space_id_title_key": lambda session: session.execute(
            select(Page.id).where(here, Page.title_key.in_(["x", "y"]), Page.deleted_at.is_(None))
        ),
        "pages USING COVERING INDEX ix_pages_space_id_parent_id_position": lambda session: (
            ordering.behind_all(session, Level(room.id, None))
        ),
        "SEARCH pages USING INTEGER PRIMARY KEY": lambda session: tree.scopes_below(
            session, page.id, room.id
        ),
        "SEARCH access_scopes USING INTEGER PRIMARY KEY": lambda session: strays._STRAYS.rows(
            session, scopes
        ),
        "USING INDEX ix_pages_space_id_title_key (space_id=? AND title_key>?)": lambda session: (
            places._BY_TITLE.rows(session, {**scopes, "key": "x", "begins": "x%", "anywhere": "%x%"})
        ),
    }
    for index, ask in wanted.items():
        with statements(world.sessions) as seen, world.sessions.reading() as session:
            ask(session)
        with world.sessions.reading() as session:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {seen[0]}").all()
        assert index in str(plan), plan
        assert "SEARCH pages USING INDEX ix_pages_space_id_changed_at" not in str(plan), plan
