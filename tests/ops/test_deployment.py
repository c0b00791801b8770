"""What deploy/ and the operator's page promise fits the program."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from wiki import serve
from wiki.settings import MEBIBYTE, Settings
from wiki.supervisor import Pace

ROOT = Path(__file__).resolve().parents[2]
NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
UNIT = (ROOT / "deploy" / "systemd" / "werkbuch.service").read_text()
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


@pytest.fixture
def gunicorn(tmp_path):
    command = serve.web_server(Settings(data_dir=tmp_path, secret_key="k" * 40), 3, 2).command
    return dict(word.removeprefix("--").split("=", 1) for word in command if "=" in word)


def number(pattern, text):
    return int(re.search(pattern, text)[1])


def test_nginx_lets_through_what_the_wiki_accepts():
    limit = number(r"client_max_body_size (\d+)m;", NGINX) * MEBIBYTE
    assert Settings.upload_limit < limit < Settings.upload_limit + 4 * MEBIBYTE


def test_nginx_waits_longer_than_gunicorn_and_leaves_idle_connections_sooner(gunicorn):
    assert number(r"proxy_read_timeout (\d+)s;", NGINX) > int(gunicorn["timeout"])
    assert number(r"\n    keepalive_timeout (\d+)s;", NGINX) < int(gunicorn["keep-alive"])


@pytest.mark.requirement("V4.1.3 Headers of the proxy cannot be sent by browsers")
def test_nginx_adds_no_headers_of_its_own_and_overwrites_forwarded_ones():
    assert "add_header " not in re.sub(r"#.*", "", NGINX)
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "proxy_set_header X-Forwarded-Host $host;" in NGINX


def test_the_supervisor_waits_longer_than_gunicorn_and_systemd_longer_than_both(gunicorn):
    assert int(gunicorn["graceful-timeout"]) < Pace().grace < number(r"TimeoutStopSec=(\d+)", UNIT)


def test_a_process_that_takes_too_much_memory_is_ended_alone():
    assert re.search(r"^MemoryMax=\d+%$", UNIT, re.MULTILINE)
    assert "\nOOMPolicy=continue\n" in UNIT  # systemd's own choice would be to stop the whole service
    assert number(r"\nLimitNOFILE=(\d+)", UNIT) >= serve._ENOUGH_FILES


def test_the_container_copies_every_folder_that_the_wheel_needs():
    for folder in ("wiki", "templates", "static", "migrations"):
        assert f"COPY {folder} {folder}\n" in CONTAINER


def test_every_setting_stands_in_the_operators_page():
    documented = set(re.findall(r"^\| `WIKI_(\w+)` \|", OPERATIONS, re.MULTILINE))
    assert documented == {one.name.upper() for one in fields(Settings)} - {"VERSION", "LOCKED", "WARNINGS"}
