"""A visual editor in Chromium, and what programs put on the clipboard, pasted into it."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from world import Person, Room

CLIPBOARDS = Path(__file__).parent / "clipboards"

_PASTE = """([html, plain]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    if (plain) data.setData("text/plain", plain);
    const place = document.querySelector(".ProseMirror");
    place.focus();
    place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def open_editor(live_server, page: Page, body: str) -> Page:
    """The visual editor of a new page with that text; `page.made` is the page."""
    anna = live_server.world.person("anna")
    return show_editor(live_server, page, live_server.world.space("board", anna), anna, body)


def show_editor(live_server, page: Page, space: Room, anna: Person, body: str) -> Page:
    """As `open_editor`, in the space `board` that is there already."""
    page.made = live_server.world.page(space, anna, "Minutes", body)
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/board/minutes/edit")
    expect(page.locator(".visual-text")).to_be_visible()
    return page


def source(page: Page) -> Locator:
    """The Markdown of what is shown, once it is written."""
    return page.locator("textarea.editor-source")


def paste(page: Page, html: str, plain: str = "") -> None:
    page.evaluate(_PASTE, [html, plain])


def paste_over_all(page: Page, html: str, plain: str = "") -> None:
    """Paste in the place of everything."""
    page.locator(".visual-text").focus()
    page.keyboard.press("Control+a")
    paste(page, html, plain)
