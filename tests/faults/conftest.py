"""The fault tests (`make faults`). Those marked `faults` run only when they are asked for: `pytest -m faults`.

`table` takes one line of the report; with FAULTS_REPORT=FILE the run writes its lines into that file's table.
"""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import postgres_server
import pytest
import report
from clients import Crew, settle
from driver import Server
from postgres_server import PostgresServer
from world import SECRET

from wiki import migrate
from wiki.settings import Settings

Table = Callable[..., None]
LONGEST_MINUTES = 20  # FAULT_ROUNDS=50 takes half of it on a busy machine


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long ones out, whatever else is selected, unless they are named."""
    if "faults" in (config.option.markexpr or ""):
        return
    long = [item for item in items if item.get_closest_marker("faults")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[report.LINES] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A fault that makes everything hang fails after a while, and the next one is tried."""
    if not item.get_closest_marker("faults"):
        return (yield)
    minutes = LONGEST_MINUTES + (
        float(os.environ.get("SOAK_MINUTES", "30")) if "soak" in item.path.stem else 0
    )

    def give_up(_number: int, _frame: object) -> None:
        raise TimeoutError(f"nothing came of it within {minutes:g} minutes")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(int(minutes * 60))
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A fault whose test fails is a line, too; what was seen is written at once, whatever comes after it."""
    told = yield
    fault, lines = item.get_closest_marker("fault"), item.config.stash[report.LINES]
    if fault is not None and call.excinfo is not None:
        is_skipped = call.excinfo.errisinstance(pytest.skip.Exception)
        report.failed(
            lines, fault.args[0], item.name, f"not run: {call.excinfo.value}" if is_skipped else "failed"
        )
    target = os.environ.get("FAULTS_REPORT")
    if target and lines and call.when == "teardown":
        report.write(Path(target), lines)
    return told


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Table:
    """Note a line: number of the fault, what was done, what was seen."""

    def note(fault: str, done: str, seen: str) -> None:
        request.config.stash[report.LINES].append(report.Line(fault, request.node.name, done, seen))

    return note


@pytest.fixture
def crew(settings: Settings, tmp_path: Path) -> Iterator[Crew]:
    """Eight writers in a wiki that does not run yet."""
    made = settle(settings, tmp_path)
    yield made
    made.close()


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the test's own."""
    with postgres_server.running() as running:
        yield running


@pytest.fixture
def postgres_office(postgres: PostgresServer, tmp_path: Path) -> Iterator[tuple[Settings, Crew]]:
    """Settings and writers of a wiki on that server."""
    (tmp_path / "data").mkdir()
    settings = Settings(data_dir=tmp_path / "data", secret_key=SECRET, database_url=postgres.url)
    migrate.upgrade(settings)
    made = settle(settings, tmp_path)
    yield settings, made
    made.close()


@pytest.fixture
def server(settings: Settings, tmp_path: Path, crew: Crew) -> Iterator[Server]:
    """The writers' wiki, served."""
    with Server(settings, tmp_path).running() as running:
        yield running
