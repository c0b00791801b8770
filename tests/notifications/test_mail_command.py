"""`wiki mail test` says at once whether mail leaves the house; the password's file is not for everybody."""

import pytest
from click.testing import CliRunner
from post_office import Box, closed_port, mail_server

from wiki import cli
from wiki.settings import Settings, SettingsError


def test_a_mail_for_trial_arrives_or_says_why_not(settings: Settings, monkeypatch, tmp_path) -> None:
    secret, box = tmp_path / "password", Box()
    secret.write_text("word\n")
    secret.chmod(0o640)
    monkeypatch.setenv("WIKI_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("WIKI_SECRET_KEY", settings.secret_key)
    for name in ("WIKI_DATABASE_URL", "WIKI_CONFIG", "WIKI_BASE_URL", "WIKI_MAIL_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(address: str, port: int):
        monkeypatch.setenv("WIKI_MAIL_URL", f"smtp://127.0.0.1:{port}")
        return CliRunner().invoke(cli.commands, ["mail", "test", address])

    without = CliRunner().invoke(cli.commands, ["mail", "test", "anna@example.org"])
    monkeypatch.setenv("WIKI_BASE_URL", "https://wiki.example.org")
    monkeypatch.setenv("WIKI_MAIL_FROM", "wiki@example.org")
    monkeypatch.setenv("WIKI_MAIL_PASSWORD_FILE", str(secret))
    with mail_server(box) as port:
        taken = run("anna@example.org", port)
    with closed_port() as port:
        away = run("anna@example.org", port)
    wrong = run("no address", port)

    assert (without.exit_code, "WIKI_MAIL_URL" in without.output) == (1, True)
    assert (taken.exit_code, taken.output) == (0, "The mail server took the mail.\n")
    assert box.letters[0][2]["Subject"] == "Werkbuch: Probemail"
    assert "https://wiki.example.org" in box.letters[0][2].get_body(("plain",)).get_content()
    assert away.exit_code == wrong.exit_code == 1
    assert "ConnectionRefusedError" in away.output
    secret.chmod(0o644)
    with pytest.raises(SettingsError, match="not everybody can read"):
        Settings.from_environment()
    secret.unlink()
    with pytest.raises(SettingsError, match="a file that the wiki can read"):
        Settings.from_environment()
