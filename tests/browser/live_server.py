"""A running wiki for browser tests: `live_server` serves the test's own `world` on a free port of this machine.

    def test_somebody_reads(live_server, page):
        anna = live_server.world.person("anna")
        ...make spaces and pages through live_server.world...
        live_server.sign_in(page, anna)              # the browser of this page holds anna's session now
        page.goto(live_server.url + "/s/board/minutes")

The server runs in threads of the test's process, so the test may read and change the world meanwhile. Interface
texts are English for the people that `world.person` makes; `live_server.speak(anna, "de")` changes that.
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from world import Person, World

from wiki.users.models import User


class QuietHandler(WSGIRequestHandler):
    """Requests are not logged."""

    def log(self, *_: Any) -> None:
        pass


class LiveServer:
    """The address of the running wiki, and the world behind it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """The wiki answers; always under the same address."""
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", self._port, self.world.app, threaded=True, request_handler=QuietHandler
        )
        self._port = self._server.port
        self._thread = threading.Thread(target=self._server.serve_forever, name="live server")
        self._thread.start()

    def stop(self) -> None:
        """Nobody answers any more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def sign_in(self, page: Page, person: Person) -> str:
        """Give the page's browser a session of the person, who writes as the page says. Returns the session's token."""
        with self.world.sessions.writing() as session:
            session.get_one(User, person.id).writes_in = page.writes_in
        client = self.world.browser(person)
        name = self.world.settings.cookie_name
        cookie = client.get_cookie(name)
        assert cookie is not None
        page.context.add_cookies([{"name": name, "value": cookie.value, "url": self.url, "httpOnly": True}])
        return cookie.value

    def speak(self, person: Person, language: str) -> None:
        """Give the person's interface a language."""
        with self.world.sessions.writing() as session:
            session.get_one(User, person.id).locale = language


@pytest.fixture
def live_server(world: World, contexts: list[BrowserContext]) -> Iterator[LiveServer]:
    server = LiveServer(world)
    yield server
    for context in contexts:
        context.close()  # first: what is still loading when the server goes would be reported as an error
    server.stop()
