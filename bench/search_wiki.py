"""A wiki with the pages of a collection in its tables: rebuilding, requests, how soon a save is found, memory."""

import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import insert

from bench.search_collection import ALL_QUESTIONS, LAST_DAY, READABLE, SPACES, Collection
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
from wiki.pages.models import Page, PageTag, PageText
from wiki.pages.renderings import Limits
from wiki.pages.slugs import search_key
from wiki.search.engine import backend
from wiki.search.indexer import Indexer
from wiki.search.keeping import Keeper
from wiki.search.words import words
from wiki.settings import Settings
from wiki.spaces import service as spaces
from wiki.users.models import User

_AT_ONCE = 1_000
_OTHER_WORDS = 500
_SHORTEST = 5
_ASKED_BY = {"Accept": "text/html", "Accept-Language": "de"}


class Filled:
    """The wiki and one reader, who may also edit what he reads."""

    def __init__(self, folder: Path, given: Collection) -> None:
        folder.mkdir(mode=0o700)
        self._given = given
        self.settings = Settings(data_dir=folder, secret_key=SECRET)
        migrate.upgrade(self.settings)
        subscribers.install()
        self.sessions = Sessions(self.settings)
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
        for start in range(0, len(given.texts), _AT_ONCE):
            self._fill(range(start, min(start + _AT_ONCE, len(given.texts))))
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

    def _fill(self, places: range) -> None:
        rows, found, tags = [], [], []
        for place in places:
            text, scope, number = self._given.texts[place], self._given.scopes[place], place + 1
            title = text.title[:250] or "Ohne"
            moment = now() - timedelta(days=LAST_DAY - self._given.days[place])
            rows.append({
                "id": number, "public_id": new_public_id(), "scope_id": self._scopes[scope],
                "space_id": self._spaces[scope if scope <= SPACES else scope % SPACES + 1],
                "title": title, "title_key": search_key(title)[:250], "slug": f"p{number}", "position": number,
                "created_by_id": self.reader_id, "created_at": moment, "changed_at": moment,
            })  # fmt: skip
            found.append({
                "page_id": number, "title": search_key(title)[:250], "folded": search_key(text.body),
                "text": text.body, "anchors": "\n" + text.headings.replace(" ", "-") + "\n",
            })  # fmt: skip
            tags += [{"page_id": number, "name": name} for name in self._given.tags[place]]
        with self.sessions.writing() as session:
            for model, made in ((Page, rows), (PageText, found), (PageTag, tags)):
                if made:
                    session.execute(insert(model), made)

    def rebuild(self) -> tuple[float, float]:
        """Documents a second of processor time, and seconds for putting segments together when there is time."""
        started = time.process_time()
        indexer = Indexer(self.sessions, self.backend)
        count = indexer.rebuild()
        rebuilt = time.process_time()
        while indexer.tidy():
            pass
        return count / (rebuilt - started), time.process_time() - rebuilt

    def memory(self) -> list[float]:
        """Megabytes of a server process of its own, as bench/search_memory.py tells them."""
        some = Random(8).choices(self._given.texts, k=_OTHER_WORDS)
        others = {word for one in some for word in words(one.body)[:200:40] if len(word) >= _SHORTEST}
        command = [sys.executable, "-m", "bench.search_memory", str(self.settings.data_dir), self._token()]
        asked = "\n".join(ALL_QUESTIONS) + "\n\n" + "\n".join(sorted(others)[:_OTHER_WORDS])
        answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
        return [float(one) for one in answer.stdout.split()]

    def request(self, path: str, text: str) -> tuple[float, float]:
        """Milliseconds of processor time and of wall time for the whole answer."""
        client = self._known_client
        wall, cpu = time.perf_counter(), time.process_time()
        answer = client.get(path, query_string={"q": text}, headers=_ASKED_BY)
        spent = (time.process_time() - cpu) * 1e3, (time.perf_counter() - wall) * 1e3
        assert answer.status_code == 200, (text, answer.status_code)
        return spent

    def is_answered(self, text: str) -> bool:
        """Whether the search screen has hits with marked words and ways to narrow the search."""
        screen = self._known_client.get("/search", query_string={"q": text}, headers=_ASKED_BY).text
        return "<mark>" in screen and "facet" in screen

    def found_after(self, number: int) -> tuple[float, float]:
        """Milliseconds from a stored save until the screen shows it, the worker's whole pause included."""
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
            self._asking = create_app(self.settings).test_client()
            self._asking.set_cookie("sid", self._token())
        return self._asking

    def _token(self) -> str:
        with self.sessions.writing() as session:
            attempt = auth.SignIn("reader", "", "127.0.0.1", "bench", is_remembered=False)
            return auth.start_session(session, self.reader_id, attempt, timedelta(hours=6)).token
