"""What the visual editor offers while somebody types: blocks, people, emoji. By keyboard, and on a phone."""

import os

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("SHOTS", "")


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


@pytest.fixture
def edit(live_server, open_page):
    """Open the visual editor of a page with that text."""
    anna = live_server.world.person("anna")
    space = live_server.world.space("board", anna)

    def edit(body: str, width: int = 1280, **look: object) -> Page:
        page = open_page(width, visual=True, **look)
        page.made = live_server.world.page(space, anna, "Minutes", body)
        live_server.sign_in(page, anna)
        page.goto(f"{live_server.url}/s/board/minutes/edit")
        expect(page.locator(".visual-text")).to_be_visible()
        return page

    return edit


def to_end(page: Page) -> None:
    """Put the caret at the end of the text."""
    page.locator(".visual-text").press("Control+End")


def test_blocks_are_put_in_by_their_name_without_a_mouse(edit, axe) -> None:
    page = edit("Begin.\n", 390, locale="en-GB")
    options = page.get_by_role("listbox", name="Insert").get_by_role("option")
    source = page.locator("textarea.editor-source")
    to_end(page)

    page.keyboard.press("Enter")
    page.keyboard.type("/")
    expect(options).to_have_count(21)
    shot(page, "slash390")
    assert axe(page) == []
    page.keyboard.type("tabelle")
    expect(options).to_have_text(["Table"])
    page.keyboard.press("Enter")
    page.keyboard.type("Part")
    expect(source).to_have_value("Begin.\n\n| Part |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |\n")
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("/ueber")
    expect(options).to_have_text(
        [f"{face}Heading {level}" for face, level in (("H1", 1), ("H2", 2), ("H3", 3))]
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("Plan")
    page.keyboard.press("Enter")
    page.keyboard.type("/cont")
    expect(options).to_have_text(["Contents"])
    page.keyboard.press("Tab")
    page.keyboard.type("/a")
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.type("b")
    expect(source).to_have_value(
        "Begin.\n\n| Part |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |\n\n## Plan\n\n{{contents}}\n\n/ab\n"
    )
    expect(options).to_have_count(0)
