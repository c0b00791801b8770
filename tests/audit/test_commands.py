"""`wiki audit` and `wiki check` tell whether the log is whole."""

import json

from click.testing import CliRunner
from sqlalchemy import delete, update
from test_chain import told, without_triggers
from world import SECRET, World

from wiki import cli
from wiki.audit import AuditEntry
from wiki.blobs import LocalBlobs
from wiki.ops import check


def run(*words: str):
    return CliRunner().invoke(cli.commands, ["audit", *words], catch_exceptions=False)


def codes(world: World) -> set[str]:
    return {
        one.code for one in check.run(world.settings, world.sessions, LocalBlobs(world.settings.blob_dir))
    }


def test_the_command_proves_the_log_and_names_what_was_forged(world: World, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("WIKI_DATA_DIR", str(world.settings.data_dir))
    monkeypatch.setenv("WIKI_SECRET_KEY", SECRET)
    for number in range(5):
        told(world.sessions, number)
    whole = run("verify")
    noted = whole.output.split()[-2]
    assert (whole.exit_code, whole.output.splitlines()[-1]) == (0, "whole")
    assert "audit" not in codes(world)
    assert run("export", str(tmp_path / "log.jsonl")).exit_code == 0
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["action"] for line in lines] == ["user.change"] * 5 + ["audit.export"]
    assert run("verify", "--expect", noted).exit_code == 0

    without_triggers(world.sessions)
    with world.sessions.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.id == 2).values(action="user.add"))
        session.execute(delete(AuditEntry).where(AuditEntry.id > 4))

    forged = run("verify", "--expect", noted)
    assert forged.exit_code == 1
    assert "removed or inserted: 2\n" in forged.output
    assert "missing at the end" in forged.output
    assert "expected end" in forged.output
    assert "audit" in codes(world)
