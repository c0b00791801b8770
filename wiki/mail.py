"""Hands letters to the mail server: one at a time, by SMTP (RFC 5321), with certificates verified.

A letter counts as handed over from the moment in which its last line is sent. When the server says nothing after
that, nobody can tell whether it took the letter: `Unclear`. Everything before is `NotTaken` and can be tried again,
`Refused` cannot. A server that trickles is cut off after `_WHOLE_SECONDS`.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from wiki.db import now
from wiki.settings import Settings

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
ONE_CLICK = ("List-Unsubscribe", "One-Click")  # the field that RFC 8058 has a mail program send
_SECONDS = 20.0  # for each answer
_WHOLE_SECONDS = 90.0  # for a letter
_OWN_NAME = "localhost"  # the library would look a name up, and wait for it
_PERMANENT = 500
_GO_ON = 354


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in its final words. `id` makes the Message-ID, so that two of the same letter count as one.

    `unsubscribe` is an address at which the reader ends mail of this kind; None where nobody can.
    """

    id: str
    address: str
    language: str
    subject: str
    text: str
    html: str
    unsubscribe: str | None = None


class NotTaken(Exception):
    """The server did not take the letter; it may do so later."""


class Refused(Exception):
    """The server will not take this letter."""


class Unclear(Exception):
    """The letter was handed over whole, and the server did not say whether it took it."""


def is_ready(settings: Settings) -> bool:
    """Whether mail is sent: there is a server, and an address for the links, which no request tells the worker."""
    return settings.mail_url is not None and settings.base_url is not None


def send(settings: Settings, letter: Letter, may_go: Callable[[], bool] = lambda: True) -> None:
    """The server took the letter, or `may_go` said no. Raises NotTaken, Refused, Unclear.

    `may_go` is asked once the server has agreed to sender and recipient, right before the text is sent.
    """
    message = _bytes_of(settings, letter)
    sender = parseaddr(settings.mail_from or "")[1]
    try:
        with connected(settings, _SECONDS) as server, _cut_off(server):
            _address(server, sender, letter.address)
            if may_go():
                _hand_over(server, letter.address, message)
    except (OSError, smtplib.SMTPException) as error:
        raise NotTaken(_line(error)) from error


def message_of(settings: Settings, letter: Letter) -> EmailMessage:
    """The letter with its headers (RFC 5322), in plain text and as simple HTML. No value can begin another header."""
    name, sender = parseaddr(settings.mail_from or "")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.address)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer from an absence assistant
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language  # not before: the lines above take such headers away
    return message


@contextmanager
def connected(settings: Settings, seconds: float) -> Iterator[smtplib.SMTP]:
    """The server, greeted and signed in to. Each answer may take so many seconds.

    Raises OSError (ssl.SSLError for a certificate that is not right) and SMTPException.
    """
    parts, context = urlsplit(settings.mail_url or ""), ssl.create_default_context()
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, _OWN_NAME, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(host, port, _OWN_NAME, timeout=seconds)
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if parts.username:
            server.login(unquote(parts.username), _password(settings))
        yield server
        with suppress(OSError, smtplib.SMTPException):  # what was to be done is done
            server.quit()
    finally:
        server.close()


def _bytes_of(settings: Settings, letter: Letter) -> bytes:
    """Raises Refused for an address that no header can hold."""
    if not letter.address.isascii() or not letter.address.isprintable():
        raise Refused("the address has letters that mail servers do not take")
    try:
        return _unsubscribe(letter) + message_of(settings, letter).as_bytes(policy=SMTP)
    except (MessageError, ValueError, IndexError) as error:
        raise Refused(f"this is no address of mail ({type(error).__name__})") from error


def _unsubscribe(letter: Letter) -> bytes:
    """List-Unsubscribe (RFC 2369) as a line of its own: the library would fold and encode an address that long.

    With https mail programs may end the mail by themselves, by a POST to the address (RFC 8058).
    """
    address = _one_line(letter.unsubscribe or "")
    if not address.isascii() or not address or set(address) & set(" <>"):
        return b""
    one_click = f"List-Unsubscribe-Post: {ONE_CLICK[0]}={ONE_CLICK[1]}\r\n"
    header = f"List-Unsubscribe: <{address}>\r\n" + (one_click if address.startswith("https://") else "")
    return header.encode("ascii")


def _password(settings: Settings) -> str:
    """Read anew each time, so that a changed one needs no restart."""
    if settings.mail_password_file is not None:
        return settings.mail_password_file.read_text("utf-8").strip()
    return unquote(urlsplit(settings.mail_url or "").password or "")


@contextmanager
def _cut_off(server: smtplib.SMTP) -> Iterator[None]:
    """The connection ends when the letter takes too long altogether."""
    connection = server.sock

    def end() -> None:
        with suppress(OSError):
            if connection is not None:
                connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(_WHOLE_SECONDS, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _address(server: smtplib.SMTP, sender: str, address: str) -> None:
    _demand(server.mail(sender), address)
    _demand(server.rcpt(address), address)


def _hand_over(server: smtplib.SMTP, address: str, message: bytes) -> None:
    """In steps: the library's own way does not tell where it broke off."""
    _demand(server.docmd("DATA"), address, wanted=_GO_ON)
    server.send(_stuffed(message) + b".\r\n")
    try:
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unclear(f"the server did not say whether it took the letter ({_line(error)})") from error
    _demand(answer, address)


def _demand(answer: tuple[int, bytes], address: str, wanted: int = 250) -> None:
    """The server agreed. Raises NotTaken or Refused; what it said may name the address, which is taken out."""
    code, said = answer
    if code == wanted or (wanted != _GO_ON and 200 <= code < 300):  # noqa: PLR2004  RFC 5321 4.2.1
        return
    told = said.decode("ascii", "replace").replace(address, "…")
    text = " ".join(f"{code} {told}".split())[:200]
    raise (Refused if code >= _PERMANENT else NotTaken)(text)


def _stuffed(message: bytes) -> bytes:
    """A line that begins with a dot gets another one (RFC 5321 4.5.2); the text ends with a line's end."""
    whole = message if message.endswith(b"\r\n") else message + b"\r\n"
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in whole.split(b"\r\n"))


def _one_line(text: str) -> str:
    """Without line ends and other signs that are no letters: nothing in it can begin a header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {_one_line(str(error))}"[:200]
