"""Chromium for the tests in this folder: pages in several looks, watched for whatever a user would not want.

A test takes `page` (1280 wide), `narrow_page` (390), `each_page` (runs in every look) or `open_page(…)`. It fails when
a page breaks its content security policy, logs an error, throws, or opens a dialog; `watch.allow("…")` before the
act names what the test provokes on purpose. `axe(page)` returns what axe-core finds.

The server comes from `live_server` (live_server.py says how to sign in); these fixtures know no address.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from axe_core_python.base import AXE_FILE_PATH
from live_server import live_server  # noqa: F401  a fixture
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Response,
    expect,
    sync_playwright,
)

MISSING = "Chromium is missing: sudo apt install chromium"
# The shell first: the same engine without the windows of a desktop, which cost more than the pages in them.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
TIMEOUT_MILLISECONDS = 15_000

WIDE, NARROW = 1280, 390
HEIGHTS = {WIDE: 900, NARROW: 844}

# WCAG 2.2 AA and the practices that axe adds; what only a person can judge is left out.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]})
    .then(found => found.violations.flatMap(one => one.nodes.map(
        node => `${one.id} (${one.impact}) ${node.target.join(" ")}: ${one.help}`)))"""
REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation", event => console.error(
    `CSP ${event.effectiveDirective} blocked ${event.blockedURI || event.sample} at ${event.sourceFile}`))"""


@dataclass
class Watch:
    """Collects what no page should do. Lines that contain an allowed word are left out."""

    lines: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def allow(self, word: str) -> None:
        """Let pass what contains `word`; an allowed dialog is accepted, any other is dismissed."""
        self.allowed.append(word)

    @property
    def problems(self) -> list[str]:
        return [line for line in self.lines if not any(word in line for word in self.allowed)]

    def follow(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.lines.append(f"{page.url}: thrown: {error}"))
        page.on("dialog", self._on_dialog)
        page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 409 is logged like a missing script; that alone is no mistake.
        place = message.location.get("url", "")
        is_refused_page = message.text.startswith("Failed to load resource") and place in self.refused
        if message.type == "error" and not is_refused_page:
            self.lines.append(f"{place}: console: {message.text}")

    def _on_dialog(self, dialog: Dialog) -> None:
        line = f"dialog ({dialog.type}): {dialog.message}"
        self.lines.append(line)
        if any(word in line for word in self.allowed):
            dialog.accept()
        else:
            dialog.dismiss()

    def _on_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.status >= 400:
            self.refused.add(response.url)


def attached(page: Page) -> None:
    """Wait until the page's scripts hear what a test does; `page.goto` has done so."""
    if page.evaluate("document.querySelector('script[type=module]') !== null"):
        page.locator("html[data-attached]").wait_for(state="attached")


# Package: Playwright keeps an event loop running in this thread, which tests of other folders could not bear.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    expect.set_options(timeout=TIMEOUT_MILLISECONDS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, headless=True, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def contexts() -> list[BrowserContext]:
    """What the test opened; each holds cookies and storage of its own."""
    return []


@pytest.fixture
def open_page(
    browser: Browser, watch: Watch, contexts: list[BrowserContext]
) -> Iterator[Callable[..., Page]]:
    """Open pages, each in a context (cookies, storage) of its own; further words go to `new_context`.

    Who signs in there by `live_server.sign_in` writes Markdown in the plain field, unless `visual` says otherwise.
    """

    def open_page(
        width: int = WIDE, *, dark: bool = False, script: bool = True, visual: bool = False, **options: object
    ) -> Page:
        settings = {"locale": "de-DE", "timezone_id": "Europe/Berlin", **options}
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, HEIGHTS[WIDE])},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
            **settings,
        )
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("page", watch.follow)  # windows that a page opens are watched too
        page = context.new_page()
        page.writes_in = "visual" if visual else "plain"
        if not script:
            return page
        goto = page.goto

        def arrive(*place: object, **how: object) -> Response | None:
            response = goto(*place, **how)
            attached(page)
            return response

        page.goto = arrive
        return page

    yield open_page
    for context in contexts:
        context.close()
    if watch.problems:
        pytest.fail("The browser complained:\n" + "\n".join(watch.problems), pytrace=False)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page(WIDE)


@pytest.fixture
def narrow_page(open_page: Callable[..., Page]) -> Page:
    return open_page(NARROW)


@pytest.fixture(params=[(WIDE, False), (NARROW, False), (WIDE, True)], ids=["wide", "narrow", "dark"])
def each_page(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    width, dark = request.param
    return open_page(width, dark=dark)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Return a function that gives one line for each element that axe-core objects to."""
    source = AXE_FILE_PATH.read_text(encoding="utf-8")

    def violations(page: Page) -> list[str]:
        page.evaluate(source)
        return page.evaluate(AXE_RUN, AXE_TAGS)

    return violations
