"""Writers who save, tick, upload and move through the real server, each on a page of its own, and keep a journal."""

import hashlib
import http.client
import json
import random
import re
import secrets
import threading
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from driver import PATIENCE_SECONDS
from oracle import Journal
from world import World

from wiki.actor import SIGNED_IN, Right
from wiki.render import tasks
from wiki.render.rendering import Task
from wiki.settings import Settings

SPACE = "probe"
_BASE = re.compile(r'name="base_revision" value="(\d+)"')


class Refused(Exception):
    """The server answered, and did not store."""

    def __init__(self, status: int, code: str, change: str = "", reason: str = "") -> None:
        super().__init__(status, code, change, reason)
        self.status, self.code = status, code


@dataclass
class Writer:
    """One person with one page. What was not answered is sent again with the same words before anything else."""

    name: str
    token: str
    csrf_token: str
    homes: tuple[tuple[str, str], ...]  # slug and public id of the pages below which it may move its own
    journal: Journal
    port: int = 0
    number: int | None = 1  # of the head; None: not known
    place: str = ""
    pending: dict[str, str] | None = None
    task: str = ""
    body: str = ""
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    statuses: list[int] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.name

    def act(self) -> None:
        """One change, chosen by chance. Raises Refused, OSError, HTTPException."""
        if self.pending is not None:
            self._send_text(self.pending)
            return
        self.chance.choice((self.save, self.save, self.save, self.tick, self.upload, self.move))()

    def save(self) -> None:
        """The page has a new text that no other save has."""
        word = secrets.token_hex(10)  # no `_`: the name of a box is its text as it is shown
        body = f"# {self.name}\n\n- [ ] task {word}\n\n" + f"{word} Grüße aus dem Büro.\n" * 40
        base = str(self._base())
        self.pending = {"title": self.name, "body": body, "base_revision": base, "save_id": word}
        self._send_text(self.pending)

    def tick(self) -> None:
        """The box of the last text is ticked."""
        if not self.task or self.number is None:
            return self.save()
        body = self.body.replace("- [ ]", "- [x]")
        facts = {"page": self.slug, "sha256": digest(body)}
        self.journal.tried("tick", **facts)
        box = tasks.name(Task(0, checked=False, text=self.task, line=2))
        base, self.number, self.task = str(self.number), None, ""  # not known until it is answered
        answer = self._post(f"/s/{SPACE}/{self.slug}/tick", {"base": base, "box": box, "on": box})
        self.journal.acknowledged("tick", number=answer["number"], **facts)
        self.number = answer["number"]
        return None

    def upload(self) -> None:
        """The page has one file more."""
        content = secrets.token_bytes(3000)
        facts = {"page": self.slug, "name": f"{secrets.token_hex(8)}.bin", "sha256": digest(content)}
        self.journal.tried("upload", **facts)
        self._request(f"/s/{SPACE}/{self.slug}/files", *multipart(self.csrf_token, facts["name"], content))
        self.journal.acknowledged("upload", **facts)

    def move(self) -> None:
        """The page stands below another page than before."""
        slug, public_id = self.chance.choice([home for home in self.homes if home[0] != self.place])
        facts = {"page": self.slug, "parent": slug, "before": self.place}
        self.journal.tried("move", **facts)
        fields = {"title": self.name, "space": SPACE, "parent": public_id}
        self._post(f"/s/{SPACE}/{self.slug}/move", fields, expects=303)
        self.journal.acknowledged("move", **facts)
        self.place = slug

    def read(self) -> int:
        """The status with which the page is shown."""
        return self._get(f"/s/{SPACE}/{self.slug}")[0]

    def shown(self) -> str:
        """The page as the person sees it."""
        return self._get(f"/s/{SPACE}/{self.slug}")[1]

    def _base(self) -> int:
        if self.number is None:
            status, text = self._get(f"/s/{SPACE}/{self.slug}/edit")
            found = _BASE.search(text)
            if status != 200 or found is None:
                raise Refused(status, "editor")
            self.number = int(found[1])
        return self.number

    def _send_text(self, fields: dict[str, str]) -> None:
        facts = {"page": self.slug, "save_id": fields["save_id"], "sha256": digest(fields["body"])}
        self.journal.tried("save", **facts)
        self.number = None
        answer = self._post(f"/s/{SPACE}/{self.slug}/edit", fields)
        assert answer["sha256"] == facts["sha256"]
        self.journal.acknowledged("save", number=answer["number"], **facts)
        self.pending, self.number = None, answer["number"]
        self.body, self.task = fields["body"], f"task {fields['save_id']}"

    def _get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path, headers={"Cookie": f"sid={self.token}", "Accept-Language": "en"})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def _post(self, path: str, fields: dict[str, str], expects: int = 200) -> dict:
        body = urllib.parse.urlencode({"csrf_token": self.csrf_token, **fields}).encode()
        return self._request(path, body, "application/x-www-form-urlencoded", expects)

    def _request(self, path: str, body: bytes, kind: str, expects: int | None = None) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        headers = {
            "Cookie": f"sid={self.token}",
            "Content-Type": kind,
            "X-Requested-With": "fetch",
            "Accept": "application/json",
        }
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            status, text = response.status, response.read()
        finally:
            connection.close()
        self.statuses.append(status)
        told = json.loads(text) if text.startswith(b"{") else {}
        if status != (expects or (201 if "files" in path else 200)):
            raise Refused(status, str(told.get("code")), path, str(told.get("title")))
        return told


@dataclass
class Crew:
    """Writers at work, each in a thread."""

    writers: list[Writer]
    goes_on: bool = False  # after an error, too
    done: int = 0
    refused: list[Refused] = field(default_factory=list)
    broken: list[Exception] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _is_over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, port: int, pause_seconds: float = 0) -> None:
        """All write, with a pause after each change, until `stop` or until their server is gone."""
        self._is_over.clear()
        for writer in self.writers:
            writer.port = port
        self._threads = [
            threading.Thread(target=self._work, args=(writer, pause_seconds), name=writer.name)
            for writer in self.writers
        ]
        for thread in self._threads:
            thread.start()

    def wait_for(self, changes: int) -> None:
        """So many more changes were acknowledged."""
        with self._changed:
            wanted = self.done + changes
            assert self._changed.wait_for(lambda: self.done >= wanted, PATIENCE_SECONDS), self.broken[-3:]

    def stop(self) -> None:
        """Nobody writes any more."""
        self._is_over.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive(), "a request hangs"

    def journals(self) -> list[Path]:
        return [writer.journal.path for writer in self.writers]

    def close(self) -> None:
        for writer in self.writers:
            writer.journal.close()

    def _work(self, writer: Writer, pause_seconds: float) -> None:
        while not self._is_over.is_set():
            try:
                writer.act()
            except Refused as error:
                self.refused.append(error)
                self._is_over.wait(0.02)
            except (OSError, http.client.HTTPException) as error:
                self.broken.append(error)
                if not self.goes_on:
                    return
                self._is_over.wait(0.02)
            else:
                with self._changed:
                    self.done += 1
                    self._changed.notify_all()
                if pause_seconds:
                    self._is_over.wait(pause_seconds)


def settle(settings: Settings, folder: Path, count: int = 8) -> Crew:
    """A wiki with so many writers; their journals lie in the folder."""
    world = World(settings)
    try:
        owner = world.person("owner", is_admin=True)
        space = world.space(SPACE, owner, {SIGNED_IN: Right.EDIT})
        homes = [
            world.page(space, owner, title, "Home.\n") for title in ("Home one", "Home two", "Home three")
        ]
        places = tuple((home.slug, home.public_id) for home in homes)
        writers = []
        for number in range(count):
            name = f"writer{number}"
            person = world.person(name)
            page = world.page(space, person, name, "Begun.\n", homes[0].page_id)
            assert page.slug == name
            browser = world.browser(person)
            journal = Journal(folder / f"{name}.journal")
            cookie = browser.get_cookie("sid")
            assert cookie is not None
            writers.append(Writer(name, cookie.value, browser.token, places, journal, place=places[0][0]))
            writers[-1].chance = random.Random(number)
        return Crew(writers)
    finally:
        world.close()


def digest(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def multipart(csrf_token: str, name: str, content: bytes) -> tuple[bytes, str]:
    """Body and type of a form with one file."""
    limit = secrets.token_hex(12)
    head = (
        f'--{limit}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{csrf_token}\r\n--{limit}\r\n'
    )
    head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
    head += "Content-Type: application/octet-stream\r\n\r\n"
    return head.encode() + content + f"\r\n--{limit}--\r\n".encode(), f"multipart/form-data; boundary={limit}"
