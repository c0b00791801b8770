"""Kinds of content in the visual editor, in Chromium: pictures, code, formulas, notes, folded text, properties, tables."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PASTE = """(content) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(content)], "lathe.png", { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.querySelector(".ProseMirror").dispatchEvent(event);
}"""


@pytest.fixture
def desk(live_server, open_page):
    """Open the visual editor at that address of the wiki, signed in, with the spaces `board` and `hall`."""
    anna = live_server.world.person("anna")
    space = live_server.world.space("board", anna)
    live_server.world.page(live_server.world.space("hall", anna), anna, "Opening speech", "x")

    def desk(path: str = "", body: str = "", width: int = 1280) -> Page:
        page = open_page(width, visual=True)
        live_server.sign_in(page, anna)
        if not path:
            live_server.world.page(space, anna, "Minutes", body)
        page.goto(f"{live_server.url}{path or '/s/board/minutes/edit'}")
        expect(page.locator(".visual-text")).to_be_visible()
        page.source = page.locator("textarea.editor-source")
        return page

    return desk


def picture() -> list[int]:
    target = BytesIO()
    Image.new("RGB", (400, 200), "teal").save(target, "PNG")
    return list(target.getvalue())


def at_end(page: Page, place: str) -> None:
    """Put the caret at the end of that line; the browser tells the page of a moved caret with the next frame."""
    page.locator(place).first.click()
    page.keyboard.press("End")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def tool(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_picture_for_a_new_page_is_shown_described_resized_and_not_lost(
    live_server, desk, axe, watch
) -> None:
    watch.allow("beforeunload")
    page = desk("/s/board/new")
    page.get_by_label("Title").fill("The lathe")
    page.locator(".visual-text").click()
    page.evaluate(PASTE, picture())
    expect(page.locator(".drawn canvas")).to_be_visible()
    expect(page.locator(".state")).to_have_text(re.compile("Draft saved"))

    page.goto(f"{live_server.url}/drafts")
    page.get_by_role("link", name="The lathe").click()
    page.locator(".drawn canvas").click()
    expect(page.get_by_role("group", name="Picture")).to_be_visible()
    tool(page, "Describe")
    page.get_by_label("Description for those who cannot see it").fill("A lathe [old]*")
    page.get_by_label("Width in pixels").fill("200")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.source).to_have_value("![A lathe [old]*|200](lathe.png)\n")
    handle = page.get_by_role("slider", name="Width")
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", "216")
    page.keyboard.press("Enter")
    page.locator(".drawn canvas").click()
    tool(page, "Link")
    page.get_by_label("Address, or title of a page").fill("hall:Opening speech")
    page.keyboard.press("Enter")
    tool(page, "Create the page")
    page.wait_for_url("**/s/board/the-lathe?*")

    shown = page.locator("article a[href='/s/hall/opening-speech'] img")
    expect(shown).to_have_attribute("alt", "A lathe [old]*")
    assert shown.evaluate("one => [one.clientWidth, one.clientHeight, one.naturalWidth > 0]") == [
        216,
        108,
        True,
    ]


def test_code_is_coloured_indented_and_left_by_the_keyboard(desk) -> None:
    page = desk(body="- item\n\n  ```python\n  def f():\n  ```\n")
    coloured = page.locator(".code-block .k")
    expect(coloured).to_have_text("def")

    at_end(page, ".code-block code")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("return 1")
    page.keyboard.press("Enter")
    page.keyboard.type("pass")
    page.keyboard.press("Shift+Tab")
    expect(coloured).to_have_text(["def", "return", "pass"])
    expect(page.source).to_have_value("- item\n\n  ```python\n  def f():\n    return 1\n  pass\n  ```\n")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(".visual-text")).not_to_be_focused()
    language = page.get_by_role("combobox", name="Language")
    language.fill("mermaid")
    expect(page.locator(".code-drawing .diagram")).to_have_count(1)
    expect(page.source).to_have_value(re.compile("```mermaid"))


def test_formulas_and_notes_are_written_with_their_look_beside_them(desk, axe) -> None:
    page = desk(body="Sum\n\n$$ x^2 $$\n\nOld[^a].\n\n[^a]: One.\n\n    Two.\n")
    page.get_by_role("button", name="Edit", exact=True).first.click()
    dialog = page.get_by_role("dialog", name="Formula")
    expect(dialog.locator("math msup")).to_have_count(1)
    dialog.get_by_role("textbox").fill("\\frac{x}{2}")
    expect(dialog.locator("math mfrac")).to_have_count(1)
    assert axe(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card math mfrac")).to_have_count(1)
    expect(page.source).to_have_value("Sum\n\n$$ \\frac{x}{2} $$\n\nOld[^a].\n\n[^a]: One.\n\n    Two.\n")

    page.locator(".footnote-ref").click()
    note = page.get_by_role("dialog", name="Footnote")
    expect(note.get_by_role("textbox")).to_have_value("One.\n\nTwo.")
    note.get_by_role("textbox").fill("First *one*.\n\nTwo.")
    expect(note.locator("em")).to_have_text("one")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card-note em")).to_have_text("one")
    at_end(page, ".visual-text p")
    for name, text in (("Footnote", "New."), ("Formula", "a+b")):
        page.locator("summary[aria-label=Insert]").click()
        tool(page, name)
        page.get_by_role("dialog").get_by_role("textbox").fill(text)
        page.keyboard.press("Control+Enter")
    expect(page.source).to_have_value(
        "Sum[^1]$a+b$\n\n$$ \\frac{x}{2} $$\n\nOld[^a].\n\n[^a]: First *one*.\n\n    Two.\n\n[^1]: New.\n"
    )
    page.locator("summary[aria-label=Insert]").click()
    tool(page, "Definition")
    page.get_by_label("Term").fill("Lathe")
    page.get_by_label("Meaning").fill("Turns.\n\n- wood")
    expect(page.get_by_role("dialog").locator("dd li")).to_have_text("wood")
    page.keyboard.press("Control+Enter")
    expect(page.source).to_have_value(re.compile(r"\$a\+b\$\n\nLathe\n: Turns\.\n\n  - wood\n\n\$\$"))


def test_definitions_are_written_where_they_stand_by_keys_alone(desk, axe) -> None:
    page = desk(body="Term\n:   One\n    two\n\nOther\n: *x*\n", width=390)
    at_end(page, ".definition-term")

    page.keyboard.type("s")
    page.keyboard.press("Enter")
    page.keyboard.type("Not ")
    at_end(page, ".definition:first-child > p:last-child")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("New")
    expect(page.source).to_have_value("Terms\n:   Not One\n    two\n\nNew\n: &nbsp;\n\nOther\n: *x*\n")
    page.keyboard.press("Enter")
    page.keyboard.type("means")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    page.keyboard.type("!")
    expect(page.source).to_have_value("Terms\n:   Not One\n    two\n\nNew\n: means!\n\nOther\n: *x*\n")
    assert axe(page) == []
    at_end(page, ".definition:last-child > p:last-child")
    for _ in range(3):
        page.keyboard.press("Enter")
    page.keyboard.type("Behind.")

    behind = "Terms\n:   Not One\n    two\n\nNew\n: means!\n\nOther\n: *x*\n\nBehind.\n"
    expect(page.source).to_have_value(behind)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_rows_and_columns_are_added_moved_and_aligned_by_menu_and_keys(desk, axe) -> None:
    page = desk(body="| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |\n", width=390)
    at_end(page, "td")

    def menu(name: str, act: str) -> None:
        page.get_by_role("group", name="Table").locator("summary", has_text=name).click()
        page.get_by_role("group", name="Table").get_by_role("button", name=act).click()

    menu("Row", "Move down")
    expect(page.source).to_have_value("| a | b |\n|---|:-:|\n| 3 | 4 |\n| 1 | 2 |\n")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowRight")
    expect(page.source).to_have_value("| b | a |\n| :---: | --- |\n| 2 | 1 |\n| 4 | 3 |\n")
    menu("Column", "Column before")
    menu("Alignment", "Align right")
    page.locator(".near-tools:visible summary", has_text="Column").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("n")
    expect(page.source).to_have_value("| b |  | a |\n| :---: | --- | ---: |\n| 2 | n | 1 |\n| 4 |  | 3 |\n")
    page.keyboard.press("ArrowUp")  # the arrows stay in the column, and lead out below
    page.keyboard.type("h")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.type("below")
    expect(page.source).to_have_value(
        "| b | h | a |\n| :---: | --- | ---: |\n| 2 | n | 1 |\n| 4 |  | 3 |\n\nbelow\n"
    )


def test_folded_text_is_written_in_place(desk) -> None:
    body = "Above\n\n<details>\n<summary>Prices</summary>\n\n* old\n\n</details>\n"
    page = desk(body=body)
    at_end(page, ".fold li")
    page.keyboard.type(" price")
    expect(page.source).to_have_value(body.replace("old", "old price"))
    tool(page, "Unfolded at first")
    expect(page.source).to_have_value(body.replace("old", "old price").replace("<details>", "<details open>"))
    at_end(page, ".visual-text > p")
    page.locator("summary[aria-label=Insert]").click()
    tool(page, "Folded text")
    page.keyboard.type("More")
    expect(page.source).to_have_value(
        re.compile("^<details>\n<summary>More</summary>\n\nAbove\n\n</details>\n\n")
    )
    page.keyboard.press("Home")
    page.keyboard.press("Delete")
    page.keyboard.press("Backspace")
    expect(page.source).to_have_value(re.compile("^ore\n\nAbove\n\n<details open>"))


HEAD = """---
tags:   [machine, 'a b']
due: "2026-11-21"
nested:
  deep: 1
list:
  - one
  - two
---
"""


def test_properties_are_edited_in_fields_and_only_their_lines_change(live_server, desk, axe, watch) -> None:
    watch.allow("beforeunload")
    page = desk(body=HEAD + "Text\n")
    page.locator(".properties > summary").click()
    expect(page.get_by_label("nested", exact=True)).to_be_disabled()
    assert axe(page) == []
    assert page.source.input_value() == HEAD + "Text\n"
    page.get_by_label("tags", exact=True).fill("machine, a b, safe: yes")
    wanted = HEAD.replace("'a b']", "'a b', \"safe: yes\"]")
    expect(page.source).to_have_value(wanted + "Text\n")
    page.get_by_label("list", exact=True).fill("one, 3")
    page.get_by_label("due", exact=True).fill('x "y"')
    page.get_by_role("button", name="Remove “nested”").click()
    page.get_by_placeholder("Name").fill("owner")
    page.get_by_placeholder("Value").fill("Müller, Anna")
    page.keyboard.press("Enter")
    wanted = (
        wanted.replace("two", "3").replace('"2026-11-21"', '"x \\"y\\""').replace("nested:\n  deep: 1\n", "")
    )
    wanted = wanted.replace("  - 3\n", "  - 3\nowner: Müller, Anna\n")
    expect(page.source).to_have_value(wanted + "Text\n")
    page.locator(".properties").get_by_role("button", name="Edit source").click()
    page.get_by_role("textbox", name="Properties").fill("a: 1")
    page.get_by_role("button", name="Back to the fields").click()
    page.get_by_role("button", name="Remove “a”").click()
    expect(page.source).to_have_value("Text\n")
    page.goto(f"{live_server.url}/s/board/new")
    page.locator(".visual-text").click()
    page.locator("summary[aria-label=Insert]").click()
    tool(page, "Properties")
    page.keyboard.type("tags")
    page.keyboard.press("Enter")
    page.keyboard.type("new")
    page.locator(".visual-text").click()
    expect(page.source).to_have_value(re.compile(r"^---\ntags: \[new\]\n---\n"))
    page.get_by_placeholder("Name").fill("owner")
    page.get_by_placeholder("Value").fill("Anna")
    page.keyboard.press("Control+s")  # the field is not left for it
    expect(page.source).to_have_value(re.compile(r"^---\ntags: \[new\]\nowner: Anna\n---\n"))


CLIPBOARD = """(type) => {
    window.copied ??= new DataTransfer();
    const event = new ClipboardEvent(type, { clipboardData: window.copied, bubbles: true, cancelable: true });
    document.querySelector(".ProseMirror").dispatchEvent(event);
}"""


def test_what_is_copied_here_comes_back_as_it_was(desk) -> None:
    body = (
        "<details open>\n<summary>S</summary>\n\nb\n\n</details>\n\n"
        "Text[^1] [[Page|x]] $a+b$ <!-- c --> ![A|200](x.png)\n\n> [!TIP] T\n> t\n\n- [x] done\n\n"
        "```js\nx\n```\n\n{{children}}\n\nTerm\n: Meaning\n\n[^1]: note\n"
    )
    page = desk(body=body)
    at_end(page, ".visual-text .fold p")
    page.keyboard.press("Control+a")
    page.evaluate(CLIPBOARD, "copy")
    page.keyboard.press("Delete")
    expect(page.source).to_have_value("")
    page.evaluate(CLIPBOARD, "paste")
    expect(page.source).to_have_value(body)
