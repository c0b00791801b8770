"""Each status has its page in the reader's language, and problem+json for programs (RFC 9457)."""

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from world import World

from wiki import errors

CASES = [
    (errors.NotFound(), 404, "not_found"),
    (errors.Forbidden(right="EDIT"), 403, "forbidden"),
    (errors.SignInRequired(), 404, "sign_in_required"),
    (errors.CrossSite(reason="origin"), 400, "cross_site"),
    (errors.Conflict(reason="circle"), 409, "conflict"),
    (errors.Invalid("title", "empty"), 422, "invalid"),
    (errors.TooLarge(limit=1024), 413, "too_large"),
    (errors.TooCostly(), 422, "too_costly"),
    (errors.RateLimited(retry_after=30), 429, "rate_limited"),
    (errors.Unavailable(reason="write_queue"), 503, "unavailable"),
    (OSError(28, "No space left on device"), 507, "storage_full"),
    (OSError(5, "I/O"), 503, "input_output"),
    (OSError(30, "Read-only file system"), 503, "read_only"),
    (OSError(2, "No such file"), 500, "fault"),
    (OperationalError("x", {}, Exception("database is locked")), 503, "unavailable"),
    (OperationalError("x", {}, Exception("database or disk is full")), 507, "storage_full"),
    (OperationalError("x", {}, Exception("attempt to write a readonly database")), 503, "read_only"),
    (OperationalError("x", {}, Exception("database disk image is malformed")), 503, "damaged"),
    (OperationalError("x", {}, psycopg.errors.QueryCanceled("statement timeout")), 503, "unavailable"),
    (OperationalError("x", {}, psycopg.errors.DiskFull("no space")), 507, "storage_full"),
    (OperationalError("x", {}, Exception("no such table")), 500, "fault"),
    (PoolTimeout(), 503, "unavailable"),
    (RuntimeError("secret words"), 500, "fault"),
]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("error", "status", "code"), CASES, ids=lambda one: str(one)[:30])
def test_an_error_has_its_status_and_page(world: World, monkeypatch, error, status, code, language) -> None:
    def fail():
        raise error

    monkeypatch.setitem(world.app.view_functions, "search.results", fail)
    client = world.browser()

    page = client.get("/search", headers={"Accept": "text/html", "Accept-Language": language})
    problem = client.get("/search", headers={"Accept": "application/json"})

    assert page.status_code == problem.status_code == status
    assert page.content_type.startswith("text/html")
    assert f'lang="{language}"' in page.text
    assert "<main" in page.text
    assert problem.content_type == "application/problem+json"
    assert problem.json["status"] == status
    assert problem.json["code"] == code
    assert ("request_id" in problem.json) is (status >= 500)
    assert "secret words" not in page.text + problem.text
    if status in {429, 503}:
        assert int(page.headers["Retry-After"]) > 0


def test_what_is_wrong_with_the_disk_stands_on_every_screen_until_something_is_saved(world: World) -> None:
    anna = world.person("anna")
    page, browser = world.page(world.space("room", anna), anna, "Plan"), world.browser(anna)
    sentence = "the disk of the wiki is full"
    known = browser.get("/s/room/plan")
    with pytest.raises(OSError), world.sessions.writing():
        raise OSError(28, "No space left on device")

    shown = browser.get("/s/room/plan", headers={"If-None-Match": known.headers["ETag"]})
    world.save(page.page_id, anna, "There is room again.\n", 1)
    again = browser.get("/s/room/plan")

    assert sentence not in known.text
    assert shown.status_code == 200
    assert sentence in shown.text
    assert sentence not in again.text


def test_a_script_of_ours_gets_problems_as_json(world: World) -> None:
    answer = world.browser().get("/s/none/none", headers={"Accept": "text/html", "X-Requested-With": "fetch"})

    assert answer.content_type == "application/problem+json"


def test_a_visitor_is_offered_to_sign_in_wherever_nothing_is_found(world: World) -> None:
    anna = world.person("anna")
    world.page(world.space("room", anna), anna, "Plan")
    hidden, nothing = world.browser().get("/s/room/plan"), world.browser().get("/s/room/nope")

    assert hidden.status_code == nothing.status_code == 404
    assert 'name="next" value="/s/room/plan"' in hidden.text
    assert hidden.text.replace("plan", "nope").count("\n") == nothing.text.count("\n")
    assert 'name="next"' not in world.browser(anna).get("/s/room/nope").text


@pytest.mark.parametrize(
    "path",
    [
        "/s/room/%00",
        "/%00",
        "/search?q=%00",
        "/search?q=a&skip=99999999999999999999",
        "/s/room/plan/rev/99999999999999999999",
        "/s/room/plan/history?before=99999999999999999999",
        "/recent?before=99999999999999999999",
        "/p/%00",
        "/s/room/plan/diff?from=-99999999999999999999&to=99999999999999999999",
        "/s/room/pages?after=%ff%fe",
        "/s/room/tree?parent=%00",
        "/s/%F0%9F%92%A9/x",
        "/s/room/" + "x" * 5000,
        "/search?q=" + "%25" * 500,
        "/admin/audit?before=99999999999999999999",
    ],
)
def test_strange_addresses_are_no_fault(either_world: World, path: str) -> None:
    anna = either_world.person("anna", is_admin=True)
    either_world.page(either_world.space("room", anna), anna, "Plan")

    assert either_world.browser(anna).get(path).status_code < 500
