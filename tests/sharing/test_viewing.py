"""Looking at the wiki as somebody else: what both may read, read only, marked, logged, and over by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from world import World

from wiki import audit
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.auth.models import LoginSession
from wiki.db import now
from wiki.favourites import service as favourites
from wiki.pages import drafts
from wiki.pages.changes import Change
from wiki.sharing import viewing
from wiki.users.models import User
from wiki.web import context, gate

BANNER = "You see the wiki as: "


def public_id(world: World, user_id: int) -> str:
    with world.sessions.reading() as session:
        return session.scalars(select(User.public_id).where(User.id == user_id)).one()


def entries(world: World) -> list[tuple[str, str]]:
    with world.sessions.reading() as session:
        rows = session.scalars(select(audit.AuditEntry).order_by(audit.AuditEntry.id)).all()
        return [(row.action, row.target) for row in rows if row.action.startswith("view.")]


def test_both_see_it_or_it_is_not_there_also_with_hot_caches(either_world: World) -> None:
    world = either_world
    anna, bob = world.person("anna", is_admin=True), world.person("bob")
    carl = world.person("carl")
    shared = world.space("shared", anna, {SIGNED_IN: Right.EDIT})
    closed, bobs = world.space("closed", anna), world.space("bobs", bob)
    open_page = world.page(shared, anna, "Open page", "See [[closed:Secret plan]] and ![](plan.txt)\n")
    secret = world.page(closed, anna, "Secret plan", "Nobody else.\n")
    file = world.attach(secret.page_id, anna, "plan.txt", b"plan")
    world.page(bobs, bob, "Bobs page")
    with world.sessions.writing() as session:
        drafts.keep(session, bob.actor, open_page.page_id, Change("A draft of Bob.\n", 1))
        favourites.set_page(session, bob.actor, open_page.page_id, is_favourite=True)
    browser, other = world.browser(anna), world.browser(bob)
    addresses = ["/", "/s/shared/", "/s/shared/open-page", "/s/closed/secret-plan", "/recent", "/tags/"]
    mine = {path: browser.get(path) for path in addresses}
    for path in addresses:
        other.get(path)

    began = browser.send("/view-as", who=f"user:{public_id(world, bob.id)}", next="/s/shared/open-page")

    assert (began.status_code, began.location) == (303, "/s/shared/open-page")
    tag = mine["/s/shared/open-page"].headers["ETag"]
    page = browser.get("/s/shared/open-page", headers={"If-None-Match": tag})
    assert page.status_code == 200
    assert BANNER + "Bob" in page.text
    assert 'class="missing"' in page.text
    assert [word for word in ("/edit", "has had a draft", "Favourites") if word in page.text] == []
    assert (
        browser.get("/s/shared/open-page", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    )
    hidden = ["/s/closed/secret-plan", f"/files/{file.public_id}/plan.txt", "/s/closed/", "/no/such/route"]
    assert [browser.get(path).status_code for path in hidden] == [404] * len(hidden)
    assert "Secret plan" not in browser.get("/search?q=secret").text
    assert browser.get("/s/shared/open-page/raw").status_code == 200
    for path in ("/", "/recent", "/s/shared/", "/view-as"):
        shown = browser.get(path).text
        assert BANNER in shown, path
        assert "Secret plan" not in shown
        assert "A draft of Bob" not in shown

    refused = [
        browser.send("/s/shared/open-page/edit", body="x", base_revision="1"),
        browser.send("/view-as", who=f"user:{public_id(world, carl.id)}"),
        *(
            browser.get(path)
            for path in ("/drafts", "/favourites", "/profile", "/admin/", "/s/shared/rights")
        ),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert "end the view first" in refused[0].text
    assert BANNER in refused[0].text
    assert browser.get("/drafts", headers={"Accept": "application/json"}).get_json()["status"] == 403
    assert BANNER not in other.get("/s/shared/open-page").text

    with world.sessions.writing() as session:  # rights and groups of now, at once
        session.execute(update(User).where(User.id == bob.id).values(is_active=False))
    assert browser.get("/s/shared/open-page").status_code == 404
    ended = browser.send("/view-as/end", next="/s/closed/secret-plan")
    assert ended.location == "/s/closed/secret-plan"
    assert browser.get("/s/closed/secret-plan").status_code == 200
    assert BANNER not in browser.get("/s/shared/open-page").text
    again = browser.get("/s/shared/open-page", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, BANNER in again.text) == (200, False)
    assert entries(world) == [("view.start", user_principal(bob.id)), ("view.end", user_principal(bob.id))]


def test_a_manager_sees_no_more_than_before_and_others_may_not(world: World, monkeypatch) -> None:
    anna, mia, bob = world.person("anna"), world.person("mia", is_admin=True), world.person("bob")
    mine, theirs = world.space("mine", anna), world.space("theirs", mia)
    world.page(mine, anna, "Mine")
    world.page(theirs, mia, "Theirs")
    group = world.group("Workshop", bob)
    world.grant(mine.scope_id, f"group:{group}", Right.READ)
    browser = world.browser(anna)

    assert world.browser(bob).get("/view-as").status_code == 403
    assert world.browser(bob).send("/view-as", who="signed-in").status_code == 403
    assert world.browser().get("/view-as").status_code == 403
    token = {"Authorization": f"Bearer {world.api_token(anna)}"}
    assert (
        world.app.test_client().post("/view-as", data={"who": "signed-in"}, headers=token).status_code == 403
    )
    assert "Workshop" in browser.get("/view-as?q=mia").text
    assert browser.get(f"/view-as?who=user:{public_id(world, mia.id)}").text.count("> Mia<") == 1
    assert browser.get("/view-as?who=user:nothing").status_code == 404

    browser.send("/view-as", who=f"user:{public_id(world, mia.id)}")
    assert browser.get("/s/theirs/theirs").status_code == 404
    assert browser.get("/s/mine/mine").status_code == 200
    browser.send("/view-as/end")
    browser.send("/view-as", who="signed-in")
    assert browser.get("/s/mine/mine").status_code == 404
    assert BANNER + "Everyone signed in" in browser.get("/").text

    late = now() + viewing.LASTS + timedelta(seconds=1)
    monkeypatch.setattr(context, "now", lambda: late)
    assert browser.get("/s/mine/mine").status_code == 200
    assert BANNER not in browser.get("/").text
    with world.sessions.writing() as session:
        session.execute(update(LoginSession).values(viewing_until=now()))
        viewing.end_overdue(session)
    assert entries(world)[-1] == ("view.end", SIGNED_IN)


def test_what_is_shown_meanwhile_are_routes_that_exist(world: World) -> None:
    reading = {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in rule.methods}

    assert reading >= gate.SHOWN


@pytest.mark.parametrize("word", ["", "user:", "group:nothing", "user:1", "share:1", "nobody"])
def test_nobody_looks_as_something_that_is_not_there(world: World, word: str) -> None:
    anna = world.person("anna", is_admin=True)

    assert world.browser(anna).send("/view-as", who=word).status_code == 404
