"""Asking other servers: what answers mean, and that the own network is out of reach at every hop."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from wiki.pages import outside_requests
from wiki.pages.outside_requests import USER_AGENT, is_public, look


class Answers(BaseHTTPRequestHandler):
    """What the path asks for."""

    seen: ClassVar[list[tuple[str, str, str]]] = []

    def answer(self) -> None:  # noqa: C901  a case a line
        self.seen.append((self.command, self.path, self.headers["User-Agent"]))
        match self.path.strip("/").split("/"):
            case ["status", status]:
                self.reply(int(status))
            case ["get-only"]:
                self.reply(405 if self.command == "HEAD" else 206)
            case ["to", status, *rest]:
                self.reply(int(status), Location="/".join(rest).replace("!", ":/"))
            case ["loop", number]:
                self.reply(301, Location=f"/loop/{int(number) + 1}")
            case ["known"]:
                self.reply(304 if self.headers["If-None-Match"] == '"v1"' else 200, ETag='"v1"')
            case ["drip"]:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                try:
                    while not self.server.is_over.wait(0.01):
                        self.wfile.write(b"X")
                except OSError:
                    pass
            case ["nonsense"]:
                self.wfile.write(b"hello\r\n\r\n")
            case _:
                self.reply(200)

    def reply(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    do_HEAD = do_GET = answer  # noqa: N815  the library's names

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server on loopback."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    running.is_over = threading.Event()
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.is_over.set()
    running.shutdown()
    thread.join()
    running.server_close()


def anywhere(_ip: str, _port: int) -> bool:
    return True


@pytest.mark.parametrize(
    ("path", "state", "reason"),
    [
        ("/status/200", "ok", ""),
        ("/get-only", "ok", ""),
        ("/ümläut?q=ä b", "ok", ""),
        ("/status/404", "gone", "404"),
        ("/status/410", "gone", "410"),
        ("/status/500", "silent", "500"),
        ("/status/401", "unsure", "401"),
        ("/status/429", "unsure", "429"),
        ("/loop/1", "unsure", "redirects"),
        ("/to/302/status/404", "gone", "404"),
        ("/to/302/fine", "ok", ""),
        ("/to/302/ftp!/example.org", "refused", "private"),
        ("/to/301/http!/user@127.0.0.1", "refused", "private"),
        ("/nonsense", "silent", "BadStatusLine"),
    ],
)
def test_answers_are_judged(server: str, path: str, state: str, reason: str) -> None:
    place = path.replace("/to/301/", "/to/301//").replace("/to/302/", "/to/302//")
    if "!" in path:
        place = path

    found = look(server + place, may_connect=anywhere)

    assert (found.state, found.reason) == (state, reason)
    assert {agent for _, _, agent in Answers.seen} == {USER_AGENT}


def test_an_address_that_moved_for_good_is_told(server: str) -> None:
    assert look(f"{server}/to/301//fine", may_connect=anywhere).moved_to == f"{server}/fine"
    assert look(f"{server}/to/301//to/302//fine", may_connect=anywhere).moved_to is None
    assert look(f"{server}/to/308//to/308/", may_connect=anywhere).state in {"ok", "moved", "unsure"}


def test_the_next_question_is_cheap(server: str) -> None:
    first = look(f"{server}/known", may_connect=anywhere)
    again = look(f"{server}/known", (first.validator, first.changed), may_connect=anywhere)

    assert (first.state, first.validator, again.state) == ("ok", '"v1"', "ok")


def test_a_server_that_drips_or_does_not_answer_holds_nobody_up(server: str) -> None:
    assert look(f"{server}/drip", may_connect=anywhere, seconds=0.2).reason == "timeout"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert look(f"http://127.0.0.1:{port}/", may_connect=anywhere).state == "silent"
    assert look(server.replace("http", "https") + "/", may_connect=anywhere).state == "silent"
    assert look("http://[::1", may_connect=anywhere).state == "silent"
    assert look("http://" + "a" * 70 + ".example/", may_connect=anywhere).state == "silent"


@pytest.mark.requirement("V1.3.6 V15.3.2 Each redirect is judged anew")
def test_every_hop_is_judged_and_connected_to_as_judged(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []

    def only_first(ip: str, _port: int) -> bool:
        judged.append(ip)
        return ip == "127.0.0.1"

    port = server.rpartition(":")[2]
    before = len(Answers.seen)
    assert look(f"{server}/to/301/http!/127.0.0.2:{port}/secret", may_connect=only_first).state == "refused"
    assert judged == ["127.0.0.1", "127.0.0.2"]
    assert all("secret" not in path.removeprefix("/to") for _, path, _ in Answers.seen[before + 1 :])
    assert look(f"{server}/").state == "refused"

    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, **more: object) -> list:
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port, **more)

    monkeypatch.setattr(outside_requests.socket, "getaddrinfo", rebinding)
    found = look(f"http://wiki.example:{port}/status/404", may_connect=lambda ip, _port: ip == "127.0.0.1")
    assert found.state == "refused", "the GET after the HEAD is judged anew"
    assert asked == ["wiki.example", "wiki.example"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
        "fec0::1", "192.0.0.192", "192.88.99.1", "::ffff:10.0.0.1", "2002:0a00:0001::", "64:ff9b::7f00:1", "2001:db8::1",
    ],
)  # fmt: skip
@pytest.mark.requirement("V1.3.6 The wiki asks no address of an own network")
def test_no_address_of_an_own_network_is_public(address: str) -> None:
    assert not is_public(address, 443)


def test_public_addresses_are_asked_on_ports_of_the_web_alone() -> None:
    for address in ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"):
        assert is_public(address, 443)
        assert is_public(address, 80)
        assert not is_public(address, 22)
