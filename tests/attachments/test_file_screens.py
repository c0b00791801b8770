"""The list of a page's files in the browser: attaching, seeing versions, removing; with and without script."""

from io import BytesIO

import pytest
from desk import PNG
from statements import statements
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from wiki.admin.models import Setting
from wiki.attachments import queries
from wiki.counters import SETTINGS, bump

SCRIPT = {"X-Requested-With": "fetch", "Accept": "application/json"}


def sent(browser, href, *files, headers=None):
    """A form with files; its body is made here, because the client would keep a large one in an open file."""
    parts = [FileStorage(BytesIO(content), name, "file") for name, content in files]
    boundary, body = encode_multipart({"csrf_token": browser.token, "file": parts})
    kind = f"multipart/form-data; boundary={boundary}"
    return browser.post(f"{href}/files", data=body, content_type=kind, headers=headers)


def names(desk):
    with desk.world.sessions.reading() as session:
        return [(row.name, row.number) for row in queries.of_page(session, desk.anna.actor, desk.page_id)]


def limit(desk, size):
    with desk.world.sessions.writing() as session:
        session.add(Setting(name="upload_limit", value=size))
        bump(session, SETTINGS)


def stored(desk):
    return [
        path for path in desk.world.settings.blob_dir.rglob("*") if path.is_file() and path.name != ".lock"
    ]


def test_several_files_are_attached_by_a_plain_form(desk):
    response = sent(desk.browser(), desk.href, ("a.png", PNG), ("Übersicht.txt", b"text"))

    assert (response.status_code, response.location) == (303, f"{desk.href}/files?said=uploaded")
    assert names(desk) == [("a.png", 1), ("Übersicht.txt", 1)]
    page = desk.browser().get(response.location).text
    assert "Uploaded." in page
    assert "Übersicht.txt" in page


def test_a_script_is_told_each_file_and_its_address(desk):
    response = sent(desk.browser(), desk.href, ("a b.png", PNG), headers=SCRIPT)

    [told] = response.json["files"]
    assert response.status_code == 201
    assert (told["name"], told["size"], told["media_type"], told["number"]) == (
        "a b.png",
        len(PNG),
        "image/png",
        1,
    )
    answer = desk.browser().get(told["href"])
    assert answer.data == PNG
    answer.close()


def test_a_script_may_send_the_token_as_a_header(desk):
    browser = desk.browser()

    response = browser.post(
        f"{desk.href}/files",
        data={"file": (BytesIO(PNG), "a.png")},
        headers={**SCRIPT, "X-CSRF-Token": browser.token},
    )

    assert response.status_code == 201


def test_one_refused_file_keeps_the_others(desk):
    limit(desk, 100)

    response = sent(desk.browser(), desk.href, ("good.txt", b"x"), ("big.txt", b"x" * 101))

    assert response.status_code == 413
    assert names(desk) == [("good.txt", 1)]
    assert "One file was not attached." in response.text
    assert "big.txt: " in response.text
    assert "At most 100 B fit." in response.text
    assert "Attached: good.txt" in response.text


def test_a_script_is_told_which_file_was_refused_and_why(desk):
    limit(desk, 100)

    response = sent(desk.browser(), desk.href, ("good.txt", b"x"), ("big.txt", b"x" * 101), headers=SCRIPT)

    good, big = response.json["files"]
    assert response.status_code == 413
    assert good["name"] == "good.txt"
    assert big == {"name": "big.txt", "error": "too_large", "message": "At most 100 B fit."}


@pytest.mark.requirement("V5.2.1 Files beyond the limit are refused before they are read")
def test_a_body_beyond_the_limit_is_refused_before_it_is_read(desk):
    limit(desk, 100)

    response = sent(desk.browser(), desk.href, ("big.bin", b"x" * (2 << 20)))

    assert response.status_code == 413
    assert stored(desk) == []


def test_the_limit_that_administrators_set_is_larger_than_that_of_other_forms(desk):
    content = b"x" * (desk.world.app.config["MAX_CONTENT_LENGTH"] + 1000)

    response = sent(desk.browser(), desk.href, ("film.mp4", content))

    assert response.status_code == 303
    assert names(desk) == [("film.mp4", 1)]


@pytest.mark.parametrize(("who", "status"), [("rita", 403), ("otto", 404), (None, 404)])
def test_others_attach_nothing(desk, who, status):
    browser = desk.browser(getattr(desk, who)) if who else desk.world.browser()

    response = sent(browser, desk.href, ("a.png", PNG))

    assert response.status_code == status
    assert stored(desk) == []


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = readinto = read


def test_the_body_of_somebody_without_the_right_is_not_read(desk):
    browser = desk.browser(desk.rita)

    response = browser.open(
        f"{desk.href}/files",
        method="POST",
        input_stream=Unread(),
        content_length=1000,
        content_type="multipart/form-data; boundary=x",
    )

    assert response.status_code == 403


def test_a_form_from_elsewhere_is_refused(desk):
    browser = desk.browser()
    browser.token = "wrong"

    assert sent(browser, desk.href, ("a.png", PNG)).status_code == 400
    assert stored(desk) == []


@pytest.mark.parametrize("parts", [[], [("", b"")]])
def test_no_file_is_said_at_the_field(desk, parts):
    response = sent(desk.browser(), desk.href, *parts)

    assert response.status_code == 422
    assert "Please choose a file." in response.text
    assert 'href="#field-file"' in response.text


def test_a_name_of_nothing_is_said(desk):
    response = sent(desk.browser(), desk.href, ("\u202e", b"x"))

    assert response.status_code == 422
    assert "A file needs a name." in response.text


def test_the_list_shows_versions_and_what_the_text_uses(desk):
    desk.attach("plan.png", PNG)
    desk.attach("plan.png", PNG + b"2")
    desk.attach("other.txt", b"x")

    page = desk.browser().get(f"{desk.href}/files").text

    assert "One earlier version" in page
    assert "?v=1" in page
    plan, other = page.index("plan.png</a>"), page.index("other.txt</a>")
    assert other < plan
    assert "not used" in page[other:plan]
    assert "not used" not in page[plan:]


def test_a_file_that_the_text_names_by_its_address_is_used(desk):
    attachment = desk.attach("other name.txt", b"x")
    desk.world.save(desk.page_id, desk.anna, f"[x](/files/{attachment.public_id}/other%20name.txt)\n", 1)

    assert "not used" not in desk.browser().get(f"{desk.href}/files").text


def test_a_reader_sees_the_list_without_buttons(desk):
    desk.attach("plan.png", PNG)

    response = desk.browser(desk.rita).get(f"{desk.href}/files")

    assert "plan.png" in response.text
    assert "/delete" not in response.text
    assert 'type="file"' not in response.text


def test_the_list_is_in_the_order_of_the_alphabet(desk):
    for name in ("zebra.txt", "Übersicht.txt", "apfel.txt", "Birne.txt"):
        desk.attach(name, b"x")

    assert [name for name, _ in names(desk)] == ["apfel.txt", "Birne.txt", "Übersicht.txt", "zebra.txt"]


def test_an_empty_list_says_what_it_is_for(desk):
    assert "No files hang on this page yet." in desk.browser().get(f"{desk.href}/files").text


@pytest.mark.parametrize("who", ["otto", None])
def test_outsiders_find_no_list(desk, who):
    browser = desk.browser(getattr(desk, who)) if who else desk.world.browser()

    assert browser.get(f"{desk.href}/files").status_code == 404


@pytest.mark.requirement("V1.2.1 A file's name with markup stays letters")
def test_a_name_with_markup_is_shown_as_it_is(desk):
    desk.attach('"><img src=x onerror=alert(1)>.txt', b"x")

    page = desk.browser().get(f"{desk.href}/files").text

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;.txt" in page


def test_without_script_a_page_asks_before_a_file_is_deleted(desk):
    attachment = desk.attach("plan.png", PNG)
    path = f"{desk.href}/files/{attachment.public_id}/delete"

    asked = desk.browser().send(path, confirmed="")

    assert asked.status_code == 200
    assert "Delete plan.png with all its versions?" in asked.text
    assert names(desk) == [("plan.png", 1)]


def test_a_confirmed_file_is_deleted(desk):
    attachment = desk.attach("plan.png", PNG)

    response = desk.browser().send(f"{desk.href}/files/{attachment.public_id}/delete", confirmed="1")

    assert (response.status_code, response.location) == (303, f"{desk.href}/files?said=removed")
    assert names(desk) == []


@pytest.mark.parametrize(("who", "status"), [("rita", 403), ("otto", 404)])
def test_others_delete_nothing(desk, who, status):
    attachment = desk.attach("plan.png", PNG)
    path = f"{desk.href}/files/{attachment.public_id}/delete"

    assert desk.browser(getattr(desk, who)).send(path, confirmed="1").status_code == status
    assert names(desk) == [("plan.png", 1)]


def test_a_file_is_deleted_on_its_own_page_only(desk):
    attachment = desk.attach("plan.png", PNG)
    other = desk.world.page(desk.room, desk.anna, "Other")

    response = desk.browser().send(f"/s/hb/{other.slug}/files/{attachment.public_id}/delete", confirmed="1")

    assert response.status_code == 404
    assert names(desk) == [("plan.png", 1)]


def test_the_page_shows_its_images_and_files_by_name(desk):
    image, file = desk.attach("PLAN.png", PNG), desk.attach("b c%.txt", b"x")
    desk.world.save(desk.page_id, desk.anna, "![](plan.png) and [r](b%20c%25.txt)\n", 1)

    page = desk.browser(desk.rita).get(desk.href).text

    assert f'<img src="/files/{image.public_id}/PLAN.png"' in page
    assert f'href="/files/{file.public_id}/b%20c%25.txt"' in page


def test_the_page_shows_an_image_with_blanks_in_its_name(desk):
    image = desk.attach("b c%.png", PNG)
    desk.world.save(desk.page_id, desk.anna, "![](b%20c%25.png)\n", 1)

    page = desk.browser(desk.rita).get(desk.href).text

    assert f'<img src="/files/{image.public_id}/b%20c%25.png"' in page


def test_the_list_of_files_is_one_statement(desk):
    desk.attach("plan.png", PNG)
    desk.attach("b.png", PNG)
    with statements(desk.world.sessions) as seen, desk.world.sessions.reading() as session:
        queries.of_page(session, desk.anna.actor, desk.page_id)

    assert len([one for one in seen if "attachments" in one]) == 1
