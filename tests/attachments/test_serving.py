"""The bytes of files over HTTP: who gets them, and how safely."""

import re
from urllib.parse import quote

import pytest
from desk import HTML, PNG, SVG
from sqlalchemy import update
from test_types import INLINE, sample

from wiki.access.models import AccessScope
from wiki.actor import EVERYONE, Right, user_principal
from wiki.attachments import queries, service, types
from wiki.pages import trash
from wiki.pages.models import Page


def fetched(browser, path, **headers):
    response = browser.get(path, headers={key.replace("_", "-"): value for key, value in headers.items()})
    response.get_data()
    response.close()
    return response


@pytest.mark.parametrize("kind", types.TYPES, ids=lambda kind: kind.media_type)
def test_every_type_is_given_out_as_the_list_says(desk, kind):
    content = sample(kind.media_type)
    name = f"file.{kind.extensions[0]}"

    response = fetched(desk.browser(desk.rita), f"/files/{desk.attach(name, content).public_id}/{name}")

    assert response.status_code == 200
    assert response.data == content
    assert response.mimetype == kind.media_type
    shown = "inline" if kind.media_type in INLINE else "attachment"
    assert response.headers["Content-Disposition"].split(";")[0] == shown
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers.getlist("X-Content-Type-Options") == ["nosniff"]
    assert response.headers.getlist("Cross-Origin-Resource-Policy") == ["same-origin"]
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Content-Length"] == str(len(content))


@pytest.mark.parametrize("name", ["photo.png", "page.html", "page.svg", "page.pdf", "page", "page.xml"])
@pytest.mark.requirement("V5.2.2 V5.3.1 The type of a file is told by name and content together")
def test_html_under_any_name_is_a_download_of_unknown_bytes(desk, name):
    response = fetched(desk.browser(), f"/files/{desk.attach(name, HTML).public_id}/{name}")

    assert response.mimetype == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")


def test_html_in_a_text_file_is_letters(desk):
    response = fetched(desk.browser(), f"/files/{desk.attach('a.txt', HTML).public_id}/a.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.requirement("V1.3.4 An SVG file runs nothing")
def test_svg_is_an_image_on_a_page_and_a_download_elsewhere(desk):
    path = f"/files/{desk.attach('a.svg', SVG).public_id}/a.svg"
    browser = desk.browser()

    on_page = fetched(browser, path, Sec_Fetch_Dest="image")
    answers = [
        fetched(browser, path, Sec_Fetch_Dest=dest) for dest in ("document", "iframe", "object", "embed")
    ]
    answers.append(fetched(browser, path))

    assert on_page.headers["Content-Disposition"].startswith("inline;")
    for response in (on_page, *answers):
        assert response.mimetype == "image/svg+xml"
        assert "sandbox" in response.headers["Content-Security-Policy"]
    assert all(one.headers["Content-Disposition"].startswith("attachment;") for one in answers)
    assert all(one.headers["ETag"] != on_page.headers["ETag"] for one in answers)


@pytest.mark.parametrize("dest", ["iframe", "frame", "object", "embed", "script", "style", "worker"])
@pytest.mark.requirement("V3.2.1 A file is used for what it was asked for")
def test_an_image_in_a_frame_or_as_a_script_is_a_download(desk, dest):
    path = f"/files/{desk.attach('a.png', PNG).public_id}/a.png"

    response = fetched(desk.browser(), path, Sec_Fetch_Dest=dest)

    assert response.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    "name",
    [
        "plain.txt",
        'quote"quote.txt',
        "back`tick'.txt",
        "semi;colon=1.txt",
        "percent%20%22.txt",
        "Übersicht für Jürgen.txt",
        "🦊.txt",
        "פרק.txt",
        "a?b#c&d.txt",
        "comma, blank.txt",
    ],
)
@pytest.mark.requirement("V5.4.1 V5.4.2 File names are encoded in the header")
def test_any_name_reaches_the_reader_and_none_breaks_the_header(desk, name):
    attachment = desk.attach(name, b"x")

    response = fetched(desk.browser(), f"/files/{attachment.public_id}/{quote(name, safe='')}")

    header = response.headers["Content-Disposition"]
    assert response.status_code == 200
    assert header.isascii()
    assert header.isprintable()
    assert header.endswith(f"; filename*=UTF-8''{quote(name, safe='')}")
    plain = header.split('filename="')[1].split('"; ')[0]
    assert plain.endswith(".txt")
    assert not set(plain) & set('"\\%;')


@pytest.mark.parametrize("raw", ["a\r\nSet-Cookie: sid=1.txt", "a\u202etxt.exe", "a\0b.txt", "a\u2028b.txt"])
def test_names_with_line_ends_or_turned_text_lose_them(desk, raw):
    attachment = desk.attach(raw, b"x")

    response = fetched(desk.browser(), f"/files/{attachment.public_id}/{quote(attachment.name, safe='')}")

    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert attachment.name.isprintable()


def test_the_address_on_the_page_is_the_one_that_answers(desk):
    names = ["a?b#c&d e%20.txt", "Übersicht.txt", 'q"<script>.txt']
    for name in names:
        desk.attach(name, b"x")

    for row in _rows(desk):
        assert fetched(desk.browser(), row.href).status_code == 200


def test_a_wrong_name_leads_to_the_right_one_for_readers_only(desk):
    attachment = desk.attach("right name.txt", b"x")
    wrong = f"/files/{attachment.public_id}/wrong.txt"

    moved = fetched(desk.browser(desk.rita), wrong)
    hidden = fetched(desk.browser(desk.otto), wrong)

    assert moved.status_code == 301
    assert moved.headers["Location"] == f"/files/{attachment.public_id}/right%20name.txt"
    assert hidden.status_code == 404
    assert "right" not in hidden.text


def test_a_wrong_name_of_a_version_keeps_the_version(desk):
    attachment = desk.attach("a.txt", b"one")
    desk.attach("a.txt", b"two")

    moved = fetched(desk.browser(), f"/files/{attachment.public_id}/b.txt?v=1")

    assert moved.headers["Location"] == f"/files/{attachment.public_id}/a.txt?v=1"


def test_a_known_file_is_answered_without_its_bytes(desk):
    path = f"/files/{desk.attach('a.png', PNG).public_id}/a.png"
    browser = desk.browser()
    tag = fetched(browser, path).headers["ETag"]

    again = fetched(browser, path, If_None_Match=tag)
    with_range = fetched(browser, path, If_None_Match=tag, Range="bytes=0-3")
    other = fetched(browser, path, If_None_Match='"other"')

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert with_range.status_code == 304
    assert other.status_code == 200


def test_a_tag_tells_an_outsider_nothing(desk):
    path = f"/files/{desk.attach('a.png', PNG).public_id}/a.png"
    tag = fetched(desk.browser(), path).headers["ETag"]

    for headers in (
        {"If_None_Match": tag},
        {"If_None_Match": "*"},
        {"Range": "bytes=0-1"},
        {"If_Match": tag},
    ):
        assert fetched(desk.browser(desk.otto), path, **headers).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=4-", 206, slice(4, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=5-100000", 206, slice(5, None)),
        ("bytes=100000-", 416, slice(0, 0)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("lines=0-3", 200, slice(None)),
        ("bytes=x", 200, slice(None)),
    ],
)
def test_parts_of_a_file_can_be_asked_for(desk, wanted, status, part):
    content = bytes(range(200))
    path = f"/files/{desk.attach('a.bin', content).public_id}/a.bin"

    response = fetched(desk.browser(), path, Range=wanted)

    assert response.status_code == status
    assert response.data == content[part]
    assert response.headers["Content-Length"] == str(len(content[part]))
    if status == 206:
        assert response.headers["Content-Range"].endswith("/200")
        assert response.headers["Content-Disposition"].startswith("attachment;")
    if status == 416:
        assert response.headers["Content-Range"] == "bytes */200"
    else:
        assert response.headers["Accept-Ranges"] == "bytes"


def test_a_part_of_a_file_that_changed_meanwhile_is_the_whole_new_one(desk):
    path = f"/files/{desk.attach('a.bin', b'old content').public_id}/a.bin"
    tag = fetched(desk.browser(), path).headers["ETag"]
    same = fetched(desk.browser(), path, Range="bytes=0-2", If_Range=tag)
    desk.attach("a.bin", b"new content")

    changed = fetched(desk.browser(), path, Range="bytes=0-2", If_Range=tag)

    assert (same.status_code, same.data) == (206, b"old")
    assert (changed.status_code, changed.data) == (200, b"new content")


def test_an_empty_file_has_no_parts(desk):
    path = f"/files/{desk.attach('a.txt', b'').public_id}/a.txt"

    response = fetched(desk.browser(), path, Range="bytes=0-")

    assert (response.status_code, response.data) == (200, b"")


def test_head_tells_the_size_and_sends_nothing(desk):
    path = f"/files/{desk.attach('a.png', PNG).public_id}/a.png"

    response = desk.browser().head(path)

    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == str(len(PNG))
    response.close()


def test_versions_are_kept_and_the_address_gives_the_latest(desk):
    attachment = desk.attach("a.txt", b"one")
    desk.attach("a.txt", b"two")
    path, browser = f"/files/{attachment.public_id}/a.txt", desk.browser()

    assert fetched(browser, path).data == b"two"
    assert fetched(browser, f"{path}?v=1").data == b"one"
    assert fetched(browser, f"{path}?v=2").data == b"two"


@pytest.mark.parametrize("number", ["0", "3", "-1", "x", "", "1.0", "9" * 30, "²", "1 "])
def test_a_version_that_is_not_there_is_not_found(desk, number):
    attachment = desk.attach("a.txt", b"one")
    desk.attach("a.txt", b"two")

    assert (
        fetched(desk.browser(), f"/files/{attachment.public_id}/a.txt?v={quote(number)}").status_code == 404
    )


def test_without_the_history_flag_readers_get_the_latest_version_only(desk):
    attachment = desk.attach("a.txt", b"one secret")
    desk.attach("a.txt", b"two")
    with desk.world.sessions.writing() as session:
        session.execute(
            update(AccessScope).where(AccessScope.id == desk.room.scope_id).values(has_history=False)
        )
    path = f"/files/{attachment.public_id}/a.txt"

    assert fetched(desk.browser(desk.rita), f"{path}?v=1").status_code == 404
    assert fetched(desk.browser(desk.rita), f"{path}?v=2").data == b"two"
    assert fetched(desk.browser(desk.rita), path).data == b"two"
    assert fetched(desk.browser(desk.anna), f"{path}?v=1").data == b"one secret"
    assert "v=1" not in desk.browser(desk.rita).get(f"{desk.href}/files").text


def test_outsiders_get_the_same_answer_as_for_what_never_was(desk):
    public_id = desk.attach("secret plan.png", PNG).public_id
    for browser in (desk.browser(desk.otto), desk.world.browser()):
        there = fetched(browser, f"/files/{public_id}/x.png")
        missing = fetched(browser, f"/files/{'0' * 12}/x.png")

        assert (there.status_code, missing.status_code) == (404, 404)
        assert _plain(there.text, public_id) == _plain(missing.text, "0" * 12)
        assert "ETag" not in there.headers
        assert "secret" not in there.text


@pytest.mark.requirement("V8.3.2 A revoked right ends with the next request")
def test_a_revoked_right_ends_the_next_request_even_with_caches_hot(desk):
    path = f"/files/{desk.attach('a.png', PNG).public_id}/a.png"
    browser = desk.browser(desk.rita)
    tag = fetched(browser, path).headers["ETag"]

    desk.world.revoke(desk.room.scope_id, user_principal(desk.rita.id))

    assert fetched(browser, path).status_code == 404
    assert fetched(browser, path, If_None_Match=tag).status_code == 404


def test_a_public_page_shows_its_files_to_everybody_once_that_is_allowed(desk):
    path = f"/files/{desk.attach('a.png', PNG).public_id}/a.png"
    desk.world.allow_public()
    assert fetched(desk.world.browser(), path).status_code == 404

    desk.world.grant(desk.room.scope_id, EVERYONE, Right.READ)

    assert fetched(desk.world.browser(), path).data == PNG


def test_files_of_a_page_in_the_trash_are_not_found(desk):
    path = f"/files/{desk.attach('a.png', PNG).public_id}/a.png"

    with desk.world.sessions.writing() as session:
        trash.discard(session, desk.anna.actor, desk.page_id)

    assert fetched(desk.browser(), path).status_code == 404
    assert fetched(desk.browser(), f"{path}?v=1").status_code == 404


def test_a_read_only_token_reads_files(desk):
    path = f"/files/{desk.attach('a.png', PNG).public_id}/a.png"
    token = desk.world.api_token(desk.anna, Right.READ)

    response = fetched(desk.world.browser(), path, Authorization=f"Bearer {token}")

    assert response.data == PNG


def test_a_deleted_file_is_not_found(desk):
    attachment = desk.attach("a.png", PNG)
    with desk.world.sessions.writing() as session:
        service.delete(session, desk.anna.actor, attachment.public_id)

    assert fetched(desk.browser(), f"/files/{attachment.public_id}/a.png").status_code == 404


def test_files_follow_their_page_into_a_closed_scope(desk):
    path = f"/files/{desk.attach('a.png', PNG).public_id}/a.png"
    with desk.world.sessions.writing() as session:
        scope = AccessScope(kind="subtree")
        session.add(scope)
        session.flush()
        session.execute(update(Page).where(Page.id == desk.page_id).values(scope_id=scope.id))
    desk.world.grant(scope.id, user_principal(desk.anna.id), Right.MANAGE)

    assert fetched(desk.browser(desk.anna), path).data == PNG
    assert fetched(desk.browser(desk.rita), path).status_code == 404


def _rows(desk):
    with desk.world.sessions.reading() as session:
        return queries.of_page(session, desk.anna.actor, desk.page_id)


def _plain(text: str, public_id: str) -> str:
    """The page without what differs from request to request."""
    return re.sub(r'value="[^"]*"', "", text.replace(public_id, "ID"))
