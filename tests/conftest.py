"""Fixtures for all tests: a migrated database to copy, and a `world` on it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from world import SECRET, World

from wiki import migrate
from wiki.settings import Settings

if TYPE_CHECKING:
    from postgres_cluster import Cluster

pytest_plugins = ["postgres_cluster"]

# Whole files that `make test-quick` leaves out: they build large wikis, start programs, or try thousands of cases.
SLOW = {
    "test_archived_spaces", "test_backup", "test_check", "test_cli", "test_drawing", "test_editing_recovery",
    "test_file_lives", "test_file_screens", "test_git_history", "test_merge_properties", "test_nginx",
    "test_properties", "test_sanitise_attacks", "test_seed", "test_serving", "test_setup", "test_supervisor",
    "test_upgrades", "test_views_cost", "test_wiki_settings", "test_worker", "test_rewrite", "test_samples",
    "test_closing", "test_editing", "test_export_and_import_again", "test_link_reports", "test_link_rows",
    "test_drafts", "test_errors", "test_import", "test_links", "test_no_leaks", "test_policy_property", "test_tree_property", "test_publishing",
    "test_room", "test_tree", "test_versions", "test_people", "test_groups", "test_throttle", "test_profile",
    "test_sending", "test_forgotten_passwords",
}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of slow files are marked as slow ones are."""
    for item in items:
        if item.path.stem in SLOW:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty wiki's SQLite file."""
    folder = tmp_path_factory.mktemp("template")
    settings = Settings(data_dir=folder, secret_key=SECRET)
    migrate.upgrade(settings)
    return settings.sqlite_path


@pytest.fixture(scope="session")
def migrated_template(
    postgres_cluster: "Cluster", worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of a PostgreSQL database with our tables, to copy: migrating takes ten times as long."""
    name = f"template_{worker_id}"
    folder = tmp_path_factory.mktemp("template")
    url = postgres_cluster.database_url(name)
    migrate.upgrade(Settings(data_dir=folder, secret_key=SECRET, database_url=url))
    return name


@pytest.fixture
def migrated_postgres_url(
    postgres_cluster: "Cluster", migrated_template: str, worker_id: str
) -> Iterator[str]:
    """An empty wiki's database, made for the test, dropped after it."""
    yield from postgres_cluster.passing_database(f"wiki_{worker_id}", migrated_template)


@pytest.fixture
def settings(tmp_path: Path, migrated_database: Path) -> Settings:
    """Settings of a wiki on its own SQLite file."""
    settings = Settings(data_dir=tmp_path / "data", secret_key=SECRET)
    settings.data_dir.mkdir()
    shutil.copy(migrated_database, settings.sqlite_path)
    return settings


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    """A small wiki on SQLite."""
    made = World(settings)
    yield made
    made.close()


@pytest.fixture
def postgres_world(tmp_path: Path, migrated_postgres_url: str) -> Iterator[World]:
    """A small wiki on PostgreSQL."""
    settings = Settings(data_dir=tmp_path / "data", secret_key=SECRET, database_url=migrated_postgres_url)
    settings.data_dir.mkdir()
    made = World(settings)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_world(request: pytest.FixtureRequest) -> World:
    """A small wiki, once on each database."""
    return request.getfixturevalue("world" if request.param == "sqlite" else "postgres_world")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder with larger data; skips when WERKBUCH_SAMPLES is unset."""
    folder = os.environ.get("WERKBUCH_SAMPLES")
    if not folder:
        pytest.skip("WERKBUCH_SAMPLES names no folder with larger data")
    return Path(folder)
