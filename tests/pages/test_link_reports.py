"""Missing pages, pages that nothing links to, broken links; old names written anew; the glance at a page."""

import pytest
from sqlalchemy import select
from world import World

from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.db import now
from wiki.pages import link_reports, scoping
from wiki.pages.link_reports import Where
from wiki.pages.models import Draft, OutsideCheck, Revision


@pytest.fixture
def office(either_world: World) -> World:
    world = either_world
    world.anna, world.bob = world.person("anna"), world.person("bob")
    world.room = world.space("room", world.anna, {SIGNED_IN: Right.EDIT})
    return world


def everything(world: World, who, read, limit: int = 2) -> list:
    """The whole list, read in small pieces by its keys."""
    from wiki.access import policy

    with world.sessions.reading() as session:
        scopes, where = policy.scope_set(session, who.actor), Where(world.room.id, world.room.key)
        rows, after = [], ""
        while found := read(session, scopes, where, after, limit):
            rows += found
            after = getattr(found[-1], "place", None) or found[-1][2]
        return rows


def test_the_reports_count_what_the_reader_may_read(office: World) -> None:
    anna, bob, room = office.anna, office.bob, office.room
    plan = office.page(room, anna, "Plan", "# Plan\n\n## Steps {#old}\n")
    texts = {
        "One": "[[Missing]] [[Gone|x]] [[Plan#Steps]] [[Plan#old]] [[Plan#nothing]] ![](a.png) [f](b.pdf)\n",
        "Two": "[[room:missing]] [[Secret]] [x](/p/aaaaaaaaaaaa) [h](/help/markdown) [o](/old/place/thing) [[Plan#other]]\n",
        "Three": "[[Missing]] [[elsewhere:Thing]] https://dead.example/ https://old.example/\n",
    }
    pages = {title: office.page(room, anna, title, body) for title, body in texts.items()}
    office.attach(pages["One"].page_id, anna, "b.pdf", b"%PDF-1.4")
    secret = office.page(room, anna, "Secret", "[[Only here]] [[One]]\n")
    with office.sessions.writing() as session:
        scoping.restrict(session, anna.actor, secret.page_id, {user_principal(anna.id): Right.MANAGE})
        moment = now()
        for address, state, new in (
            ("https://dead.example/", "dead", None),
            ("https://old.example/", "moved", "https://new.example/"),
        ):
            session.add(
                OutsideCheck(address=address, state=state, moved_to=new, dead_since=moment, checked_at=moment, next_at=moment)
            )  # fmt: skip

    hers = everything(office, anna, link_reports.wanted)
    his = everything(office, bob, link_reports.wanted)
    assert [(one.slug, one.space_key, one.count) for one in hers] == [
        ("missing", None, 3),
        ("gone", None, 1),
        ("only-here", None, 1),
        ("thing", "elsewhere", 1),
    ]
    assert [(one.slug, one.count) for one in his] == [
        ("missing", 3),
        ("gone", 1),
        ("secret", 1),
        ("thing", 1),
    ]
    assert [title for title, _ in hers[0].users] == ["One", "Three", "Two"]

    assert [row[0] for row in everything(office, anna, link_reports.orphaned)] == ["Three", "Two"]
    assert [row[0] for row in everything(office, bob, link_reports.orphaned)] == ["One", "Three", "Two"]

    found = [(one.page_title, one.kind, one.text) for one in everything(office, bob, link_reports.broken)]
    assert found == [
        ("One", "heading", "nothing"),
        ("One", "file", "a.png"),
        ("Three", "dead", "https://dead.example/"),
        ("Three", "moved", "https://old.example/"),
        ("Two", "heading", "other"),
        ("Two", "page", "/p/aaaaaaaaaaaa"),
        ("Two", "page", "/old/place/thing"),
    ]

    browser = office.browser(bob)
    for kind in ("wanted", "orphaned", "broken", "nonsense"):
        assert browser.get(f"/s/room/pages/links?kind={kind}").status_code == 200
        assert browser.get(f"/s/room/pages/links?kind={kind}&after=9~x~9~x~x").status_code == 200
    assert "https://new.example/" in browser.get("/s/room/three/links").text
    assert "No link of this page is broken." in browser.get("/s/room/plan/links").text
    assert "/s/room/new?title=Missing" in browser.get("/s/room/pages/links").text
    assert plan.number == 1


def test_a_rename_offers_to_rewrite_the_texts_that_one_may_edit(office: World) -> None:
    world, anna, bob, room = office, office.anna, office.bob, office.room
    world.page(room, anna, "Plan", "Text.\n")
    using = world.page(
        room, anna, "Uses", "Über [[Plan]],\r\n[[Plan|so]] und [hier](plan#x).  \n\n`[[Plan]]`\n"
    )
    closed = world.page(room, anna, "Closed", "[[Plan]]\n")
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, closed.page_id, {user_principal(anna.id): Right.MANAGE})
    world.page(world.space("other", anna), anna, "Far", "[[room:Plan]]\n")
    hers = world.browser(anna)
    hers.send("/s/room/uses/draft", title="Uses", body="Meine Fassung\n", base_revision="1")

    renamed = hers.send("/s/room/plan/move", title="Road map", space="room", parent="")
    assert renamed.location == "/s/room/road-map/relink?said=renamed"
    preview = hers.get(renamed.location).text
    assert "Change 1 page" in preview
    assert '<h2><a href="/s/room/uses">' in preview
    assert '<h2><a href="/s/room/closed">' not in preview
    assert "Show them" in hers.get("/s/room/road-map/links").text
    assert hers.send("/s/room/road-map/relink").location == "/s/room/road-map?said=relinked"

    with world.sessions.reading() as session:
        head = session.scalars(
            select(Revision).where(Revision.page_id == using.page_id, Revision.number == 2)
        ).one()
        assert session.scalars(select(Draft.body)).all() == ["Meine Fassung\n"]
    assert head.body == (
        "Über [[Road map|Plan]],\r\n[[Road map|so]] und [hier](/s/room/road-map#x).  \n\n`[[Plan]]`\n"
    )
    assert (head.kind, head.is_minor, head.author_name) == ("system", True, "Anna")
    assert "No page that you may edit" in hers.get("/s/room/road-map/relink").text
    assert hers.get("/s/room/closed").text.count("/s/room/road-map") >= 1
    assert hers.send("/s/room/road-map/move", title="Way", space="room", parent="").status_code == 303
    assert world.browser(bob).get("/s/room/way/relink").status_code == 200
    world.grant(room.scope_id, SIGNED_IN, Right.READ)
    assert world.browser(bob).get("/s/room/way/relink").status_code == 403
    world.grant(room.scope_id, SIGNED_IN, Right.EDIT)
    edited = hers.send("/s/room/way/edit", title="Last", body="Text.\n", base_revision="3")
    assert edited.location == "/s/room/last/relink?said=saved"


def test_a_glance_shows_the_first_lines_to_whoever_may_read_them(office: World) -> None:
    world, room = office, office.room
    world.page(room, world.anna, "Plan", "# Plan\n\nThe **first** step.\n\n- and more\n")
    world.page(room, world.anna, "Long", "word " * 200)
    world.page(room, world.anna, "Empty", "")
    hidden = world.space("hidden", world.anna)
    world.page(hidden, world.anna, "Secret", "Words.\n")
    browser = world.browser(world.bob)

    answer = browser.get("/s/room/plan/glance")

    assert "The first step.\nand more" in answer.text
    assert answer.text.count("Plan") == 1
    assert "<html" not in answer.text
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert browser.get("/s/room/plan/glance", headers=tag).status_code == 304
    assert "word …" in browser.get("/s/room/long/glance").text
    assert browser.get("/s/room/empty/glance").status_code == 200
    assert browser.get("/s/hidden/secret/glance").data == browser.get("/s/hidden/secret/glance").data
    assert browser.get("/s/hidden/secret/glance").status_code == 404
    assert browser.get("/s/room/nothing/glance").status_code == 404
