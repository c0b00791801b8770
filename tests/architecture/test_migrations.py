"""Migrations make the tables that the models say, on both databases, and know nothing of today's code."""

import ast

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sources import ROOT
from sqlalchemy import inspect
from world import SECRET, World

from wiki import migrate
from wiki.settings import Settings
from wiki.tables import metadata


def test_the_migrated_database_is_what_the_models_say(either_world: World) -> None:
    config = migrate.configuration()
    with either_world.sessions.writer.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_indexes_have_the_names_that_the_models_say(either_world: World) -> None:
    with either_world.sessions.writer.connect() as connection:
        found = inspect(connection)
        for table in metadata.tables.values():
            names = {index["name"] for index in found.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= names, table.name
            assert {column["name"] for column in found.get_columns(table.name)} == set(table.columns.keys())
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [
        one for one in differences if isinstance(one, tuple) and one[0] in {"add_table", "remove_table"}
    ] == []


def test_an_upgrade_twice_changes_nothing(settings: Settings) -> None:
    before = settings.sqlite_path.read_bytes()

    migrate.upgrade(settings)

    assert settings.sqlite_path.stat().st_size == len(before)


def test_a_database_can_go_down_to_nothing_and_up_again(tmp_path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key=SECRET)
    migrate.upgrade(settings)
    world = World(settings)
    config = migrate.configuration()
    with world.sessions.writer.connect() as connection:
        config.attributes["connection"] = connection
        try:
            command.downgrade(config, "base")
        except NotImplementedError:
            pytest.skip("migrations go one way")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        command.upgrade(config, "head")
        assert set(metadata.tables) <= set(inspect(connection).get_table_names())
    world.close()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "migrations/versions").glob("*.py")), ids=lambda path: path.stem
)
def test_a_migration_imports_nothing_of_the_wiki(path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}

    assert not {name for name in imported if name.split(".")[0] == "wiki"}
