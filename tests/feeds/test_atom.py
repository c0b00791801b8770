"""Feeds under a personal address: valid Atom, the person's rights, revocable."""

from xml.etree import ElementTree as ET

from sqlalchemy import select, update
from world import World

from wiki.actor import Right, user_principal
from wiki.feeds.models import FeedAddress
from wiki.users.models import User

ATOM = "{http://www.w3.org/2005/Atom}"


def address(browser) -> str:
    html = browser.get("/profile/feeds").data.decode()
    return "/feeds/" + html.partition("/feeds/")[2].partition("/")[0] if "recent.atom" in html else ""


def entries(answer) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in ET.fromstring(answer.data).iter(f"{ATOM}entry")]


def test_a_feed_reader_reads_what_its_person_may_read_until_the_address_is_revoked(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {user_principal(bob.id): Right.READ})
    page = world.page(room, anna, "Salt & <pepper>", "Secret text.\n")
    world.page(world.space("hers", anna), anna, "Diary")
    world.save(page.page_id, anna, "More.\n", 1, summary="a < b")
    his = world.browser(bob)
    assert address(his) == ""
    assert his.send("/profile/feeds").status_code == 303
    base = address(his)
    reader = world.browser()

    answer = reader.get(f"{base}/recent.atom")

    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.data)
    assert entries(answer) == ["Salt & <pepper>", "Salt & <pepper>"]
    assert b"Secret text" not in answer.data
    ids = [one.text for one in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == 3
    assert all(one.startswith("urn:uuid:") for one in ids)
    for name in ("title", "updated", "id"):
        assert feed.find(f"{ATOM}{name}") is not None
    assert all(entry.find(f"{ATOM}author/{ATOM}name").text == "Anna" for entry in feed.iter(f"{ATOM}entry"))
    assert "a < b" in feed.find(f"{ATOM}entry/{ATOM}summary").text
    again = reader.get(f"{base}/recent.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert len(entries(reader.get(f"{base}/s/room.atom"))) == 2
    assert len(entries(reader.get(f"{base}/p/{page.public_id}.atom"))) == 2
    assert reader.get(f"{base}/s/hers.atom").status_code == 404

    world.revoke(room.scope_id, user_principal(bob.id))
    assert entries(reader.get(f"{base}/recent.atom")) == []
    assert reader.get(f"{base}/p/{page.public_id}.atom").status_code == 404

    with world.sessions.writing() as session:
        session.execute(update(User).where(User.id == bob.id).values(is_active=False))
    assert reader.get(f"{base}/recent.atom").status_code == 404
    with world.sessions.writing() as session:
        session.execute(update(User).where(User.id == bob.id).values(is_active=True))
        assert base.encode() not in repr(session.scalars(select(FeedAddress.token_hash)).all()).encode()
    assert reader.get(f"{base}/recent.atom").status_code == 200
    assert his.send("/profile/feeds", page=page.public_id).location.endswith(page.public_id)
    assert reader.get(f"{base}/recent.atom").status_code == 404
    newer = address(his)
    assert newer not in {"", base}
    assert his.send("/profile/feeds/revoke").status_code == 303
    assert reader.get(f"{newer}/recent.atom").status_code == 404
    assert address(his) == ""


def test_neither_programs_nor_visitors_make_addresses_and_a_feed_address_opens_nothing_else(
    world: World,
) -> None:
    anna = world.person("anna")
    token = world.api_token(anna, Right.READ)
    headers = {"Authorization": f"Bearer {token}"}
    assert world.browser().get("/profile/feeds").status_code == 404
    assert world.browser().get("/profile/feeds", headers=headers).status_code == 404
    browser = world.browser(anna)
    browser.send("/profile/feeds")
    word = address(browser).removeprefix("/feeds/")

    assert world.browser().get("/recent", headers={"Authorization": f"Bearer {word}"}).data == (
        world.browser().get("/recent").data
    )
