"""`wiki check --deploy` asks the wiki at its address and the mail server, and says what is missing in front of it."""

import json
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wiki.db import now
from wiki.ops import check_deploy
from wiki.ops.check_deploy import Answer
from wiki.settings import GIBIBYTE, MEBIBYTE, Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path, secret_key="k" * 40)


class Front:
    """What a stand-in for proxy and wiki answers."""

    def __init__(self):
        self.request_id, self.policies, self.cookie = True, 1, "sid=1; Path=/; HttpOnly; SameSite=Lax"
        self.ready = {"scheme": "http", "is_forwarded": True}
        self.limit = 60 * MEBIBYTE


@contextmanager
def in_front(front):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = json.dumps(front.ready).encode()
            self.send_response(200)
            for name in ["Content-Security-Policy", "X-Content-Type-Options"] * front.policies:
                self.send_header(name, "x")
            if front.request_id:
                self.send_header("X-Request-Id", "1")
            self.send_header("Set-Cookie", front.cookie)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def handle_expect_100(self):
            is_allowed = int(self.headers["Content-Length"]) <= front.limit
            self.send_response_only(100 if is_allowed else 413)
            self.end_headers()
            self.close_connection = True
            return False

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def codes(settings):
    return {one.code for one in check_deploy.findings(settings)} - {"mail"}


def test_a_wiki_behind_a_proxy_that_is_well_has_no_findings_and_a_careless_one_has_them(settings):
    front = Front()
    with in_front(front) as address:
        well = replace(settings, base_url=address, trusted_proxies=1)
        assert codes(well) == set()

        assert codes(replace(well, trusted_proxies=0)) == {"proxy"}
        assert codes(replace(well, upload_limit=100 * MEBIBYTE)) == {"body_size"}
        front.ready = {"scheme": "http", "is_forwarded": False}
        front.limit, front.policies, front.cookie = 100 * GIBIBYTE, 2, "sid=1"
        assert codes(well) == {"proxy", "body_size", "headers", "cookie"}
        front.request_id = False
        assert codes(well) == {"address"}


def test_https_wants_hsts_a_secure_cookie_and_a_forwarded_scheme(settings):
    settings = replace(settings, base_url="https://wiki.example.org", trusted_proxies=1)
    headers = Message()
    headers["Set-Cookie"] = "__Host-sid=1; HttpOnly; SameSite=Lax"
    headers["Strict-Transport-Security"] = "max-age=600"
    body = json.dumps({"scheme": "http", "is_forwarded": True}).encode()
    answer = Answer(200, headers, body, now() + timedelta(days=3))

    found = [
        *check_deploy._certificate(answer),
        *check_deploy._forwarded(answer, settings),
        *check_deploy._headers(answer, settings),
        *check_deploy._cookies(answer, settings),
    ]

    assert [one.code for one in found] == ["certificate", "proxy", "hsts", "headers", "headers", "cookie"]
    assert [one.told() for one in found][-1] == "The cookie __host-sid lacks: secure"
    assert all(one.is_problem and one.mended() for one in found)


@pytest.mark.parametrize(
    ("base_url", "places", "is_problem"),
    [
        (None, [], False),
        ("https://wiki.example.org", [(socket.AF_INET, 1, 6, "", ("192.0.2.1", 0))], False),
        ("https://wiki.example.org", socket.gaierror(-2, "unknown"), True),
    ],
)
def test_another_machine_is_not_asked(settings, monkeypatch, base_url, places, is_problem):
    def resolve(*_, **__):
        if isinstance(places, Exception):
            raise places
        return places

    monkeypatch.setattr(check_deploy.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(check_deploy.socket, "create_connection", None)

    (found,) = [
        one for one in check_deploy.findings(replace(settings, base_url=base_url)) if one.code != "mail"
    ]

    assert (found.code, found.is_problem) == ("address", is_problem)


def test_nobody_at_the_address_is_a_problem(settings):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert codes(replace(settings, base_url=f"http://127.0.0.1:{port}")) == {"address"}


def test_a_mail_server_is_greeted_and_one_that_keeps_silent_is_given_up(settings, monkeypatch):
    heard = []

    def talk(listener):
        with listener.accept()[0] as guest, guest.makefile("rwb", 0) as lines:
            lines.write(b"220 mail\r\n")
            while word := lines.readline().strip().upper():
                heard.append(word.split()[0])
                lines.write(b"221 bye\r\n" if heard[-1] == b"QUIT" else b"250 ok\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=talk, args=(listener,))
        thread.start()
        url = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
        assert [
            one.code
            for one in check_deploy._mail(replace(settings, mail_url=url, base_url="http://127.0.0.1"))
        ] == []
        thread.join()
        monkeypatch.setattr(check_deploy, "_SECONDS", 0.1)
        (found,) = check_deploy._mail(replace(settings, mail_url=url, base_url="http://127.0.0.1"))

    assert heard == [b"EHLO", b"NOOP", b"QUIT"]
    assert found.told() == "The mail server 127.0.0.1 cannot be used (SMTPServerDisconnected)."
