import dataclasses
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki import __version__
from wiki.settings import MEBIBYTE, Settings, SettingsError, _size

KEY = "k" * 40


@pytest.fixture
def read(tmp_path):
    """Read settings from variables given without their prefix; the data lie in a folder of the test."""

    def read(**variables):
        environ = {"DATA_DIR": str(tmp_path / "data"), **variables}
        return Settings.from_environment({f"WIKI_{name}": value for name, value in environ.items()})

    return read


def refused(read, **variables):
    with pytest.raises(SettingsError) as caught:
        read(**variables)
    line = str(caught.value)
    assert "\n" not in line
    return line


# --- defaults and sources


def test_without_any_setting_the_data_lie_in_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({})
    assert settings.data_dir == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/wiki.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.language, settings.timezone) == ("de", "Europe/Berlin")
    assert (settings.page_limit, settings.upload_limit) == (MEBIBYTE, 50 * MEBIBYTE)
    assert (settings.session_hours, settings.remember_days, settings.trash_days) == (12, 30, 90)
    assert (settings.base_url, settings.mail_url, settings.mail_from) == (None, None, None)
    assert (settings.sanitiser, settings.trusted_proxies) == ("nh3", 0)
    assert settings.version == __version__
    assert not settings.locked
    assert not settings.warnings


def test_settings_cannot_be_changed_after_the_start(read):
    settings = read()
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.port = 1


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(read, tmp_path):
    config = tmp_path / "wiki.toml"
    config.write_text('language = "en"\nport = 8100\nworkers = 3\n')
    settings = read(CONFIG=str(config), PORT="8200")
    assert (settings.language, settings.port, settings.workers, settings.threads) == ("en", 8200, 3, 4)


def test_names_set_from_outside_are_locked(read, tmp_path):
    config = tmp_path / "wiki.toml"
    config.write_text('language = "en"\n')
    assert read(CONFIG=str(config), PORT="8200").locked == {"data_dir", "language", "port"}


def test_an_empty_variable_counts_as_not_set(read):
    settings = read(BASE_URL="", PORT=" ")
    assert settings.base_url is None
    assert settings.locked == {"data_dir"}


def test_an_unknown_variable_is_a_warning_that_names_the_nearest_one(read):
    settings = read(TIME_ZONE="Europe/Vienna")
    assert settings.warnings == (
        "WIKI_TIME_ZONE is not a setting and does nothing (did you mean WIKI_TIMEZONE?)",
    )


# --- the file


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('time_zone = "Europe/Vienna"\n', "time_zone in {config} is not a setting (did you mean timezone?)"),
        (
            "port = 99999\n",
            'port in {config}: "99999" is not possible; allowed: a whole number from 1 to 65535',
        ),
        ("port = true\n", "port in {config}: allowed: a text in quotes or a whole number"),
        ("[server]\nport = 1\n", "server in {config} is not a setting"),
        ('version = "9"\n', "version in {config} is not a setting"),
    ],
)
def test_a_wrong_line_in_the_file_is_named(read, tmp_path, content, said):
    config = tmp_path / "wiki.toml"
    config.write_text(content)
    assert refused(read, CONFIG=str(config)) == said.format(config=config)


@pytest.mark.parametrize("content", [b"port =", b'language = "\xff"'])
def test_a_file_that_is_not_toml_is_refused(read, tmp_path, content):
    config = tmp_path / "wiki.toml"
    config.write_bytes(content)
    assert refused(read, CONFIG=str(config)).startswith(f"WIKI_CONFIG: {config} is not a TOML file")


def test_a_missing_file_is_refused(read, tmp_path):
    assert "cannot be read: No such file" in refused(read, CONFIG=str(tmp_path / "none.toml"))


def test_a_file_with_the_secret_key_is_not_for_everybody(read, tmp_path):
    config = tmp_path / "wiki.toml"
    config.write_text(f'secret_key = "{KEY}"\n')
    config.chmod(0o644)
    assert "everybody can read it: chmod o=" in refused(read, CONFIG=str(config))
    config.chmod(0o640)
    assert read(CONFIG=str(config)).secret_key == KEY


# --- the data folder and the secret key


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(read):
    first, second = read(), read()
    kept = first.data_dir / "secret_key"
    assert first.secret_key == second.secret_key == kept.read_text().strip()
    assert len(first.secret_key) >= 64
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.data_dir.stat().st_mode) == 0o700
    assert [one.name for one in first.data_dir.iterdir()] == ["secret_key"]


def test_a_second_process_that_makes_the_key_at_the_same_time_takes_the_first_ones(read, monkeypatch):
    first = read()
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert read().secret_key == first.secret_key


def test_a_given_secret_key_is_not_stored(read):
    settings = read(SECRET_KEY=KEY)
    assert settings.secret_key == KEY
    assert not list(settings.data_dir.iterdir())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
@pytest.mark.requirement("V13.3.1 A secret that others can read stops the start")
def test_a_stored_key_that_others_can_read_stops_the_start(read, mode):
    kept = read().data_dir / "secret_key"
    kept.chmod(mode)
    assert refused(read) == f"{kept} can be read by others (mode {mode:04o}): chmod 600 {kept}"


@pytest.mark.parametrize(("content", "said"), [(b"short\n", "32 random"), (b"\xff" * 40, "cannot be read")])
def test_a_stored_key_that_is_broken_stops_the_start(read, content, said):
    (read().data_dir / "secret_key").write_bytes(content)
    assert said in refused(read)


def test_a_data_folder_that_cannot_be_made_stops_the_start(read, tmp_path):
    (tmp_path / "file").write_text("")
    assert refused(read, DATA_DIR=str(tmp_path / "file" / "data")).startswith("WIKI_DATA_DIR: ")


def test_a_data_folder_that_is_not_writable_stops_the_start(read, monkeypatch):
    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everywhere
    assert "not writable" in refused(read)


@pytest.mark.requirement("V13.3.1 Secrets stand in no message")
def test_secrets_stand_neither_in_the_representation_nor_in_a_message(read):
    secret = "hunter2-hunter2-hunter2-hunter2-hunter2"
    settings = read(
        SECRET_KEY=secret,
        DATABASE_URL=f"postgresql://wiki:{secret}@db/wiki",
        MAIL_URL=f"smtp://wiki:{secret}@mail",
        MAIL_FROM="wiki@example.org",
    )
    assert secret not in repr(settings)
    assert secret not in refused(read, DATABASE_URL=f"mysql://wiki:{secret}@db/wiki")
    assert secret not in refused(read, MAIL_URL=f"imap://wiki:{secret}@mail")
    assert "hunter2" not in refused(read, SECRET_KEY="hunter2")


# --- values


@pytest.mark.parametrize(
    ("given_url", "used"),
    [
        ("postgresql+psycopg://wiki@db/wiki", "postgresql+psycopg://wiki@db/wiki"),
        ("postgresql://wiki:p@db:5433/wiki", "postgresql+psycopg://wiki:p@db:5433/wiki"),
        ("postgres://db/wiki", "postgresql+psycopg://db/wiki"),
        ("postgresql:///wiki?host=/run/postgresql", "postgresql+psycopg:///wiki?host=/run/postgresql"),
        ("sqlite:////srv/wiki/a.db", "sqlite:////srv/wiki/a.db"),
    ],
)
def test_database_urls_name_the_driver_that_is_installed(read, given_url, used):
    settings = read(DATABASE_URL=given_url)
    assert settings.database_url == used
    assert settings.is_sqlite == used.startswith("sqlite")


def test_a_relative_sqlite_path_starts_at_the_current_folder(read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read(DATABASE_URL="sqlite:///a.db").sqlite_path == tmp_path / "a.db"


def test_only_sqlite_has_a_database_file(read):
    with pytest.raises(ValueError, match="not SQLite"):
        _ = read(DATABASE_URL="postgresql://db/wiki").sqlite_path


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("DATABASE_URL", "sqlite://", "sqlite:///PATH"),
        ("DATABASE_URL", "sqlite:///:memory:", "sqlite:///PATH"),
        ("DATABASE_URL", "postgresql+asyncpg://db/wiki", "postgresql+psycopg://"),
        ("DATABASE_URL", "postgresql://", "postgresql+psycopg://"),
        ("DATABASE_URL", "wiki.db", "sqlite:///PATH"),
        ("BASE_URL", "wiki.example.org", "https://wiki.example.org"),
        ("BASE_URL", "https://example.org/wiki", "without a path"),
        ("BASE_URL", "https://me@example.org", "without a path"),
        ("BASE_URL", "https://example.org:99999", "https://wiki.example.org"),
        ("BASE_URL", "https://", "https://wiki.example.org"),
        ("BASE_URL", "ftp://example.org", "https://wiki.example.org"),
        ("LANGUAGE", "fr", "de or en"),
        ("TIMEZONE", "Berlin", "Europe/Berlin"),
        ("TIMEZONE", "Europe", "Europe/Berlin"),
        ("TIMEZONE", "../../etc/passwd", "Europe/Berlin"),
        ("PAGE_LIMIT", "17MiB", "from 1024 to 16777216 bytes"),
        ("PAGE_LIMIT", "1 Mio", "500KB or 2MiB"),
        ("PAGE_LIMIT", "-1", "500KB or 2MiB"),
        ("UPLOAD_LIMIT", "0", "500KB or 2MiB"),
        ("SANITISER", "none", "nh3 or bleach"),
        ("MAIL_URL", "mail.example.org", "smtp://"),
        ("MAIL_FROM", "wiki", "wiki@example.org"),
        ("MAIL_FROM", "wiki@example.org\r\nBcc: x@y.z", "wiki@example.org"),
        ("SESSION_HOURS", "0", "from 1 to 8760"),
        ("REMEMBER_DAYS", "1e3", "from 1 to 3650"),
        ("TRASH_DAYS", "ten", "from 1 to 36500"),
        ("HOST", "127.0.0.1:8000 x", "127.0.0.1"),
        ("PORT", "0", "from 1 to 65535"),
        ("PORT", "٨٠", "from 1 to 65535"),
        ("WORKERS", "65", "from 1 to 64"),
        ("THREADS", "0", "from 1 to 256"),
        ("TRUSTED_PROXIES", "11", "from 0 to 10"),
    ],
)
def test_a_wrong_value_stops_the_start_with_its_name_and_what_is_allowed(read, name, value, allowed):
    line = refused(read, **{name: value})
    assert line.startswith(f"WIKI_{name}: ")
    assert allowed in line


@pytest.mark.parametrize(
    ("text", "size"),
    [("2MiB", 2 * MEBIBYTE), ("500KB", 500_000), ("1.5 mib", 1_572_864), ("4096", 4096), ("4096 B", 4096)],
)
def test_sizes_are_read_with_their_unit(read, text, size):
    assert read(PAGE_LIMIT=text).page_limit == size


@given(st.integers(1, 16 * 1024))
def test_a_size_in_kib_is_1024_times_its_number(number):
    assert _size(0, MEBIBYTE**2)(f"{number}KiB") == number * 1024


def test_the_base_address_is_kept_in_one_form(read):
    assert read(BASE_URL="https://Wiki.Example.org/").base_url == "https://wiki.example.org"
    assert read(BASE_URL="http://[::1]:8000").base_url == "http://[::1]:8000"


@pytest.mark.parametrize(
    ("base_url", "secure", "cookie"),
    [("https://wiki.example.org", True, "__Host-sid"), ("http://wiki.lan", False, "sid"), ("", False, "sid")],
)
def test_cookies_are_secure_exactly_when_the_base_address_is_https(read, base_url, secure, cookie):
    settings = read(BASE_URL=base_url)
    assert (settings.cookie_secure, settings.cookie_name) == (secure, cookie)


def test_mail_needs_a_sender(read):
    assert refused(read, MAIL_URL="smtps://mail.example.org").startswith("WIKI_MAIL_FROM is missing")
    settings = read(MAIL_URL="smtp+starttls://u:p@mail:587", MAIL_FROM="Wiki <wiki@example.org>")
    assert settings.mail_from == "Wiki <wiki@example.org>"


def test_everything_the_wiki_keeps_lies_in_the_data_folder(read):
    settings = read()
    kept = (settings.blob_dir, settings.index_dir, settings.temporary_dir, settings.sqlite_path)
    assert {one.parent for one in kept} == {settings.data_dir}
    assert len(set(kept)) == 4
