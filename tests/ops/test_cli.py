"""The `wiki` command: what each part does, and that every refusal is one line and an exit code."""

import json
import os
import sys
import zipfile

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from wiki import cli, subscribers
from wiki.access.models import Grant
from wiki.auth import links, throttle
from wiki.auth.models import Credential, SignInFailure
from wiki.db import Sessions
from wiki.errors import Invalid, NotFound
from wiki.pages.models import Page
from wiki.spaces.models import Space
from wiki.users.models import User

PASSWORD = "ein langes Wort mit Hering"


@pytest.fixture
def environment(settings, monkeypatch):
    """The command's environment: an empty wiki with the newest schema."""
    settings.data_dir.chmod(0o700)
    settings.sqlite_path.chmod(0o600)
    monkeypatch.setenv("WIKI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("WIKI_SECRET_KEY", settings.secret_key)
    for name in ("WIKI_DATABASE_URL", "WIKI_BASE_URL", "WIKI_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return settings


def run(*words: str, given: str = ""):
    return CliRunner().invoke(cli.commands, words, input=given, catch_exceptions=False)


def refusal(monkeypatch, *words: str) -> str:
    """What the real entry point says when it refuses, on one line."""
    monkeypatch.setattr(sys, "argv", ["wiki", *words])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert isinstance(caught.value.code, str), caught.value.code
    assert "\n" not in caught.value.code
    return caught.value.code


def count(settings, model) -> int:
    sessions = Sessions(settings)
    with sessions.reading() as session:
        number = session.scalar(select(func.count(model.id)))
    sessions.dispose()
    return number


def test_init_sets_the_wiki_up_with_its_sample_spaces(environment):
    answer = run("init", "--name", "Werft", "--admin", "maren", "--language", "de", given=PASSWORD + "\n")

    assert (answer.exit_code, answer.output) == (0, "The wiki is set up.\n")
    assert count(environment, Space) == 2
    assert count(environment, Credential) == 1


def test_init_leaves_the_samples_out_when_asked(environment):
    run("init", "--admin", "maren", "--no-samples", given=PASSWORD + "\n")

    assert count(environment, Space) == 0


def test_init_happens_once(environment):
    run("init", "--admin", "maren", "--no-samples", given=PASSWORD + "\n")

    again = run("init", "--admin", "jonas", given=PASSWORD + "\n")

    assert again.exit_code == 1
    assert again.output == "Error: the wiki is set up already\n"


def test_a_weak_password_is_one_line(environment, monkeypatch):
    monkeypatch.setattr(
        sys, "stdin", type("In", (), {"isatty": lambda _: False, "readline": lambda _: "kurz\n"})()
    )

    assert (
        refusal(monkeypatch, "user", "add", "maren", "--password-stdin")
        == "password: The password is too short. Please use at least 12 characters."
    )
    assert count(environment, User) == 0


def test_the_set_up_link_is_the_same_until_it_is_used(environment):
    first, second = run("setup-link"), run("setup-link")

    assert first.output == second.output
    assert first.output.startswith("http://localhost:8000/setup/")
    run("init", "--admin", "maren", "--no-samples", given=PASSWORD + "\n")
    assert run("setup-link").output == "The wiki is set up already.\n"


def test_user_add_makes_somebody_who_signs_in(environment):
    answer = run(
        "user",
        "add",
        "maren",
        "--email",
        "m@example.org",
        "--admin",
        "--password-stdin",
        given=PASSWORD + "\n",
    )

    assert (answer.exit_code, answer.output) == (0, "maren can sign in.\n")
    sessions = Sessions(environment)
    with sessions.reading() as session:
        user = session.scalars(select(User)).one()
        assert (user.name, user.email, user.is_admin) == ("maren", "m@example.org", True)
    sessions.dispose()


def test_a_name_that_is_taken_is_one_line(environment, monkeypatch):
    run("user", "add", "maren", "--password-stdin", given=PASSWORD + "\n")
    monkeypatch.setattr(
        sys, "stdin", type("In", (), {"isatty": lambda _: False, "readline": lambda _: PASSWORD + "\n"})()
    )

    assert refusal(monkeypatch, "user", "add", "maren", "--password-stdin") == "name: This name is taken."


def test_the_last_administrator_stays_and_the_line_says_why(environment, monkeypatch):
    run("user", "add", "maren", "--admin", "--password-stdin", given=PASSWORD + "\n")

    assert refusal(monkeypatch, "user", "deactivate", "maren") == "At least one administrator must stay."


def test_a_password_is_never_a_word_of_the_command(environment):
    answer = run("user", "add", "maren")

    assert answer.exit_code == 2
    assert "--password-stdin" in answer.output


@pytest.mark.parametrize(("words", "grants"), [(("--open",), 1), ((), 0)])
def test_space_add_is_closed_unless_it_is_opened(environment, words, grants):
    answer = run("space", "add", "werft", "Die Werft", *words)

    assert (answer.exit_code, answer.output) == (0, "/s/werft/\n")
    assert count(environment, Grant) == grants


def test_a_space_is_added_once(environment, monkeypatch):
    run("space", "add", "werft", "Die Werft")

    assert refusal(monkeypatch, "space", "add", "werft", "Noch eine") == "key: This short name is taken."


def test_import_and_export_go_round(environment, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "Eins.md").write_text("# Eins\n\nSiehe [Zwei](Zwei.md).\n")
    (folder / "Zwei.md").write_text("# Zwei\n")
    run("space", "add", "werft", "Die Werft")

    tried = run("import", str(folder), "--space", "werft", "--dry-run")
    assert (tried.exit_code, count(environment, Page)) == (0, 0)
    done = run("import", str(folder), "--space", "werft")
    assert (done.exit_code, count(environment, Page)) == (0, 2)

    target = tmp_path / "werft.zip"
    answer = run("export", "werft", str(target))

    assert answer.exit_code == 0
    assert answer.output.startswith("2 pages, 0 files")
    assert {"eins.md", "zwei.md"} <= {name.rpartition("/")[2] for name in zipfile.ZipFile(target).namelist()}


def test_an_unknown_space_is_one_line(environment, monkeypatch, tmp_path):
    unknown = "not found: this wiki has no such account, space or page"

    assert refusal(monkeypatch, "import", str(tmp_path), "--space", "nirgends") == unknown
    assert refusal(monkeypatch, "export", "nirgends", str(tmp_path / "x.zip")) == unknown


def test_an_unknown_parent_is_one_line(environment, monkeypatch, tmp_path):
    run("space", "add", "werft", "Die Werft")

    line = refusal(monkeypatch, "import", str(tmp_path), "--space", "werft", "--parent", "weg")

    assert line.startswith("not found: ")


def test_seed_check_and_rerender_agree(environment):
    assert run("seed", "--pages", "12", "--key", "muster").output == "12 pages in /s/muster/\n"
    assert run("rerender").output == "0 pages rendered.\n"
    assert run("rerender", "--all").output == "12 pages rendered.\n"
    answer = run("check", "--all")

    assert (answer.exit_code, answer.output.splitlines()[-1].split(",")[0]) == (0, "0 problems")


def test_a_number_of_pages_below_one_is_wrong_use(environment):
    assert run("seed", "--pages", "0").exit_code == 2


def test_a_problem_ends_check_with_code_one_and_json_says_which(environment):
    environment.data_dir.chmod(0o777)

    answer = run("check", "--json")

    assert answer.exit_code == 1
    assert "data_dir" in {one["code"] for one in json.loads(answer.output) if one["is_problem"]}


def test_db_upgrade_says_so(environment):
    assert run("db", "upgrade").output == "The database has the newest schema.\n"


def test_a_database_of_another_schema_is_one_line(environment):
    sessions = Sessions(environment)
    with sessions.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'other'")
    sessions.dispose()

    answer = run("space", "add", "werft", "Die Werft")

    assert answer.exit_code == 1
    assert answer.output == "Error: the database has schema other: run `wiki db upgrade` first\n"


def test_a_wrong_setting_is_one_line(environment, monkeypatch):
    monkeypatch.setenv("WIKI_LANGUAGE", "xx")

    assert refusal(monkeypatch, "check").startswith('WIKI_LANGUAGE: "xx" is not possible')


def test_a_broken_database_is_one_line(environment, monkeypatch):
    environment.sqlite_path.write_bytes(b"no database" * 1000)

    assert refusal(monkeypatch, "rerender").startswith("database: ")


def test_a_folder_without_a_wiki_stays_without_one(environment, monkeypatch, tmp_path):
    monkeypatch.setenv("WIKI_DATA_DIR", str(tmp_path / "elsewhere"))

    answer = run("backup", str(tmp_path / "b"))

    assert answer.exit_code == 1
    assert answer.output.startswith(
        f"Error: there is no wiki at {tmp_path}/elsewhere/wiki.db: name its settings"
    )
    assert not list((tmp_path / "elsewhere").glob("wiki.db*"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_root_leaves_nothing_in_a_wiki_of_another_user(environment, tmp_path):
    os.chown(environment.sqlite_path, 1234, -1)
    known = set(environment.data_dir.iterdir())

    answers = [run("backup", str(tmp_path / "b")), run("restore", str(environment.sqlite_path))]

    assert {one.exit_code for one in answers} == {1}
    assert all("(sudo -u '#1234' …)" in one.output for one in answers)
    assert set(environment.data_dir.iterdir()) == known


def test_a_file_that_cannot_be_written_is_one_line(environment, monkeypatch, tmp_path):
    run("space", "add", "werft", "Die Werft")

    line = refusal(monkeypatch, "export", "werft", str(tmp_path / "nowhere" / "x.zip"))

    assert line.startswith("No such file or directory: ")


def test_serve_hands_its_options_on(environment, monkeypatch):
    seen = {}

    def server(settings, host, port, workers, *, setup_link, upgrade):
        seen.update(
            data=settings.data_dir, host=host, port=port, workers=workers, link=setup_link("http://x:1")
        )
        upgrade(settings)
        return 0

    monkeypatch.setattr(cli, "run_server", server)
    answer = run("serve", "--host", "127.0.0.1", "--port", "8123", "--workers", "1")

    assert answer.exit_code == 0
    assert (seen["port"], seen["workers"]) == (8123, 1)
    assert seen["link"].startswith("http://x:1/setup/")


def test_an_unsupported_python_is_one_line(monkeypatch):
    monkeypatch.setattr(cli, "_PYTHONS", ((3, 99), (3, 100)))

    assert refusal(monkeypatch).startswith("Werkbuch needs Python 3.11, 3.12 or 3.13")


@pytest.fixture(autouse=True)
def _steps():
    """What the commands install stays as the application installs it."""
    yield
    subscribers.install()


@pytest.mark.requirement(
    "V6.4.3 Whoever is locked out gets in again by the command line, with a link for one hour"
)
def test_somebody_locked_out_is_let_in_again(environment):
    run("user", "add", "anna", "--password-stdin", given=PASSWORD + "\n")
    sessions = Sessions(environment)
    with sessions.writing() as session:
        anna = session.scalars(select(User).where(User.name == "anna")).one()
        tries = throttle.tries_of(f"user:{anna.id}", "192.0.2.1")
        for _ in range(60):
            throttle.count_failure(session, tries)
        anna.is_active = False

    refused = CliRunner().invoke(cli.commands, ["user", "recover", "anna"])
    link = run("user", "recover", "anna", "--admin").output.strip()

    assert isinstance(refused.exception, Invalid)
    with sessions.reading() as session:
        anna = session.scalars(select(User).where(User.name == "anna")).one()
        invited = links.read(session, environment.secret_key, link.rpartition("/")[2])
        assert (invited.name, anna.is_admin, anna.is_active) == ("anna", True, True)
        blocked = session.scalars(
            select(SignInFailure.blocked_until).where(SignInFailure.subject.is_not(None))
        )
        assert blocked.all() == []
    sessions.dispose()
    unknown = CliRunner().invoke(cli.commands, ["user", "recover", "nobody"])
    assert isinstance(unknown.exception, NotFound)
