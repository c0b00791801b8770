"""A wiki with the pages of a collection in its tables: rebuilding, requests, how soon a save is found, memory."""

import os
import re
import time
import traceback
from pathlib import Path

from sqlalchemy import insert

from bench.corpora import Text
from bench.search_engines import READABLE, SPACES
from bench.wikis import SECRET
from wiki import migrate, subscribers
from wiki.access.models import SUBTREE, AccessScope, Grant
from wiki.actor import Right, system, user_principal
from wiki.admin.models import Setting
from wiki.app import create_app
from wiki.auth import service as auth
from wiki.counters import SETTINGS, bump
from wiki.db import Sessions, new_public_id, now
from wiki.pages import service as pages
from wiki.pages.changes import NewPage
from wiki.pages.models import Page, PageText
from wiki.pages.renderings import Limits
from wiki.pages.slugs import search_key
from wiki.search.engine import backend
from wiki.search.indexer import Indexer
from wiki.search.keeping import Keeper
from wiki.settings import Settings
from wiki.spaces import service as spaces
from wiki.users.models import User

_AT_ONCE = 1_000


class Filled:
    """The wiki and one reader, who may also edit what he reads."""

    def __init__(self, folder: Path, texts: list[Text], scopes: list[int]) -> None:
        folder.mkdir(mode=0o700)
        self.settings = Settings(data_dir=folder, secret_key=SECRET)
        migrate.upgrade(self.settings)
        subscribers.install()
        self.sessions = Sessions(self.settings)
        self._count = len(texts)
        with self.sessions.writing() as session:
            reader = User(
                name="reader",
                display_name="Reader",
                search_key="reader",
                public_id=new_public_id(),
                created_at=now(),
            )
            session.add_all([reader, Setting(name="is_set_up", value=True)])
            session.flush()
            self.reader_id = reader.id
            self._scopes, self._spaces = self._make_scopes(session)
            bump(session, SETTINGS)
        for start in range(0, len(texts), _AT_ONCE):
            self._fill(texts[start : start + _AT_ONCE], scopes[start : start + _AT_ONCE], start + 1)
        self.backend = backend(self.settings, self.sessions)

    def _make_scopes(self, session) -> tuple[dict[int, int], dict[int, int]]:
        own = {user_principal(self.reader_id): Right.EDIT}
        found, rooms = {}, {}
        for number in range(1, SPACES + 1):
            room = spaces.create(
                session, system(), f"s{number}", f"Room {number}", own if number in READABLE else {}
            )
            found[number], rooms[number] = room.scope_id, room.id
        for number in range(SPACES + 1, 2 * SPACES + 21):
            scope = AccessScope(kind=SUBTREE)
            session.add(scope)
            session.flush()
            found[number] = scope.id
            if number in READABLE:
                session.add(
                    Grant(scope_id=scope.id, principal=user_principal(self.reader_id), right=Right.EDIT)
                )
        return found, rooms

    def _fill(self, texts: list[Text], scopes: list[int], first: int) -> None:
        moment = now()
        rows, found = [], []
        for number, (text, scope) in enumerate(zip(texts, scopes, strict=True), first):
            title = text.title[:250] or "Ohne"
            space = self._spaces[scope if scope <= SPACES else scope % SPACES + 1]
            rows.append({
                "id": number, "public_id": new_public_id(), "scope_id": self._scopes[scope], "space_id": space,
                "title": title, "title_key": search_key(title)[:250], "slug": f"p{number}", "position": number,
                "created_by_id": self.reader_id, "created_at": moment, "changed_at": moment,
            })  # fmt: skip
            found.append({
                "page_id": number, "title": search_key(title)[:250], "folded": search_key(text.body),
                "text": text.body, "anchors": "\n" + text.headings.replace(" ", "-") + "\n",
            })  # fmt: skip
        with self.sessions.writing() as session:
            session.execute(insert(Page), rows)
            session.execute(insert(PageText), found)

    def rebuild(self) -> float:
        """Documents a second of processor time."""
        started = time.process_time()
        count = Indexer(self.sessions, self.backend).rebuild()
        return count / (time.process_time() - started)

    def memory(self, texts: list[str]) -> tuple[float, float]:
        """Own memory of a process in MB before it asks anything, and after all questions."""
        readable, writable = os.pipe()
        child = os.fork()
        if child == 0:
            code = 1
            try:
                client = self._client()
                client.get("/")
                before = _own_megabytes()
                for text in texts * 2:
                    client.get("/search", query_string={"q": text})
                os.write(writable, f"{before} {_own_megabytes()}".encode())
                code = 0
            except BaseException:  # noqa: BLE001  a child of its own tells and ends
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writable)
        os.waitpid(child, 0)
        before, after = (os.read(readable, 100).decode() or "0 0").split()
        os.close(readable)
        return float(before), float(after)

    def request(self, text: str) -> tuple[float, float]:
        """Milliseconds of processor time and of wall time for the whole search screen."""
        client = self._known_client
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get("/search", query_string={"q": text})
        assert answer.status_code == 200, (text, answer.status_code)
        return (time.process_time() - cpu) * 1e3, (time.perf_counter() - wall) * 1e3

    def found_after(self, number: int) -> tuple[float, float]:
        """Milliseconds from a stored save until a new word in it is found, the worker's mean pause included."""
        if number == 0:
            self._keeper = Keeper(self.sessions, self.backend)
            self._keeper.turn()
        word = f"fund{number}" + "".join(chr(97 + number // 26**place % 26) for place in range(4))
        made = NewPage(self._spaces[1], f"Neu {number}", f"Ein Satz mit {word}.")
        pages.create(self.sessions, system(), made, Limits(1024 * 1024))
        wall, cpu = time.perf_counter(), time.process_time()
        while not self._keeper.turn():
            pass
        answer = self._known_client.get("/search", query_string={"q": word})
        assert re.search(rf"<mark>{word}</mark>", answer.text), answer.text[-500:]
        pause = self._keeper.pause_seconds * 1e3
        spent = (time.process_time() - cpu) * 1e3, (time.perf_counter() - wall) * 1e3
        while self._keeper.turn():
            pass
        return spent[0], spent[1] + pause

    @property
    def _known_client(self):
        if not hasattr(self, "_asking"):
            self._asking = self._client()
        return self._asking

    def _client(self):
        from datetime import timedelta

        with self.sessions.writing() as session:
            attempt = auth.SignIn("reader", "", "127.0.0.1", "bench", is_remembered=False)
            token = auth.start_session(session, self.reader_id, attempt, timedelta(hours=6)).token
        client = create_app(self.settings).test_client()
        client.set_cookie("sid", token)
        return client


def _own_megabytes() -> float:
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024
