"""Asks another server whether an address still leads somewhere: carefully, and never one inside the own network.

Every hop of a redirect is resolved anew, its addresses are judged, and the connection goes to the very address that
was judged: a name that answers otherwise the second time (DNS rebinding) gains nothing. The standard library's client
is enough: it follows no redirects, keeps no cookies and reads no proxy settings by itself.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Literal
from urllib.parse import SplitResult, quote, urljoin, urlsplit

USER_AGENT = "Werkbuch link check"
PORTS = frozenset({80, 443, 8080, 8443})
_NAT64 = IPv6Network("64:ff9b::/96")
_INNER = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"), IPv6Network("fec0::/10"))
"""Of own networks, too, or of relays (RFC 6890, 7526, 3879); older Python versions take some for public."""
_MOST_HOPS = 5
_LONGEST = 1000
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_GONE = frozenset({404, 410})
_NOT_BY_HEAD = frozenset({400, 403, 404, 405, 406, 500, 501, 503})
_FINE = range(200, 300)
_UNCHANGED = 304
_SAFE = "/%:@!$&'()*+,;=~-._?"
_BROKEN = range(500, 600)

State = Literal["ok", "moved", "gone", "silent", "unsure", "refused"]
MayConnect = Callable[[str, int], bool]
_Place = tuple[int, Any]  # address family and socket address, whose form depends on it


@dataclass(frozen=True, slots=True)
class Found:
    """What an address answered: `gone` says so itself, `silent` says nothing usable, `unsure` wants no machines.

    `moved_to` is where it stands for good; `validator` and `changed` are for the next question.
    """

    state: State
    reason: str = ""
    moved_to: str | None = None
    validator: str | None = None
    changed: str | None = None


class _Refused(Exception):
    """The address lies in the own network or is none of the web."""


def is_public(address: str, port: int) -> bool:
    """Whether the IP address is one of the public internet, and the port one of the web.

    IPv4 addresses inside of IPv6 ones (mapped, 6to4, Teredo, NAT64) are judged as well.
    """
    ip = ip_address(address.partition("%")[0])
    return port in PORTS and all(_is_global(one) for one in _meant(ip))


def look(
    address: str,
    known: tuple[str | None, str | None] = (None, None),
    *,
    may_connect: MayConnect = is_public,
    seconds: float = 10,
) -> Found:
    """What the address answers to a HEAD, or to a GET whose body nobody reads. Never raises.

    `seconds` is what one hop may take in all. `known` are validator and date of the last answer.
    """
    place, is_for_good = address, True
    try:
        for _ in range(_MOST_HOPS):
            status, headers = _ask(place, known if place == address else (None, None), may_connect, seconds)
            target = headers.get("location")
            if status not in _REDIRECTS or not target:
                return _judged(address, place, status, headers, is_for_good=is_for_good)
            is_for_good = is_for_good and status in _FOR_GOOD
            place = urljoin(place, target)
    except _Refused:
        return Found("refused", "private")
    except TimeoutError:
        return Found("silent", "timeout")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Found("silent", type(error).__name__)
    return Found("unsure", "redirects")


def _judged(address: str, place: str, status: int, headers: Mapping[str, str], *, is_for_good: bool) -> Found:
    if status in _GONE:
        return Found("gone", str(status))
    if status in _BROKEN:
        return Found("silent", str(status))
    if status not in _FINE and status != _UNCHANGED:
        return Found("unsure", str(status))
    has_moved = is_for_good and _plain(place) != _plain(address) and len(place) <= _LONGEST
    validator, changed = headers.get("etag"), headers.get("last-modified")
    return Found(
        "moved" if has_moved else "ok",
        "",
        place.partition("#")[0] if has_moved else None,
        validator[:300] if validator else None,
        changed[:60] if changed else None,
    )


def _ask(
    address: str, known: tuple[str | None, str | None], may_connect: MayConnect, seconds: float
) -> tuple[int, Mapping[str, str]]:
    """Status and headers, the names of which are in small letters."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise _Refused
    status, headers = _once(parts, "HEAD", known, may_connect, seconds)
    if status in _NOT_BY_HEAD:
        return _once(parts, "GET", known, may_connect, seconds)
    return status, headers


def _once(
    parts: SplitResult,
    method: str,
    known: tuple[str | None, str | None],
    may_connect: MayConnect,
    seconds: float,
) -> tuple[int, Mapping[str, str]]:
    name = parts.hostname or ""
    host = name if ":" in name else name.encode("idna").decode()
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    place = _judged_place(host, port, may_connect)
    connection = _Connection(host, port, place, seconds, is_secure=is_secure)
    path = quote(parts.path or "/", safe=_SAFE) + (
        f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    )
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Connection": "close",
        "Accept-Encoding": "identity",
    }
    if known[0]:
        headers["If-None-Match"] = known[0]
    if known[1]:
        headers["If-Modified-Since"] = known[1]
    if method == "GET":
        headers["Range"] = "bytes=0-0"
    with _within(seconds, connection):
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.close()  # nobody reads the body
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


class _Connection(http.client.HTTPConnection):
    """Connects to the address that was judged, and speaks to the host that was meant."""

    def __init__(self, host: str, port: int, place: _Place, seconds: float, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=seconds)
        self._place, self._is_secure = place, is_secure
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        """As the library does, without asking for the name again."""
        family, address = self._place
        self.wire = self.sock = socket.socket(family, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(address)
        if self._is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.wire, server_hostname=self.host)
            self.wire = self.sock

    def cut(self) -> None:
        """Whoever waits for this connection waits no longer."""
        with suppress(OSError):
            if self.wire is not None:
                self.wire.shutdown(socket.SHUT_RDWR)


@contextmanager
def _within(seconds: float, connection: _Connection) -> Iterator[None]:
    """The block ends in this time, however slowly the other side speaks; then TimeoutError."""
    is_over = threading.Event()

    def end() -> None:
        is_over.set()
        connection.cut()

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException, ValueError):
        if not is_over.is_set():
            raise
    finally:
        timer.cancel()
        timer.join()
        connection.close()
    if is_over.is_set():  # an answer that was cut off can look whole
        raise TimeoutError


def _judged_place(host: str, port: int, may_connect: MayConnect) -> _Place:
    """The first place of the host, if all of them may be connected to. Raises OSError, _Refused."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not found or not all(may_connect(str(entry[4][0]), port) for entry in found):
        raise _Refused
    return found[0][0], found[0][4]


def _meant(ip: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """What a packet to the address reaches."""
    if isinstance(ip, IPv4Address):
        return [ip]
    if ip in _NAT64:
        return [IPv4Address(int(ip) & 0xFFFF_FFFF)]
    tunnelled = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    return [ip, tunnelled] if tunnelled else [ip]


def _is_global(ip: IPv4Address | IPv6Address) -> bool:
    is_inner = any(ip in network for network in _INNER if network.version == ip.version)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not is_inner


def _plain(address: str) -> str:
    """The address without what is often rewritten and means the same."""
    return address.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")
