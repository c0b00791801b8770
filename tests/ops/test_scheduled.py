"""The worker makes a backup a day, keeps as many as it should, and says how the last one went."""

import os
import shutil
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from wiki.admin import last_backup
from wiki.attachments.models import FileVersion
from wiki.jobs import Workplace
from wiki.ops import scheduled


@pytest.fixture
def place(world, tmp_path):
    settings = replace(world.settings, backup_dir=tmp_path / "kept", backup_keep=2)
    return Workplace(world.sessions, world.app.blobs, settings)


def names(place):
    return sorted(one.name for one in place.settings.backup_folder.iterdir())


def result(place):
    with place.sessions.reading() as session:
        return last_backup.last(session)


def test_a_day_has_one_backup_and_old_ones_go(place, world):
    folder = place.settings.backup_folder
    folder.mkdir()
    long_ago = time.time() - 2 * 86_400
    for day in ("01", "02"):
        (folder / f"werkbuch-2026-01-{day}-0000.backup").write_bytes(b"old")
        os.utime(folder / f"werkbuch-2026-01-{day}-0000.backup", (long_ago, long_ago))
    (folder / "other").write_bytes(b"of somebody else")

    scheduled.run(place)
    after_one = names(place)
    scheduled.run(place)

    assert names(place) == after_one
    assert after_one[:2] == ["other", "werkbuch-2026-01-02-0000.backup"]
    assert (len(after_one), result(place).name, result(place).problem) == (3, after_one[2], "")


def test_the_administrator_sees_how_it_went(place, world):
    admin = world.browser(world.person("anna", is_admin=True))

    before = admin.get("/admin/").text
    scheduled.run(place)

    assert "within the hour" in before
    assert "Last backup: " in admin.get("/admin/").text


def test_too_little_room_is_told_and_nothing_is_removed(place, world, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=10))
    anna = world.person("anna", is_admin=True)

    scheduled.run(place)

    assert (names(place), result(place).problem) == ([], "room")
    assert "too little room" in world.browser(anna).get("/admin/").text


def test_a_folder_that_cannot_be_written_is_told(place, world, caplog):
    place.settings.backup_folder.write_text("a file, no folder")
    anna = world.person("anna", is_admin=True)

    scheduled.run(place)

    assert result(place).problem == "failed"
    assert "could not be written" in world.browser(anna).get("/admin/").text


def test_lost_files_are_told(place, world):
    anna = world.person("anna", is_admin=True)
    world.attach(world.page(world.space("room", anna), anna).page_id, anna, "a", b"abc")
    with world.sessions.reading() as session:
        world.app.blobs.delete(session.scalars(select(FileVersion.sha256)).one())

    scheduled.run(place)

    assert result(place).problem == "files"
    assert "lacks files" in world.browser(anna).get("/admin/").text


def test_zero_makes_none(place, world):
    scheduled.run(replace(place, settings=replace(place.settings, backup_keep=0)))

    assert not place.settings.backup_folder.exists()
