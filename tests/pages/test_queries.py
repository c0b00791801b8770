"""Lists of pages and revisions: complete, in order, and readable ones only."""

from sqlalchemy import update
from world import World

from wiki.access import policy
from wiki.access.models import AccessScope
from wiki.actor import SIGNED_IN, Right
from wiki.pages import queries


def test_titles_are_paged_without_losing_equal_ones(either_world: World) -> None:
    world = either_world
    anna = world.person("anna")
    room = world.space("room", anna)
    made = {world.page(room, anna, "Same").slug for _ in range(5)} | {world.page(room, anna, "Last").slug}
    with world.sessions.reading() as session:
        scopes = policy.scope_set(session, anna.actor)
        seen: list[str] = []
        after = ""
        while lines := queries.titles(session, scopes, room.id, after, limit=2):
            seen += [slug for _, slug, _ in lines]
            after = lines[-1][2]

    assert len(seen) == 6
    assert set(seen) == made
    assert seen[0] == "last"


def test_recent_changes_leave_out_what_was_small_or_made_by_the_wiki(either_world: World) -> None:
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    page = world.page(room, anna, "Plan", "One.\n").page_id
    world.save(page, anna, "Two.\n", 1, is_minor=True)
    world.save(page, anna, "Three.\n", 2, kind="system")
    world.save(page, anna, "Four.\n", 3)

    with world.sessions.reading() as session:
        assert [one.number for one in queries.recent(session, bob.actor)] == [4, 1]
        assert [one.number for one in queries.recent(session, bob.actor, with_minor=True)] == [4, 3, 2, 1]
        assert queries.recent(session, world.person("eve").actor, space_id=room.id + 1) == []


def test_history_is_paged_and_closed_without_the_flag(either_world: World) -> None:
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    page = world.page(room, anna, "Plan", "1\n").page_id
    for number in range(1, 6):
        world.save(page, anna, f"{number + 1}\n", number)

    with world.sessions.reading() as session:
        assert [one.number for one in queries.history(session, bob.actor, page, limit=2)] == [6, 5]
        assert [one.number for one in queries.history(session, bob.actor, page, 3)] == [2, 1]
    browser = world.browser(bob)
    assert browser.get("/s/room/plan/rev/2").status_code == 200
    with world.sessions.writing() as session:
        from wiki import counters

        session.execute(update(AccessScope).values(has_history=False))
        counters.bump(session, counters.ACCESS)

    with world.sessions.reading() as session:
        assert [one.number for one in queries.history(session, bob.actor, page)] == [6]
        assert len(queries.history(session, anna.actor, page)) == 6
    statuses = {
        path: browser.get(f"/s/room/plan{path}").status_code
        for path in ("/history", "/rev/2", "/rev/6", "/diff?from=2&to=6", "")
    }
    assert statuses == {"/history": 404, "/rev/2": 404, "/rev/6": 200, "/diff?from=2&to=6": 404, "": 200}
    assert "/history" not in browser.get("/s/room/plan").text


def test_a_page_changed_again_is_listed_first(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    first = world.page(room, anna, "First", "1\n").page_id
    world.page(room, anna, "Second", "1\n")
    world.save(first, anna, "2\n", 1)

    with world.sessions.reading() as session:
        listed = queries.recent_pages(session, anna.actor)

    assert [(one.page_title, one.number) for one in listed] == [("First", 2), ("Second", 1)]
