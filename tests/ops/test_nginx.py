"""The shipped nginx configuration and unit run as they stand, but for names, ports and certificate.

nginx, openssl and systemd-analyze are not among the tools that the checks install: without them these tests skip.
"""

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wiki import migrate, serve
from wiki.ops import check_deploy
from wiki.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 768; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
SLOW_EACH = 100
# What systemd says of a line that it does not understand or cannot follow; not what it thinks of the machine.
_COMPLAINT = re.compile(r"werkbuch\.service.*(Unknown|Failed to parse|Invalid|not executable|[Nn]ot a valid)")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def certificate(folder):
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem", "-days", "60", "-nodes"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    subprocess.run(["openssl", "req", "-x509", *kind, *named, *made], check=True, capture_output=True)


def site(folder, ports):
    """The shipped file with another name, other ports and another certificate."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"\n *listen \[::\].*", "", text)
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{ports['http']};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{ports['https']} ssl"),
        ("127.0.0.1:8000", f"127.0.0.1:{ports['wiki']}"),
        ("wiki.example.org;", "localhost;"),
        ("/etc/letsencrypt/live/wiki.example.org", str(folder)),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def behind_nginx(tmp_path, monkeypatch):
    """The wiki with one process of four threads behind nginx. Gives its settings and the ports."""
    if not NGINX or not shutil.which("openssl"):
        pytest.skip("nginx or openssl is not installed")
    certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "fullchain.pem"))
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener, contextlib.ExitStack() as running:
        ports = {"http": free_port(), "https": free_port(), "wiki": listener.getsockname()[1]}
        environment = {
            "WIKI_DATA_DIR": str(tmp_path / "data"),
            "WIKI_BASE_URL": f"https://localhost:{ports['https']}",
            "WIKI_TRUSTED_PROXIES": "1",
        }
        settings = Settings.from_environment(environment)
        migrate.upgrade(settings)
        wiki = serve.web_server(settings, listener.fileno(), 1)
        start(running, wiki.command, env=os.environ | environment, cwd=ROOT, pass_fds=wiki.inherited)
        user = "user root;" if os.geteuid() == 0 else ""
        (tmp_path / "site.conf").write_text(site(tmp_path, ports))
        (tmp_path / "nginx.conf").write_text(MAIN.format(folder=tmp_path, user=user))
        command = [NGINX, "-p", tmp_path, "-e", tmp_path / "error.log", "-c", tmp_path / "nginx.conf"]
        nginx = start(running, command)
        listens(nginx, ports["https"])
        yield settings, ports


def start(running, command, **options):
    process = subprocess.Popen(command, **options)
    running.callback(process.wait)
    running.callback(process.terminate)
    return process


def listens(process, port):
    while process.poll() is None:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
    pytest.fail("nginx did not start with the shipped configuration")


def secure(port):
    context = ssl.create_default_context()
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), 30), server_hostname="localhost")


def ask(port, path, **headers):
    connection = http.client.HTTPSConnection("localhost", port, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.read()


def test_the_shipped_nginx_file_serves_and_keeps_slow_senders_from_the_wiki(behind_nginx, record_property):
    settings, ports = behind_nginx
    status, body = ask(ports["https"], "/readyz", **{"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil"})
    assert (status, json.loads(body)["scheme"]) == (200, "https")
    assert [one.told() for one in check_deploy.findings(settings) if one.code != "mail"] == []
    plain = http.client.HTTPConnection("127.0.0.1", ports["http"], timeout=30)
    with contextlib.closing(plain):
        plain.request("GET", "/s/raum/", headers={"Host": "localhost"})
        assert plain.getresponse().getheader("Location") == "https://localhost/s/raum/"

    with contextlib.ExitStack() as slow:
        head = "Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        for _ in range(SLOW_EACH):
            slow.enter_context(secure(ports["https"])).sendall(b"GET / HTTP/1.1\r\nHost: local")
            body = f"POST /login HTTP/1.1\r\n{head}Content-Length: 100000\r\n\r\nname=a".encode()
            slow.enter_context(secure(ports["https"])).sendall(body)
        taken = []
        for _ in range(10):
            began = time.perf_counter()
            assert ask(ports["https"], "/login")[0] == 200
            taken.append(time.perf_counter() - began)

    # A figure for docs, not a condition: how long it takes depends on the machine.
    record_property("slowest answer beside 200 slow connections, seconds", round(max(taken), 3))


def test_systemd_accepts_the_unit(tmp_path):
    tool = shutil.which("systemd-analyze")
    if not tool:
        pytest.skip("systemd-analyze is not installed")
    shipped = (ROOT / "deploy" / "systemd" / "werkbuch.service").read_text()
    program = "/opt/werkbuch/.venv/bin/wiki"  # where deploy/README.md puts it
    assert f"ExecStart={program} serve" in shipped

    def complaints(text):
        unit = tmp_path / "werkbuch.service"
        unit.write_text(text.replace(program, sys.executable))
        done = subprocess.run([tool, "verify", unit], capture_output=True, text=True, check=False)
        return [line for line in done.stderr.splitlines() if _COMPLAINT.search(line)]

    if not complaints(shipped.replace("Restart=always", "Restart=alwys")):
        pytest.skip("systemd-analyze does not verify units on this machine")
    assert complaints(shipped) == []
