"""The browser tells what changed since it was here last, and tells nobody else."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

AN_HOUR_AGO = """() => {
    const key = Object.keys(localStorage).find((one) => one.startsWith("werkbuch.visits"));
    const known = JSON.parse(localStorage.getItem(key));
    for (const one of Object.values(known)) one.at -= 60 * 60 * 1000;
    localStorage.setItem(key, JSON.stringify(known));
}"""
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('werkbuch.visits'))"
NOTED = f"() => {KEPT}.length"


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
        f"() => Object.values(JSON.parse(localStorage.getItem({KEPT}[0])))[0].number === 4"
    )
    expect(strip).to_be_hidden()
    live_server.sign_in(page, world.person("bert"))  # on the same computer, and nobody signed out
    page.goto(f"{live_server.url}/recent")
    page.locator("#find").click()
    expect(page.locator(".jump").get_by_role("option", name="Recently changed")).to_be_visible()
    expect(page.locator(".jump").get_by_role("option", name="Plan")).to_have_count(0)
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/recent")
    page.locator("#find").click()
    expect(page.locator(".jump").get_by_role("option", name="Plan")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".side details.menu summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login**")
    assert page.evaluate(f"() => {KEPT}.length") == 0
