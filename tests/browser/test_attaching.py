"""Attaching files in Chromium: chosen, dropped and pasted, with an error for each file, in the list and in the editor."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select

from wiki.admin.models import Setting
from wiki.attachments.models import Attachment
from wiki.counters import SETTINGS, bump

pytestmark = pytest.mark.browser

# A file, or a picture of the clipboard, given to an element as the browser would.
GIVE = """([selector, type, name, media, content]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(content)], name, {type: media}));
    const fields = {bubbles: true, cancelable: true};
    const event = type === "paste" ? new ClipboardEvent("paste", {...fields, clipboardData: data})
        : new DragEvent(type, {...fields, dataTransfer: data});
    return document.querySelector(selector).dispatchEvent(event);
}"""


def picture():
    target = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def anna(live_server, page):
    anna = live_server.world.person("anna")
    room = live_server.world.space("hb", anna)
    live_server.world.page(room, anna, "Handbook", "First line\n")
    live_server.sign_in(page, anna)
    return anna


def names(live_server):
    with live_server.world.sessions.reading() as session:
        return sorted(session.scalars(select(Attachment.name)))


def test_files_are_attached_one_by_one_and_each_refusal_is_said(page, live_server, anna, axe):
    with live_server.world.sessions.writing() as session:
        session.add(Setting(name="upload_limit", value=2000))
        bump(session, SETTINGS)
    page.goto(f"{live_server.url}/s/hb/handbook/files")
    expect(page.locator("[data-ready]")).to_be_visible()
    field = page.get_by_label("Attach files")

    field.set_input_files([{"name": "plan.png", "mimeType": "image/png", "buffer": picture()}])
    page.wait_for_url("**/files?said=uploaded")
    expect(page.locator(".attached .entry-title")).to_have_text(["plan.png"])

    expect(page.locator("[data-ready]")).to_be_visible()
    page.get_by_label("Attach files").set_input_files(
        [
            {"name": "good.txt", "mimeType": "text/plain", "buffer": b"x"},
            {"name": "big.bin", "mimeType": "application/octet-stream", "buffer": bytes(3000)},
        ]
    )
    rows = page.locator(".uploads li")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("big.bin")
    expect(rows.first.locator(".error")).to_have_text("The file is too large. Up to 2 KB fit.")
    assert axe(page) == []
    page.get_by_role("link", name="Show the attached files").click()
    expect(page.locator(".attached .entry-title")).to_have_text(["good.txt", "plan.png"])

    expect(page.locator("[data-ready]")).to_be_visible()
    page.evaluate(GIVE, ["h1", "dragover", "dropped.txt", "text/plain", [120]])
    expect(page.locator(".dropping")).to_have_count(1)
    page.evaluate(GIVE, ["h1", "drop", "dropped.txt", "text/plain", [120]])
    expect(page.locator(".attached .entry-title")).to_have_text(["dropped.txt", "good.txt", "plan.png"])


def test_a_pasted_picture_stands_in_the_text_at_the_caret(page, live_server, anna, watch):
    page.goto(f"{live_server.url}/s/hb/handbook/edit")
    expect(page.locator(".state")).to_have_text("All changes saved")
    source = page.get_by_label("Text in Markdown")
    expect(page.locator(".editor-pane[data-pasted]")).to_have_count(1)
    source.evaluate("one => { one.focus(); one.setSelectionRange(5, 5); }")

    assert page.evaluate(GIVE, ["#field-body", "paste", "image.png", "image/png", list(picture())]) is False
    expect(source).to_have_value(re.compile(r"^First!\[\]\(picture-\d{8}-\d{6}\.png\) line\n$"))
    page.evaluate(GIVE, ["#field-body", "drop", "Plan (1).pdf", "application/pdf", list(b"%PDF-1.7")])
    expect(source).to_have_value(re.compile(r"!\[\]\(Plan%20%281%29\.pdf\)"))
    [pasted] = [name for name in names(live_server) if name.startswith("picture-")]

    page.evaluate(GIVE, ["#field-body", "drop", "Plan (1).pdf", "application/pdf", list(b"%PDF-1.7 other")])
    expect(source).to_have_value(re.compile(r"Plan%20%281%29-2\.pdf"))
    assert names(live_server) == sorted(["Plan (1).pdf", "Plan (1)-2.pdf", pasted])

    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/handbook?said=saved")
    expect(page.locator("article .pdf")).to_have_count(2)
    page.goto(f"{live_server.url}/s/hb/new")
    expect(page.locator(".editor-pane[data-pasted]")).to_have_count(1)
    page.evaluate(GIVE, ["#field-body", "paste", "image.png", "image/png", list(picture())])
    expect(source).to_have_value(re.compile(r"^!\[\]\(picture-\d{8}-\d{6}(?:-\d)?\.png\)$"))
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".editor-preview canvas")).to_be_visible()
    expect(page.locator(".missing-image")).to_have_count(0)
    page.get_by_label("Title").fill("Made anew")
    page.route("**/made-anew/files", lambda route: route.abort())
    watch.allow("ERR_FAILED")
    page.get_by_role("button", name="Create the page").click()
    page.wait_for_url("**/made-anew/edit")
    expect(page.locator(".uploads .error")).to_contain_text("cannot be reached")
    page.unroute("**/made-anew/files")
    page.reload()
    expect(page.get_by_text("Attached.")).to_be_attached()
    assert len(names(live_server)) == 4
