"""What is typed is never lost, in both ways of writing: the wiki fails, lies, goes away, or changes under the writer.

Time is the page's own clock, moved by hand: no test waits for a draft that is due in four seconds.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from live_server import LiveServer
from playwright.sync_api import Locator, Page, Request, Route, expect
from sqlalchemy import delete, select

from wiki.actor import Right, system, user_principal
from wiki.admin import leaving
from wiki.auth import password
from wiki.auth import service as auth
from wiki.auth.models import LoginSession
from wiki.pages import trash
from wiki.pages.models import Draft, Revision

pytestmark = pytest.mark.browser

DRAFT_DUE, RETRY_DUE, MINUTE = 4_000, 10_000, 60_000  # milliseconds
UNANSWERED = "AbortSignal.timeout = ((real) => () => real.call(AbortSignal, 50))(AbortSignal.timeout)"


@dataclass
class Writer:
    """A window in which somebody edits the page "Minutes"."""

    page: Page
    way: str

    @property
    def text(self) -> Locator:
        return self.page.locator(".visual-text" if self.way == "visual" else "textarea.editor-source")

    @property
    def state(self) -> Locator:
        return self.page.locator(".state")

    def write(self, words: str) -> None:
        self.text.fill(words)
        self.holds(words)

    def holds(self, words: str) -> None:
        body = words if words.endswith("\n") or self.way == "markdown" else f"{words}\n"
        expect(self.page.locator("textarea.editor-source")).to_have_value(body)

    def save(self) -> None:
        self.page.get_by_role("button", name="Save", exact=True).click()

    def later(self, milliseconds: int) -> None:
        self.page.clock.fast_forward(milliseconds)

    def copies(self) -> list[str]:
        return self.page.evaluate(
            "Object.entries(localStorage).filter(([key]) => key.startsWith('werkbuch.text.'))"
            ".map(([, copy]) => JSON.parse(copy).body.trim())"
        )


@dataclass
class Place:
    """The page that is written, and what the wiki has of it."""

    live_server: LiveServer
    page_id: int

    @property
    def href(self) -> str:
        return f"{self.live_server.url}/s/board/minutes"

    def bodies(self) -> list[str]:
        query = select(Revision.body).where(Revision.page_id == self.page_id).order_by(Revision.number)
        with self.live_server.world.sessions.reading() as session:
            return [body.strip() for body in session.scalars(query)]

    def drafts(self) -> list[str]:
        with self.live_server.world.sessions.reading() as session:
            return [body.strip() for body in session.scalars(select(Draft.body).order_by(Draft.id))]

    def end_sessions(self) -> None:
        with self.live_server.world.sessions.writing() as session:
            session.execute(delete(LoginSession))


@pytest.fixture
def anna(live_server: LiveServer):
    return live_server.world.person("anna")


@pytest.fixture
def place(live_server: LiveServer, anna) -> Place:
    room = live_server.world
    return Place(live_server, room.page(room.space("board", anna), anna, "Minutes", "One.\n").page_id)


@pytest.fixture(params=["visual", "markdown"])
def way(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def writer(way: str, place: Place, live_server: LiveServer, anna, open_page, watch) -> Writer:
    watch.allow("Failed to load resource")
    page = open_page(visual=way == "visual")
    page.clock.install()
    live_server.sign_in(page, anna)
    return opened(Writer(page, way), place)


def opened(writer: Writer, place: Place) -> Writer:
    writer.page.goto(f"{place.href}/edit")
    expect(writer.page.locator("form.editor")).to_have_attribute("data-mode", writer.way)
    expect(writer.state).to_have_text("All changes saved")
    return writer


def second(writer: Writer, place: Place) -> Writer:
    """Another window of the same browser."""
    page = writer.page.context.new_page()
    page.clock.install()
    page.goto(f"{place.href}/edit")
    expect(page.locator("form.editor")).to_have_attribute("data-mode", writer.way)
    return Writer(page, writer.way)


def json_of(**facts: object) -> dict[str, object]:
    return {"status": 200, "content_type": "application/json", "body": json.dumps(facts)}


REASONS = {
    "something went wrong in the wiki": {"status": 500, "content_type": "text/html", "body": "<h1>no</h1>"},
    "the wiki answered something unexpected": {
        "status": 200,
        "content_type": "text/html",
        "body": "<h1>Sign in</h1>",
    },
    "the wiki received another text": json_of(sha256="0" * 64),
    "you are not signed in any more": {"status": 302, "headers": {"Location": "/login"}},
}
BROKEN = {"status": 200, "content_type": "application/json", "body": "{"}


def test_nothing_but_the_right_digest_counts_as_saved(writer: Writer, place: Place, watch) -> None:
    watch.allow("dialog (beforeunload)")
    answer: Callable[[Route], None] | None = None

    def route(route: Route) -> None:
        if answer is None or route.request.method != "POST":
            route.fallback()
        else:
            answer(route)

    writer.page.route("**/minutes/edit", route)
    writer.page.route("**/minutes/draft", route)
    writer.write("Two.")
    cases = [*REASONS.items(), ("the wiki answered something unexpected", BROKEN)]
    for number, (reason, fulfilled) in enumerate(cases):
        answer = lambda route, fulfilled=fulfilled: route.fulfill(**fulfilled)  # noqa: E731
        if number % 2:
            writer.later(RETRY_DUE)
        else:
            writer.page.keyboard.press("Control+s")
        expect(writer.state).to_have_text(f"NOT saved: {reason}")
    writer.page.evaluate(UNANSWERED)
    answer = lambda _route: None  # noqa: E731  nothing ever comes
    writer.later(RETRY_DUE)
    expect(writer.state).to_have_text("NOT saved: the wiki does not answer")
    writer.write("Three.")
    writer.holds("Three.")
    assert writer.copies() == ["Three."]
    assert (place.bodies(), place.drafts()) == (["One."], [])

    answer = lambda route: route.fulfill(status=500)  # noqa: E731  what a page sends when it goes must not help
    writer.page.reload()
    answer = None
    expect(writer.page.locator("#left")).to_contain_text("lies in this browser")
    writer.page.get_by_role("button", name="Restore it").click()
    writer.holds("Three.")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_contain_text("Draft saved at")
    assert (place.bodies(), place.drafts(), writer.copies()) == (["One."], ["Three."], [])
    writer.save()
    writer.page.wait_for_url("**/minutes?said=saved")
    assert (place.bodies(), place.drafts(), writer.copies()) == (["One.", "Three."], [], [])


def test_a_minute_without_the_network_loses_nothing_and_asks_one_thing_at_a_time(
    writer: Writer, place: Place
) -> None:
    asked: list[Request] = []
    writer.page.on(
        "request", lambda request: asked.append(request) if request.url.endswith("/draft") else None
    )
    writer.page.context.set_offline(True)
    writer.write("Two.")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_have_text("NOT saved: the wiki cannot be reached")
    for second in range(6):
        writer.write(f"Two and {second}.")
        writer.later(MINUTE // 6)
        expect(writer.state).to_have_text("NOT saved: the wiki cannot be reached")
    assert writer.copies() == ["Two and 5."]

    writer.page.context.set_offline(False)
    expect(writer.state).to_contain_text("Draft saved at")
    assert (place.drafts(), writer.copies()) == (["Two and 5."], [])

    held: list[Route] = []
    asked.clear()
    writer.page.route("**/minutes/draft", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks it
    writer.write("Three.")
    with writer.page.expect_request("**/minutes/draft"):
        writer.later(DRAFT_DUE)
    for word in ("Four.", "Five."):
        writer.write(word)
        writer.later(DRAFT_DUE)
        expect(writer.state).to_have_text("saving …")
    assert len(asked) == 1
    with writer.page.expect_response("**/minutes/draft"):
        held[0].continue_()
    writer.page.unroute("**/minutes/draft")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_contain_text("Draft saved at")
    assert place.drafts() == ["Five."]


def test_an_ended_session_asks_for_the_password_and_saves(writer: Writer, place: Place, anna) -> None:
    with place.live_server.world.sessions.writing() as session:
        auth.set_password(session, system(), anna.id, password.hashed("correct horse"))
    place.end_sessions()
    writer.write("Two.")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_have_text("NOT saved: you are not signed in any more")
    writer.holds("Two.")
    writer.save()
    dialog = writer.page.get_by_role("dialog")
    dialog.get_by_label("User name").fill("anna")
    dialog.get_by_label("Password").fill("wrong horse")
    dialog.get_by_role("button", name="Sign in and save").click()
    expect(dialog.get_by_role("alert")).to_have_text("Name or password is not right.")
    dialog.get_by_label("Password").fill("correct horse")
    dialog.get_by_role("button", name="Sign in and save").click()
    writer.page.wait_for_url("**/s/board/minutes?said=saved")
    assert place.bodies() == ["One.", "Two."]


def test_a_wiki_that_goes_and_comes_back_is_given_the_text(writer: Writer, place: Place, watch) -> None:
    watch.allow("dialog (beforeunload)")
    writer.write("Two.")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_contain_text("Draft saved at")
    place.live_server.stop()
    writer.write("Two and a half.")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_have_text("NOT saved: the wiki cannot be reached")
    assert place.drafts() == ["Two."]
    writer.page.route("**/draft", lambda route: route.abort())  # what a page sends when it goes must not help
    place.live_server.start()
    writer.page.reload()
    writer.page.unroute("**/draft")

    writer.holds("Two.")
    writer.page.get_by_role("button", name="Restore it").click()
    writer.holds("Two and a half.")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_contain_text("Draft saved at")
    assert place.drafts() == ["Two and a half."]


def test_two_windows_of_one_person_take_no_text_from_each_other(writer: Writer, place: Place, watch) -> None:
    watch.allow("dialog (beforeunload)")
    other = second(writer, place)
    writer.write("First.")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_contain_text("Draft saved at")

    other.write("Second.")
    other.later(DRAFT_DUE)
    expect(other.state).to_have_text(
        "NOT saved: You have newer text of this page in another window, and that is your draft now."
    )
    assert (place.drafts(), sorted(other.copies())) == (["First."], ["Second."])
    other.save()
    other.page.wait_for_url("**/minutes?said=saved")
    assert (place.bodies(), place.drafts()) == (["One.", "Second."], ["First."])

    writer.write("First of all.")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_contain_text("Draft saved at")
    writer.save()
    expect(writer.page.get_by_role("heading", level=1)).to_have_text("The page was changed meanwhile")
    assert (place.bodies(), place.drafts()[-1]) == (["One.", "Second."], "First of all.")


def test_a_page_that_moves_or_goes_meanwhile_keeps_its_writer(writer: Writer, place: Place, anna) -> None:
    world = place.live_server.world
    world.save(place.page_id, anna, "One.\n", 1, title="Protocol")
    writer.write("Two.")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_contain_text("Draft saved at")
    writer.page.keyboard.press("Control+s")
    expect(writer.state).to_have_text("All changes saved")
    assert place.bodies()[-1] == "Two."

    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, place.page_id)
    writer.write("Three.")
    writer.later(DRAFT_DUE)
    expect(writer.state).to_have_text("NOT saved: the page is gone, or not shared with you any more")
    writer.page.keyboard.press("Control+s")
    expect(writer.state).to_have_text("NOT saved: the page is gone, or not shared with you any more")
    writer.holds("Three.")
    assert (place.bodies()[-1], writer.copies()) == ("Two.", ["Three."])


def test_an_account_that_is_switched_off_hears_so_at_the_next_draft(
    writer: Writer, place: Place, anna
) -> None:
    world = place.live_server.world
    chief = world.person("chief", is_admin=True)
    world.grant(1, user_principal(chief.id), Right.MANAGE)
    with world.sessions.writing() as session:
        leaving.deactivate(session, chief.actor, anna.id)
    writer.write("Two.")
    writer.later(DRAFT_DUE)

    # Whoever has no account any more is spoken to in the browser's language.
    expect(writer.state).to_contain_text("NOT saved: Ihr Konto wurde abgeschaltet.")
    writer.holds("Two.")
    assert (place.drafts(), writer.copies()) == ([], ["Two."])
