"""Deleting says what goes along and what breaks, does nothing for a tab that is old by now, and is taken back at once."""

import re

from world import World

from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.pages import scoping, service


def form_of(text: str) -> dict[str, str]:
    return {"seen": re.search(r'name="seen" value="([^"]+)"', text)[1]}


def test_the_person_sees_what_goes_along_and_what_breaks(either_world: World) -> None:
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    other = world.space("other", anna, {SIGNED_IN: Right.READ})
    top = world.page(room, anna, "Top")
    world.page(room, anna, "Child", "[[Top]]\n", top.page_id)
    hidden = world.page(room, anna, "Hidden child", "[[Top]]\n", top.page_id)
    world.page(other, anna, "Far", "[x](/s/room/child) [y](/s/room/child)\n")
    world.page(room, anna, "Near", "[[Top]] [[Elsewhere]]\n")
    secret = world.page(room, anna, "Secret", "[[Top]]\n")
    with world.sessions.writing() as session:
        for page in (hidden, secret):
            grants = {user_principal(anna.id): Right.MANAGE}
            scoping.restrict(session, anna.actor, page.page_id, grants)

    main = world.browser(bob).get("/s/room/top/delete").text.partition("<main")[2]

    assert "1 page below it goes along" in main
    assert re.search(r'<a href="/s/room/child">Child</a>', main)
    assert "2 links would lead nowhere" in main
    assert re.search(r'<a href="/s/other/far">Far</a> → Child', main)
    assert '<a href="/s/room/near">Near</a></li>' in main
    assert "Hidden" not in main
    assert "Secret" not in main
    assert "2 pages below it go along" in world.browser(anna).get("/s/room/top/delete").text


def test_a_tab_from_before_a_move_deletes_nothing(either_world: World) -> None:
    world = either_world
    anna = world.person("anna")
    room = world.space("room", anna)
    old, kept = world.page(room, anna, "Old things"), world.page(room, anna, "Kept")
    page = world.page(room, anna, "Page", parent_id=old.page_id)
    browser = world.browser(anna)
    before, above = (form_of(browser.get(f"/s/room/{slug}/delete").text) for slug in ("page", "old-things"))
    with world.sessions.writing() as session:
        service.move(session, anna.actor, page.page_id, room.id, kept.page_id)

    for path, form in (("/s/room/page/delete", before), ("/s/room/old-things/delete", above)):
        answer = browser.send(path, **form)
        assert answer.status_code == 409
        assert "Nothing was deleted" in answer.text
    answer = browser.send("/s/room/page/delete", **before)
    assert re.search(r"It stands here:.*>Kept</a>", answer.text.replace("\n", " "))

    gone = browser.send("/s/room/page/delete", **form_of(answer.text))

    assert gone.status_code == 303
    assert gone.headers["Location"].startswith("/s/room/kept?said=deleted.")


def test_what_was_deleted_is_back_with_one_click(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    world.page(room, anna, "Page")
    browser = world.browser(anna)
    answer = browser.send("/s/room/page/delete", **form_of(browser.get("/s/room/page/delete").text))
    assert answer.headers["Location"].startswith("/s/room/?list=1&said=deleted.")
    told = browser.get(answer.headers["Location"]).text
    assert "The deleted page is in the trash." in told
    undo = re.search(r'action="(/trash/[^"]+/restore)"', told)[1]
    made_up = re.sub(r"deleted\.[^.]+", "deleted.ImFiYyI", answer.headers["Location"])
    assert "/restore" not in browser.get(made_up).text.partition("<main")[2]
    page = world.page(room, anna, "Other")
    seen = world.browser(bob).get(f"/s/room/{page.slug}").text
    assert "/restore" not in seen

    back = browser.send(undo)

    assert back.headers["Location"] == "/s/room/page?said=restored"
    assert browser.get("/s/room/page").status_code == 200
