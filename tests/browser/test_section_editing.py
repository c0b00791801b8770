"""One section of a page is edited alone, in both ways of writing; the rest stays byte by byte."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from wiki.pages.models import Draft, Revision

pytestmark = pytest.mark.browser

PAGE = "Begin *here*.\r\n\r\n# One\r\n\r\na\t\r\n\r\n## Two\r\n\r\n* x\r\n\r\n\r\n# Three\r\nlast"


@pytest.fixture(params=["visual", "markdown"])
def way(request: pytest.FixtureRequest) -> str:
    return request.param


def bodies(live_server, page_id: int) -> list[str]:
    with live_server.world.sessions.reading() as session:
        query = select(Revision.body).where(Revision.page_id == page_id).order_by(Revision.number)
        return list(session.scalars(query))


def test_a_section_is_opened_at_its_heading_edited_and_merged(
    live_server, open_page, axe, watch, way: str
) -> None:
    world = live_server.world
    anna = world.person("anna")
    made = world.page(world.space("board", anna), anna, "Minutes", PAGE)
    page: Page = open_page()
    page.writes_in = way
    page.clock.install()
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/board/minutes")
    page.get_by_role("heading", name="Two").hover()
    assert axe(page) == []
    page.get_by_role("link", name="Edit the section “Two”").click()
    text = page.locator(".visual-text" if way == "visual" else ".cm-content")
    expect(text).to_be_visible()
    expect(page.locator(".state")).to_have_text("All changes saved")
    assert axe(page) == []
    assert page.locator("textarea.editor-source").input_value() == "## Two\n\n* x\n"

    text.press("Control+End")
    if way == "visual":
        page.keyboard.type("yz")
    else:
        page.keyboard.press("ArrowUp")
        page.keyboard.press("End")
        page.keyboard.type("yz")
    expect(page.locator("textarea.editor-source")).to_have_value("## Two\n\n* xyz\n")
    with page.expect_response("**/draft"):
        page.clock.fast_forward(4000)
    expect(page.locator(".state")).to_contain_text("Draft saved at")
    changed = PAGE.replace("* x\r", "* xyz\r")
    with world.sessions.reading() as session:
        assert session.scalars(select(Draft.body)).all() == [changed.replace("\r\n", "\n")]
    watch.allow("dialog (beforeunload)")
    watch.allow("Failed to load resource")
    page.reload()
    expect(page.locator("textarea.editor-source")).to_have_value("## Two\n\n* xyz\n")
    expect(text).to_contain_text("xyz")

    theirs = PAGE.replace("Begin", "We begin")
    world.save(made.page_id, anna, theirs, 1, leaves_drafts=True)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/s/board/minutes?said=merged*#two")
    assert bodies(live_server, made.page_id)[1:] == [theirs, theirs.replace("* x\r", "* xyz\r")]

    page.goto(f"{live_server.url}/s/board/minutes/edit?section=two")
    expect(text).to_be_visible()
    world.save(made.page_id, anna, theirs.replace("* x\r", "* other\r"), 3, leaves_drafts=True)
    text.fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The page was changed meanwhile")
