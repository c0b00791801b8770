"""The log tells what happened and where, with the request's number, and never what people wrote."""

import json
import logging
import re
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError
from world import World

from wiki import logs
from wiki.app import create_app
from wiki.serve import web_server

CANARY = "kolibri"


@pytest.fixture(autouse=True)
def _the_log_of_other_tests():
    yield
    logs.install("text")


@pytest.mark.requirement("V14.2.4 V16.2.5 The log holds neither secrets nor people's words")
def test_a_run_over_many_routes_leaves_no_word_of_anybody_in_the_log(settings, capsys, monkeypatch):
    world = World(replace(settings, log="json"))
    anna = world.person("anna", is_admin=True)
    room = world.space("raum", anna)
    page = world.page(room, anna, f"Titel {CANARY}", f"Text {CANARY}\n")
    world.attach(page.page_id, anna, f"{CANARY}.txt", b"Inhalt")
    token, browser, slug = world.api_token(anna), world.browser(anna), f"titel-{CANARY}"

    def fail():
        raise IntegrityError(
            f"insert {CANARY}", {"title": CANARY}, Exception(f"Key (slug)=({CANARY}) exists")
        )

    monkeypatch.setitem(world.app.view_functions, "home.markdown_help", fail)
    for path in (
        "/",
        f"/s/raum/{slug}",
        f"/s/raum/{slug}/edit",
        f"/s/raum/{slug}/history",
        f"/s/raum/{CANARY}",
        f"/search?q={CANARY}",
        f"/raum/{CANARY}",
        "/recent",
        "/admin/users",
        f"/admin/users?q={CANARY}",
        f"/feeds/{CANARY}/all",
        f"/setup/{CANARY}",
        f"/password/{CANARY}",
        f"/help/markdown?{CANARY}",
    ):
        browser.get(path)
    browser.send("/login", name=CANARY, password=CANARY)
    browser.send("/s/raum/new", title=f"{CANARY} zwei", body=CANARY)
    browser.open(f"/s/raum/{CANARY}", method=CANARY.upper(), headers={"X-Request-Id": CANARY})
    browser.get("/recent", headers={"Authorization": f"Bearer {token}", "User-Agent": CANARY})
    shown = capsys.readouterr().err
    world.close()

    lines = [json.loads(line) for line in shown.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    (fault,) = [line for line in lines if line["level"] == "error"]
    assert len(requests) == 18
    assert CANARY not in shown.lower()
    assert token not in shown
    assert browser.token not in shown
    assert fault["event"] == "home.markdown_help answered 500"
    assert fault["error"] == "IntegrityError (Exception)"
    assert any(place.endswith(" fail") for place in fault["places"])
    assert fault["request"] in [line["request"] for line in requests if line["status"] == 500]
    assert {"time", "level", "from", "event", "request", "method", "route", "status", "ms"} == set(
        requests[0]
    )


def test_every_answer_carries_its_own_number(world):
    client = world.browser()

    numbers = [client.get(path).headers["X-Request-Id"] for path in ("/", "/nowhere", "/healthz", "/")]

    assert len(set(numbers)) == 4
    assert all(re.fullmatch("[0-9a-f]{16}", number) for number in numbers)


def test_as_text_errors_are_told_without_their_words_and_requests_not_at_all(world, capsys, monkeypatch):
    def fail():
        raise OSError(22, "Invalid argument", f"/home/{CANARY}")

    monkeypatch.setitem(world.app.view_functions, "home.markdown_help", fail)
    capsys.readouterr()

    world.browser().get("/recent")
    number = world.browser().get("/help/markdown").headers["X-Request-Id"]

    shown = capsys.readouterr().err
    assert shown.splitlines()[0].endswith(
        f"ERROR wiki.web.errors: home.markdown_help answered 500 request={number}"
    )
    assert shown.splitlines()[-1].strip() == "OSError (22: Invalid argument)"
    assert CANARY not in shown


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (
            IntegrityError("x", {}, type("Violation", (Exception,), {"sqlstate": "23505"})("kolibri")),
            "IntegrityError (23505)",
        ),
        (IntegrityError("x", {}, Exception("database is locked")), "IntegrityError (database is locked)"),
        (ValueError("kolibri"), "ValueError"),
    ],
)
def test_an_error_is_told_by_its_kind_and_number(error, shown):
    assert logs.described(error) == shown


def test_what_the_web_server_quotes_of_a_request_is_left_out(capsys):
    logs.install("json")
    server = logging.getLogger("gunicorn.error")
    monkey = server.propagate
    server.propagate = True
    try:
        server.warning("Invalid request from ip=127.0.0.1: Invalid HTTP request line: 'kolibri'")
        server.error("Error handling request %s", "/s/kolibri?q=kolibri")
    finally:
        server.propagate = monkey

    events = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert events == ["Invalid request from ip=127.0.0.1", "Error handling request"]


def test_the_web_server_writes_json_only_when_asked_to(settings):
    assert (
        "--logger-class=wiki.server_log.JsonLogger" in web_server(replace(settings, log="json"), 3, 1).command
    )
    assert not [word for word in web_server(settings, 3, 1).command if "logger-class" in word]
    create_app(settings).sessions.dispose()
