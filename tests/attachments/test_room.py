"""Uploads that do not fit or do not arrive: refused before they are stored, and nothing is left of them."""

import gc
import random
from io import BytesIO

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from wiki.admin.models import Setting
from wiki.attachments.models import Attachment, FileVersion
from wiki.counters import SETTINGS, bump

SCRIPT = {"X-Requested-With": "fetch", "Accept": "application/json"}


def room(desk, size):
    with desk.world.sessions.writing() as session:
        session.add(Setting(name="storage_limit", value=size))
        bump(session, SETTINGS)


def left(desk):
    """Rows and stored files of any kind."""
    folder = desk.world.settings.blob_dir
    with desk.world.sessions.reading() as session:
        rows = session.scalar(select(func.count(Attachment.id)))
    return rows, [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]


@pytest.mark.requirement("V5.2.4 The room of all files together is limited")
def test_beyond_the_room_for_all_files_nothing_is_stored_and_the_reason_is_said(desk):
    desk.attach("old.txt", b"x" * 600)
    room(desk, 1000)
    browser = desk.browser()

    def give(name, size):
        data = {"csrf_token": browser.token, "file": (BytesIO(b"y" * size), name)}
        return browser.post(f"{desk.href}/files", data=data, headers=SCRIPT)

    refused, fits, full = give("big.txt", 401), give("fits.txt", 400), give("more.txt", 1)

    assert (refused.status_code, fits.status_code, full.status_code) == (413, 201, 413)
    assert refused.json["files"][0]["message"] == (
        "The room for all files together is used up: 400 B are left."
    )
    assert left(desk)[0] == 2
    with desk.world.sessions.reading() as session:
        assert session.scalar(select(func.sum(FileVersion.size))) == 1000


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = readinto = read


@pytest.mark.parametrize("path", ["/files", "/files/{}/replace"])
def test_what_is_too_large_by_its_own_word_is_refused_unread_with_a_reason(desk, path):
    attachment = desk.attach("old.txt", b"x" * 600)
    room(desk, 1000)

    response = desk.browser().open(
        desk.href + path.format(attachment.public_id),
        method="POST",
        input_stream=Unread(),
        environ_overrides={"CONTENT_LENGTH": str(10**8)},
        content_type="multipart/form-data; boundary=x",
    )

    assert response.status_code == 413
    assert "400 B are left" in response.text


class Cut(BytesIO):
    """A connection that ends, or breaks, before all has come."""

    breaks = False

    def read(self, *size):
        part = super().read(*size)
        if not part and self.breaks:
            raise ConnectionResetError
        return part

    def readinto(self, target):
        part = self.read(len(target))
        target[: len(part)] = part
        return len(part)


# Werkzeug leaves closing the nameless files of a broken body to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_of_200_cut_uploads_nothing_is_left(desk):
    browser, chance = desk.browser(), random.Random(7)
    attachment = desk.attach("old.txt", b"x")
    before = left(desk)
    contents = [b"\x89PNG\r\n\x1a\n" + chance.randbytes(20_000), chance.randbytes(5_000)]
    parts = [FileStorage(BytesIO(content), f"{at}.png") for at, content in enumerate(contents)]
    boundary, body = encode_multipart({"csrf_token": browser.token, "file": parts})
    paths = (f"{desk.href}/files", f"{desk.href}/files/{attachment.public_id}/replace")

    seen = set()
    for turn in range(200):
        stream = Cut(body[: chance.randrange(len(body))])
        stream.breaks = turn % 2 == 0
        answer = browser.open(
            paths[turn % 4 == 3],
            method="POST",
            input_stream=stream,
            environ_overrides={"CONTENT_LENGTH": str(len(body))},
            content_type=f"multipart/form-data; boundary={boundary}",
            buffered=True,
        )
        seen.add(answer.status_code)
    gc.collect()

    assert not {status for status in seen if status < 400}
    assert left(desk) == before


def test_administrators_set_the_room_in_gigabytes(desk):
    chief = desk.world.person("chief", is_admin=True)
    browser = desk.browser(chief)
    fields = {
        "wiki_name": "W",
        "language": "de",
        "timezone": "Europe/Berlin",
        "page_limit": "1024",
        "upload_limit": "50",
        "imprint_url": "",
        "privacy_url": "",
    }

    refused = browser.send("/admin/settings", **fields, storage_limit="0")
    stored = browser.send("/admin/settings", **fields, storage_limit="20")
    shown = browser.get("/admin/settings").text
    emptied = browser.send("/admin/settings", **fields, storage_limit=" ")

    assert (refused.status_code, stored.status_code, emptied.status_code) == (422, 303, 303)
    assert "between 1 and 100,000" in refused.text
    assert 'name="storage_limit" type="text" value="20"' in shown
    assert 'name="storage_limit" type="text" value=""' in browser.get("/admin/settings").text
