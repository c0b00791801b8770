"""A database of another version is never read or written: not at the start, not by a program that runs already."""

import pysqlite3.dbapi2 as sqlite
import pytest
from click.testing import CliRunner
from dumps import OLDEST_SQLITE, sqlite_of
from sqlalchemy import text

from wiki import app, cli, migrate, worker
from wiki.errors import SchemaChanged
from wiki.jobs import Workplace
from wiki.ops import upgrading


def upgraded_elsewhere(world, *changes: str, told: bool = True) -> None:
    """What another version's upgrade does to the database, past this program."""
    statements = [*changes, "UPDATE alembic_version SET version_num = '9999'"]
    if told:
        statements.append("UPDATE counters SET value = value + 1 WHERE name = 'settings'")
    with world.sessions.writer.begin() as connection:
        for one in statements:
            connection.execute(text(one))


def test_a_running_wiki_answers_503_from_the_first_request_after_the_upgrade(either_world, monkeypatch):
    world = either_world
    anna = world.person("anna")
    page = world.page(world.space("room", anna), anna)
    browser = world.browser(anna)
    assert browser.get("/s/room/a-page").status_code == 200
    upgraded_elsewhere(world)

    shown, asked = browser.get("/s/room/a-page"), world.browser().get("/login")
    told = browser.get("/s/room/a-page", headers={"Accept": "application/json"})

    assert (shown.status_code, asked.status_code, told.status_code) == (503, 503, 503)
    assert "Es muss neu gestartet werden." in shown.text  # before it is known whose language to speak
    assert told.json["code"] == "schema_changed"
    with pytest.raises(SchemaChanged, match="9999"):
        world.save(page.page_id, anna, "Never stored.\n", 1)
    assert world.browser().get("/readyz").status_code == 503
    assert world.browser().get("/healthz").status_code == 200
    with world.sessions.writer.begin() as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :known"), {"known": migrate.newest()}
        )
    assert browser.get("/s/room/a-page").status_code == 200


def test_a_statement_that_the_new_schema_does_not_take_is_no_fault_of_the_program(world):
    anna = world.person("anna")
    world.page(world.space("room", anna), anna)
    browser = world.browser(anna)
    upgraded_elsewhere(world, "ALTER TABLE pages RENAME COLUMN title TO heading", told=False)

    assert browser.get("/s/room/a-page").status_code == 503


def test_every_upgrade_tells_the_servers_that_run(tmp_path):
    settings = sqlite_of(OLDEST_SQLITE, tmp_path)
    count = "SELECT value FROM counters WHERE name = 'settings'"
    with sqlite.connect(settings.sqlite_path) as before:
        earlier = before.execute(count).fetchone()[0]
    before.close()
    migrate.upgrade(settings)
    with sqlite.connect(settings.sqlite_path) as after:
        assert after.execute(count).fetchone()[0] > earlier
    after.close()


def test_the_worker_ends_with_one_line(world, caplog):
    place = Workplace(world.sessions, world.app.blobs, world.settings)
    anna = world.person("anna")
    world.page(world.space("room", anna), anna)
    upgraded_elsewhere(world)
    stop = worker.threading.Event()

    worker._loop(place, stop)

    assert stop.is_set()
    assert [one.message for one in caplog.records if one.exc_info] == []
    assert any("the worker ends: the database has schema 9999" in one.message for one in caplog.records)


def test_nothing_starts_on_a_newer_database_and_no_backup_is_made_of_it(world, monkeypatch, capsys):
    upgraded_elsewhere(world)
    monkeypatch.setenv("WIKI_DATA_DIR", str(world.settings.data_dir))
    monkeypatch.setenv("WIKI_SECRET_KEY", world.settings.secret_key)

    with pytest.raises(SystemExit) as ended:
        app.served()
    with pytest.raises(SchemaChanged, match="a newer version of Werkbuch upgraded the database"):
        upgrading.run(world.settings)
    upgrade = CliRunner().invoke(cli.commands, ["db", "upgrade"])

    assert ended.value.code == app.CANNOT_BOOT
    assert capsys.readouterr().err.count("\n") == 1
    assert isinstance(upgrade.exception, SchemaChanged)
    assert cli._line(upgrade.exception).startswith("a newer version of Werkbuch")
    assert not world.settings.backup_folder.exists()
