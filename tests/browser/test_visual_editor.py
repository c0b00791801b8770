"""The visual editor in Chromium: what is written in it, what of it is saved, and that nothing in a page or a clipboard runs."""

import json
import re
from pathlib import Path

import pytest
from pasting import show_editor
from playwright.sync_api import Page, expect
from sqlalchemy import select

from wiki.pages.models import Revision

pytestmark = pytest.mark.browser

ATTACKS = Path(__file__).parents[1] / "render/attacks"
BODY = """---
tags:   [machine]
---
Size & *Use*
============

A text with &copy; and \\_escapes_ and [ref], written
over two lines.

> [!WARNING] Danger
> Switch it off.

* [ ] order
* [x] clean
    + inside

| Part | Count |
|:-----|------:|
| Belt | 2     |

{{children}}

$$
x^2
$$

[ref]: https://example.org/ref "Title"

A note[^1] and $a+b$.

[^1]: The note.
"""


@pytest.fixture
def room(live_server):
    anna = live_server.world.person("anna")
    return live_server.world.space("board", anna), anna


@pytest.fixture
def edit(live_server, room, open_page):
    """Open the visual editor of a page with that text."""
    space, anna = room

    def edit(body: str, width: int = 1280) -> Page:
        return show_editor(live_server, open_page(width, visual=True), space, anna, body)

    return edit


def head(live_server, page_id):
    with live_server.world.sessions.reading() as session:
        query = select(Revision.body).where(Revision.page_id == page_id).order_by(Revision.number.desc())
        return session.scalars(query).first()


def text_at(page: Page, words: str) -> None:
    """Put the caret behind these words."""
    page.locator(".visual-text").get_by_text(words).first.click()
    page.keyboard.press("End")
    # The browser tells the page of a moved caret with the next frame.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def test_an_edit_in_the_page_as_it_looks_changes_its_own_lines_and_no_others(live_server, edit, axe) -> None:
    page = edit(BODY)
    expect(page.locator(".state")).to_have_text("All changes saved")
    expect(page.get_by_role("textbox", name="Text of the page")).to_contain_text(
        "A text with © and _escapes_ and ref"
    )
    expect(page.locator(".card math").first).to_be_visible()
    assert page.locator("textarea.editor-source").input_value() == BODY
    assert axe(page) == []

    page.locator(".visual-text input[type=checkbox]").first.click()
    text_at(page, "Switch it off.")
    expect(page.get_by_role("group", name="Callout")).to_be_visible()
    page.keyboard.type(" *Then* wait.")
    expect(page.locator("textarea.editor-source")).to_have_value(
        BODY.replace("off.\n", "off. *Then* wait.\n").replace("* [ ] order", "* [x] order")
    )
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/s/board/minutes?*")

    assert head(live_server, page.made.page_id) == BODY.replace("off.\n", "off. *Then* wait.\n").replace(
        "[ ] o", "[x] o"
    )


def test_somebody_who_never_saw_markdown_writes_a_page_on_a_phone(live_server, edit, axe) -> None:
    page = edit("Begin.\n", 390)
    text = page.locator(".visual-text")

    def tool(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()

    text_at(page, "Begin.")
    page.keyboard.press("Enter")
    page.locator("#visual-style").select_option("heading2")
    page.keyboard.type("Machines")
    page.keyboard.press("Enter")
    page.keyboard.type("All about the ")
    tool("Bold")
    page.keyboard.type("lathe")
    tool("Bold")
    page.keyboard.type(" and ")
    tool("Link")
    page.get_by_label("Address, or title of a page").fill("Opening hours")
    page.keyboard.press("Enter")
    expect(text.locator(".wiki-link")).to_have_text("Opening hours")
    page.keyboard.press("ArrowRight")
    page.keyboard.type(".")
    page.keyboard.press("Enter")
    tool("Task")
    page.keyboard.type("order filters")
    page.keyboard.press("Enter")
    page.keyboard.type("clean up")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    tool("Table")
    expect(page.get_by_role("group", name="Table")).to_be_visible()
    for word in ("Part", "Price", "Place", "Belt", "2 | 3"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.locator("summary", has_text="Column").click()
    tool("Delete column")
    expect(text.locator("th")).to_have_count(2)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    tool("Save")
    page.wait_for_url("**/s/board/minutes?*")

    assert head(live_server, page.made.page_id) == (
        "Begin.\n\n## Machines\n\nAll about the **lathe** and [[Opening hours]].\n\n- [ ] order filters\n- [ ] clean up\n\n"
        "| Part | Price |\n| --- | --- |\n| Belt | 2 \\| 3 |\n|  |  |\n"
    )


def test_going_to_markdown_and_back_keeps_the_text_and_the_choice(live_server, edit) -> None:
    page = edit(BODY)

    page.get_by_role("button", name="Markdown", exact=True).click()
    source = page.locator("textarea.editor-source")
    raw = page.locator(".cm-content")
    expect(raw).to_be_focused()
    assert source.input_value() == BODY
    raw.press("Control+End")
    raw.press("ArrowUp")
    raw.press("End")
    page.keyboard.type(" It is ours.")
    page.get_by_role("button", name="Visual", exact=True).click()
    expect(page.locator(".card-note")).to_contain_text("It is ours.")
    assert source.input_value() == BODY.replace("The note.", "The note. It is ours.")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator(".card-note")).not_to_contain_text("It is ours.")
    expect(source).to_have_value(BODY)
    with page.expect_response("**/profile/writing"):
        page.get_by_role("button", name="Markdown", exact=True).click()
    page.goto(f"{live_server.url}/s/board/minutes/edit")
    expect(raw).to_be_visible()
    assert source.input_value() == BODY


def test_a_page_is_found_by_its_title_while_a_link_is_typed(live_server, room, edit, axe) -> None:
    space, anna = room
    live_server.world.page(space, anna, "Opening hours", "x")
    live_server.world.page(live_server.world.space("hall", anna), anna, "Opening speech", "x")
    page = edit("See\n")
    text_at(page, "See")

    page.keyboard.type(" [[open")
    expect(page.locator(".suggestions").get_by_role("option")).to_have_text(
        ["Opening hours", "Opening speechHall", "Create “open”"]
    )
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".wiki-link")).to_have_text("Opening speech")
    page.keyboard.type(", [[new one")
    expect(page.locator(".suggestions").get_by_role("option")).to_have_text(["Create “new one”"])
    page.keyboard.press("Escape")
    expect(page.locator(".suggestions").get_by_role("option")).to_have_count(0)
    page.keyboard.type("]].")

    expect(page.locator("textarea.editor-source")).to_have_value(
        "See [[hall:Opening speech|Opening speech]], [[new one]].\n"
    )


def test_it_says_saved_only_when_the_wiki_has_the_very_text(live_server, edit, watch) -> None:
    page = edit(BODY)
    state = page.locator(".state")
    watch.allow("500")
    page.route("**/minutes/edit", lambda route: route.fulfill(status=500, body="x"))

    page.get_by_role("button", name="Edit source").first.click()
    page.get_by_role("textbox", name="Edit source").fill("{{children 2}}")
    page.keyboard.press("Control+s")
    expect(state).to_contain_text("NOT saved")
    page.unroute("**/minutes/edit")
    page.get_by_role("textbox", name="Text of the page").press("Control+s")
    expect(state).to_have_text("All changes saved")

    assert head(live_server, page.made.page_id) == BODY.replace("children", "children 2")
    text_at(page, "Switch it off.")
    page.keyboard.type("!")
    expect(state).to_have_text(re.compile("saving|Draft saved"))


def test_without_its_bundle_there_is_markdown_and_a_word_why(live_server, room, open_page, watch) -> None:
    space, anna = room
    page = open_page(visual=True)
    live_server.world.page(space, anna, "Minutes", BODY)
    live_server.sign_in(page, anna)
    page.route("**/dist/editor.js", lambda route: route.abort())
    watch.allow("editor.js")

    page.goto(f"{live_server.url}/s/board/minutes/edit")

    expect(page.get_by_text("The visual editor could not be loaded.")).to_be_visible()
    expect(page.locator("textarea.editor-source")).to_have_value(BODY)


PASTE = """([html, plain]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", plain);
    const place = document.querySelector(".ProseMirror");
    place.focus();
    place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_nothing_runs_of_what_is_loaded_typed_or_pasted(live_server, edit) -> None:
    files = [
        json.loads((ATTACKS / f"{name}.json").read_text("utf-8"))
        for name in ("markdown", "addresses", "elements")
    ]
    attacks = [case for file in files for case in file["cases"]]
    body = "\n\n".join(attacks) + '\n\n[a](javascript:alert(1)) ![b](https://evil.example/x.png "t")\n'
    page = edit(body)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    expect(page.locator(".state")).to_have_text("All changes saved")

    page.evaluate(
        PASTE,
        [
            "<p style='color:red' onclick='alert(1)'>Pasted <b>bold</b> <img src=x onerror=alert(2)></p>"
            + "".join(attacks),
            "x",
        ],
    )
    expect(page.locator(".visual-text strong").get_by_text("bold", exact=True).first).to_be_visible()
    page.keyboard.type("[x](javascript:alert(3)) <img src=x onerror=alert(4)> ")

    harmful = page.evaluate("""() => [...document.querySelectorAll('.visual-text *')].filter(one => !(
        !['SCRIPT', 'IFRAME', 'OBJECT', 'STYLE', 'FORM', 'LINK'].includes(one.nodeName)
        && [...one.attributes].every(({ name, value }) => !name.startsWith('on') && name !== 'style' && !/^\\s*(javascript|data|vbscript):/i.test(value)))).map(one => one.outerHTML)""")
    assert harmful == []
    assert all(address.startswith(live_server.url) for address in asked), asked


# Written anew after what word processors, web mailers and table programs put on the clipboard.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head><body>
<h1 style='mso-list:none'>Report<o:p></o:p></h1><p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Bold</b> and
<span style='font-weight:bold'>styled</span>, <a href="https://example.org/a">a link</a>.<img src="https://tracker.example/p.gif"></p>
<table border=1><tr><td><p class=MsoNormal>Part</p></td><td><p class=MsoNormal>Price</p></td></tr>
<tr><td><p class=MsoNormal>Belt</p></td><td><p class=MsoNormal>2,50</p></td></tr></table>
<ul><li>one<ul><li>deeper</li></ul></li><li>two</li></ul></body></html>"""
MAIL = """<b style="font-weight:normal;"><p><span style="font-weight:700">Strong</span><span style="font-weight:400"> plain </span>
<span style="font-style:italic">slanted</span></p></b>"""


def test_what_is_pasted_becomes_part_of_the_page(live_server, edit) -> None:
    page = edit("")
    source = page.locator("textarea.editor-source")

    page.evaluate(PASTE, [WORD, "Report"])
    expect(source).to_have_value(
        "# Report\n\n**Bold** and **styled**, [a link](https://example.org/a).\n\n"
        "| Part | Price |\n| --- | --- |\n| Belt | 2,50 |\n\n- one\n  - deeper\n- two\n"
    )
    page.keyboard.press("Control+a")
    page.evaluate(PASTE, [MAIL, "Strong"])
    expect(source).to_have_value("**Strong** plain *slanted*\n")
    page.keyboard.press("Control+a")
    page.evaluate(PASTE, ["", "## Plain\n\n- [ ] *Markdown*\n\n| a |\n|---|\n| b |\n"])
    expect(source).to_have_value("## Plain\n\n- [ ] *Markdown*\n\n| a |\n| --- |\n| b |\n")


def test_a_picture_that_is_pasted_is_attached_and_shown(live_server, edit) -> None:
    page = edit("Look:\n")
    text_at(page, "Look:")

    page.evaluate("""async () => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
        const blob = await new Promise((resolve) => canvas.toBlob(resolve));
        const data = new DataTransfer();
        data.items.add(new File([blob], "lathe.png", { type: "image/png" }));
        const place = document.querySelector(".ProseMirror");
        place.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }""")

    expect(page.locator(".visual-text .drawn img")).to_have_attribute(
        "src", re.compile("/files/.*/lathe.png")
    )
    expect(page.locator("textarea.editor-source")).to_have_value("Look:![](lathe.png)\n")
