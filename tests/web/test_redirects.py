"""Nothing leads away from the wiki."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from world import World

from wiki.auth import destinations, password, service

EVIL = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "\t//evil.example",
    "/%0d%0aSet-Cookie:x=1",
    "javascript:alert(1)",
    "/\t/evil.example",
    "http:///evil.example",
    "/..//evil.example",
    "",
    "evil.example",
]


@pytest.mark.parametrize("target", EVIL)
def test_a_destination_after_signing_in_is_a_page_of_ours(target: str) -> None:
    local = destinations.local(target)

    assert local.startswith("/")
    assert urlsplit(urljoin("http://localhost/login", local)).netloc == "localhost"
    assert not set(local) & set("\\\r\n\t")


@pytest.mark.requirement("V3.7.2 Signing in leads to no other site")
def test_signing_in_leads_to_no_other_site(world: World) -> None:
    anna = world.person("anna")
    with world.sessions.writing() as session:
        service.set_password(session, anna.actor, anna.id, password.hashed("a long password 7"))
    browser = world.browser()
    form = browser.get("/login?next=//evil.example").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
    fields = {"csrf_token": token, "login": "anna", "password": "a long password 7", "next": "//evil.example"}

    answer = browser.post("/login", data=fields)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("tail", ["", "?next=//evil.example", "/history", "/raw?x=//evil", "/edit"])
def test_an_old_address_leads_to_the_new_one(world: World, tail: str) -> None:
    anna = world.person("anna")
    page = world.page(world.space("room", anna), anna, "Old")
    world.save(page.page_id, anna, "Text.\n", 1, title="Fresh")

    answer = world.browser(anna).get("/s/room/old" + tail)

    assert answer.status_code == 301
    assert answer.headers["Location"] == "/s/room/fresh" + tail


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/s//evil.example",
        "//evil.example/%2e%2e",
        "/s/room//evil.example",
        "/p//evil.example",
        "/s/evil.example%2F..",
        "/\\evil.example",
    ],
)
@pytest.mark.requirement("V3.7.2 No address of the wiki leads to another site")
def test_no_address_leads_away(world: World, path: str) -> None:
    answer = world.browser().open("/", environ_overrides={"PATH_INFO": path})

    assert answer.status_code in {301, 302, 303, 307, 308, 404}
    assert "//evil" not in answer.headers.get("Location", "").removeprefix("http://localhost")
