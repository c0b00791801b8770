"""Contents that nothing names go after a day; all others stay."""

import os
from io import BytesIO

import pytest
from desk import PNG

from wiki.admin.models import Setting
from wiki.attachments import service, sweep
from wiki.pages import trash

DAY = 86_400


def put(desk, content: bytes) -> str:
    return desk.world.app.blobs.put(BytesIO(content), 1000).sha256


def age(desk) -> None:
    """Everything in the store is old."""
    blobs = desk.world.app.blobs
    for digest, _ in list(blobs.inventory()):
        os.utime(blobs.path(digest), (1000, 1000))


def swept(desk) -> int:
    return sweep.remove_orphans(desk.world.sessions, desk.world.app.blobs)


def kept(desk) -> set[str]:
    return {digest for digest, _ in desk.world.app.blobs.inventory()}


def test_old_contents_without_a_row_go_and_young_ones_stay(either_desk):
    desk = either_desk
    put(desk, b"orphan")
    age(desk)
    young = put(desk, b"just uploaded")

    assert swept(desk) == 1

    assert kept(desk) == {young}


def test_every_version_of_a_file_is_kept(desk):
    desk.attach("a.txt", b"one")
    desk.attach("a.txt", b"two")
    age(desk)

    assert swept(desk) == 0
    assert len(kept(desk)) == 2


def test_the_files_of_a_page_in_the_trash_are_kept_until_it_is_purged(desk):
    desk.attach("a.txt", b"one")
    with desk.world.sessions.writing() as session:
        trash.discard(session, desk.anna.actor, desk.page_id)
    age(desk)
    assert swept(desk) == 0

    with desk.world.sessions.writing() as session:
        trash.purge(session, desk.anna.actor, trash.roots(session, desk.anna.actor)[0])

    assert swept(desk) == 1
    assert kept(desk) == set()


def test_the_contents_of_a_deleted_file_go_unless_another_file_has_them(desk):
    first = desk.attach("a.txt", b"same")
    second = desk.attach("b.txt", b"same")
    age(desk)

    with desk.world.sessions.writing() as session:
        service.delete(session, desk.anna.actor, first.public_id)
    assert swept(desk) == 0

    with desk.world.sessions.writing() as session:
        service.delete(session, desk.anna.actor, second.public_id)
    assert swept(desk) == 1


def test_the_logo_is_kept(desk):
    logo = put(desk, PNG)
    with desk.world.sessions.writing() as session:
        session.add(Setting(name="logo_sha256", value=logo))
    age(desk)

    assert swept(desk) == 0
    assert kept(desk) == {logo}


def test_a_content_that_is_uploaded_again_between_look_and_removal_stays(desk, monkeypatch):
    digest = put(desk, b"wanted again")
    age(desk)
    named = sweep._named

    def upload_meanwhile(session, digests):
        found = named(session, digests)
        desk.attach("a.txt", b"wanted again")
        return found

    monkeypatch.setattr(sweep, "_named", upload_meanwhile)

    assert swept(desk) == 0
    assert kept(desk) == {digest}


def test_a_run_is_bounded_and_the_next_goes_on(desk, monkeypatch):
    monkeypatch.setattr(sweep, "_BATCH", 2)
    monkeypatch.setattr(sweep, "_MOST_REMOVALS", 3)
    for at in range(7):
        put(desk, b"%d" % at)
    age(desk)

    assert [swept(desk) for _ in range(3)] == [4, 3, 0]


def test_what_a_broken_upload_left_goes_too(desk):
    put(desk, b"x")
    left = desk.world.settings.blob_dir / ".incoming-broken"
    left.write_bytes(b"half")
    os.utime(left, (1000, 1000))

    swept(desk)

    assert not left.exists()


@pytest.mark.parametrize("seconds", [0.0, DAY])
def test_the_age_is_the_callers(desk, seconds):
    digest = put(desk, b"x")
    os.utime(desk.world.app.blobs.path(digest), (1e9, 1e9))

    assert sweep.remove_orphans(desk.world.sessions, desk.world.app.blobs, seconds) == 1
