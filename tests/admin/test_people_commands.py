"""The commands `wiki user …`: what an administrator does for people without a browser."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from world import World

from wiki import cli
from wiki.audit import AuditEntry
from wiki.users.models import User


@pytest.fixture
def environment(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The commands work on the world's wiki."""
    monkeypatch.setenv("WIKI_DATA_DIR", str(world.settings.data_dir))
    monkeypatch.setenv("WIKI_SECRET_KEY", world.settings.secret_key)
    monkeypatch.setenv("WIKI_BASE_URL", "https://wiki.example")
    for name in ("WIKI_DATABASE_URL", "WIKI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return world


def run(*words: str):
    return CliRunner().invoke(cli.commands, ("user", *words))


def test_accounts_are_invited_listed_switched_off_and_on_and_made_administrators(environment: World):
    world = environment
    world.person("chief", is_admin=True)

    link = run("invite", "Anna", "--display-name", "Anna Berg", "--email", "anna@example.org").output.strip()
    listed = run("list").output.splitlines()

    assert world.browser().get(link.removeprefix("https://wiki.example")).status_code == 200
    assert listed[0] == "anna\tAnna Berg\tanna@example.org\twaiting\t-\t-"
    assert listed[1].startswith("chief\tChief\t-\twaiting, admin\t")
    assert run("admin", "anna", "on").output == "anna administers the wiki.\n"
    assert run("admin", "anna", "off").exit_code == 0
    assert run("deactivate", "anna").output == "anna cannot sign in any more.\n"
    assert "\toff\t" in run("list", "--state", "off").output
    assert run("activate", "anna").exit_code == 0
    again = run("invite", "anna").output.strip()
    assert again != link
    assert world.browser().get(link.removeprefix("https://wiki.example")).status_code == 404
    with world.sessions.reading() as session:
        acts = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id.is_(None))).all()
    assert {"user.add", "user.change", "user.deactivate", "user.activate"} <= set(acts)


def test_refusals_say_what_to_do(environment: World):
    world = environment
    world.person("chief", is_admin=True)
    anna, _bob = world.person("anna"), world.person("bob")
    world.space("room", anna)

    refused = run("deactivate", "anna")

    assert refused.exit_code == 1
    assert refused.output == "Error: only anna manages Room (/s/room/): name a colleague with --to\n"
    assert run("deactivate", "anna", "--to", "bob").exit_code == 0
    assert run("activate", "nobody").exit_code == 1
    assert run("deactivate", "chief").exit_code == 1


def test_people_are_imported_after_a_dry_run(environment: World, tmp_path: Path):
    world = environment
    table, links = tmp_path / "leute.csv", tmp_path / "links.csv"
    table.write_bytes("Anmeldename;Name;Gruppen\njweiss;Jörg Weiß;Lager\n".encode("cp1252"))

    tried = run("import", str(table), "--dry-run")
    with world.sessions.reading() as session:
        assert session.scalars(select(User.name)).all() == []
    done = run("import", str(table), "--links", str(links))
    again = run("import", str(table))

    assert tried.output == done.output == "1 new, 0 changed, 0 same, 0 refused; new groups: Lager\n"
    assert again.output == "0 new, 0 changed, 1 same, 0 refused\n"
    assert "jweiss,Jörg Weiß,,https://wiki.example/password/" in links.read_text("utf-8-sig")
    table.write_text("Anmeldename;Gruppen\nalle;Lager\n")
    assert run("import", str(table), "--dry-run").exit_code == 3
    wrong = run("import", str(table))
    assert wrong.exit_code == 1
    assert "line 2: alle: This name is reserved." in wrong.output
    assert "nothing was imported" in wrong.output
