"""The list of recent changes: its kinds, its pages, what it tells to whom."""

import re

from world import World

from wiki.access import service as access
from wiki.actor import SIGNED_IN, Right, system
from wiki.feeds import changes
from wiki.feeds.changes import Wanted
from wiki.pages import service, trash
from wiki.pages.changes import Change


def titles(html: bytes) -> list[str]:
    return re.findall(r'class="entry-title"[^>]*>([^<]+)<', html.decode())


def test_changes_are_narrowed_by_space_and_kind_and_paged_without_gaps(either_world: World) -> None:
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room, other = world.space("room", anna, {SIGNED_IN: Right.READ}), world.space("other", anna)
    plan = world.page(room, anna, "Plan")
    world.page(other, anna, "Elsewhere")
    world.save(plan.page_id, anna, "Two.\n", 1, summary="more words")
    world.save(plan.page_id, anna, "Three.\n", 2, is_minor=True)
    service.rename(world.sessions, anna.actor, plan.page_id, "Road", world.limits)
    world.attach(plan.page_id, anna, "a.txt", b"one")
    gone, parent = world.page(room, anna, "Gone"), world.page(room, anna, "Above")
    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, gone.page_id)
        service.move(session, anna.actor, plan.page_id, room.id, parent.page_id)
    hers, his = world.browser(anna), world.browser(bob)

    assert titles(hers.get("/recent?kind=edits").data) == ["Road"]
    assert titles(hers.get("/recent?kind=edits&minor=1").data) == ["Road", "Road"]
    assert titles(hers.get("/recent?kind=new&space=room").data) == ["Above", "Road"]
    assert titles(hers.get("/recent?kind=moved").data) == ["Road", "Road"]
    assert b"file: a.txt" in hers.get("/recent?kind=files").data
    assert titles(hers.get("/recent?kind=deleted").data) == ["Gone"]
    assert titles(hers.get("/recent?space=other").data) == ["Elsewhere"]
    assert b"There are no such changes." in hers.get("/recent?space=other&kind=files").data
    assert titles(his.get("/recent?kind=deleted").data) == []
    assert titles(his.get("/recent?space=other").data) == []

    with world.sessions.reading() as session:
        everything = changes.latest(session, anna.actor, Wanted(with_minor=True))
        paged, before = [], None
        while found := changes.latest(session, anna.actor, Wanted(with_minor=True), before, 2):
            paged += found
            before = changes.place(str(found[-1].place))
    assert paged == everything
    assert len(everything) == 9
    assert hers.get("/recent?before=nonsense").status_code == 200
    assert changes.place("9" * 18 + ".0.a.1") is None


def test_readers_without_history_see_the_latest_only(world: World) -> None:
    from sqlalchemy import update

    from wiki.access.models import AccessScope

    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    page = world.page(room, anna, "Plan")
    world.save(page.page_id, anna, "Two.\n", 1, summary="second")
    for content in (b"one", b"two"):
        world.attach(page.page_id, anna, "a.txt", content)
    with world.sessions.writing() as session:
        session.execute(update(AccessScope).values(has_history=False))
        access.moved(session, room.scope_id)

    with world.sessions.reading() as session:
        seen = changes.latest(session, bob.actor, Wanted())
        hers = changes.latest(session, anna.actor, Wanted())

    assert [(change.kind, change.number) for change in seen] == [("file", 2), ("edit", 2)]
    assert len(hers) == 4


def test_changes_of_the_wiki_itself_are_minor(world: World) -> None:
    anna = world.person("anna")
    page = world.page(world.space("room", anna), anna, "Plan")
    change = Change("Two.\n", 1, kind="system")
    service.save(world.sessions, system(), page.page_id, change, world.limits)

    with world.sessions.reading() as session:
        assert [one.kind for one in changes.latest(session, anna.actor, Wanted())] == ["new"]
