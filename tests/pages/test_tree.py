"""The tree in the sidebar: a window around the page, small however large the space is."""

import re

import pytest
from sqlalchemy import insert, select
from world import World

from wiki.access import policy
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.db import new_public_id, now
from wiki.pages import scoping, strays, tree
from wiki.pages.models import Page


def fill(world: World, room, number: int, parents: int = 0) -> None:
    """Many pages without the service: flat, or `parents` pages with the others below them."""
    moment = now()
    template = {
        "space_id": room.id,
        "scope_id": room.scope_id,
        "created_at": moment,
        "changed_at": moment,
        "position": 0,
    }

    def page(kind: str, one: int, parent_id: int | None) -> dict[str, object]:
        title = f"{kind} number {one:05} of this space"
        slug = title.lower().replace(" ", "-")
        return {
            **template,
            "public_id": new_public_id(),
            "title": title,
            "title_key": title.lower(),
            "slug": slug,
            "parent_id": parent_id,
        }

    with world.sessions.writing() as session:
        ids: list[int | None] = [None]
        if parents:
            session.execute(insert(Page), [page("Parent", one, None) for one in range(parents)])
            ids = list(
                session.scalars(
                    select(Page.id).where(Page.space_id == room.id, Page.title.startswith("Parent"))
                )
            )
        session.execute(insert(Page), [page("Page", one, ids[one % len(ids)]) for one in range(number)])


def sidebar(text: str) -> str:
    return re.search(r"<nav class=\"side\".*?</nav>", text, re.DOTALL)[0]


@pytest.mark.parametrize("parents", [0, 100, 3])
def test_the_sidebar_of_ten_thousand_pages_stays_small(world: World, parents: int) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    fill(world, room, 10_000, parents)
    with world.sessions.reading() as session:
        parent_id = session.scalar(select(Page.id).where(Page.slug == "parent-number-00002-of-this-space"))
    world.page(room, anna, "Page number 05000 of this space, mine", parent_id=parent_id)

    text = world.browser(anna).get("/s/room/page-number-05000-of-this-space-mine").text

    assert len(sidebar(text).encode()) <= 30_000
    assert 'aria-current="page"' in sidebar(text)
    assert "more pages" in sidebar(text)


def test_a_deep_page_keeps_the_sidebar_small(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna)
    parent_id = None
    for depth in range(8):
        for sibling in range(12):
            page = world.page(room, anna, f"Level {depth} sibling {sibling}", parent_id=parent_id)
        parent_id = page.page_id

    text = world.browser(anna).get(f"/s/room/{page.slug}").text

    assert len(sidebar(text).encode()) <= 30_000
    assert text.count("Level 7 sibling") >= 12


def test_levels_load_one_by_one(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    top = world.page(room, anna, "Top")
    child = world.page(room, anna, "Child", parent_id=top.page_id)
    world.page(room, anna, "Grandchild", parent_id=child.page_id)
    browser = world.browser(world.person("bob"))

    level = browser.get(f"/s/room/tree?parent={top.public_id}").text

    assert "Child" in level
    assert f'data-src="/s/room/tree?parent={child.public_id}"' in level
    assert "Grandchild" not in level
    assert "Grandchild" not in sidebar(browser.get("/s/room/top").text)
    assert "Grandchild" in sidebar(browser.get("/s/room/child").text)


def test_hidden_pages_are_neither_shown_nor_counted(either_world: World) -> None:
    """What is readable below them stands below the next page up that is readable."""
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    top = world.page(room, anna, "Top")
    hidden = world.page(room, anna, "Hidden", parent_id=top.page_id)
    inner = world.page(room, anna, "Inner", parent_id=hidden.page_id)
    mine = user_principal(anna.id)
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, hidden.page_id, {mine: Right.MANAGE})
        scoping.restrict(session, anna.actor, inner.page_id, {mine: Right.MANAGE, SIGNED_IN: Right.READ})

    with world.sessions.reading() as session:
        scopes = policy.scope_set(session, bob.actor)
        nodes = tree.around(session, scopes, room.id, top.page_id)
        assert [(one.title, one.has_children, one.siblings) for one in nodes] == [("Top", False, 1)]
        shown = strays.among(nodes, strays.of_space(session, scopes, room.id, 0), top.page_id)
        assert [(one.title, one.parent_id) for one in shown] == [("Top", None), ("Inner", top.page_id)]
        assert [title for title, _, height in tree.breadcrumb(session, scopes, inner.page_id)] == [
            "Top",
            "Inner",
        ]
        assert tree.way(tree.around(session, scopes, room.id, inner.page_id), inner.page_id) is None
    browser = world.browser(bob)
    text = browser.get("/s/room/inner").text
    assert "Hidden" not in text
    assert re.search(r">Top</a><ul><li>(<button[^>]*></button>)?<a[^>]*>Inner</a>", sidebar(text))
    assert f'data-src="/s/room/tree?parent={top.public_id}"' in browser.get("/s/room/").text
    assert ">Inner</a>" in browser.get(f"/s/room/tree?parent={top.public_id}").text
    with world.sessions.writing() as session:  # and when the nearest readable place is the highest level
        scoping.restrict(session, anna.actor, top.page_id, {mine: Right.MANAGE})
    assert re.search(r'"><li><a[^>]*>Inner</a></li></ul>', sidebar(browser.get("/s/room/").text))
    assert "…" in text.partition("<main")[2]


def test_a_reader_of_a_subtree_finds_it_without_the_spaces_name(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna)
    page = world.page(room, anna, "Inner", "Words.\n")
    with world.sessions.writing() as session:
        from wiki.spaces.models import Space

        session.get_one(Space, room.id).name = "Canary room"
        grants = {user_principal(anna.id): Right.MANAGE, user_principal(bob.id): Right.READ}
        scoping.restrict(session, anna.actor, page.page_id, grants)
    browser = world.browser(bob)

    for path in ("/s/room/inner", "/", "/recent", "/search?q=words", "/trash", "/s/room/inner/history"):
        assert "Canary" not in browser.get(path).text, path
    assert ">Inner</a>" in sidebar(browser.get("/s/room/inner").text)


def test_steps_between_pages_are_counted_over_the_nearest_common_parent(either_world: World) -> None:
    world = either_world
    anna = world.person("anna")
    room = world.space("room", anna)
    top = world.page(room, anna, "Top").page_id
    left = world.page(room, anna, "Left", parent_id=top).page_id
    right = world.page(room, anna, "Right", parent_id=top).page_id
    far = world.page(room, anna, "Far").page_id

    with world.sessions.reading() as session:
        page = session.get_one(Page, left)
        assert tree.distance(session, page, right) == 2
        assert tree.distance(session, page, top) == 1
        assert tree.distance(session, page, left) == 0
        assert tree.distance(session, page, far) > 100
        assert tree.is_below(session, left, top)
        assert not tree.is_below(session, top, left)
