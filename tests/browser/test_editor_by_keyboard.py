"""A page is written with the keyboard alone, is told to those who do not see it, and fits where there is little room."""

import base64
import re

import pytest
from pasting import open_editor, source
from playwright.sync_api import Page, expect
from sqlalchemy import select

from wiki.pages.models import Revision

pytestmark = pytest.mark.browser

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

# The names of what Tab comes to behind the focus, among the tools.
TAB_STOPS = """() => [...document.activeElement.closest(".editor-tools").querySelectorAll("button, select, input")]
    .filter((one) => !one.disabled && one.tabIndex >= 0 && one.offsetHeight && document.activeElement.compareDocumentPosition(one) & 4)
    .map((one) => one.getAttribute("aria-label"))"""


def tool_by_keys(page: Page, name: str) -> None:
    """From the text to a tool and back, as the help says: Alt F10, Tab, Enter."""
    page.keyboard.press("Alt+F10")
    stops = page.evaluate(TAB_STOPS)
    for _ in range(stops.index(name) + 1):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name
    page.keyboard.press("Enter")


def test_a_page_with_a_table_a_link_and_an_image_is_written_by_keyboard_alone(
    live_server, open_page, axe
) -> None:
    page = open_editor(live_server, open_page(visual=True), "")
    space_page = page.made

    page.keyboard.press("Control+Home")
    page.locator(".visual-text").focus()
    page.keyboard.type("## Machines")
    page.keyboard.press("Enter")
    page.keyboard.type("See ")
    page.keyboard.press("Control+k")
    asked = page.get_by_role("dialog")
    expect(asked.get_by_label("Address, or title of a page")).to_be_focused()
    assert axe(page) == []
    page.keyboard.type("https://example.org/")
    page.keyboard.press("Enter")
    expect(asked).to_have_count(0)
    expect(page.locator(".visual-text")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    tool_by_keys(page, "Table")
    expect(page.get_by_role("group", name="Table")).to_be_visible()
    for word in ("Part", "Price", "Place", "Belt", "2", "Hall"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    expect(page.locator(".visual-text td").first).to_have_text("Belt")
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowDown")
    with page.expect_file_chooser() as chosen:
        tool_by_keys(page, "Attach files")
    chosen.value.set_files({"name": "lathe.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(source(page)).to_have_value(re.compile(r"!\[[^\]]*\]\(lathe\.png\)"))
    page.locator(".visual-text").focus()
    page.keyboard.press("Control+s")
    state = page.get_by_role("status").filter(has_text="All changes saved")
    expect(state).to_be_visible()
    assert axe(page) == []

    with live_server.world.sessions.reading() as session:
        query = select(Revision.body).where(Revision.page_id == space_page.page_id)
        body = session.scalars(query.order_by(Revision.number.desc())).first()
    assert body.startswith("## Machines\n\nSee ")
    assert "https://example.org/" in body
    assert "| Part | Price | Place |\n| --- | --- | --- |\n| Belt | 2 | Hall |\n" in body
    assert "lathe.png" in body


def test_the_editor_fits_small_dark_and_right_to_left(live_server, open_page, axe) -> None:
    page = open_editor(
        live_server, open_page(360, visual=True, dark=True), "# عنوان الصفحة\n\nنص عربي مع **كلمة** وWord.\n"
    )
    page.set_viewport_size({"width": 360, "height": 320})  # what a keyboard on the screen leaves
    text = page.locator(".visual-text")

    text.focus()
    page.keyboard.press("Control+End")
    for number in range(12):
        page.keyboard.press("Enter")
        page.keyboard.type(f"سطر {number}")

    expect(source(page)).to_have_value(re.compile("سطر 11"))
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    below = page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().bottom")
    assert below <= 320, "what is typed is in sight"
    assert axe(page) == []
