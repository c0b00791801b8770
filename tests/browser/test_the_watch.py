"""The watch itself, on a small site with the wiki's own policy: what it must see, and what it must let pass."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wiki.web.headers import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.browser

SHELL = '<!doctype html><html lang="de"><head><title>Seite</title><link rel="icon" href="/icon"></head><body>{}</body></html>'
PAGES = {
    "/good": (200, "<main><h1>Seite</h1><p>Text</p></main>"),
    "/missing": (404, "<main><h1>Nicht gefunden</h1></main>"),
    "/bare": (200, '<div><img src="/icon"></div>'),
    "/inline": (200, '<main><h1 style="color: red">Seite</h1></main>'),
    "/script": (200, '<main><h1>Seite</h1></main><script src="/script.js"></script>'),
    "/absent": (200, '<main><h1>Seite</h1></main><script src="/none.js"></script>'),
    "/asking": (200, '<main><h1>Seite</h1></main><script src="/asking.js"></script>'),
    "/throwing": (200, '<main><h1>Seite</h1></main><script src="/throwing.js"></script>'),
}
SCRIPTS = {
    "/script.js": "document.body.innerHTML = '<p>x</p>'",
    "/asking.js": "document.title = confirm('Sicher?') ? 'ja' : 'nein'",
    "/throwing.js": "throw new Error('kaputt')",
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path in PAGES:
            status, body = PAGES[self.path]
            self.answer(status, "text/html; charset=utf-8", SHELL.format(body))
        elif self.path in SCRIPTS:
            self.answer(200, "text/javascript", SCRIPTS[self.path])
        elif self.path == "/icon":
            self.answer(200, "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>')
        else:
            self.answer(404, "text/plain", "")

    def answer(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.handle_error = lambda *_: None  # a page that is closed while it loads
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_good_page_passes_in_every_look_and_axe_finds_nothing(each_page, site, axe, watch):
    each_page.goto(f"{site}/good")
    assert axe(each_page) == []
    assert watch.problems == []


def test_a_page_that_answers_404_is_no_problem_in_itself(page, site, watch):
    page.goto(f"{site}/missing")
    assert watch.problems == []


def test_axe_names_rule_and_element(page, site, axe):
    page.goto(f"{site}/bare")
    assert [line for line in axe(page) if line.startswith("image-alt (critical) img: ")]


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/inline", "CSP style-src-attr blocked inline"),
        ("/script", "CSP require-trusted-types-for blocked trusted-types-sink"),
        ("/absent", "Failed to load resource"),
        ("/asking", "dialog (confirm): Sicher?"),
        ("/throwing", "thrown: kaputt"),
    ],
)
def test_what_no_page_should_do_is_seen(page, site, watch, path, word):
    page.goto(site + path)
    for _ in range(100):  # Chromium tells of a violation when the page is already there
        seen = [line for line in watch.problems if word in line]
        if seen:
            break
        page.wait_for_timeout(50)
    watch.allow("")  # else this test fails as it should anywhere else
    assert seen


def test_a_dialog_is_accepted_only_when_the_test_allows_it(open_page, site, watch):
    first, second = open_page(), open_page()
    first.goto(f"{site}/asking")
    watch.allow("dialog (confirm)")
    second.goto(f"{site}/asking")
    assert (first.title(), second.title()) == ("nein", "ja")


def test_a_page_can_be_read_without_script(open_page, site):
    page = open_page(390, script=False)
    page.goto(f"{site}/script")
    assert page.inner_text("h1") == "Seite"
