"""`wiki check --deploy`: asks the wiki at its own address as a browser would, and the mail server whether it is there.

It asks this machine alone: WIKI_BASE_URL is asked when its name leads here, to loopback or an own address. Every
question ends after a few seconds. No mail is sent, and no body is.
"""

import http.client
import json
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

from wiki import mail
from wiki.db import now
from wiki.ops.findings import Finding, hint, problem
from wiki.settings import GIBIBYTE, MEBIBYTE, Settings

_SECONDS = 5.0
_EXPIRY_DAYS = 14
_YEAR_SECONDS = 31_536_000
_PROXY = "Take the lines of deploy/nginx.conf that belong to it into the proxy's configuration."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the wiki answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    certificate_until: datetime | None


@dataclass(frozen=True, slots=True)
class Door:
    """Where and how the wiki is asked: addresses of this machine, under the name that people use."""

    parts: SplitResult
    addresses: Sequence[str]

    @property
    def port(self) -> int:
        """The port of the address."""
        return self.parts.port or (443 if self.parts.scheme == "https" else 80)

    def open(self) -> socket.socket:
        """A connection, with TLS verified for the name. Raises OSError, ssl.SSLError among them."""
        plain = self._connected()
        if self.parts.scheme != "https":
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.parts.hostname)

    def _connected(self) -> socket.socket:
        """The first that answers: a name such as localhost leads to two, and a server may listen on one."""
        *others, last = self.addresses
        for address in others:
            with suppress(OSError):
                return socket.create_connection((address, self.port), _SECONDS)
        return socket.create_connection((last, self.port), _SECONDS)

    def get(self, path: str) -> Answer:
        """The answer to a browser's question. Raises OSError and HTTPException."""
        connection = http.client.HTTPConnection(self.parts.netloc, timeout=_SECONDS)
        with closing(self.open()) as connection.sock:
            until = _certificate_end(connection.sock)
            connection.request("GET", path, headers={"Accept": "text/html"})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read(MEBIBYTE), until)

    def announce(self, size: int) -> int:
        """The first status when a body of `size` bytes is announced, which is never sent (RFC 9110 10.1.1)."""
        lines = ("POST /healthz HTTP/1.1", f"Host: {self.parts.netloc}", f"Content-Length: {size}")
        head = "\r\n".join((*lines, "Expect: 100-continue", "Connection: close", "", ""))
        with closing(self.open()) as opened:
            opened.sendall(head.encode("ascii"))
            return int(opened.recv(64).split(b" ", 2)[1])


def findings(settings: Settings) -> Iterator[Finding]:
    """What the address, the proxy in front, cookies, TLS and mail lack."""
    yield from _mail(settings)
    if settings.base_url is None:
        text = "WIKI_BASE_URL is not set: links in feeds and invitations take the address of the request."
        yield hint("address", text, "Set it to the address that people use.")
        return
    parts = urlsplit(settings.base_url)
    try:
        addresses = _own_addresses(parts)
    except OSError:
        text = "The name %(host)s has no address."
        yield problem("address", text, "Add it to the DNS, or correct WIKI_BASE_URL.", host=parts.hostname)
        return
    if not addresses:
        text = "%(host)s leads to another machine, which is not asked."
        yield hint("address", text, "Run this check there, or in its network.", host=parts.hostname)
        return
    yield from _asked(Door(parts, addresses), settings)


def _own_addresses(parts: SplitResult) -> list[str]:
    """The addresses of the name that are this machine's. Raises OSError for an unknown name."""
    found: list[str] = []
    for family, _, _, _, place in socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM):
        with suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.bind((place[0], 0))  # only an own address can be bound
            found.append(str(place[0]))
    return found


def _asked(door: Door, settings: Settings) -> Iterator[Finding]:
    try:
        ready, login = door.get("/readyz"), door.get("/login")
    except ssl.SSLCertVerificationError as error:
        text, remedy = (
            "The certificate is not accepted: %(reason)s",
            "Get a certificate for this name.",
        )
        yield problem("certificate", text, remedy, reason=error.verify_message)
        return
    except (OSError, http.client.HTTPException) as error:
        text = "%(address)s does not answer (%(kind)s)."
        remedy = "See that the wiki and the proxy run, and what their logs say."
        yield problem("address", text, remedy, address=door.parts.geturl(), kind=type(error).__name__)
        return
    if "X-Request-Id" not in ready.headers:
        text = "At %(address)s something else answers than this wiki (status %(status)s)."
        facts = {"address": door.parts.geturl(), "status": ready.status}
        yield problem("address", text, "See where the proxy sends its requests.", **facts)
        return
    yield from _certificate(ready)
    yield from _forwarded(ready, settings)
    yield from _headers(login, settings)
    yield from _cookies(login, settings)
    yield from _bodies(door, settings)


def _certificate(answer: Answer) -> Iterator[Finding]:
    if answer.certificate_until is not None:
        days = (answer.certificate_until - now()).days
        if days < _EXPIRY_DAYS:
            text = "The certificate ends in %(days)s days."
            yield problem("certificate", text, "See that it is renewed by itself.", days=days)


def _forwarded(answer: Answer, settings: Settings) -> Iterator[Finding]:
    try:
        facts = json.loads(answer.body)
        is_forwarded, scheme = facts["is_forwarded"], facts["scheme"]
    except (ValueError, KeyError, TypeError):
        return
    if is_forwarded and not settings.trusted_proxies:
        text = "A proxy stands in front, but WIKI_TRUSTED_PROXIES is 0: all people come from one address."
        yield problem("proxy", text, "Set WIKI_TRUSTED_PROXIES=1.")
    elif settings.trusted_proxies and not is_forwarded:
        text = "WIKI_TRUSTED_PROXIES is set, but no X-Forwarded-For comes: anybody could invent an address."
        yield problem("proxy", text, _PROXY)
    elif settings.cookie_secure and scheme != "https":
        yield problem("proxy", "X-Forwarded-Proto is missing: the wiki believes that it serves http.", _PROXY)


def _headers(answer: Answer, settings: Settings) -> Iterator[Finding]:
    if settings.cookie_secure:
        policy = answer.headers.get("Strict-Transport-Security", "")
        digits = policy.lower().partition("max-age=")[2].partition(";")[0].strip()
        if not digits.isdecimal() or int(digits) < _YEAR_SECONDS:
            text = "HSTS (Strict-Transport-Security) is missing or shorter than a year."
            yield problem("hsts", text, "Let the proxy pass the wiki's own header.")
    for name in ("Content-Security-Policy", "X-Content-Type-Options"):
        found = answer.headers.get_all(name) or []
        if len(found) != 1:
            text = "The header %(name)s comes %(count)s times instead of once."
            remedy = "Let the proxy add no security headers of its own, and remove none."
            yield problem("headers", text, remedy, name=name, count=len(found))


def _cookies(answer: Answer, settings: Settings) -> Iterator[Finding]:
    for cookie in answer.headers.get_all("Set-Cookie") or []:
        name, *rest = [part.strip().lower() for part in cookie.split(";")]
        wanted = {"httponly", "samesite"} | ({"secure"} if settings.cookie_secure else set())
        missing = sorted(wanted - {one.partition("=")[0] for one in rest})
        if missing:
            text = "The cookie %(name)s lacks: %(missing)s"
            remedy = "Let the proxy leave cookies as they are."
            yield problem("cookie", text, remedy, name=name.partition("=")[0], missing=", ".join(missing))


def _bodies(door: Door, settings: Settings) -> Iterator[Finding]:
    largest = settings.upload_limit + MEBIBYTE
    facts = {"size": settings.upload_limit // MEBIBYTE}
    try:
        as_large, larger = door.announce(largest), door.announce(largest + 4 * GIBIBYTE)
    except (OSError, ValueError, IndexError):
        return  # a server that does not know the question
    if as_large == http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        text = "The proxy refuses files that WIKI_UPLOAD_LIMIT allows (%(size)s MiB)."
        yield problem("body_size", text, "Raise its limit (client_max_body_size) a little above.", **facts)
    elif larger == http.HTTPStatus.CONTINUE and settings.trusted_proxies:
        text = "The proxy has no limit for the size of a request."
        yield problem("body_size", text, _PROXY)


def _certificate_end(opened: socket.socket) -> datetime | None:
    if not isinstance(opened, ssl.SSLSocket) or not (certificate := opened.getpeercert()):
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.mail_url is None:
        remedy = "Nothing to do if everybody looks into the inbox. Else set it, and WIKI_MAIL_FROM."
        yield hint("mail", "The wiki sends no mail: WIKI_MAIL_URL is not set.", remedy)
        return
    if settings.base_url is None:
        text = "The wiki sends no mail: WIKI_BASE_URL is not set, and mails hold links."
        yield problem("mail", text, "Set it to the address under which people reach the wiki.")
        return
    try:
        with mail.connected(settings, _SECONDS) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        text = "The mail server %(host)s cannot be used (%(kind)s)."
        remedy = "See that it runs, and whether name, port and password in WIKI_MAIL_URL are right."
        host = urlsplit(settings.mail_url).hostname
        yield problem("mail", text, remedy, host=host, kind=type(error).__name__)
