"""An unpublished page in Chromium: made, shared with names that are found while they are typed, published."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_names_are_found_while_they_are_typed(page, live_server):
    world = live_server.world
    anna, _ = world.person("anna"), world.person("bob")
    world.space("board", anna)
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/board/new")
    expect(page.locator(".state[data-state=opened]")).to_have_text("")  # nothing is saved yet

    page.get_by_label("Visible only to me for now").check()
    page.get_by_label("Title").fill("Plan")
    page.get_by_role("button", name="Create the page").click()
    expect(page.get_by_text("Not published: only you see this page.")).to_be_visible()

    page.get_by_role("link", name="Who sees it").click()
    page.get_by_label("Name").press_sequentially("bo")
    page.get_by_role("button", name="Add Bob").click()
    expect(page.locator(".entry-title").filter(has_text="Bob")).to_be_visible()
    page.get_by_role("link", name="Plan").first.click()
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The page is published.")).to_be_visible()
    expect(page.get_by_text("Not published")).to_have_count(0)
