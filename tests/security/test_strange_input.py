"""Whatever a program sends is answered as what it is; nothing of it is a fault of the wiki (ASVS 16.5)."""

import pytest
from world import World

from wiki.actor import Right

HUGE = "9" * 30
LONGER_THAN_PYTHON_READS = "9" * 5000


@pytest.fixture
def room(either_world: World):
    anna = either_world.person("anna", is_admin=True)
    room = either_world.space("room", anna, {"signed-in": Right.EDIT})
    page = either_world.page(room, anna, "Plan")
    either_world.save(page.page_id, anna, "Other text.\n", 1)
    browser = either_world.browser(anna)
    browser.seen = either_world.stamp(room)
    return browser


def test_a_number_that_no_column_holds_is_no_fault(room) -> None:
    paths = [
        f"/search?q=a&skip={HUGE}",
        f"/search?q=a&skip=-{HUGE}",
        f"/recent?before={HUGE}",
        f"/recent?before=-{HUGE}",
        f"/admin/audit?before={HUGE}",
        f"/s/room/plan/history?before=-{HUGE}",
        f"/s/room/plan/diff?from=-{HUGE}",
        f"/s/room/plan/diff?to=-{HUGE}",
        f"/s/room/plan/rev/{LONGER_THAN_PYTHON_READS}",
    ]

    assert [path for path in paths if room.get(path).status_code >= 500] == []


@pytest.mark.requirement("V2.2.1 V2.2.2 Values are checked on the server")
def test_a_form_with_such_a_number_is_refused(room) -> None:
    answers = [
        answer.status_code
        for number in (HUGE, f"-{HUGE}", LONGER_THAN_PYTHON_READS)
        for answer in (
            room.send("/s/room/plan/restore", number=number),
            room.send("/s/room/rights", **{f"right:user:{number}": "READ", "seen": room.seen}),
            room.send("/spaces/new", name="New", key="fresh", who="groups", group=number),
        )
    ]

    assert set(answers) <= {404, 422}


def test_a_link_that_begins_like_a_broken_address_can_be_saved(room) -> None:
    text = "".join(f"[x]({target})\n" for target in ("/%2F%5Bbad", "%2F%2F%5B/x.md", "/%2f[::1"))

    previewed = room.send("/s/room/plan/preview", title="Plan", body=text)
    saved = room.send("/s/room/plan/edit", title="Plan", body=text, base_revision="2")

    assert (previewed.status_code, saved.status_code) == (200, 303)
    assert 'href="//' not in room.get("/s/room/plan").text


@pytest.mark.requirement("V2.2.1 Values that no field takes are refused")
def test_nul_and_giants_in_a_form_are_no_fault(room) -> None:
    asked = [
        ("/s/room/plan/move", "parent"),
        ("/s/room/plan/move", "space"),
        ("/s/room/new", "parent"),
        ("/s/room/new", "draft"),
        ("/s/room/draft", "title"),
        ("/s/room/draft", "draft"),
        ("/s/room/plan/draft", "title"),
        ("/s/room/settings", "name"),
        ("/s/room/settings", "home"),
        ("/admin/groups", "name"),
        ("/profile", "display_name"),
    ]
    form = {"title": "Plan", "body": "Text", "base_revision": "2", "name": "Name"}

    faults = [
        (path, field, value[:3])
        for path, field in asked
        for value in ("a\0b", "x" * 3000, "💩" * 260)
        if room.send(path, **{**form, field: value}).status_code >= 500
    ]

    assert faults == []


def test_an_origin_that_is_no_address_is_another_site(room) -> None:
    form = {"csrf_token": room.token}
    origins = ["http://[", "http://[::1", "null", "", "//", "https://", "\xff"]

    answers = [room.post("/profile", data=form, headers={"Origin": origin}).status_code for origin in origins]

    assert set(answers) == {400}


def test_no_host_is_not_the_origin_null(room) -> None:
    headers = {"Origin": "null", "Host": ""}

    assert room.post("/profile", data={"csrf_token": room.token}, headers=headers).status_code == 400


def test_escapes_in_properties_write_nothing_that_a_database_cannot_hold(either_world):
    anna = either_world.person("anna")
    saved = either_world.page(either_world.space("room", anna), anna)

    body = '---\ntags: ["a\\ud800", "\\0"]\n"k\\ud800": "\\0\\udfff"\nl: ["\\ud801"]\n---\n\ud800 [x\ud800](y\ud800)\n'
    either_world.save(saved.page_id, anna, body, 1)

    browser = either_world.browser(anna)
    for path in (
        "",
        "/edit",
        "/history",
        "/rev/2",
        "/blame",
        "/diff?from=1&to=2",
        "/diff?from=1&to=2&view=page",
    ):
        assert browser.get(f"/s/room/a-page{path}").status_code == 200
