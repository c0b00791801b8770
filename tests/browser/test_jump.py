"""The palette in the search of the side bar: pages visited, titles, texts, actions; all of it by keyboard."""

import pytest
from live_server import LiveServer
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("watch")
def test_a_page_is_reached_by_a_few_letters_of_its_title(page: Page, live_server: LiveServer, axe) -> None:
    world = live_server.world
    anna = world.person("anna")
    room = world.space("room", anna)
    world.page(room, anna, "Plan of the house", "Text\n")
    world.page(room, anna, "Planning", "Text\n")
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/recent")
    expect(page.locator("html[data-attached]")).to_be_attached()
    field, options = page.locator("#find"), page.locator(".jump [role=option]")

    page.keyboard.press("Control+k")
    page.keyboard.type("plan")
    expect(options).to_have_count(4)  # two pages, all texts, a new page
    expect(page.get_by_role("listbox").get_by_role("group")).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    page.keyboard.type(" house")
    expect(options).to_have_count(3)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/s/room/plan-of-the-house")

    expect(page.locator("html[data-attached]")).to_be_attached()
    page.keyboard.press("Control+k")
    expect(options.first).to_have_text("New page in “Room”")
    page.goto(f"{live_server.url}/s/room/planning")
    expect(page.locator("html[data-attached]")).to_be_attached()
    page.keyboard.press("Control+k")
    expect(options.first).to_have_text("Plan of the house")
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/s/room/plan-of-the-house")
    expect(page.locator("html[data-attached]")).to_be_attached()
    page.keyboard.press("Control+k")
    page.keyboard.type("recently")
    expect(options.last).to_have_text("Recently changed")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/recent")
