import http.client
import os
import signal
import socket
import subprocess
import sys
import threading

import pytest
from gunicorn.config import Config
from gunicorn.workers import gthread
from gunicorn.workers.gthread import TConn

from wiki import files
from wiki import serve as server
from wiki.serve import ServeError, address, serve
from wiki.settings import Settings
from wiki.web_worker import Worker

STAND_IN = """
import os
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getppid()} {environ['wsgi.url_scheme']} {environ['PATH_INFO']}".encode()]
"""
BROKEN = "raise RuntimeError('no application')"
WORKER = """
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
os.write(1, b"worker up\\n")
signal.sigwait({signal.SIGTERM})
"""
SERVING = """
import sys
from pathlib import Path
from wiki import serve
from wiki.settings import Settings
serve.migrate.upgrade = lambda settings: print("upgraded", flush=True)
serve.APPLICATION, serve.WORKER = "stand_in:application", ("stand_in_worker",)
serve.CONFIGURATION = "python:wiki"  # the stand-in needs no modules
settings = Settings(data_dir=Path("data"), secret_key="k" * 40, port=int(sys.argv[1]))
sys.exit(serve.serve(settings, workers=1, setup_link=lambda address: f"{address}/setup/abc"))
"""


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path, secret_key="k" * 40)


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture
def serving(tmp_path, free_port):
    """Start the real supervisor and gunicorn with a stand-in application in the folder of the test."""
    started = []

    def start(application=STAND_IN):
        (tmp_path / "stand_in.py").write_text(application)
        (tmp_path / "stand_in_worker.py").write_text(WORKER)
        (tmp_path / "gunicorn.conf.py").write_text("raise SystemExit('read the configuration of a stranger')")
        process = subprocess.Popen(
            [sys.executable, "-c", SERVING, str(free_port)],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": f"{files.folder('templates').parent}:{tmp_path}"},
        )
        limit = threading.Timer(100, process.kill)
        limit.start()
        started.append((process, limit))
        process.greeting = [process.stdout.readline().strip() for _ in range(3)]  # it listens from here on
        return process

    yield start
    for process, limit in started:
        limit.cancel()
        limit.join()
        process.kill()
        process.communicate()


def get(port, path="/", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


@pytest.mark.parametrize(
    ("base_url", "host", "shown"),
    [
        (None, "127.0.0.1", "http://localhost:8000"),
        (None, "0.0.0.0", "http://localhost:8000"),
        (None, "192.168.0.5", "http://192.168.0.5:8000"),
        (None, "fd00::5", "http://[fd00::5]:8000"),
        ("https://wiki.example.org", "127.0.0.1", "https://wiki.example.org"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(tmp_path, base_url, host, shown):
    settings = Settings(data_dir=tmp_path, secret_key="k" * 40, base_url=base_url)
    assert address(settings, host, 8000) == shown


def test_the_database_is_upgraded_before_the_address_is_said_and_anything_starts(
    settings, monkeypatch, capsys, free_port
):
    order = []
    monkeypatch.setattr(server.migrate, "upgrade", lambda given: order.append(("upgrade", given)))
    monkeypatch.setattr(
        server, "supervise", lambda services, **_: order.append([one.name for one in services]) or 0
    )
    code = serve(settings, port=free_port, setup_link=lambda where: f"{where}/setup/abc")
    assert code == 0
    assert order == [("upgrade", settings), ["web server", "worker"]]
    assert capsys.readouterr().out.splitlines() == [
        f"Werkbuch: http://localhost:{free_port}",
        f"Set-up link, valid for 24 hours: http://localhost:{free_port}/setup/abc",
    ]


def test_a_wiki_that_is_set_up_shows_no_link(settings, monkeypatch, capsys, free_port):
    monkeypatch.setattr(server.migrate, "upgrade", lambda given: None)
    monkeypatch.setattr(server, "supervise", lambda services, **_: 0)
    serve(settings, port=free_port)
    assert "Set-up" not in capsys.readouterr().out


def test_a_setting_that_became_wrong_hinders_a_reload(settings, monkeypatch, free_port):
    asked = []
    monkeypatch.setattr(server.migrate, "upgrade", lambda given: None)
    monkeypatch.setattr(server, "supervise", lambda services, *, hindrance: asked.append(hindrance) or 0)
    monkeypatch.setenv("WIKI_DATA_DIR", str(settings.data_dir))
    serve(settings, port=free_port)
    assert asked[0]() is None
    monkeypatch.setenv("WIKI_LANGUAGE", "xx")
    assert asked[0]().startswith('WIKI_LANGUAGE: "xx" is not possible')


def test_a_taken_port_is_one_clear_line_before_anything_starts(settings, monkeypatch):
    monkeypatch.setattr(server.migrate, "upgrade", lambda given: pytest.fail("upgraded"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ServeError) as caught:
            serve(settings, port=port)
    assert str(caught.value) == (
        f"127.0.0.1 port {port} cannot be opened: Address already in use (WIKI_PORT or --port names another)"
    )


def test_the_web_server_gets_the_sizes_that_the_settings_name(tmp_path):
    settings = Settings(data_dir=tmp_path, secret_key="k" * 40, workers=3, threads=6)
    command = server.web_server(settings, 9, 5).command
    assert {"--workers=5", "--threads=6", "--bind=fd://9", "--no-control-socket"} <= set(command)


def test_no_more_connections_are_taken_than_files_may_be_open(settings, monkeypatch):
    def connections(files):
        monkeypatch.setattr("wiki.serve.resource.getrlimit", lambda _kind: (files, files))
        (option,) = (one for one in server.web_server(settings, 9, 1).command if "connections" in one)
        return int(option.partition("=")[2])

    assert connections(100_000) == 1000
    assert connections(1000) == 1000 - 128 - 4 * 8
    connections(223)
    monkeypatch.setattr("wiki.serve.resource.setrlimit", lambda _kind, _limits: None)
    with pytest.raises(ServeError, match="only 223 files may be open at a time, 224 are needed"):
        serve(settings)


def test_a_connection_that_says_nothing_occupies_no_thread():
    one, other = socket.socketpair()
    with one, other:
        silent = TConn(Config(), one, ("", 0), ("", 0))
        assert Worker.handle(None, silent) is gthread._DEFER


@pytest.mark.slow
class TestWithGunicorn:
    def test_it_serves_and_ends_cleanly(self, serving, free_port):
        process = serving()
        lines = process.greeting
        status, body = get(free_port, "/seite")
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=60)
        assert lines[:2] == ["upgraded", f"Werkbuch: http://localhost:{free_port}"]
        assert lines[2].endswith("/setup/abc")
        assert status == 200
        assert body.endswith(" http /seite")
        assert process.returncode == 0, errors
        assert "worker up" in output
        assert errors == ""

    def test_a_killed_web_server_refuses_nobody(self, serving, free_port):
        process = serving()
        _, body = get(free_port)
        os.kill(int(body.split()[0]), signal.SIGKILL)
        noticed = process.stderr.readline()
        status, _ = get(free_port)
        process.terminate()
        process.communicate(timeout=60)
        assert noticed == "wiki serve: web server ended (signal 9), starts again in 0.5 s\n"
        assert status == 200
        assert process.returncode == 0

    def test_headers_of_a_proxy_are_left_to_the_application(self, serving, free_port):
        serving()
        _, body = get(free_port, **{"X-Forwarded-Proto": "https"})
        assert " http " in body

    def test_a_request_line_that_is_too_long_is_refused(self, serving, free_port):
        serving()
        assert get(free_port, "/" + "a" * 8000)[0] == 200
        assert get(free_port, "/" + "a" * 9000)[0] == 414

    def test_an_application_that_cannot_be_loaded_ends_everything_with_1(self, serving):
        process = serving(BROKEN)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "no application" in errors
        assert "web server cannot start" in errors
