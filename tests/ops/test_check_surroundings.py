"""`wiki check` looks at the daily backups and at the clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wiki import audit
from wiki.actor import system
from wiki.admin import last_backup
from wiki.admin.last_backup import BackupResult
from wiki.db import now
from wiki.ops import check, check_backup, check_clock


def found(world, **changes):
    settings = replace(world.settings, **changes)
    with world.sessions.reading() as session:
        return {one.code: one for one in check.quick(settings, session)}


def test_backups_that_fail_are_old_or_gone_are_problems(world, monkeypatch):
    world.space("raum", world.person("anna", is_admin=True))
    folder = world.settings.backup_folder
    folder.mkdir()

    def said(result):
        with world.sessions.writing() as session:
            last_backup.note(session, result)
        one = found(world).get("backup")
        return one and one.is_problem and one.told()

    assert "backup" not in found(world)  # a new wiki gets its first one within the hour
    with monkeypatch.context() as later:
        later.setattr(check_backup, "now", lambda: now() + timedelta(days=3))
        assert found(world)["backup"].told() == "No backup has been made yet."
    moment, old = now().isoformat(), datetime(2026, 1, 2, 3, 4, tzinfo=UTC).isoformat()
    assert "too little room" in said(BackupResult(moment, problem="room"))
    assert "could not be written" in said(BackupResult(moment, problem="failed"))
    assert "lacks files" in said(BackupResult(moment, "a.backup", 1, "files"))
    assert said(BackupResult(old, "a.backup", 1)) == "The last backup is of 2026-01-02 03:04 UTC."
    assert "is not there any more" in said(BackupResult(moment, "a.backup", 1))
    (folder / "a.backup").touch()
    assert said(BackupResult(moment, "a.backup", 1)) is None
    assert not found(world)["backup_disk"].is_problem
    assert found(world, backup_keep=0)["backup_off"].mended()


@pytest.mark.postgres
def test_a_wrong_clock_is_a_problem(either_world, monkeypatch):
    world = either_world
    world.space("raum", world.person("anna", is_admin=True))
    assert "clock" not in found(world)

    with monkeypatch.context() as later:
        later.setattr(audit, "now", lambda: now() + timedelta(hours=1))
        with world.sessions.writing() as session:
            audit.record(session, system(), "settings.change", "wiki")
    assert "still to come" in found(world)["clock"].told()

    monkeypatch.setattr(check_clock, "now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    with world.sessions.reading() as session:
        told = [one.told() for one in check_clock.findings(session)]
    assert told[0] == "The clock shows 2020-01-01 00:00 UTC, a time before this version of Werkbuch was made."
    assert any("of the database differ" in one for one in told) is not world.settings.is_sqlite
