"""F21, F22: a backup while people write holds all that was confirmed before; one that is killed leaves the last one."""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import oracle
import pytest
from click.testing import CliRunner
from driver import PATIENCE_SECONDS, Server, wait_for_end
from world import SECRET

from wiki import cli

# Each table is read as it is when its turn comes.
UNSTEADY = """
import time
import wiki.ops.backup as one
real = one.rows.lines
def lines(connection, table):
    connection.connection.driver_connection.rollback()
    time.sleep(0.05)
    yield from real(connection, table)
one.rows.lines = lines
"""
# The backup is written under its name from the beginning.
DIRECT = """
import os, sys
import wiki.ops.backup as one
class Path(type(one.Path())):
    def unlink(self, **_):
        pass
one.Path = Path
one.tempfile.mkstemp = lambda **_: (os.open(sys.argv[-1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), sys.argv[-1])
"""
COMMAND = [sys.executable, "-m", "wiki.cli", "backup"]


def confirmed(crew, folder: Path) -> list[Path]:
    """What the journals say now, but for moves, which later ones may have overtaken."""
    kept = []
    for journal in crew.journals():
        lines = [line for line in journal.read_text().splitlines() if json.loads(line)["kind"] != "move"]
        kept.append(folder / f"{journal.name}.before")
        kept[-1].write_text("".join(f"{line}\n" for line in lines))
    return kept


def backed_up(server: Server, target: Path) -> None:
    done = subprocess.run(
        [*COMMAND, str(target)],
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def restored(settings, source: Path, folder: Path):
    place, result = restore(settings, source, folder)
    assert result.exit_code == 0, result.output
    return place


def restore(settings, source: Path, folder: Path):
    """The place, and what the command said."""
    place = replace(settings, data_dir=folder, database_url="")
    environment = {"WIKI_DATA_DIR": str(folder), "WIKI_SECRET_KEY": SECRET}
    return place, CliRunner().invoke(cli.commands, ["restore", str(source)], env=environment)


@pytest.mark.faults
@pytest.mark.fault("F21")
def test_f21_backups_while_people_write(crew, server, tmp_path, table):
    times, verdicts = 3, []
    crew.start(server.port)
    for number in range(times):
        crew.wait_for(20)
        before = confirmed(crew, tmp_path)
        backed_up(server, tmp_path / f"{number}.backup")
        place = restored(server.settings, tmp_path / f"{number}.backup", tmp_path / f"restored{number}")
        verdicts.append(oracle.examine(place, before))
    crew.stop()
    server.stop()
    verdicts.append(oracle.examine(server.settings, crew.journals()))

    table(
        "F21",
        f"{times} backups under load, each restored into an empty place",
        "; ".join(map(str, verdicts[:-1])),
    )
    for verdict in verdicts:
        verdict.demand()


@pytest.mark.faults
@pytest.mark.fault("F21 bites")
def test_f21_bites_when_tables_are_read_one_after_the_other(settings, crew, tmp_path, table):
    with Server(settings, tmp_path, switched_off=UNSTEADY).running() as server:
        crew.start(server.port)
        crew.wait_for(20)
        backed_up(server, tmp_path / "unsteady.backup")
        crew.stop()

    place, result = restore(settings, tmp_path / "unsteady.backup", tmp_path / "restored")

    verdict = oracle.examine(place) if result.exit_code == 0 else "the restore refuses it"
    table("F21 bites", "each table read at another moment", str(verdict))
    assert result.exit_code != 0 or not verdict.holds


@pytest.mark.faults
@pytest.mark.fault("F22")
def test_f22_a_backup_is_killed(crew, server, tmp_path, table):
    crew.start(server.port)
    crew.wait_for(40)
    crew.stop()
    folder = tmp_path / "backups"
    folder.mkdir()
    target = folder / "wiki.backup"
    backed_up(server, target)
    before = hashlib.sha256(target.read_bytes()).hexdigest()
    killed = sum(killed_in_the_middle(server, target, size) for size in (0, 0, 1, 1, 10_000, 10_000))
    names = {one.name for one in folder.iterdir() if not one.name.startswith(".")}

    after = hashlib.sha256(target.read_bytes()).hexdigest()
    restored(server.settings, target, tmp_path / "restored")

    table(
        "F22",
        "6 backups killed (kill -9) while they are written",
        f"{killed} hit in the middle; the last backup as it was: {'yes' if after == before else 'no'}",
    )
    assert killed
    assert after == before
    assert names == {"wiki.backup"}


def killed_in_the_middle(server: Server, target: Path, size: int) -> bool:
    """Whether a backup was killed once it had written so much. One that is quicker is not started over."""
    known = set(target.parent.iterdir())
    process = subprocess.Popen([*COMMAND, str(target)], env=server.environment, stdout=subprocess.DEVNULL)
    descriptor = os.pidfd_open(process.pid)
    while process.poll() is None:
        unfinished = set(target.parent.iterdir()) - known
        with contextlib.suppress(FileNotFoundError):
            if any(one.stat().st_size >= size for one in unfinished):
                signal.pidfd_send_signal(descriptor, signal.SIGKILL)
                break
    wait_for_end(descriptor)
    return process.wait() == -signal.SIGKILL


@pytest.mark.faults
@pytest.mark.fault("F22 bites")
def test_f22_bites_when_the_name_is_given_at_the_beginning(settings, crew, tmp_path, table):
    target = tmp_path / "wiki.backup"
    with Server(settings, tmp_path, switched_off=DIRECT).running() as server:
        crew.start(server.port)
        crew.wait_for(20)
        crew.stop()
        backed_up(server, target)
        whole = target.stat().st_size
        process = subprocess.Popen([*COMMAND, str(target)], env=server.environment, stdout=subprocess.DEVNULL)
        while process.poll() is None and target.stat().st_size >= whole:
            pass
        process.kill()
        process.wait()

    _, result = restore(settings, target, tmp_path / "restored")

    left = target.stat().st_size
    table("F22 bites", "written under its name from the beginning", f"{left} of {whole} bytes left of it")
    assert result.exit_code != 0
