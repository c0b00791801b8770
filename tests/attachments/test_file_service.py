"""Adding, renaming and deleting files of a page."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from desk import HTML, PNG, Desk
from sqlalchemy import func, select

from wiki.actor import system
from wiki.attachments import queries, service
from wiki.attachments.models import Attachment, FileVersion
from wiki.audit import AuditEntry
from wiki.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from wiki.outbox import OutboxRow


def rows(desk: Desk) -> list[queries.FileRow]:
    with desk.world.sessions.reading() as session:
        return queries.of_page(session, desk.anna.actor, desk.page_id)


def blobs(desk: Desk) -> list[Path]:
    folder = desk.world.settings.blob_dir
    return [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]


def add(desk: Desk, person, name: str, content: bytes, limit: int = 1000) -> Attachment:
    world = desk.world
    return service.add(
        world.sessions, world.app.blobs, person.actor, desk.page_id, name, BytesIO(content), limit=limit
    )


def test_an_added_file_stands_on_the_page_and_is_told_and_recorded(either_desk):
    desk = either_desk

    attachment = add(desk, desk.anna, "plan.png", PNG)

    [row] = rows(desk)
    assert (row.name, row.number, row.size, row.media_type) == ("plan.png", 1, len(PNG), "image/png")
    assert row.href == f"/files/{attachment.public_id}/plan.png"
    with desk.world.sessions.reading() as session:
        told = session.scalars(select(OutboxRow).where(OutboxRow.name == "AttachmentAdded")).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "attachment.add")).one()
    assert told.payload == {"attachment_id": attachment.id, "page_id": desk.page_id, "number": 1}
    assert entry.target == f"attachment:{attachment.public_id}"
    assert "plan" not in str(entry.facts)


def test_the_same_name_in_any_case_and_composition_is_a_new_version(either_desk):
    desk = either_desk
    first = add(desk, desk.anna, "Übersicht.png", PNG)

    second = add(desk, desk.anna, "U\u0308BERSICHT.PNG", PNG + b"more")

    assert (second.id, second.number, second.name) == (first.id, 2, "Übersicht.png")
    assert len(rows(desk)) == 1


def test_identical_bytes_change_nothing(desk):
    add(desk, desk.anna, "plan.png", PNG)

    again = add(desk, desk.anna, "plan.png", PNG)

    assert again.number == 1
    with desk.world.sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(FileVersion)) == 1
        assert len(session.scalars(select(OutboxRow).where(OutboxRow.name == "AttachmentAdded")).all()) == 1


def test_going_back_to_older_bytes_is_a_version_of_its_own(desk):
    for content in (b"one", b"two", b"one"):
        attachment = add(desk, desk.anna, "note.txt", content)

    assert attachment.number == 3
    assert len(blobs(desk)) == 2


def test_a_file_beyond_the_limit_leaves_nothing(desk):
    with pytest.raises(TooLarge) as caught:
        add(desk, desk.anna, "plan.png", b"x" * 1001)

    assert caught.value.facts == {"limit": 1000}
    assert rows(desk) == []
    assert blobs(desk) == []


def test_a_file_of_just_the_limit_fits(desk):
    assert add(desk, desk.anna, "plan.png", b"x" * 1000).number == 1


def test_an_empty_file_is_a_file(desk):
    assert add(desk, desk.anna, "empty.txt", b"").number == 1


class Broken(BytesIO):
    def read(self, *_):
        raise ConnectionResetError


def test_an_upload_that_breaks_leaves_nothing(desk):
    world = desk.world

    with pytest.raises(ConnectionResetError):
        service.add(
            world.sessions, world.app.blobs, desk.anna.actor, desk.page_id, "a.txt", Broken(), limit=100
        )

    assert blobs(desk) == []


class Watching(BytesIO):
    """Fails when somebody reads it while a write block is open."""

    sessions = None

    def read(self, *size):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(self._write).result(timeout=20)
        return super().read(*size)

    def _write(self):
        with self.sessions.writing() as session:
            session.scalar(select(1))


def test_others_may_write_while_a_file_is_read(either_desk):
    stream = Watching(PNG)
    stream.sessions = either_desk.world.sessions

    service.add(
        either_desk.world.sessions,
        either_desk.world.app.blobs,
        either_desk.anna.actor,
        either_desk.page_id,
        "plan.png",
        stream,
        limit=1000,
    )

    assert len(rows(either_desk)) == 1


def test_a_reader_is_refused_and_an_outsider_finds_nothing_before_a_byte_is_read(desk):
    with pytest.raises(Forbidden):
        add(desk, desk.rita, "plan.png", PNG)
    with pytest.raises(NotFound):
        add(desk, desk.otto, "plan.png", PNG)

    assert blobs(desk) == []


def test_uploads_of_one_name_at_the_same_time_become_versions_of_one_file(either_desk):
    desk = either_desk
    names = ["Plan.png", "plan.png", "PLAN.PNG", "pLAN.png"]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda at: add(desk, desk.anna, names[at % 4], b"%d" % at), range(12)))

    [row] = rows(desk)
    assert row.number == 12


def test_a_renamed_file_gets_the_type_of_its_new_name(desk):
    attachment = add(desk, desk.anna, "plan", PNG)
    assert rows(desk)[0].media_type == "application/octet-stream"

    service.rename(
        desk.world.sessions, desk.world.app.blobs, desk.anna.actor, attachment.public_id, "plan.png"
    )

    assert (rows(desk)[0].name, rows(desk)[0].media_type) == ("plan.png", "image/png")


def test_a_text_renamed_to_an_image_is_no_image(desk):
    attachment = add(desk, desk.anna, "plan.txt", HTML)

    service.rename(
        desk.world.sessions, desk.world.app.blobs, desk.anna.actor, attachment.public_id, "plan.png"
    )

    assert rows(desk)[0].media_type == "application/octet-stream"


def test_a_name_that_is_taken_cannot_be_given(desk):
    add(desk, desk.anna, "a.png", PNG)
    other = add(desk, desk.anna, "b.png", PNG)

    with pytest.raises(Conflict):
        service.rename(desk.world.sessions, desk.world.app.blobs, desk.anna.actor, other.public_id, "A.PNG")

    assert [row.name for row in rows(desk)] == ["a.png", "b.png"]


def test_the_case_of_a_name_can_be_changed_and_the_same_name_changes_nothing(desk):
    attachment = add(desk, desk.anna, "a.png", PNG)

    for _ in range(2):
        service.rename(
            desk.world.sessions, desk.world.app.blobs, desk.anna.actor, attachment.public_id, "A.png"
        )

    assert rows(desk)[0].name == "A.png"
    with desk.world.sessions.reading() as session:
        assert len(session.scalars(select(OutboxRow).where(OutboxRow.name == "AttachmentRenamed")).all()) == 1


def test_a_deleted_file_is_gone_with_its_versions(desk):
    attachment = add(desk, desk.anna, "a.txt", b"one")
    add(desk, desk.anna, "a.txt", b"two")

    with desk.world.sessions.writing() as session:
        service.delete(session, desk.anna.actor, attachment.public_id)

    assert rows(desk) == []
    with desk.world.sessions.reading() as session:
        assert session.scalars(select(FileVersion)).all() == []
        assert session.scalars(select(OutboxRow).where(OutboxRow.name == "AttachmentDeleted")).one()


def test_only_editors_delete_and_rename(desk):
    attachment = add(desk, desk.anna, "a.txt", b"one")

    for person, error in ((desk.rita, Forbidden), (desk.otto, NotFound)):
        with pytest.raises(error), desk.world.sessions.writing() as session:
            service.delete(session, person.actor, attachment.public_id)
        with pytest.raises(error):
            service.rename(
                desk.world.sessions, desk.world.app.blobs, person.actor, attachment.public_id, "b.txt"
            )

    assert [row.name for row in rows(desk)] == ["a.txt"]


def test_the_wiki_itself_attaches_what_it_imports(desk):
    world = desk.world

    service.add(world.sessions, world.app.blobs, system(), desk.page_id, "a.txt", BytesIO(b"x"), limit=10)

    assert rows(desk)[0].author_name == "Werkbuch"


def test_a_name_without_anything_visible_is_refused(desk):
    with pytest.raises(Invalid) as caught:
        add(desk, desk.anna, "../", PNG)

    assert (caught.value.field, caught.value.reason) == ("file", "name")
