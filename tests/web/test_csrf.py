"""Requests that change something come from our own pages (ASVS 3.5.1): the table of what is let in."""

import pytest
from world import World

from wiki.web import csrf

OWN = "http://localhost"
TABLE = [  # headers, token, status
    ({}, "own", 303),
    ({"Origin": OWN, "Sec-Fetch-Site": "same-origin"}, "own", 303),
    ({"Sec-Fetch-Site": "none"}, "own", 303),
    ({"Origin": "https://evil.example"}, "own", 400),
    ({"Origin": "null"}, "own", 400),
    ({"Sec-Fetch-Site": "cross-site"}, "own", 400),
    ({"Sec-Fetch-Site": "same-site", "Origin": OWN}, "own", 400),
    ({"Origin": OWN, "Sec-Fetch-Site": "same-origin"}, "none", 400),
    ({"Origin": OWN}, "another's", 400),
    ({"Origin": OWN}, "visitor's", 400),
    ({"Origin": OWN}, "ümlaut", 400),
]


@pytest.mark.parametrize(("headers", "token", "status"), TABLE)
@pytest.mark.requirement("V3.5.1 Requests from other sites change nothing")
def test_the_table_of_what_is_let_in(world: World, headers, token: str, status: int) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    world.page(world.space("room", anna), anna, "Plan")
    browser, other = world.browser(anna), world.browser(bob)
    with world.app.test_request_context():
        visitors = csrf.token()
    sent = {"own": browser.token, "none": "", "another's": other.token, "visitor's": visitors}.get(
        token, token
    )

    answer = browser.post("/s/room/plan/delete", data={"csrf_token": sent}, headers=headers)

    assert answer.status_code == status
    assert (browser.get("/s/room/plan").status_code == 404) is (status == 303)


def test_scripts_send_the_token_as_a_header(world: World) -> None:
    anna = world.person("anna")
    world.page(world.space("room", anna), anna, "Plan")
    browser = world.browser(anna)

    assert browser.post("/s/room/plan/delete", headers={"X-CSRF-Token": browser.token}).status_code == 303


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.requirement("V3.5.1 V3.5.2 Each changing request carries its token")
def test_every_changing_method_needs_the_token(world: World, method: str) -> None:
    anna = world.person("anna")

    assert world.browser(anna).open("/profile", method=method).status_code == 400


def test_a_program_with_a_token_needs_no_form_token_but_a_dead_one_is_nobody(world: World) -> None:
    anna = world.person("anna")
    world.page(world.space("room", anna), anna, "Plan")
    token = world.api_token(anna)
    browser = world.browser(anna)  # a cookie beside a wrong token does not help

    wrong = browser.post("/s/room/plan/delete", headers={"Authorization": "Bearer wrong"})
    right = world.browser().post("/s/room/plan/delete", headers={"Authorization": f"Bearer {token}"})

    assert wrong.status_code == 404
    assert right.status_code == 303


def test_a_visitors_token_is_signed(world: World) -> None:
    client = world.browser()
    with world.app.test_request_context():
        good = csrf.token()

    assert client.post("/login", data={"csrf_token": good, "login": "x", "password": "y"}).status_code == 422
    assert client.post("/login", data={"csrf_token": "x" + good[1:], "login": "x"}).status_code == 400
    assert client.post("/login", data={"login": "x"}).status_code == 400
