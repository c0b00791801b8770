"""`wiki check` ends with findings, each with what mends it, whatever is damaged; never with a traceback."""

import json
import os
import random
import shutil

import pysqlite3.dbapi2 as sqlite
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from wiki import cli
from wiki.ops import check_folders, findings
from wiki.ops.findings import guarded, problem


@pytest.fixture
def wiki(world, monkeypatch):
    """A wiki with something of everything that the check reads, and its files as they are when it stands still."""
    anna = world.person("anna", is_admin=True)
    room = world.space("room", anna)
    page = world.page(room, anna, "Plan", "---\nk: 1\n---\n[[Other]] and a long text. " + "word " * 3000)
    world.page(room, anna, "Other", parent_id=page.page_id)
    world.attach(page.page_id, anna, "a.txt", b"abc" * 5000)
    world.app.afterwards.settle()
    world.sessions.dispose()
    monkeypatch.setenv("WIKI_DATA_DIR", str(world.settings.data_dir))
    monkeypatch.setenv("WIKI_SECRET_KEY", world.settings.secret_key)
    return world


def checked(*more: str) -> tuple[int, set[str]]:
    """Exit code and codes of the problems that the command told as JSON."""
    result = CliRunner().invoke(cli.commands, ["check", "--all", "--json", *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    told = json.loads(result.output)
    assert all(one["text"] for one in told)
    assert all(one["remedy"] for one in told if one["is_problem"])
    return result.exit_code, {one["code"] for one in told if one["is_problem"]}


def test_random_damage_of_the_database_is_a_finding(wiki):
    chance, path = random.Random(7), wiki.settings.sqlite_path
    whole, seen = path.read_bytes(), set()
    assert checked()[1] <= {"data_dir", "database_file"}
    for number in range(10):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 20))):
            size = chance.choice((1, 16, 4096))
            place = chance.randrange(len(damaged) - size)
            damaged[place : place + size] = chance.randbytes(size)
        cut = chance.randrange(len(whole)) if number % 4 == 0 else len(whole)
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.write_bytes(damaged[:cut])

        code, codes = checked()

        assert code == bool(codes)
        seen |= codes
    assert "database" in seen


STATEMENTS = {
    "DROP TABLE page_texts": "schema_drift",
    "DROP TABLE users": "unreadable",
    "UPDATE settings SET value = '{broken'": "unreadable",
    "UPDATE revisions SET created_at = 'yesterday', body = x'00ff'": "body",
    "UPDATE file_versions SET sha256 = CAST(x'ff41' AS TEXT)": "unreadable",
    "UPDATE alembic_version SET version_num = CAST(x'ff' AS TEXT)": "unreadable",
    "UPDATE alembic_version SET version_num = '0001'": "schema",
    "UPDATE alembic_version SET version_num = '9999'": "schema",
    "DROP TABLE alembic_version": "schema",
}


def test_strange_rows_and_missing_tables_are_findings(wiki, tmp_path):
    path = wiki.settings.sqlite_path
    shutil.copy(path, tmp_path / "whole")
    for statement, wanted in STATEMENTS.items():
        connection = sqlite.connect(path)
        connection.execute(statement)
        connection.commit()
        connection.close()

        code, codes = checked()

        assert (code, wanted in codes) == (1, True), (statement, codes)
        shutil.copy(tmp_path / "whole", path)


def test_the_screen_tells_of_what_it_cannot_read(wiki):
    browser = wiki.browser(wiki.person("bert", is_admin=True))
    with wiki.sessions.writer.begin() as connection:
        connection.execute(text("ALTER TABLE outbox RENAME TO other"))

    answer = browser.get("/admin/check")

    assert answer.status_code == 200
    assert "The check of “jobs” broke off: no such table: outbox." in answer.text
    assert "restore the latest backup" in answer.text


def test_what_is_not_there_or_of_others_is_a_finding(wiki, monkeypatch, tmp_path):
    settings = wiki.settings
    for path in settings.blob_dir.rglob("*"):
        path.chmod(0o700)
    shutil.rmtree(settings.blob_dir)
    settings.blob_dir.write_text("a file")
    assert {"folder", "blob"} <= checked()[1]
    os.chown(settings.data_dir, 1234, -1) if os.geteuid() == 0 else None
    if os.geteuid() == 0:
        (found,) = [one for one in check_folders.findings(settings) if one.code == "owner"]
        assert "chown -R 1234" in found.mended()
    settings.sqlite_path.write_bytes(b"")
    assert "schema" in checked()[1]
    monkeypatch.setenv("WIKI_DATA_DIR", str(tmp_path / "nowhere"))
    assert checked()[1] == {"database"}
    assert not list((tmp_path / "nowhere").glob("*.db"))


def test_a_check_that_breaks_off_says_so_and_quotes_nothing():
    def breaks():
        yield problem("first", "It is %(what)s.", "Mend it.", what="seen")
        raise UnicodeDecodeError("utf-8", b"secret text", 0, 1, "invalid")

    found = guarded("titles", breaks)

    assert [one.told() for one in found] == [
        "It is seen.",
        "The check of “titles” broke off: UnicodeDecodeError.",
    ]
    assert "latest backup" in found[1].mended()
    assert [one.code for one in findings.in_order([*found, *found])] == ["first", "unreadable"]
