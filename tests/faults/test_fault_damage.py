"""F7: a damaged database is found at the start and by `wiki check`, never served in silence; its backup restores."""

import random
from dataclasses import replace

import oracle
import pytest
from click.testing import CliRunner
from world import SECRET, World

from wiki import cli, subscribers
from wiki.db import Sessions
from wiki.ops import backup, integrity, rows
from wiki.settings import Settings

PAGE = 4096


def silent(_done, _total):
    pass


@pytest.fixture
def lived_in(settings, tmp_path):
    """A wiki with texts of several sizes, and its backup."""
    world = World(settings)
    anna = world.person("anna", is_admin=True)
    space = world.space("room", anna)
    chance = random.Random(7)
    for number in range(12):
        body = f"# Page {number}\n\n" + "".join(f"{chance.random()} words\n" for _ in range(50 * number + 1))
        saved = world.page(space, anna, f"Page {number}", body)
        world.save(saved.page_id, anna, body + "More.\n", 1)
    world.attach(saved.page_id, anna, "a.bin", chance.randbytes(5000))
    backup.write(world.sessions, world.app.blobs, tmp_path / "wiki.backup", silent)
    world.close()
    return settings


def damage(settings: Settings, offset: int, chance: random.Random) -> None:
    with settings.sqlite_path.open("r+b") as file:
        file.seek(offset)
        file.write(chance.randbytes(PAGE))


def content(settings: Settings) -> dict[str, tuple[int, str]]:
    """Count and digest of the rows of each table that a backup holds."""
    sessions = Sessions(settings)
    try:
        with sessions.reading() as session:
            connection = session.connection()
            tables = rows.shapes(connection, backup.LEFT_OUT)
            return {table.name: rows.digest(rows.lines(connection, table)) for table in tables}
    finally:
        sessions.dispose()


def is_found_at_the_start(settings: Settings) -> bool:
    try:
        integrity.demand(settings)
    except integrity.Damaged:
        return True
    return False


def is_found_by_check(settings: Settings) -> bool:
    subscribers.install()
    environment = {"WIKI_DATA_DIR": str(settings.data_dir), "WIKI_SECRET_KEY": SECRET}
    result = CliRunner().invoke(cli.commands, ["check", "--all", "--json"], env=environment)
    return result.exit_code != 0


def damage_each(lived_in: Settings, times: int) -> tuple[int, int, int]:
    """How often the damage was found at the start, found by the check, and had hit nothing that counts."""
    whole, before = lived_in.sqlite_path.read_bytes(), content(lived_in)
    chance = random.Random(times)
    at_start = by_check = harmless = 0
    for _ in range(times):
        lived_in.sqlite_path.write_bytes(whole)
        damage(lived_in, chance.randrange(0, len(whole) - PAGE), chance)
        if is_found_at_the_start(lived_in):
            at_start += 1
        elif is_found_by_check(lived_in):
            by_check += 1
        else:
            assert content(lived_in) == before
            harmless += 1
    return at_start, by_check, harmless


@pytest.mark.slow
def test_a_damaged_page_is_found_at_the_start_and_the_backup_restores(lived_in, tmp_path):
    before = content(lived_in)
    at_start, by_check, harmless = damage_each(lived_in, 6)
    assert at_start + by_check >= 5
    assert at_start + by_check + harmless == 6

    damage(lived_in, PAGE, random.Random(1))
    environment = {"WIKI_DATA_DIR": str(lived_in.data_dir), "WIKI_SECRET_KEY": SECRET}
    refused = CliRunner().invoke(cli.commands, ["serve"], env=environment)
    elsewhere = replace(lived_in, data_dir=tmp_path / "elsewhere", database_url="")
    restored = CliRunner().invoke(
        cli.commands,
        ["restore", str(tmp_path / "wiki.backup")],
        env=environment | {"WIKI_DATA_DIR": str(elsewhere.data_dir)},
    )

    assert refused.exit_code == 1
    assert "is damaged" in refused.output
    assert "restore the latest backup" in refused.output
    assert restored.exit_code == 0, restored.output
    assert content(elsewhere) == before
    oracle.examine(elsewhere).demand()


@pytest.mark.faults
@pytest.mark.fault("F7")
def test_f7_random_places_of_the_file_are_overwritten(lived_in, table):
    times = 120

    at_start, by_check, harmless = damage_each(lived_in, times)

    seen = f"found at the start {at_start}, by `wiki check` {by_check}, nothing that counts hit {harmless}"
    table(
        "F7",
        f"4 KiB at a random place of the database overwritten, {times} times",
        f"{seen}; never unnoticed",
    )
    assert at_start + by_check > times * 0.8


@pytest.mark.faults
@pytest.mark.fault("F7 bites")
def test_f7_bites_without_the_look_at_the_start(lived_in, table, monkeypatch):
    monkeypatch.setattr(integrity, "_first_damage", lambda settings: None)

    at_start, by_check, _ = damage_each(lived_in, 20)

    table(
        "F7 bites",
        "without the look at the start, 20 times",
        f"found at the start {at_start}, by `wiki check` {by_check}",
    )
    assert at_start == 0
