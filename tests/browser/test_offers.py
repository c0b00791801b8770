"""What the visual editor offers while somebody types: blocks, people, emoji. By keyboard, and on a phone."""

import re

import pytest
from pasting import show_editor
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from wiki.actor import Right, group_principal, user_principal
from wiki.pages.models import Page as PageRow
from wiki.users.models import Group

pytestmark = pytest.mark.browser


@pytest.fixture
def edit(live_server, open_page):
    """Open the visual editor of a page with that text."""
    anna = live_server.world.person("anna")
    space = live_server.world.space("board", anna)

    def edit(body: str, width: int = 1280, **look: object) -> Page:
        return show_editor(live_server, open_page(width, visual=True, **look), space, anna, body)

    return edit


def to_end(page: Page) -> None:
    """Put the caret at the end of the text."""
    page.locator(".visual-text").press("Control+End")
    # The browser tells the page of a moved caret with the next frame.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def test_blocks_are_put_in_by_their_name_without_a_mouse(edit, axe) -> None:
    page = edit("", 390, locale="en-GB")
    expect(page.locator(".hinted")).to_have_attribute("data-hint", re.compile("With / you insert"))
    page.locator(".visual-text").press_sequentially("Begin.")
    expect(page.locator(".hinted")).to_have_count(0)
    options = page.get_by_role("listbox", name="Insert").get_by_role("option")
    source = page.locator("textarea.editor-source")
    to_end(page)

    page.keyboard.press("Enter")
    page.keyboard.type("/")
    expect(options).to_have_count(23)
    assert axe(page) == []
    page.keyboard.type("tabelle")
    expect(options).to_have_text(["Table"])
    page.keyboard.press("Enter")
    page.keyboard.type("Part")
    expect(source).to_have_value("Begin.\n\n| Part |  |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |\n")
    to_end(page)
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


def choose_before_the_answer(page: Page, options: Locator) -> None:
    """Type one letter more, and choose the last option while the server is still asked about it."""
    options.first.evaluate("option => option.dataset.old = true")
    asked = []
    page.route("**/mentions?*", lambda route: asked.append(route))  # noqa: PLW0108  it is given a name
    with page.expect_request("**/mentions?*"):
        page.keyboard.type("e")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    asked[0].continue_()
    page.unroute("**/mentions?*")
    expect(page.locator("[data-old]")).to_have_count(0)
    expect(options.last).to_have_attribute("aria-selected", "true")


KEYBOARD = """() => {
    const seen = Object.assign(new EventTarget(), { offsetLeft: 0, offsetTop: 0, width: innerWidth, height: innerHeight });
    Object.defineProperty(globalThis, "visualViewport", { value: seen });
}"""
SHOW_KEYBOARD = """() => {
    const caret = getSelection().getRangeAt(0).getBoundingClientRect();
    visualViewport.height = caret.bottom + 40;
    visualViewport.dispatchEvent(new Event("resize"));
    return visualViewport.height;
}"""
LIST = "document.querySelector('.suggestions').getBoundingClientRect()"


def test_the_list_tells_what_is_chosen_and_stays_above_the_keyboard_of_a_phone(
    live_server, open_page
) -> None:
    page = open_page(390, visual=True)
    page.add_init_script(f"({KEYBOARD})()")
    anna = live_server.world.person("anna")
    show_editor(live_server, page, live_server.world.space("board", anna), anna, "One.\n")
    text = page.locator(".visual-text")
    options = page.get_by_role("listbox", name="Insert").get_by_role("option")

    to_end(page)
    page.keyboard.press("Enter")
    page.keyboard.type("/")
    expect(options).to_have_count(23)
    expect(page.locator("#status")).to_have_text("23 suggestions; choose with the arrow keys and Enter")
    expect(text).to_have_attribute("aria-controls", "suggestions")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".suggestions [aria-selected=true]")
    expect(chosen).to_have_count(1)
    expect(text).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    assert chosen.get_attribute("id") == "suggestion-1"
    below = page.evaluate(f"{LIST}.bottom")
    edge = page.evaluate(SHOW_KEYBOARD)
    assert below > edge
    page.wait_for_function(f"edge => {LIST}.bottom <= edge && {LIST}.top >= 0", arg=edge)
    page.keyboard.type("qq")
    expect(options).to_have_count(0)
    expect(text).not_to_have_attribute("aria-activedescendant", re.compile(""))
    expect(text).not_to_have_attribute("aria-controls", re.compile(""))


def test_people_who_may_read_the_page_are_mentioned_by_their_name(live_server, edit, axe) -> None:
    world = live_server.world
    bert, bella = world.person("bert"), world.person("bella")
    world.person("beate")
    crew = world.group("Bench crew", bert)
    page = edit("Ask\n", dark=True)
    room = page.made
    options = page.get_by_role("listbox", name="People and groups").get_by_role("option")
    with world.sessions.reading() as session:
        scope_id = session.scalars(select(PageRow.scope_id).where(PageRow.id == room.page_id)).one()
    world.grant(scope_id, group_principal(crew), Right.READ)
    world.grant(scope_id, user_principal(bella.id), Right.READ)
    to_end(page)

    page.keyboard.type(" mail@b")
    expect(options).to_have_count(0)
    page.keyboard.type(" (@b")
    expect(options).to_have_text(["Bench crewGroup", "Bella", "Bert"])
    expect(page.get_by_role("status").filter(has_text="3 suggestions")).to_have_count(1)
    assert axe(page) == []
    choose_before_the_answer(page, options)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="@Bert")).to_be_visible()
    page.keyboard.type(") or @bench c")
    expect(options).to_have_text(["Bench crewGroup"])
    options.first.click()
    page.keyboard.type("!")
    with world.sessions.reading() as session:
        group_id = session.get_one(Group, crew).public_id
    expect(page.locator("textarea.editor-source")).to_have_value(
        f"Ask mail@b ([@Bert](/people/{world.user(bert).public_id})) or [@Bench crew](/groups/{group_id})!\n"
    )
    page.keyboard.press("Control+s")
    expect(page.locator(".state")).to_have_text("All changes saved")
    page.goto(f"{live_server.url}/s/board/minutes")
    page.get_by_role("link", name="@Bert").click()
    expect(page.get_by_role("heading", name="Bert")).to_be_visible()


def test_emoji_are_found_by_their_names_which_stay_in_the_text(edit) -> None:
    page = edit("At 10:30 we\n", 390)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    options = page.get_by_role("listbox", name="Emoji").get_by_role("option")
    to_end(page)

    page.keyboard.type(" note:da")
    expect(page.locator("textarea.editor-source")).to_have_value("At 10:30 we note:da\n")
    assert not [url for url in asked if "emojis" in url]
    page.keyboard.type(" :konfetti")
    expect(options.first).to_have_text("🎊konfettiball")
    expect(options.nth(1)).to_have_text("🎉konfettibombe")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type(" :tada")
    expect(options).to_have_text(["🎉tada"])
    page.keyboard.press("Tab")
    expect(page.locator("textarea.editor-source")).to_have_value(
        "At 10:30 we note:da :konfettibombe: :tada:\n"
    )
    assert len([url for url in asked if "emojis" in url]) == 1
    seen = page.locator(".visual-text .emoji-name")
    expect(seen).to_have_count(2)
    expect(seen.last).to_have_attribute("data-character", "🎉")
    page.keyboard.press("ArrowLeft")
    expect(seen).to_have_count(1)


def test_words_are_found_and_replaced_in_one_step_that_can_be_undone(edit, axe) -> None:
    body = "Belt and **belt**, beltway.\n\n* the Belt\n\n| belt |\n|---|\n| [[Belt]] |\n\n```\nbelt\n```\n"
    page = edit(body)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    source = page.locator("textarea.editor-source")
    bar = page.get_by_role("search", name="Find and replace")
    count = bar.locator("output")
    page.locator(".visual-text").press("Control+Home")
    expect(bar).to_be_hidden()

    page.keyboard.press("Control+f")
    expect(bar.get_by_label("Find", exact=True)).to_be_focused()
    assert [url.rsplit("/", 1)[-1] for url in asked if "/dist/" in url] == ["finding.js"]
    page.keyboard.type("belt")
    expect(count).to_have_text("1 of 7")
    bar.get_by_role("button", name="Whole words").click()
    expect(count).to_have_text("1 of 6")
    bar.get_by_role("button", name="Match case").click()
    expect(count).to_have_text("1 of 3")
    expect(page.locator(".visual-text .found")).to_have_count(3)
    bar.get_by_label("Find", exact=True).press("Enter")
    expect(count).to_have_text("2 of 3")
    assert axe(page) == []

    bar.get_by_label("Replace by").fill("Strap")
    bar.get_by_role("button", name="Replace all").click()
    expect(count).to_have_text("3 replaced")
    new = (
        body.replace("**belt**", "**Strap**")
        .replace("| belt |", "| Strap |")
        .replace("\nbelt\n", "\nStrap\n")
    )
    expect(source).to_have_value(new)
    bar.get_by_role("button", name="Match case").click()
    expect(count).to_have_text("1 of 3")
    bar.get_by_label("Replace by").press("Enter")
    expect(count).to_have_text("1 of 2")
    new = new.replace("Belt and", "Strap and")
    expect(source).to_have_value(new)
    bar.get_by_role("button", name="Next").click()
    expect(count).to_have_text("2 of 2")
    bar.get_by_role("button", name="Replace", exact=True).click()
    new = new.replace("[[Belt]]", "[[Belt\\|Strap]]")
    expect(source).to_have_value(new)
    expect(count).to_have_text("1 of 1")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(page.locator(".visual-text .found")).to_have_count(0)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(source).to_have_value(body)


def test_the_length_of_the_text_and_its_headings_are_told(edit, axe) -> None:
    body = "# Plan\n\nTwo words, and [[a link]].\n\n" + "Line.\n\n" * 40 + "## *Deep* end\n\nLast.\n"
    page = edit(body, 390, dark=True)
    line = page.locator(".counts")
    expect(line).to_have_text("Words: 49 · Characters: 239 · Reading time: 1 min")
    to_end(page)

    page.keyboard.type(" And more.")
    expect(line).to_have_text("Words: 51 · Characters: 249 · Reading time: 1 min")
    page.keyboard.press("Alt+F10")
    page.get_by_label("Headings").click()
    items = page.locator(".outline").get_by_role("button")
    expect(items).to_have_text(["Plan", "Deep end"])
    expect(items.last).to_have_attribute("aria-current", "true")
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(items.first).to_be_hidden()
    expect(page.locator(".visual-text h1")).to_be_in_viewport()
    page.keyboard.type("Our ")
    expect(page.locator("textarea.editor-source")).to_have_value(
        body.replace("# Plan", "# Our Plan").replace("Last.", "Last. And more.")
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 390
