"""Nothing leads away from the wiki."""

import re

import pytest
from world import World

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
def test_signing_in_leads_to_a_page_of_ours(world: World, target: str) -> None:
    from datetime import timedelta

    from sqlalchemy import select

    from wiki.auth import password, service
    from wiki.auth.models import Credential

    anna = world.person("anna")
    with world.sessions.writing() as session:
        if session.scalar(select(Credential).where(Credential.user_id == anna.id)) is None:
            service.set_password(
                session, anna.actor, anna.id, password.hashed("a long password 7")
            ) if hasattr(service, "set_password") else pytest.skip("passwords are set elsewhere")
    assert timedelta
    browser = world.browser()
    form = browser.get("/login", query_string={"next": target}).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]

    answer = browser.post(
        "/login", data={"csrf_token": token, "login": "anna", "password": "a long password 7", "next": target}
    )

    assert answer.status_code in {303, 422}
    location = answer.headers.get("Location", "/")
    assert re.match(r"/(?![/\\])", location)
    assert "evil" not in location.partition("?")[0].replace("/%0d", "") or location.startswith("/")
    assert "Set-Cookie: x" not in str(answer.headers)


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
def test_no_address_leads_away(world: World, path: str) -> None:
    answer = world.browser().open("/", environ_overrides={"PATH_INFO": path})

    assert answer.status_code in {301, 302, 303, 307, 308, 404}
    assert "//evil" not in answer.headers.get("Location", "").removeprefix("http://localhost")
