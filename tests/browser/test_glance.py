"""The box over a link: by mouse and by key, closed by Escape, nothing for what may not be read."""

import pytest
from live_server import LiveServer
from playwright.sync_api import Page, expect

from wiki.pages import trash

pytestmark = pytest.mark.browser


def test_a_link_shows_the_first_lines_of_its_page(page: Page, live_server: LiveServer, watch, axe) -> None:
    world = live_server.world
    anna = world.person("anna")
    room = world.space("room", anna)
    world.page(room, anna, "Plan", "# Plan\n\nThe first step comes first.\n")
    world.page(room, anna, "Next", "Then the second.\n")
    gone = world.page(room, anna, "Gone", "Away.\n")
    world.page(room, anna, "Start", "See [[Plan]], [[Next]], [[Gone]] and [[Missing]].\n")
    live_server.sign_in(page, anna)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/s/room/start")
    box, text = page.get_by_role("tooltip"), page.locator("article")
    link = text.get_by_role("link", name="Plan")

    link.hover()
    expect(box).to_contain_text("The first step comes first.")
    expect(link).to_have_attribute("aria-describedby", "glance")
    assert axe(page) == []
    box.hover()
    expect(box).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)

    page.mouse.move(0, 0)
    page.keyboard.press("Tab")
    link.focus()
    expect(box).to_contain_text("The first step")
    page.keyboard.press("Tab")
    expect(box).to_contain_text("Then the second.")

    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, gone.page_id)
    watch.allow("404")
    with page.expect_response(lambda answer: answer.url.endswith("/gone/glance")) as answered:
        page.keyboard.press("Tab")
    assert answered.value.status == 404
    expect(box).to_have_count(0)
    page.keyboard.press("Tab")
    link.hover()
    expect(box).to_contain_text("The first step")
    paths = [url.rpartition("/s/")[2] for url in asked if url.endswith("/glance")]
    assert paths == ["room/plan/glance", "room/next/glance", "room/gone/glance"]
