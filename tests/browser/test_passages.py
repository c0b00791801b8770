"""What cannot be saved as it is shown is saved only when the person has seen the difference."""

import pytest
from pasting import open_editor, paste, source
from playwright.sync_api import expect
from sqlalchemy import select

from wiki.pages.models import Revision

pytestmark = pytest.mark.browser

# Bold beside slanted inside of struck out: no order of stars says this.
HARD = "<p><b><s>c </s><i>[y]</i></b><i>c </i></p>"


def test_a_passage_that_would_be_read_otherwise_is_shown_both_ways_before_it_is_saved(
    live_server, open_page, axe
) -> None:
    page = open_editor(live_server, open_page(visual=True), "Begin.\n")

    def head() -> str:
        with live_server.world.sessions.reading() as session:
            query = select(Revision.body).where(Revision.page_id == page.made.page_id)
            return session.scalars(query.order_by(Revision.number.desc())).first()

    page.locator(".visual-text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    paste(page, HARD)
    expect(page.get_by_role("alert")).to_contain_text("You decide when you save.")
    page.keyboard.press("Control+s")
    asked = page.get_by_role("dialog", name="This passage would look different")
    expect(asked.get_by_role("button", name="Go on writing")).to_be_focused()
    shown, read = asked.locator("[data-passage=shown]"), asked.locator("[data-passage=read]")
    expect(shown.locator("strong > em, em > strong")).to_have_text("[y]")
    assert shown.inner_html() != read.inner_html()
    asked.get_by_text("The text behind it").click()
    expect(asked.locator("[data-passage=is]")).to_contain_text("[y")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    assert head() == "Begin.\n", "nothing is saved without a decision"

    page.keyboard.press("Control+s")
    would_be = source(page).input_value()
    asked.get_by_role("button", name="Save it so").click()
    expect(page.locator(".state")).to_have_text("All changes saved")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert head() == would_be
    page.keyboard.press("Control+z")
    expect(page.get_by_role("alert")).to_contain_text("You decide when you save.")
    page.get_by_role("button", name="Look at it").click()
    asked.get_by_role("button", name="Write it in Markdown").click()
    expect(page.locator(".visual-text")).to_be_hidden()
