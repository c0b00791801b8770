"""The page tree by mouse and by key: pages are dragged and stepped to their places, and branches stay as they were left."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from wiki.actor import Right, user_principal
from wiki.pages import scoping

pytestmark = pytest.mark.browser


def link(page: Page, title: str) -> Locator:
    return page.locator(".tree a").filter(has_text=re.compile(f"^{title}$"))


def drag(page: Page, title: str, onto: str, height: float) -> None:
    """Drop a page onto another one, at this part of its height; the tree is drawn anew when it is done."""
    target = link(page, onto)
    box = target.bounding_box()
    assert box is not None
    link(page, title).drag_to(target, target_position={"x": 30, "y": box["height"] * height})


def shows(page: Page, *titles: str) -> None:
    expect(page.locator(".tree a")).to_have_text(list(titles))


def test_pages_are_dragged_stepped_and_taken_back(page: Page, live_server, axe) -> None:  # noqa: PLR0915  one visit, from the first drag to the last undo
    world = live_server.world
    anna = world.person("anna")
    room = world.space("room", anna)
    pages = {title: world.page(room, anna, title) for title in ("Alpha", "Beta", "Gamma", "Delta")}
    with world.sessions.writing() as session:
        grants = {user_principal(anna.id): Right.MANAGE}
        scoping.restrict(session, anna.actor, pages["Delta"].page_id, grants)
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/room/alpha")
    shows(page, "Alpha", "Beta", "Delta", "Gamma")
    link(page, "Gamma").hover()
    expect(page.locator(".tree[data-ready]")).to_be_visible()

    drag(page, "Gamma", "Alpha", 0.1)
    shows(page, "Gamma", "Alpha", "Beta", "Delta")
    expect(page.locator("#moved")).to_contain_text("stands at the highest level now, number 1 of 4")
    assert axe(page) == []
    page.locator("#moved").get_by_role("button", name="Undo").click()
    shows(page, "Alpha", "Beta", "Delta", "Gamma")

    drag(page, "Gamma", "Alpha", 0.5)
    shows(page, "Alpha", "Gamma", "Beta", "Delta")
    expect(link(page, "Gamma")).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowLeft")
    expect(page.locator("#moved")).to_contain_text("highest level now, number 2 of 4")
    expect(page.locator("#status")).to_contain_text("highest level now, number 2 of 4")
    page.keyboard.press("Alt+Shift+ArrowDown")
    shows(page, "Alpha", "Beta", "Gamma", "Delta")
    expect(link(page, "Gamma")).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowRight")
    expect(page.locator("#moved")).to_contain_text("below “Beta”")

    page.locator("#moved").get_by_role("button", name="Undo").click()
    expect(page.locator("#moved")).to_contain_text("highest level now, number 3 of 4")
    expect(link(page, "Gamma")).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowRight")
    expect(page.locator("#moved")).to_contain_text("below “Beta”")
    shows(page, "Alpha", "Beta", "Gamma", "Delta")
    expect(link(page, "Gamma")).to_be_focused()

    drag(page, "Alpha", "Delta", 0.5)  # other people read there
    expect(page.locator("#confirm-text")).to_contain_text("other people may read")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#moved")).to_contain_text("below “Delta”")
    expect(page.locator(".crumbs")).to_contain_text("Delta")

    page.goto(f"{live_server.url}/s/room/alpha")
    expect(page.locator(".tree a:visible")).to_have_text(["Beta", "Gamma", "Delta", "Alpha"])
    page.get_by_role("button", name="Pages below Beta").click()
    expect(page.locator(".tree a:visible")).to_have_text(["Beta", "Delta", "Alpha"])
    page.reload()
    expect(page.locator(".tree a:visible")).to_have_text(["Beta", "Delta", "Alpha"])
    page.get_by_role("button", name="Pages below Beta").click()
    expect(page.locator(".tree a:visible")).to_have_text(["Beta", "Gamma", "Delta", "Alpha"])
    page.reload()
    expect(page.locator(".tree a:visible")).to_have_text(["Beta", "Gamma", "Delta", "Alpha"])
