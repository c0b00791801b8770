"""Every answer carries the headers: each route, and 304, 404, 405, 413, 500 and static files as well."""

import pytest
from asking import all_surfaces
from hiding import hide
from world import SECRET, World

from wiki.settings import Settings

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
GUESTS = ("/share/", "/shared/")  # the address is the secret


def check(answer) -> None:
    """The headers of any answer."""
    guests = {"Referrer-Policy": "no-referrer"} if answer.request.path.startswith(GUESTS) else {}
    for name, value in {**ALWAYS, **guests}.items():
        assert answer.headers.getlist(name) == [value], (answer.request.path, name)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert (
        "unsafe" not in policy or answer.request.path == "/embed/diagram"
    )  # sandboxed, see wiki/embed/views.py
    assert "Permissions-Policy" in answer.headers
    assert "Cache-Control" in answer.headers or answer.request.path.startswith("/static/")
    assert "Access-Control-Allow-Origin" not in answer.headers
    if answer.data and answer.status_code != 304:
        assert "charset=utf-8" in answer.headers["Content-Type"] or not answer.headers[
            "Content-Type"
        ].startswith("text/")


@pytest.mark.slow
@pytest.mark.requirement(
    "V3.4.2 V3.4.3 V3.4.4 V3.4.5 V3.4.6 V4.1.1 Every route answers with the headers, and to no other origin"
)
def test_every_route_answers_with_them(world: World) -> None:
    made = hide(world, "restricted subtree")
    browser, visitor = world.browser(made.anna), world.browser()
    for surface in all_surfaces().values():
        for ask in surface(made.targets[0][0]):
            for answer in (browser.get(ask.path, buffered=True), visitor.get(ask.path, buffered=True)):
                check(answer)
                assert "Set-Cookie" not in answer.headers or answer.request.path == "/login"
            if ask.form:
                check(visitor.post(ask.path, data={}, buffered=True))


@pytest.mark.requirement("V3.4.4 V3.4.5 V3.4.6 Errors carry the headers, too")
def test_answers_without_a_page_carry_them(world: World) -> None:
    anna = world.person("anna")
    world.page(world.space("room", anna), anna, "Plan")
    browser = world.browser(anna)
    tag = browser.get("/s/room/plan").headers["ETag"]

    answers = {
        304: browser.get("/s/room/plan", headers={"If-None-Match": tag}),
        404: browser.get("/s/room/none"),
        405: browser.delete("/s/room/plan", headers={"X-CSRF-Token": browser.token}),
        413: browser.send("/s/room/plan/edit", body="x" * 40_000_000),
        400: browser.post("/s/room/plan/edit"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        check(answer)
    assert answers[405].headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answers[304].data == b""


@pytest.mark.requirement("V13.4.2 V16.5.1 A fault tells its number and nothing else")
def test_a_fault_carries_them_and_tells_its_number_only(world: World, monkeypatch, caplog) -> None:
    anna = world.person("anna")
    monkeypatch.setitem(world.app.view_functions, "search.results", lambda: 1 / 0)

    answer = world.browser(anna).get("/search?q=canary-in-the-address")

    assert answer.status_code == 500
    check(answer)
    number = caplog.records[-1].getMessage().rpartition(" ")[2]
    assert number in answer.text
    assert "ZeroDivision" not in answer.text
    assert "canary-in-the-address" not in caplog.records[-1].getMessage()


def test_static_files_are_kept_for_ever_under_their_hash_only(world: World) -> None:
    client = world.browser()
    href = world.app.extensions["assets"].href("werkbuch.css")

    kept, old, missing = (
        client.get(href),
        client.get("/static/0/werkbuch.css"),
        client.get("/static/0/../wiki/app.py"),
    )

    assert "immutable" in kept.headers["Cache-Control"]
    assert old.data == kept.data
    assert b"/*" not in kept.data
    assert old.headers["Cache-Control"] == "no-cache"
    assert missing.status_code == 404
    for answer in (kept, old, missing):
        check(answer)
    packed = client.get(href, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(kept.data)


@pytest.mark.parametrize("base_url", ["https://wiki.example.org", ""])
@pytest.mark.requirement("V3.4.1 Over https browsers are told to stay with it")
def test_https_brings_its_own_headers_and_cookie(tmp_path, migrated_database, base_url: str) -> None:
    import shutil

    settings = Settings(data_dir=tmp_path, secret_key=SECRET, base_url=base_url)
    shutil.copy(migrated_database, settings.sqlite_path)
    world = World(settings)

    headers = world.browser().get("/login").headers

    assert ("Strict-Transport-Security" in headers) is bool(base_url)
    assert ("Cross-Origin-Opener-Policy" in headers) is bool(base_url)
    assert settings.cookie_name == ("__Host-sid" if base_url else "sid")
    world.close()
