"""Mail servers for tests, on loopback: one that takes letters, and one that speaks a script and may fall silent."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Box:
    """What arrived: sender, recipients and bytes; `answers` says what is answered to recipients in their order."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, list[str], EmailMessage]] = []
        self.raw: list[bytes] = []
        self.answers: list[str] = []

    async def handle_RCPT(
        self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 ok"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:
        self.raw.append(envelope.original_content)
        parsed = message_from_bytes(envelope.original_content, policy=policy.default)
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, parsed))
        return "250 taken"


@contextmanager
def closed_port() -> Iterator[int]:
    """A port that nobody listens on, and nobody else gets meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield int(taken.getsockname()[1])


class Counter(Controller):
    """Where letters are taken, at a port that the system chose."""

    def __init__(self, box: Box, **options: Any) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        port = int(self._socket.getsockname()[1])
        super().__init__(box, hostname="127.0.0.1", port=port, ready_timeout=60, **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._socket)


@contextmanager
def mail_server(box: Box, **options: Any) -> Iterator[int]:
    """The port of a server that puts what it takes into the box."""
    counter = Counter(box, **options)
    counter.start()
    try:
        yield counter.port
    finally:
        counter.stop()


@contextmanager
def scripted_server(*answers: bytes | None) -> Iterator[tuple[int, list[bytes], threading.Event]]:
    """The port of a server that says one answer for each line (the text of a letter is one), then hangs up.

    None is silence until the event is set, and then the end of the connection. Also what it heard.
    """
    heard: list[bytes] = []
    enough = threading.Event()

    def talk() -> None:
        with listener.accept()[0] as guest, guest.makefile("rwb", 0) as lines:
            for answer in answers:
                if answer is None:
                    enough.wait(120)
                    return
                lines.write(answer)
                heard.append(_heard(lines, is_text=answer.startswith(b"354")))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=talk)
        thread.start()
        yield int(listener.getsockname()[1]), heard, enough
        enough.set()
        thread.join()


def _heard(lines: Any, *, is_text: bool) -> bytes:
    line = lines.readline()
    while is_text and line and line != b".\r\n":
        line = lines.readline()
    return bytes(line)


GREETED = (b"220 mail\r\n", b"250 ok\r\n", b"250 ok\r\n", b"250 ok\r\n")
"""Greeting, EHLO, MAIL, RCPT: what comes after is the answer to DATA."""
