"""The Markdown editor in Chromium: the very bytes, the same place when one goes from one way of writing to the other."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from wiki.pages.models import Revision

pytestmark = pytest.mark.browser

NASTY = "---\r\ntags: [a]\r\n---\r\n\tcode\r\n\r\n*  item \r\n1) [[Page]] **bold** \u2028 e\u0301\r\n\r\n| a|b |\r\n|--|--|\r\nlast"


@pytest.fixture
def edit(live_server, open_page):
    """Open the editor of a page with that text, by somebody who writes in Markdown."""
    anna = live_server.world.person("anna")
    space = live_server.world.space("board", anna)

    def edit(body: str, width: int = 1280, writes_in: str = "markdown", **look: object) -> Page:
        page = open_page(width, **look)
        page.writes_in = writes_in
        page.made = live_server.world.page(space, anna, "Minutes", body)
        live_server.sign_in(page, anna)
        page.goto(f"{live_server.url}/s/board/minutes/edit")
        shown = page.locator(".visual-text" if writes_in == "visual" else ".cm-content")
        expect(shown).to_be_visible()
        return page

    return edit


def head(live_server, page_id: int) -> str | None:
    with live_server.world.sessions.reading() as session:
        query = select(Revision.body).where(Revision.page_id == page_id).order_by(Revision.number.desc())
        return session.scalars(query).first()


def source(page: Page):
    return page.locator("textarea.editor-source")


def test_every_byte_stays_but_those_that_were_typed(live_server, edit, axe) -> None:
    page = edit(NASTY)
    text = page.get_by_role("textbox", name="Text in Markdown")
    shown = NASTY.replace("\r\n", "\n")
    assert axe(page) == []
    assert source(page).input_value() == shown

    text.press("Control+End")
    page.keyboard.type(" word")
    page.keyboard.press("Control+b")
    page.keyboard.type("strong")
    expect(source(page)).to_have_value(f"{shown} word**strong**")
    page.get_by_role("button", name="Task").click()
    page.keyboard.press("Control+z")
    expect(source(page)).to_have_value(f"{shown} word**strong**")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n- one\ntwo\n\nend")
    expect(source(page)).to_have_value(f"{shown} word**strong**\n- one\n- two\n\nend")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/s/board/minutes?said=saved")

    assert head(live_server, page.made.page_id) == NASTY + " word**strong**\r\n- one\r\n- two\r\n\r\nend"


def test_search_finds_and_replaces_by_key(edit, axe) -> None:
    page = edit("One machine.\n\nTwo machines.\n")
    page.get_by_role("textbox", name="Text in Markdown").press("Control+f")
    page.get_by_role("textbox", name="Find").fill("machine")
    assert axe(page) == []
    page.get_by_role("textbox", name="Replace with").fill("lathe")
    page.get_by_role("button", name="replace all").click()
    expect(source(page)).to_have_value("One lathe.\n\nTwo lathes.\n")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Find")).to_have_count(0)
    page.keyboard.type("x")
    page.keyboard.press("Control+s")
    expect(page.locator(".state")).to_have_text("All changes saved")


LONG = "\n".join(
    f"Paragraph {number} with **bold** and [a link](https://example.org/{number}).\n" for number in range(80)
)
PRESS = "button => button.click()"  # without scrolling to it, as Playwright would
TOP = """() => {
    const root = document.querySelector('.editor-raw').hidden ? document : document.querySelector('.editor-raw').shadowRoot;
    const selection = root.getSelection ? root.getSelection() : getSelection();
    return selection.getRangeAt(0).getBoundingClientRect().top;
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_going_from_one_way_to_the_other_keeps_caret_scroll_and_bytes(edit, width: int) -> None:
    page = edit(LONG, width, writes_in="visual")
    page.locator(".visual-text").get_by_text("Paragraph 60 with").click()
    page.keyboard.press("End")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    before = page.evaluate(TOP)

    page.get_by_role("button", name="Markdown", exact=True).evaluate(PRESS)
    expect(page.locator(".cm-content")).to_be_focused()
    expect(page.locator(".cm-line").get_by_text("Paragraph 60 with")).to_be_in_viewport()
    page.wait_for_function(f"before => Math.abs(({TOP})() - before) < 30", arg=before)
    assert source(page).input_value() == LONG
    page.keyboard.type("A")
    page.get_by_role("button", name="Visual", exact=True).evaluate(PRESS)
    expect(page.locator(".visual-text")).to_be_focused()
    expect(page.locator(".visual-text").get_by_text("Paragraph 60 with")).to_be_in_viewport()
    page.keyboard.type("B")

    changed = LONG.replace("example.org/60).", "example.org/60).AB")
    expect(source(page)).to_have_value(changed)


@pytest.mark.parametrize("way", ["markdown", "visual"])
def test_undo_reaches_behind_a_reload(edit, watch, way: str) -> None:
    watch.allow("dialog (beforeunload)")
    page = edit("One.\n", writes_in=way)
    page.clock.install()
    page.reload()
    text = page.locator(".visual-text" if way == "visual" else ".cm-content")
    for words in ("Two.", "Three."):
        text.fill(words)
        expect(source(page)).to_have_value(f"{words}\n" if way == "visual" else words)
        with page.expect_response("**/draft"):
            page.clock.fast_forward(4000)
        expect(page.locator(".state")).to_contain_text("Draft saved at")

    page.reload()
    expect(text).to_have_text("Three.")
    expect(page.locator(".state")).to_contain_text("Draft saved at")
    for words in ("Two.", "One."):
        text.press("Control+z")
        expect(text).to_have_text(words)
    expect(source(page)).to_have_value("One.\n")
    text.press("Control+y")
    expect(text).to_have_text("Two.")
    page.evaluate("sessionStorage.clear()")  # as in another browser: the stored version is one step back
    page.reload()
    expect(text).to_have_text("Three.")
    text.press("Control+z")
    expect(text).to_have_text("One.")


def test_without_its_bundle_the_plain_field_is_there(live_server, edit, watch) -> None:
    page = edit("One.\n", writes_in="visual")
    watch.allow("raw.js")
    page.route("**/dist/raw.js", lambda route: route.abort())
    page.get_by_role("button", name="Markdown", exact=True).click()
    expect(source(page)).to_be_visible()
    source(page).fill("Two.\n")
    page.get_by_role("button", name="Visual", exact=True).click()
    expect(page.locator(".visual-text")).to_have_text("Two.")
