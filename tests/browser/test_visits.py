"""The browser tells what changed since it was here last, and tells nobody else."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

AN_HOUR_AGO = """() => {
    const known = JSON.parse(localStorage.getItem("werkbuch.visits"));
    for (const one of Object.values(known)) one.at -= 60 * 60 * 1000;
    localStorage.setItem("werkbuch.visits", JSON.stringify(known));
}"""
NOTED = "() => localStorage.getItem('werkbuch.visits') !== null"


def test_what_changed_since_the_last_visit_is_a_link_away(live_server, page):
    world = live_server.world
    anna = world.person("anna")
    plan = world.page(world.space("board", anna), anna, "Plan", "One.\n")
    live_server.sign_in(page, anna)
    strip = page.locator("#visit")
    address = f"{live_server.url}/s/board/plan"

    page.goto(address)
    page.wait_for_function(NOTED)
    expect(strip).to_be_hidden()
    world.save(plan.page_id, anna, "One.\nTwo.\n", 1)
    world.save(plan.page_id, anna, "One.\nTwo.\nThree.\n", 2)
    page.evaluate(AN_HOUR_AGO)
    page.goto(address)
    expect(strip).to_be_visible()
    expect(strip).to_contain_text("Changed since your visit on")
    page.goto(address)  # the same visit
    strip.get_by_role("link", name="Show the changes").click()
    expect(page.locator("h1")).to_have_text("Changes from version 1 to 3")
    page.go_back()

    page.evaluate(AN_HOUR_AGO)
    world.save(plan.page_id, anna, "Own.\n", 3)
    page.goto(f"{address}?said=saved")
    page.wait_for_function(
        "() => Object.values(JSON.parse(localStorage.getItem('werkbuch.visits')))[0].number === 4"
    )
    expect(strip).to_be_hidden()
    page.locator(".side details.menu summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login**")
    assert page.evaluate("() => localStorage.getItem('werkbuch.visits')") is None
