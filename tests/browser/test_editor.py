"""The editor in Chromium: drafts, saving, and what it says when the wiki does not answer as it should."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from wiki.auth.models import LoginSession
from wiki.pages.models import Draft, Revision

pytestmark = pytest.mark.browser

STEPS = "Object.keys(sessionStorage).filter(key => key.startsWith('werkbuch.text.')).length"
DRAFT_DUE = 4_000  # milliseconds
NASTY = "\r\nfirst\rsecond\ttab  \n\n\ufeffbom e\u0301 \x0b \x85 \u2028 end\0\r\n\n"


@pytest.fixture
def anna(live_server):
    return live_server.world.person("anna")


@pytest.fixture
def minutes(live_server, anna):
    live_server.world.space("board", anna)

    def make(body="One.\n"):
        room = live_server.world
        with room.sessions.reading() as session:
            from wiki.spaces.models import Space

            space = session.scalars(select(Space)).one()
        return room.page(space, anna, "Minutes", body)

    return make


def bodies(live_server, page_id):
    with live_server.world.sessions.reading() as session:
        return list(
            session.scalars(
                select(Revision.body).where(Revision.page_id == page_id).order_by(Revision.number)
            )
        )


def drafts(live_server):
    with live_server.world.sessions.reading() as session:
        return [draft.body for draft in session.scalars(select(Draft))]


@pytest.fixture
def editor(page, live_server, anna, minutes):
    """The editor of a page with one line, in English; its clock is moved by hand."""
    page.saved = minutes()
    page.clock.install()
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/board/minutes/edit")
    expect(page.locator(".state")).to_have_text("All changes saved")
    return page


def state(page):
    return page.locator(".state")


def write(page, text):
    page.get_by_label("Text in Markdown").fill(text)


def test_what_was_typed_before_the_script_came_counts_as_unsaved(editor):
    editor.add_init_script(
        """document.addEventListener("DOMContentLoaded", () => { document.querySelector("#field-body").value += "Early."; })"""
    )
    editor.reload()

    expect(state(editor)).not_to_have_text("All changes saved")


def test_control_s_saves_and_stays(editor, live_server):
    write(editor, "Two.\n")
    editor.keyboard.press("Control+s")
    expect(state(editor)).to_have_text("All changes saved")
    write(editor, "Three.\n")
    editor.keyboard.press("Control+s")
    expect(editor.locator("input[name=base_revision]")).to_have_value("3")
    assert bodies(live_server, editor.saved.page_id) == ["One.\n", "Two.\n", "Three.\n"]


def test_times_are_told_in_the_time_zone_of_the_account(open_page, watch, live_server, anna, minutes):
    watch.allow("dialog (beforeunload)")
    page = open_page(timezone_id="Asia/Tokyo")
    minutes()
    page.clock.install()
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/board/minutes/edit")
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") == 0
    write(page, "Two.\n")
    page.clock.fast_forward(DRAFT_DUE)
    expect(state(page)).to_contain_text("Draft saved at")

    page.reload()

    kept = page.locator(".strip").filter(has_text="This is your draft of").inner_text()
    expect(state(page)).to_contain_text(f"Draft saved at {re.search(r'[0-9]+:[0-9]+', kept)[0]}")


def test_undoing_everything_leaves_no_draft(editor, live_server):
    write(editor, "Two.\n")
    editor.clock.fast_forward(DRAFT_DUE)
    expect(state(editor)).to_contain_text("Draft saved at")
    write(editor, "One.\n")
    editor.clock.fast_forward(DRAFT_DUE)
    expect(state(editor)).to_have_text("All changes saved")
    assert drafts(live_server) == []


def stored_texts(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('werkbuch.text.'))")


def test_a_new_session_from_another_window_is_taken_without_a_question(editor, live_server, anna, watch):
    watch.allow("Failed to load resource")
    live_server.sign_in(editor, anna)
    write(editor, "Two.\n")
    editor.get_by_role("button", name="Save", exact=True).click()
    editor.wait_for_url("**/s/board/minutes?said=saved")


def test_an_overlap_shows_the_screen_that_asks(editor, live_server, anna, watch, axe):
    watch.allow("Failed to load resource")
    live_server.world.save(editor.saved.page_id, anna, "*Other*.\n", 1)
    write(editor, "Mine.\n")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("The page was changed meanwhile")
    assert axe(editor) == []
    expect(editor.locator(".side-by em")).to_have_text("Other")
    expect(editor.locator(".passage input:checked")).to_have_count(0)
    own = editor.get_by_label("Passage 1 in Markdown, as it shall be")
    expect(own).to_have_value("*Other*.\nMine.\n")
    editor.get_by_role("radio", name="Your text").check()
    expect(own).to_have_value("Mine.\n")
    own.fill("Mine, and the other.")
    expect(editor.get_by_label("Write it differently")).to_be_checked()
    editor.get_by_role("button", name="Save").click()
    editor.wait_for_url("**/s/board/minutes?said=saved")
    assert bodies(live_server, editor.saved.page_id)[-1] == "Mine, and the other.\n"


def test_a_disjoint_change_of_another_is_merged_and_shown_on_control_s(editor, live_server, anna):
    page_id = editor.saved.page_id
    live_server.world.save(page_id, anna, "One.\n\nMiddle.\n\nLast.\n", 1)
    editor.reload()
    live_server.world.save(page_id, anna, "One.\n\nMiddle.\n\nLast, changed.\n", 2)
    write(editor, "One, mine.\n\nMiddle.\n\nLast.\n")
    editor.keyboard.press("Control+s")
    expect(editor.get_by_label("Text in Markdown")).to_have_value("One, mine.\n\nMiddle.\n\nLast, changed.\n")
    expect(state(editor)).to_have_text("All changes saved")


def test_an_empty_page_has_to_be_confirmed(editor, live_server, watch):
    watch.allow("Failed to load resource")
    write(editor, "")
    editor.get_by_role("button", name="Save", exact=True).click()
    editor.get_by_role("dialog").get_by_role("button", name="Save it empty").click()
    editor.wait_for_url("**/s/board/minutes?said=saved")
    assert bodies(live_server, editor.saved.page_id) == ["One.\n", ""]


def test_leaving_with_an_unsaved_text_warns(editor, watch):
    watch.allow("dialog (beforeunload)")
    write(editor, "Two.\n")
    editor.get_by_role("link", name="Cancel").click()
    editor.wait_for_url("**/s/board/minutes")
    assert any("beforeunload" in line for line in watch.lines)


@pytest.mark.requirement("V14.3.3 Signing out leaves no text in the browser")
def test_signing_out_leaves_no_text_in_the_browser(editor, live_server):
    editor.evaluate("localStorage.setItem('werkbuch.text.x', '{}')")
    assert editor.evaluate(STEPS) == 1
    editor.evaluate(
        "document.querySelector('form[action$=\"/logout\"]').addEventListener('submit', event => {"
        "event.preventDefault(); setTimeout(() => console.log('signed out')) })"
    )
    editor.locator(".side-foot summary").click()
    with editor.expect_event("console", lambda message: message.text == "signed out"):
        editor.get_by_role("button", name="Sign out").click()
    assert (stored_texts(editor), editor.evaluate(STEPS)) == ([], 0)


def test_the_preview_is_drawn_by_the_server(editor):
    write(editor, "# Heading\n\nSome **bold** text.\n")
    editor.get_by_role("button", name="Preview").click()
    expect(editor.get_by_role("region", name="Preview").locator("strong")).to_have_text("bold")
    expect(editor.get_by_label("Text in Markdown")).to_be_hidden()


def test_tools_work_by_key_and_can_be_undone(editor):
    text = editor.get_by_label("Text in Markdown")
    write(editor, "word")
    text.press("Control+a")
    text.press("Control+b")
    expect(text).to_have_value("**word**")
    text.press("Control+b")
    expect(text).to_have_value("word")
    text.press("Control+z")
    expect(text).to_have_value("**word**")
    text.press("Control+a")
    editor.get_by_role("button", name="Task").click()
    expect(text).to_have_value("- [ ] **word**")


def test_a_nasty_text_opened_and_saved_stays_byte_for_byte(page, live_server, anna, minutes):
    saved = minutes(NASTY)
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/board/minutes/edit")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/s/board/minutes?said=unchanged")
    assert bodies(live_server, saved.page_id) == [NASTY]


def test_a_nasty_text_stays_without_script_too(open_page, live_server, anna, minutes):
    page = open_page(script=False)
    saved = minutes(NASTY)
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/board/minutes/edit")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/s/board/minutes?said=unchanged")
    assert bodies(live_server, saved.page_id) == [NASTY]


def test_the_editor_pleases_axe_in_every_look(each_page, live_server, anna, minutes, axe):
    minutes("# A\n\n- b\n")
    live_server.sign_in(each_page, anna)
    each_page.goto(f"{live_server.url}/s/board/minutes/edit")
    each_page.get_by_role("button", name="Preview").click()
    assert axe(each_page) == []
    each_page.get_by_role("button", name="Text", exact=True).click()
    assert axe(each_page) == []
    expect(each_page.get_by_role("button", name="Save", exact=True)).to_be_visible()


def test_a_new_page_is_drafted_and_made(page, live_server, anna, minutes):
    minutes()
    page.clock.install()
    live_server.sign_in(page, anna)
    page.goto(f"{live_server.url}/s/board/new")
    page.get_by_label("Title").fill("May")
    write(page, "Text.\n")
    page.clock.fast_forward(DRAFT_DUE)
    expect(state(page)).to_contain_text("Draft saved at")
    assert drafts(live_server) == ["Text.\n"]
    write(page, "Text, longer.\n")
    page.get_by_role("button", name="Create the page").click()
    page.wait_for_url("**/s/board/may?said=created")
    assert drafts(live_server) == []
    assert stored_texts(page) == []


def test_co_readers_drafts_show_up_while_writing(editor, live_server):
    from wiki.actor import Right, user_principal

    jonas = live_server.world.person("jonas")
    live_server.world.grant(1, user_principal(jonas.id), Right.EDIT)
    live_server.world.browser(jonas).send(
        "/s/board/minutes/draft", title="Minutes", body="Theirs.\n", base_revision="1"
    )
    write(editor, "Two.\n")
    editor.clock.fast_forward(DRAFT_DUE)
    expect(editor.locator("#others")).to_contain_text("Jonas has had a draft here since")


def test_on_a_phone_save_and_preview_stay_in_reach(narrow_page, live_server, anna, minutes):
    minutes("Line.\n" * 200)
    live_server.sign_in(narrow_page, anna)
    narrow_page.goto(f"{live_server.url}/s/board/minutes/edit")
    narrow_page.set_viewport_size({"width": 390, "height": 420})  # as with a keyboard on the screen
    narrow_page.get_by_label("Text in Markdown").click()
    for name in ("Save", "Preview"):
        expect(narrow_page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    assert narrow_page.evaluate("document.documentElement.scrollWidth") == 390


def test_drafts_overlap_and_recovery_please_axe_in_every_look(
    each_page, live_server, anna, minutes, axe, watch
):
    watch.allow("Failed to load resource")
    saved = minutes()
    live_server.sign_in(each_page, anna)
    each_page.goto(f"{live_server.url}/s/board/minutes/edit")
    live_server.world.save(saved.page_id, anna, "Other.\n", 1)
    write(each_page, "Mine.\n")
    each_page.keyboard.press("Control+s")
    expect(each_page.get_by_role("heading", level=1)).to_have_text("The page was changed meanwhile")
    each_page.get_by_role("button", name="Save", exact=True).click()
    expect(each_page.get_by_role("alert")).to_contain_text("Passage 1: please choose.")
    assert axe(each_page) == []
    each_page.goto(f"{live_server.url}/drafts")
    assert axe(each_page) == []
    each_page.locator(".entry-title").first.click()
    assert axe(each_page) == []
    each_page.get_by_role("link", name="Open in the editor").click()
    with live_server.world.sessions.writing() as session:
        session.execute(delete(LoginSession))
    each_page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('form.editor'))")
    expect(each_page.get_by_role("heading", level=1)).to_have_text("Noch nicht gespeichert")
    assert axe(each_page) == []
