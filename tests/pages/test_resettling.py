"""Links keep leading where they led when pages move to another space; a list tells pages of one title apart."""

from world import World

from wiki import worker
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.jobs import Workplace
from wiki.pages import scoping, service


def test_links_of_moved_pages_keep_leading_where_they_led(either_world: World) -> None:
    world = either_world
    anna = world.person("anna")
    old, new = world.space("past", anna), world.space("fresh", anna)
    left = world.page(old, anna, "Left behind")
    world.page(new, anna, "Left behind", "Another page.\n")
    top = world.page(
        old,
        anna,
        "Top",
        "[[Left behind]] [[Left behind|that]] [a](left-behind) [b](/s/past/left-behind) [[past:Left behind]]\n"
        "[[Child]] [c](child) [[Nothing]] ![](picture.png)\n",
    )
    world.page(old, anna, "Child", "[[Top]] [d](/s/past/top) `[[Left behind]]`\n", top.page_id)
    world.page(old, anna, "Linker", "[[Top]] [[Child]]\n")
    browser = world.browser(anna)
    with world.sessions.writing() as session:
        service.move(session, anna.actor, top.page_id, new.id, None)
    place = Workplace(world.sessions, world.app.blobs, world.settings)

    for _ in range(2):
        worker.step_slowly(place)
        link = f"/p/{left.public_id}"
        assert browser.get("/s/fresh/top/raw").text == (
            f"[[{link}|Left behind]] [[{link}|that]] [a]({link}) [b](/s/past/left-behind) [[past:Left behind]]\n"
            "[[Child]] [c](child) [[Nothing]] ![](picture.png)\n"
        )
        assert browser.get("/s/fresh/child/raw").text == "[[Top]] [d](/s/fresh/top) `[[Left behind]]`\n"
    shown = browser.get("/s/fresh/top").text
    assert shown.count('href="/s/past/left-behind"') == 5
    assert "past → fresh" in browser.get("/s/fresh/top/history?minor=1").text
    assert 'href="/s/fresh/top"' in browser.get("/s/past/linker").text
    assert browser.get("/s/past/child").headers["Location"] == "/s/fresh/child"


def test_pages_of_one_title_are_told_apart_in_the_list(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    parents = [world.page(room, anna, title) for title in ("North", "South")]
    for parent in parents:
        world.page(room, anna, "Team", parent_id=parent.page_id)
    twin = world.page(room, anna, "Team", parent_id=parents[1].page_id)
    world.page(room, anna, "Team")
    with world.sessions.writing() as session:
        grants = {user_principal(anna.id): Right.MANAGE}
        scoping.restrict(session, anna.actor, parents[0].page_id, grants)

    seen = world.browser(anna).get("/s/room/pages").text
    assert '<span class="hint">North</span>' in seen
    assert f'<span class="hint">South › {twin.slug}</span>' in seen
    assert seen.count('<span class="hint">') == 4
    assert "North" not in world.browser(bob).get("/s/room/pages").text
