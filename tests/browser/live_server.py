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
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import WSGIRequestHandler, make_server
from world import Person, World

from wiki.users.models import User


class QuietHandler(WSGIRequestHandler):
    """Requests are not logged."""

    def log(self, *_: Any) -> None:
        pass


@dataclass(frozen=True)
class LiveServer:
    """The address of the running wiki, and the world behind it."""

    url: str
    world: World

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
    server = make_server("127.0.0.1", 0, world.app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, name="live server")
    thread.start()
    yield LiveServer(f"http://127.0.0.1:{server.port}", world)
    for context in contexts:
        context.close()  # first: what is still loading when the server goes would be reported as an error
    server.shutdown()
    thread.join()
    server.server_close()
