"""Share links as managers make them and guests use them: exactly one page or subtree, until it is taken back."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from world import World

from wiki import audit
from wiki.access.models import ShareLink
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.admin.models import Setting
from wiki.counters import SETTINGS, bump
from wiki.db import now
from wiki.pages import scoping, service, trash
from wiki.pages.models import Page, StoredRendering
from wiki.sharing import requests
from wiki.sharing.models import AccessRequest
from wiki.spaces import closing

TEXT = (
    "See [[Below]], [[Beside]], [[Nowhere]], [x](/s/room/beside) and [the plan](plan.txt).\n\n"
    "![](picture.png) ![](/files/{elsewhere}/secret.png)\n\n{{{{children}}}}\n"
)


class Office:
    """A room with a page to share, what lies below and what lies beside."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.anna = world.person("anna")
        self.room = world.space("room", self.anna, {SIGNED_IN: Right.EDIT})
        self.top = world.page(self.room, self.anna, "Top secret")
        beside = world.page(self.room, self.anna, "Beside", "Not shared.\n")
        elsewhere = world.attach(beside.page_id, self.anna, "secret.png", b"\x89PNG\r\n\x1a\nsecret")
        text = TEXT.format(elsewhere=elsewhere.public_id)
        self.page = world.page(self.room, self.anna, "Offer", text, self.top.page_id)
        self.below = world.page(self.room, self.anna, "Below", "Deeper.\n", self.page.page_id)
        self.plan = world.attach(self.page.page_id, self.anna, "plan.txt", b"the plan")
        self.other_file = elsewhere
        world.attach(self.page.page_id, self.anna, "picture.png", b"\x89PNG\r\n\x1a\npicture")
        self.browser = world.browser(self.anna)

    def share(self, **fields: str) -> str:
        values = {"name": "Customer", "days": "30", "reach": "subtree", "password": "", **fields}
        answer = self.browser.send("/s/room/offer/share", **values)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.text.partition("/share/")[2].partition('"')[0]

    def guest(self, token: str):
        """A browser that opened the link, and the beginning of its addresses."""
        browser = self.world.browser()
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        entered = browser.get(f"/share/{token}")
        assert entered.status_code == 303
        return browser, entered.location


def test_a_guest_reads_the_subtree_and_nothing_else(either_world: World, caplog) -> None:
    caplog.set_level(logging.DEBUG, "wiki")
    office = Office(either_world)
    token = office.share()
    browser, base = office.guest(token)
    with either_world.sessions.writing() as session:
        session.execute(delete(StoredRendering))  # the text is rendered anew where none is kept

    entered = either_world.browser().get(f"/share/{token}")
    assert token not in entered.location
    cookie = entered.headers["Set-Cookie"]
    assert f"Path={base}" in cookie
    assert "HttpOnly" in cookie
    page = browser.get(base)
    assert page.status_code == 200
    assert page.headers.getlist("Referrer-Policy") == ["no-referrer"]
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert f'href="{base}{office.below.public_id}">Below' in page.text
    assert f'src="{base}files/' in page.text
    assert page.text.count('class="missing"') == 3
    for hidden in ("Anna", "Top secret", '"/s/', "/files/" + office.other_file.public_id, token, "/search"):
        assert hidden not in page.text
    below = browser.get(f"{base}{office.below.public_id}")
    assert "Deeper." in below.text
    assert f'href="{base}{office.page.public_id}"' in below.text
    plan = browser.get(f"{base}files/{office.plan.public_id}/plan.txt", buffered=True)
    assert (plan.data, plan.headers["Cache-Control"]) == (b"the plan", "private, no-cache")
    assert plan.headers.getlist("Referrer-Policy") == ["no-referrer"]
    refused = [
        *(f"{base}{one}" for one in (office.top.public_id, "nothing", "password/x")),
        f"{base}files/{office.other_file.public_id}/secret.png",
        f"{base}files/{office.plan.public_id}/plan.txt?v=1&page=1",
        "/shared/nothing/",
        "/share/nothing",
        "/s/room/offer",
        f"/p/{office.page.public_id}",
        f"/files/{office.plan.public_id}/plan.txt",
    ]
    assert [browser.get(path).status_code for path in refused] == [404] * len(refused)
    assert [either_world.browser().get(path).status_code for path in (base, base + "x")] == [404, 404]
    with either_world.sessions.reading() as session:
        link = session.scalars(select(ShareLink)).one()
        assert token not in repr(vars(link))
        told = session.scalars(
            select(audit.AuditEntry).where(audit.AuditEntry.action == "share.create")
        ).one()
        assert token not in repr(told.facts)
    assert token not in caplog.text
    alone, own = office.guest(office.share(reach="page"))
    assert alone.get(own).status_code == 200
    assert alone.get(f"{own}{office.below.public_id}").status_code == 404
    assert alone.get(base).status_code == 404  # the cookie of the other link is not sent there
    alone.set_cookie("share", token, path=own)
    assert alone.get(own).status_code == 404  # nor good for this one


def test_it_closes_at_once_for_page_and_files(world: World) -> None:
    office = Office(world)
    anna = office.anna.actor
    browser, base = office.guest(office.share())
    own = {user_principal(office.anna.id): Right.MANAGE}

    def opens() -> list[int]:
        paths = (base, f"{base}files/{office.plan.public_id}/plan.txt", f"{base}{office.below.public_id}")
        return [browser.get(path, buffered=True).status_code for path in paths]

    def write(change):
        with world.sessions.writing() as session:
            return change(session)

    assert opens() == [200, 200, 200]
    write(lambda s: scoping.restrict(s, anna, office.below.page_id, own))
    assert opens() == [200, 200, 404]
    write(lambda s: scoping.release(s, anna, office.below.page_id))
    write(lambda s: scoping.restrict(s, anna, office.top.page_id, own))
    assert opens() == [404, 404, 404]
    assert "rests" in office.browser.get("/s/room/offer/share").text
    write(lambda s: scoping.release(s, anna, office.top.page_id))
    assert opens() == [200, 200, 200]
    write(lambda s: service.move(s, anna, office.below.page_id, office.room.id, office.top.page_id))
    assert opens() == [200, 200, 404]
    write(lambda s: service.move(s, anna, office.below.page_id, office.room.id, office.page.page_id))
    write(lambda s: trash.discard(s, anna, office.page.page_id))
    assert opens() == [404, 404, 404]
    write(lambda s: trash.restore(s, anna, s.get_one(Page, office.page.page_id)))
    write(lambda s: closing.archive(s, anna, office.room.id))
    assert opens() == [200, 200, 200]
    write(lambda s: closing.reopen(s, anna, "room"))
    write(lambda s: s.execute(update(ShareLink).values(expires_at=now() - timedelta(seconds=1))))
    assert opens() == [404, 404, 404]
    write(lambda s: s.execute(update(ShareLink).values(expires_at=now() + timedelta(days=1))))
    assert opens() == [200, 200, 200]
    write(lambda s: s.add(Setting(name="allows_shares", value=False)))
    write(lambda s: bump(s, SETTINGS))
    assert opens() == [404, 404, 404]
    assert "does not allow share links" in office.browser.get("/s/room/offer/share").text
    values = {"name": "Other", "days": "30", "reach": "page", "password": ""}
    assert office.browser.send("/s/room/offer/share", **values).status_code == 403
    write(lambda s: s.execute(update(Setting).where(Setting.name == "allows_shares").values(value=True)))
    write(lambda s: bump(s, SETTINGS))
    assert opens() == [200, 200, 200]
    listed = office.browser.get("/share-links").text
    revoke = listed.partition('action="/s/room/offer/share/')[2].partition('"')[0]
    assert office.browser.send(f"/s/room/offer/share/{revoke}").status_code == 303
    assert opens() == [404, 404, 404]
    assert "Customer" not in office.browser.get("/share-links").text
    assert "revoked" in office.browser.get("/s/room/offer/share").text
    with world.sessions.reading() as session:
        actions = [row.action for row in session.scalars(select(audit.AuditEntry))]
        assert [one for one in actions if one.startswith("share.")] == ["share.create", "share.revoke"]


def test_whoever_moves_a_page_to_other_rights_is_told_that_its_links_end(world: World) -> None:
    office = Office(world)
    closed = world.page(office.room, office.anna, "Closed")
    own = {user_principal(office.anna.id): Right.MANAGE}
    with world.sessions.writing() as session:
        scoping.restrict(session, office.anna.actor, closed.page_id, own)
    with world.sessions.reading() as session:
        beside, closed_id = (
            session.scalars(select(Page.public_id).where(Page.slug == slug)).one()
            for slug in ("beside", "closed")
        )
    office.share()
    office.share(reach="page")

    def moved(parent: str) -> str:
        answer = office.browser.send("/s/room/offer/move", title="Offer", space="room", parent=parent)
        assert answer.status_code == 303
        return office.browser.get(answer.location).text

    bob = world.browser(world.person("bob")).get("/s/room/offer/move").text
    asked = office.browser.send(
        "/s/room/offer/place", **{"from": "top-secret", "below": "closed"}
    ).get_json()["ask"]

    assert "2 share links open this page or pages below it." in bob
    assert asked.endswith(
        "Move it there? 2 share links then open nothing any more. If you want to go on sharing, make new ones afterwards."
    )
    assert "share link" not in moved(beside)
    assert "the share links from before open nothing any more" in moved(closed_id)
    assert "share link" not in office.browser.get("/s/room/offer/move").text


def test_purging_the_page_takes_its_links_along(either_world: World) -> None:
    office, bob = Office(either_world), either_world.person("bob")
    adam = either_world.person("adam", is_admin=True)
    office.share()
    with either_world.sessions.writing() as session:
        requests.ask(session, bob.actor, "/s/room/offer", "Need it")
        session.execute(update(AccessRequest).values(page_id=office.page.page_id))
        trash.discard(session, office.anna.actor, office.page.page_id)

    with either_world.sessions.writing() as session:
        trash.purge(session, adam.actor, session.get_one(Page, office.page.page_id))

    with either_world.sessions.reading() as session:
        assert session.scalars(select(ShareLink)).all() == []
        assert session.scalars(select(AccessRequest)).all() == []


def test_the_password_is_asked_once_and_guessing_is_slowed(world: World) -> None:
    office = Office(world)
    browser, base = office.guest(office.share(password="correct horse"))

    asked = browser.get(base)
    assert "has a password" in asked.text
    # "no-referrer" would make browsers send the form with a null Origin, which is refused.
    assert asked.headers.getlist("Referrer-Policy") == ["same-origin"]
    assert "Offer" not in asked.text
    assert browser.get(f"{base}{office.below.public_id}").status_code == 404
    assert browser.get(f"{base}files/{office.plan.public_id}/plan.txt").status_code == 404
    token = asked.text.partition('name="csrf_token" value="')[2].partition('"')[0]

    def tries(password: str):
        return browser.post(f"{base}password", data={"csrf_token": token, "share_password": password})

    wrong = tries("wrong horse")
    assert (wrong.status_code, "not right" in wrong.text) == (422, True)
    assert tries("correct horse").location == base
    assert "Deeper" in browser.get(f"{base}{office.below.public_id}").text
    stranger, other = office.guest(office.share(password="another horse"))
    held = browser.get_cookie("share", path=base).value.partition("~")[2]
    own = stranger.get_cookie("share", path=other).value
    stranger.set_cookie("share", f"{own}~{held}", path=other)
    assert "has a password" in stranger.get(other).text  # one proof is good for one link
    codes = [tries(f"wrong horse {number}").status_code for number in range(12)]
    assert codes[0] == 422
    assert codes[-1] == 429


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"days": "0"},
        {"days": "36500"},
        {"days": "x"},
        {"password": "short"},
    ],
)
def test_a_form_that_does_not_fit_comes_back(world: World, fields: dict[str, str]) -> None:
    office = Office(world)
    values = {"name": "Customer", "days": "30", "reach": "page", "password": "", **fields}

    answer = office.browser.send("/s/room/offer/share", **values)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    with world.sessions.reading() as session:
        assert session.scalars(select(ShareLink)).all() == []


def test_only_who_manages_the_page_shares_it(world: World) -> None:
    office = Office(world)
    bob = world.browser(world.person("bob"))
    office.share()
    values = {"name": "Mine", "days": "30", "reach": "page", "password": ""}

    assert bob.get("/s/room/offer/share").status_code == 403
    assert bob.send("/s/room/offer/share", **values).status_code == 403
    assert "Customer" not in bob.get("/share-links").text
    assert world.browser().get("/share-links").status_code == 404
    with world.sessions.reading() as session:
        public_id = session.scalars(select(ShareLink.public_id)).one()
    assert bob.send(f"/s/room/offer/share/{public_id}/revoke").status_code == 403
    assert office.browser.send(f"/s/room/beside/share/{public_id}/revoke").status_code == 404
    with world.sessions.writing() as session:
        scoping.withhold(session, office.anna.actor, office.below.page_id)
    refused = office.browser.send("/s/room/below/share", **values)
    assert (refused.status_code, "Publish it first" in refused.text) == (409, True)
