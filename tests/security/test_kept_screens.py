"""Screens that are kept for many readers hold nothing of one of them, and nobody can fill the room they have."""

import re

from world import World

from wiki.actor import Right


def test_made_up_notices_make_no_screens_of_their_own(world: World) -> None:
    anna = world.person("anna")
    world.page(world.space("room", anna), anna, "Plan")
    browser = world.browser(anna)
    browser.get("/s/room/plan?said=saved"), browser.get("/s/room/plan")
    tags = {browser.get(f"/s/room/plan?said=x{number}").headers["ETag"] for number in range(5)}

    assert tags == {browser.get("/s/room/plan").headers["ETag"]}
    assert browser.get("/s/room/plan?said=saved").headers["ETag"] not in tags


def test_a_kept_screen_shows_each_reader_the_own_name_and_token(world: World) -> None:
    anna, bert = world.person("anna"), world.person("bert")
    page = world.page(world.space("room", anna, {"signed-in": Right.EDIT}), anna, "Plan")
    world.browser(anna).send("/s/room/draft", title="Anna's own", body="Anna's secret")
    readers = [world.browser(anna), world.browser(bert), world.browser(anna), world.browser(bert)]

    seen = [reader.get(f"/s/room/{page.slug}").text for reader in readers]

    for reader, text, name, other in zip(
        readers, seen, ["Anna", "Bert"] * 2, ["Bert", "Anna"] * 2, strict=True
    ):
        assert set(re.findall(r'name="csrf_token" value="([^"]*)"', text)) == {reader.token}
        assert name in text
        assert other not in text.replace("Anna, changed", "")
        assert "secret" not in text
