"""What the tree's script sends when a page is dragged or stepped: each answer shows the tree as it is now."""

import re

from world import World

from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.pages import scoping


def shown(answer) -> list[str]:
    """The titles of the answer's tree, with one dot for each level above."""
    lines, depth = [], 0
    for tag, title in re.findall(r"<(/?ul)|<a [^>]*>([^<]*)</a>", answer.get_json()["tree"]):
        depth += {"ul": 1, "/ul": -1}.get(tag, 0)
        if not tag:
            lines.append("." * (depth - 1) + title)
    return lines


def test_pages_are_dragged_and_stepped_to_their_places(either_world: World) -> None:
    world = either_world
    anna = world.person("anna")
    room = world.space("room", anna)
    for title in "ABCD":
        world.page(room, anna, title)
    browser = world.browser(anna)

    def send(slug: str, **fields: str):
        return browser.send(f"/s/room/{slug}/place", **{"from": "", "shown": "a", **fields})

    assert shown(send("d", behind="a")) == ["A", "D", "B", "C"]
    assert shown(send("c", before="a")) == ["C", "A", "D", "B"]
    told = send("d", step="up")
    assert shown(told) == ["C", "D", "A", "B"]
    assert told.get_json()["said"] == "“D” stands at the highest level now, number 2 of 4."
    assert shown(send("d", step="down")) == ["C", "A", "D", "B"]
    told = send("d", step="in", shown="d")
    assert ">A</a></li>\n</ol>" in told.get_json()["crumbs"], "the way above the page is another one now"
    assert shown(told) == ["C", "A", ".D", "B"]
    assert told.get_json()["said"] == "“D” stands below “A” now, number 1 of 1."
    assert shown(send("b", below="a")) == ["C", "A", ".B", ".D"], "this level is still sorted by title"
    assert shown(send("d", **{"from": "a"}, step="up")) == ["C", "A", ".D", ".B"]
    assert shown(send("d", **{"from": "a"}, step="out")) == ["C", "A", ".B", "D"]
    assert shown(send("b", **{"from": "a"}, below="")) == ["C", "A", "D", "B"]

    for slug, fields in {"c": {"step": "up"}, "b": {"step": "down"}, "a": {"step": "out"}}.items():
        answer = send(slug, **fields)
        assert answer.status_code == 422
        assert answer.get_json()["said"] == "It goes no further in this direction."
    assert send("c", below="c").status_code == 409
    assert send("c", behind="gone").status_code == 409
    stale = send("d", step="up", **{"from": "a"})
    assert stale.status_code == 409
    assert "meanwhile" in stale.get_json()["said"]
    assert shown(stale) == ["C", "A", "D", "B"]


def test_a_page_below_a_hidden_one_is_dragged_from_where_it_shows(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    top = world.page(room, anna, "Top")
    hidden = world.page(room, anna, "Hidden", parent_id=top.page_id)
    inner = world.page(room, anna, "Inner", parent_id=hidden.page_id)
    world.page(room, anna, "Open", parent_id=top.page_id)
    mine = {user_principal(anna.id): Right.MANAGE}
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, hidden.page_id, mine)
        scoping.restrict(session, anna.actor, inner.page_id, {**mine, SIGNED_IN: Right.EDIT})
    browser = world.browser(bob)

    assert browser.send("/s/room/inner/place", **{"from": "", "step": "up"}).status_code == 409
    stays = {"from": "top", "shown": "top", "step": "down"}
    assert browser.send("/s/room/inner/place", **stays).status_code == 422
    told = browser.send("/s/room/inner/place", **{**stays, "step": "up"})

    assert shown(told) == ["Top", ".Inner", ".Open"]
    assert told.get_json()["below"] == "top"
    assert "Hidden" not in told.text


def test_who_asks_first_and_who_may_not_drag(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    closed, page = world.page(room, anna, "Closed"), world.page(room, anna, "Page")
    with world.sessions.writing() as session:
        grants = {user_principal(anna.id): Right.MANAGE, user_principal(bob.id): Right.READ}
        scoping.restrict(session, anna.actor, closed.page_id, grants)
    browser = world.browser(anna)
    into = {"from": "", "below": "closed", "shown": ""}

    asked = browser.send("/s/room/page/place", **into)
    assert asked.status_code == 200
    assert "other people" in asked.get_json()["ask"]
    refused = world.browser(bob).send("/s/room/page/place", **into, confirmed="1")
    assert refused.status_code == 403
    assert "not change it" in refused.get_json()["said"]
    assert world.browser(bob).send("/s/room/closed/place", **{"from": "", "step": "down"}).status_code == 403
    assert browser.send("/s/room/page/place", **into, confirmed="1").status_code == 200
    assert 'draggable="false">Closed' in world.browser(bob).get("/s/room/").text
    assert 'draggable="false">Closed' not in browser.get("/s/room/").text
    assert page.slug == "page"


def test_a_level_is_ordered_on_a_screen_without_script(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    pages = {title: world.page(room, anna, title) for title in "ABC"}
    browser = world.browser(anna)

    def order(text: str) -> list[str]:
        return re.findall(r'class="entry-title" href="[^"]*">([^<]*)<', text)

    shown = browser.get("/s/room/tree/order").text
    assert order(shown) == ["A", "B", "C"]
    assert "sorted by title" in shown
    answer = browser.send("/s/room/tree/order", up=pages["C"].public_id)
    assert answer.headers["Location"] == f"/s/room/tree/order#page-{pages['C'].public_id}"
    shown = browser.get("/s/room/tree/order").text
    assert order(shown) == ["A", "C", "B"]
    assert "order of their own" in shown
    assert "/s/room/tree/order" in browser.get("/s/room/a/move").text
    assert browser.send("/s/room/tree/order", sort="title").status_code == 303
    assert order(browser.get("/s/room/tree/order").text) == ["A", "B", "C"]

    world.page(room, anna, "Below", parent_id=pages["A"].page_id)
    assert order(browser.get("/s/room/a/order").text) == ["Below"]
    assert "no pages here yet" in browser.get("/s/room/b/order").text
    stale = browser.send("/s/room/a/order", up=pages["C"].public_id)
    assert stale.status_code == 409
    assert "meanwhile" in stale.text
    assert browser.send("/s/room/tree/order", up=pages["A"].public_id).status_code == 422
    assert world.browser(bob).get("/s/room/tree/order").status_code == 403
    assert world.browser(bob).send("/s/room/tree/order", up=pages["C"].public_id).status_code == 403
