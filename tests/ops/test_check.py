"""`wiki check` names what is wrong, and is quiet about a wiki that is well."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, update
from world import SECRET, World

from wiki.attachments.models import FileVersion
from wiki.blobs import LocalBlobs
from wiki.db import Sessions, now
from wiki.ops import check
from wiki.ops.check import Exemption
from wiki.ops.findings import Finding
from wiki.outbox import MAX_ATTEMPTS, OutboxRow
from wiki.pages.models import Link, Page, Revision, StoredRendering
from wiki.search.engine import backend
from wiki.search.indexer import Indexer
from wiki.settings import Settings
from wiki.users.models import User

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, migrated_database: Path) -> SimpleNamespace:
    """The folder of a wiki with an administrator, three pages and a file, to copy."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("well"), secret_key=SECRET)
    shutil.copy(migrated_database, settings.sqlite_path)
    world = World(settings)
    admin = world.person("chef", is_admin=True)
    room = world.space("raum", admin)
    first = world.page(room, admin, "Eins", "Siehe [[Zwei]].\n")
    second = world.page(room, admin, "Zwei", "Text.\n", parent_id=first.page_id)
    world.save(second.page_id, admin, "Mehr Text.\n", 1)
    world.attach(first.page_id, admin, "notiz.txt", b"Notiz")
    world.close()
    return SimpleNamespace(folder=settings.data_dir, first=first, second=second)


@pytest.fixture
def well(template: SimpleNamespace, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A copy of it, as commands see it."""
    settings = Settings(data_dir=tmp_path / "data", secret_key=SECRET)
    shutil.copytree(template.folder, settings.data_dir)
    settings.data_dir.chmod(0o700)
    sessions = Sessions(settings)
    yield SimpleNamespace(settings=settings, sessions=sessions, first=template.first, second=template.second)
    sessions.dispose()


def codes(world: SimpleNamespace, **options) -> set[str]:
    blobs = LocalBlobs(world.settings.blob_dir)
    return {one.code for one in check.run(world.settings, world.sessions, blobs, **options)}


def change(world: SimpleNamespace, statement) -> None:
    with world.sessions.writing() as session:
        session.execute(statement.execution_options(synchronize_session=False))


def test_a_wiki_that_is_well_has_only_hints(well):
    found = check.run(well.settings, well.sessions, LocalBlobs(well.settings.blob_dir), everything=True)

    assert [one for one in found if one.is_problem] == []
    assert {one.code for one in found} <= {"plain_http", "library", "disk", "backup_off"}


@pytest.mark.postgres
def test_a_wiki_on_postgresql_has_only_hints(postgres_world):
    postgres_world.person("chef", is_admin=True)

    found = check.run(
        postgres_world.settings, postgres_world.sessions, LocalBlobs(postgres_world.settings.blob_dir)
    )

    assert [one for one in found if one.is_problem] == []


def test_https_is_not_complained_about(well):
    settings = replace(well.settings, base_url="https://wiki.example.org")

    found = check.run(settings, well.sessions, LocalBlobs(settings.blob_dir))

    assert "plain_http" not in {one.code for one in found}


def test_a_head_that_is_not_the_latest_revision_is_a_problem(well):
    change(well, update(Page).where(Page.id == well.second.page_id).values(head_id=_revision(well, 1)))

    assert "head" in codes(well)


def test_a_missing_revision_is_a_problem(well):
    change(well, delete(Revision).where(Revision.id == _revision(well, 1)))

    assert "revision" in codes(well)


def test_a_text_that_is_not_what_was_hashed_is_a_problem(well):
    change(well, update(Revision).where(Revision.id == _revision(well, 2)).values(body="verdorben"))

    assert "body" in codes(well, everything=True)


def test_a_text_that_cannot_be_unpacked_is_a_problem(well):
    with well.sessions.writing() as session:
        session.connection().exec_driver_sql("UPDATE revisions SET body = x'00'")

    assert "body" in codes(well)


def test_a_page_below_nothing_is_a_problem(well):
    change(well, update(Page).where(Page.id == well.first.page_id).values(parent_id=well.second.page_id))

    assert "tree" in codes(well)


def test_a_missing_rendering_is_a_hint(well):
    change(well, delete(StoredRendering))

    assert "rendering" in codes(well)


def test_a_link_that_does_not_know_its_page_is_a_hint(well):
    change(well, update(Link).values(target_id=None))

    assert "link" in codes(well)


def test_a_missing_file_is_a_problem(well):
    with well.sessions.reading() as session:
        digest = session.query(FileVersion.sha256).scalar()
    LocalBlobs(well.settings.blob_dir).delete(digest)

    assert "blob" in codes(well)


def test_a_file_that_is_not_what_was_stored_is_found_when_everything_is_read(well):
    (stored,) = well.settings.blob_dir.glob("??/??/*")
    stored.write_bytes(b"notiz")

    assert "blob" not in codes(well)
    assert "blob" in codes(well, everything=True)


def test_rows_that_point_at_nothing_are_a_problem(well):
    outside = well.sessions.writer.raw_connection()
    outside.cursor().execute("PRAGMA foreign_keys=OFF")
    outside.cursor().execute("UPDATE redirects SET page_id = 99")
    outside.cursor().execute("UPDATE attachments SET page_id = 99")
    outside.cursor().execute("PRAGMA foreign_keys=ON")
    outside.close()

    assert "foreign_key" in codes(well)


def test_the_index_is_compared_with_the_pages(well):
    Indexer(well.sessions, backend(well.settings, well.sessions)).rebuild()
    assert "search_index" not in codes(well)

    change(well, update(Page).where(Page.id == well.second.page_id).values(deleted_at=now()))
    assert "search_index" in codes(well)
    for path in well.settings.index_dir.rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    assert "search_index" in codes(well)


def test_little_room_is_a_hint_and_hardly_any_a_problem(well, monkeypatch):
    for free, is_problem in ((10**9, False), (10**7, True)):
        monkeypatch.setattr(check.shutil, "disk_usage", lambda _path, free=free: SimpleNamespace(free=free))
        (found,) = check._space(well.settings)
        assert (found.code, found.is_problem, bool(found.mended())) == ("disk", is_problem, True)


def test_a_variable_that_means_nothing_is_a_hint(well):
    settings = replace(well.settings, warnings=("WIKI_PROT is no setting",))

    assert "WIKI_PROT is no setting" in [one.told() for one in check._settings(settings)]


def test_a_file_that_nothing_names_is_a_hint_after_two_days(well):
    blobs = LocalBlobs(well.settings.blob_dir)
    stored = blobs.put(BytesIO(b"niemandes"), 100)
    assert "orphan" not in codes(well)

    old = time.time() - 3 * 86_400
    os.utime(blobs.path(stored.sha256), (old, old))

    assert "orphan" in codes(well)


def test_jobs_that_failed_for_good_or_wait_long_are_problems(well):
    moment = now() - timedelta(hours=2)
    rows = [
        OutboxRow(name="Gone", payload={}, created_at=moment, run_at=moment, attempts=MAX_ATTEMPTS),
        OutboxRow(name="Late", payload={}, created_at=moment, run_at=moment),
    ]
    with well.sessions.writing() as session:
        session.add_all(rows)

    assert {"job", "worker"} <= codes(well)


def test_nobody_who_administers_is_a_problem(well):
    change(well, update(User).values(is_active=False))

    assert "administrator" in codes(well)


def test_a_key_that_others_can_read_is_a_problem(well):
    key = well.settings.data_dir / "secret_key"
    key.write_text("k" * 40)
    key.chmod(0o644)

    assert "secret_key" in codes(well)


def test_a_folder_that_others_can_write_to_is_a_problem(well):
    well.settings.data_dir.chmod(0o777)
    well.settings.sqlite_path.chmod(0o644)

    found = check.run(well.settings, well.sessions, LocalBlobs(well.settings.blob_dir))

    assert {"data_dir", "database_file"} <= {one.code for one in found if one.is_problem}


def test_an_old_sqlite_is_a_problem(well, monkeypatch):
    monkeypatch.setattr(check, "_driver_version", lambda: (3, 40, 1))

    assert "sqlite" in codes(well)


def test_another_schema_is_the_only_thing_said_about_the_database(well):
    with well.sessions.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'other'")

    found = codes(well)

    assert "schema" in found
    assert "head" not in found


def test_a_table_that_differs_from_the_program_is_a_problem(well):
    with well.sessions.writing() as session:
        session.connection().exec_driver_sql("CREATE INDEX ix_stray ON pages (title)")

    assert "schema_drift" in codes(well)


@pytest.mark.requirement("V15.1.1 V15.2.1 A library without maintenance has a dated exemption")
def test_exemptions_are_of_libraries_that_are_used_and_none_is_for_ever():
    pinned = {line.partition("==")[0] for line in (ROOT / "requirements.txt").read_text().splitlines()}

    for one in check.EXEMPTIONS:
        assert one.name in pinned
        assert one.reason
        assert one.until < check.now().date() + timedelta(days=400)


def test_an_exemption_that_is_over_is_a_problem(well, monkeypatch):
    over = (
        Exemption("flask-login", "few releases", date(2020, 1, 1)),
        Exemption("not-there", "", date(2020, 1, 1)),
    )
    monkeypatch.setattr(check, "EXEMPTIONS", over)

    found = check.run(well.settings, well.sessions, LocalBlobs(well.settings.blob_dir))

    assert [one.is_problem for one in found if one.code == "library"] == [True]


def test_a_full_disk_is_a_problem(well, monkeypatch):
    usage = type("Usage", (), {"free": 10 * 1024**2})
    monkeypatch.setattr(check.shutil, "disk_usage", lambda _path: usage)

    assert "disk" in codes(well)


def test_warnings_of_the_settings_are_findings(well):
    settings = replace(well.settings, warnings=("WIKI_X is not a setting",))

    found = check.run(settings, well.sessions, LocalBlobs(settings.blob_dir))

    assert "setting" in {one.code for one in found}


def test_findings_are_lines_or_json():
    findings = [Finding("head", "2 pages", "do this", is_problem=True), Finding("disk", "little")]

    text = check.as_text(findings)

    assert text.splitlines() == [
        "PROBLEM  head: 2 pages",
        "         do this",
        "hint     disk: little",
        "1 problem, 1 hint",
    ]
    assert json.loads(check.as_json(findings))[0] == {
        "code": "head",
        "text": "2 pages",
        "remedy": "do this",
        "is_problem": True,
    }


def _revision(world: SimpleNamespace, number: int) -> int:
    with world.sessions.reading() as session:
        return session.query(Revision.id).filter_by(page_id=world.second.page_id, number=number).scalar()
