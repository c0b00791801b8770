"""A backup holds everything that cannot be made again and comes back equal on either database, or says why not."""

import fcntl
import json
import os
import shutil
import zipfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from world import SECRET, World

from wiki import cli, migrate
from wiki.actor import Right, user_principal
from wiki.favourites import service as favourites
from wiki.ops import backup, restore
from wiki.ops.restore import Unusable
from wiki.pages import trash
from wiki.pages.models import Page, Revision
from wiki.settings import Settings

NASTY = "Zürich \0 \ud800 \u2028 🎉\r\n\rlast"


def silent(_done: int, _total: int) -> None:
    pass


def live_in(world: World) -> None:
    """Something of everything happens."""
    anna, bert = world.person("anna", is_admin=True), world.person("bert")
    world.group("team", anna, bert)
    room = world.space("room", anna, {user_principal(bert.id): Right.EDIT})
    first = world.page(room, anna, "First", "---\ntags: [a]\nk: 1.5\n---\n[[Second]] ![](a.bin)\n")
    second = world.page(room, bert, "Second", NASTY, first.page_id)
    world.save(first.page_id, bert, "Changed.\n", 1, summary="why")
    world.attach(first.page_id, anna, "a.bin", bytes(range(256)) * 300)
    world.attach(second.page_id, anna, "b.txt", b"text " * 20_000)
    gone = world.page(room, anna, "Gone", "x", second.page_id)
    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, gone.page_id)
        favourites.set_page(session, anna.actor, first.page_id, is_favourite=True)
        favourites.set_space(session, anna.actor, room.id, is_favourite=True)
    world.browser(anna)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A backup of such a wiki, on each database."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "data").mkdir()
    with ExitStack() as over:
        url = ""
        if request.param == "sqlite":
            shutil.copy(request.getfixturevalue("migrated_database"), folder / "data" / "wiki.db")
        else:
            cluster, template = map(request.getfixturevalue, ("postgres_cluster", "migrated_template"))
            url = over.enter_context(contextmanager(cluster.passing_database)(f"kept_{worker_id}", template))
        world = World(Settings(data_dir=folder / "data", secret_key=SECRET, database_url=url))
        over.callback(world.close)
        live_in(world)
        target = folder / "wiki.backup"
        report = backup.write(world.sessions, world.app.blobs, target, silent)
    assert (report.blobs, report.missing, report.size) == (2, (), target.stat().st_size)
    assert report.rows["pages"] == 3
    return target


def empty_place(tmp_path: Path, url: str = "") -> Settings:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return Settings(data_dir=folder, secret_key=SECRET, database_url=url)


def looks_as_before(settings: Settings) -> None:
    world = World(settings)
    try:
        with world.sessions.reading() as session:
            bodies = list(session.scalars(select(Revision.body).order_by(Revision.id)))
            assert NASTY in bodies
            page = session.scalars(select(Page).where(Page.slug == "first")).one()
            assert session.get_one(Revision, page.head_id).body == "Changed.\n"
        bert = next(one for one in people(world) if one.name == "bert")
        browser = world.browser(bert)
        assert "Changed." in browser.get("/s/room/first").text
        assert browser.get("/s/room/gone").status_code == 404
        assert browser.get("/s/room/second").status_code == 200
        assert world.page(room_of(world), bert, "New").number == 1  # numbers go on where they were
    finally:
        world.close()


def people(world: World):
    from world import Person

    from wiki.users.models import User

    with world.sessions.reading() as session:
        for user in session.scalars(select(User)):
            own = frozenset({"everyone", "signed-in", user_principal(user.id)})
            yield Person(user.id, user.name, own, user.is_admin)


def room_of(world: World):
    from world import Room

    from wiki.spaces.models import Space

    with world.sessions.reading() as session:
        space = session.scalars(select(Space)).one()
        return Room(space.id, space.key, space.scope_id)


def test_a_backup_comes_back_equal_in_an_empty_place(kept, tmp_path):
    settings = empty_place(tmp_path)

    report = restore.run(settings, kept, silent)

    assert report.blobs == 2
    assert settings.sqlite_path.stat().st_mode & 0o077 == 0
    looks_as_before(settings)


@pytest.mark.postgres
def test_a_backup_comes_back_equal_on_postgresql(
    kept, tmp_path, postgres_cluster, migrated_template, worker_id
):
    # The template's tables are without people, so they count as empty.
    for url in postgres_cluster.passing_database(f"restored_{worker_id}", migrated_template):
        settings = empty_place(tmp_path, url)

        restore.run(settings, kept, silent)

        looks_as_before(settings)


def test_no_session_and_no_stored_html_is_in_it(kept):
    with zipfile.ZipFile(kept) as archive:
        names = archive.namelist()
        told = json.loads(archive.read("manifest.json"))

    assert {f"tables/{name}.jsonl" for name in backup.LEFT_OUT}.isdisjoint(names)
    assert (told["format"], set(told["sha256"])) == (1, set(names) - {"manifest.json"})
    assert kept.stat().st_mode & 0o077 == 0


def test_version_0_2_0_finds_an_order_in_which_it_can_restore(kept):
    """It goes by the references that it takes as needed; a favourite is of a page or of a space."""
    with zipfile.ZipFile(kept) as archive:
        told = json.loads(archive.read("manifest.json"))["tables"]
    names = [table["name"] for table in told]
    needed = {
        table["name"]: {one["target"] for one in table["columns"] if one["target"] and not one["is_nullable"]}
        for table in told
    }

    assert {"pages", "spaces", "users"} <= needed["favourites"]
    for number, name in enumerate(names):
        assert needed[name] - {name} <= set(names[:number])


def test_a_wiki_is_never_restored_over(world, tmp_path):
    world.person("anna")
    target = tmp_path / "b"
    backup.write(world.sessions, world.app.blobs, target, silent)

    with pytest.raises(Unusable, match="a wiki here already"):
        restore.run(world.settings, target, silent)


def test_a_place_where_nobody_set_up_a_wiki_counts_as_empty(world, tmp_path):
    world.person("anna")
    target = tmp_path / "b"
    backup.write(world.sessions, world.app.blobs, target, silent)
    settings = empty_place(tmp_path)
    migrate.upgrade(settings)

    assert restore.run(settings, target, silent).rows > 0


def test_a_spoiled_backup_is_refused_in_one_sentence(world, tmp_path):
    anna = world.person("anna")
    world.attach(world.page(world.space("room", anna), anna).page_id, anna, "a", b"abc")
    whole, spoiled = tmp_path / "whole", tmp_path / "spoiled"
    backup.write(world.sessions, world.app.blobs, whole, silent)
    settings = empty_place(tmp_path)
    for spoil in ("cut", "member", "row", "schema", "text", "format"):
        if spoil == "cut":
            spoiled.write_bytes(whole.read_bytes()[:-500])
        elif spoil == "text":
            spoiled.write_text("no zip")
        else:
            copied(whole, spoiled, spoil)

        with pytest.raises(Unusable) as caught:
            restore.run(settings, spoiled, silent)

        assert len(str(caught.value.facts["reason"])) > 20
        assert not list(settings.blob_dir.glob("*/*/*"))


def copied(whole: Path, spoiled: Path, spoil: str) -> None:
    """Write `spoiled`: the backup with one fault."""
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(spoiled, "w") as other:
        told = json.loads(archive.read("manifest.json"))
        if spoil == "schema":
            told["schema"] = "9999"
        if spoil == "format":
            told["format"] = 2
        for name in told["sha256"]:
            content = archive.read(name)
            if spoil == "row" and name == "tables/users.jsonl":
                content = content.replace(b"anna", b"anne")
            if spoil != "member" or not name.startswith("blobs/"):
                other.writestr(name, content)
        other.writestr("manifest.json", json.dumps(told))


def test_a_backup_that_breaks_off_leaves_the_earlier_one(world, tmp_path):
    anna = world.person("anna")
    world.attach(world.page(world.space("room", anna), anna).page_id, anna, "a", b"abc")
    target = tmp_path / "b"
    target.write_bytes(b"earlier")

    def breaks(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup.write(world.sessions, world.app.blobs, target, breaks)

    assert target.read_bytes() == b"earlier"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["b"]


def test_a_folder_that_is_missing_is_named(world, tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        backup.write(world.sessions, world.app.blobs, tmp_path / "nowhere" / "b", silent)

    assert caught.value.filename == str(tmp_path / "nowhere")


def test_what_killed_backups_left_goes_with_the_next_one(world, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    killed, running = folder / ".unfinished-backup-a", folder / ".unfinished-backup-b"
    killed.write_bytes(b"half")
    (folder / ".unfinished").write_bytes(b"of somebody else")
    with running.open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        for one in folder.iterdir():
            os.utime(one, (1, 1))
        backup.write(world.sessions, world.app.blobs, folder / "b", silent)

    assert sorted(one.name for one in folder.iterdir()) == [".unfinished", running.name, "b"]


def test_a_file_that_the_store_lost_is_told(world, tmp_path):
    anna = world.person("anna")
    world.attach(world.page(world.space("room", anna), anna).page_id, anna, "a", b"abc")
    [(sha256, _)] = world.app.blobs.inventory()
    world.app.blobs.delete(sha256)

    report = backup.write(world.sessions, world.app.blobs, tmp_path / "b", silent)

    assert report.missing == (sha256,)


def test_the_commands_say_what_they_did(world, tmp_path, monkeypatch):
    world.person("anna")
    monkeypatch.setenv("WIKI_DATA_DIR", str(world.settings.data_dir))
    monkeypatch.setenv("WIKI_SECRET_KEY", SECRET)
    target = tmp_path / "b"

    made = CliRunner().invoke(cli.commands, ["backup", str(target), "--test"])
    tested = CliRunner().invoke(cli.commands, ["restore", str(target), "--test"])
    monkeypatch.setenv("WIKI_DATA_DIR", str(tmp_path / "new"))
    restored = CliRunner().invoke(cli.commands, ["restore", str(target)])

    assert (made.exit_code, tested.exit_code, restored.exit_code) == (0, 0, 0)
    assert "compared: equal" in made.output
    assert "restored and compared" in restored.output
