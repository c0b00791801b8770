"""Unpublished pages: made, shared, moved, published; never told to others."""

import pytest
from sqlalchemy import func, select
from world import LIMITS, World

from wiki import worker
from wiki.access import policy
from wiki.access.models import AccessScope
from wiki.actor import SIGNED_IN, Right, group_principal, user_principal
from wiki.errors import Conflict, Forbidden, NotFound
from wiki.jobs import Workplace
from wiki.pages import publishing, queries, scoping, service, trash
from wiki.pages.changes import NewPage
from wiki.pages.models import Page, Revision


@pytest.fixture
def office(world: World):
    """A space where all write, with a page and, below it, an unpublished one of Anna's."""
    return furnish(world)


@pytest.fixture
def either_office(either_world: World):
    """The same on both databases."""
    return furnish(either_world)


def furnish(world: World) -> World:
    world.anna, world.bob = world.person("anna"), world.person("bob")
    world.adam = world.person("adam", is_admin=True)
    world.room = world.space("room", world.anna, {SIGNED_IN: Right.EDIT})
    world.top = world.page(world.room, world.anna, "Top", "[[Plan]]\n").page_id
    world.plan = unpublished(world, world.anna, "Plan", world.top)
    return world


def unpublished(world: World, who, title: str, parent_id: int | None = None) -> int:
    page = NewPage(world.room.id, title, "Heading for Xylo.\n", parent_id, is_unpublished=True)
    return service.create(world.sessions, who.actor, page, LIMITS).page_id


def readable(world: World, person) -> set[str]:
    with world.sessions.reading() as session:
        return {page.title for page in session.scalars(policy.allowed(Page, person.actor))}


def share(world: World, page_id: int, principal: str, right: Right = Right.READ) -> None:
    with world.sessions.writing() as session:
        publishing.share(session, world.anna.actor, page_id, principal, right)


def publish(world: World, who, page_id: int) -> int:
    with world.sessions.writing() as session:
        return publishing.publish(session, who.actor, page_id)


def row(world: World, page_id: int) -> Page:
    with world.sessions.reading() as session:
        return session.get_one(Page, page_id)


def test_an_unpublished_page_is_its_authors_alone_also_for_administrators(office: World) -> None:
    assert readable(office, office.anna) == {"Top", "Plan"}
    assert readable(office, office.bob) == readable(office, office.adam) == {"Top"}

    for stranger in (office.bob, office.adam):
        browser = office.browser(stranger)
        assert browser.get("/s/room/plan").status_code == 404
        for path in ("/s/room/top", "/recent", "/search?q=xylo", "/s/room/pages", "/s/room/top/delete"):
            text = browser.get(path).text
            assert "Heading" not in text, path
            assert "/s/room/plan" not in text, path
        assert 'class="missing"' in browser.get("/s/room/top").text
        assert "below it" not in browser.get("/s/room/top/delete").text


def test_who_may_not_write_at_a_place_makes_no_unpublished_page_there(office: World) -> None:
    closed = office.space("closed", office.anna, {user_principal(office.bob.id): Right.READ})
    page = NewPage(closed.id, "Mine", "x", is_unpublished=True)

    with pytest.raises(Forbidden):
        service.create(office.sessions, office.bob.actor, page, LIMITS)


def test_named_people_and_groups_see_it_until_they_are_taken_out(office: World) -> None:
    carl, eve = office.person("carl"), office.person("eve")
    group = office.group("board", carl)
    in_group = office.person("dora", groups=(group,))
    share(office, office.plan, user_principal(office.bob.id), Right.EDIT)
    share(office, office.plan, group_principal(group))

    assert "Plan" in readable(office, office.bob) & readable(office, in_group)
    assert "Plan" not in readable(office, eve) | readable(office, office.adam)
    office.save(office.plan, office.bob, "Bobs text.\n", 1)
    for act in (
        lambda session: publishing.share(session, office.bob.actor, office.plan, "user:1", Right.READ),
        lambda session: publishing.publish(session, office.bob.actor, office.plan),
    ):
        with pytest.raises(Forbidden), office.sessions.writing() as session:
            act(session)
    with office.sessions.writing() as session:
        publishing.unshare(session, office.anna.actor, office.plan, user_principal(office.bob.id))
    assert "Plan" not in readable(office, office.bob)
    with pytest.raises(Conflict, match="last_manager"), office.sessions.writing() as session:
        publishing.unshare(session, office.anna.actor, office.plan, user_principal(office.anna.id))


def test_published_it_has_the_rights_of_its_place_with_what_was_made_below(either_office: World) -> None:
    office = either_office
    lower = unpublished(office, office.anna, "Lower", office.plan)
    scope_id = row(office, lower).scope_id
    assert scope_id == row(office, office.plan).scope_id
    browser = office.browser(office.bob)
    before = browser.get("/s/room/top")

    assert publish(office, office.anna, lower) == 2

    assert readable(office, office.bob) == {"Top", "Plan", "Lower"}
    after = browser.get("/s/room/top", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert 'class="missing"' not in after.text
    assert "Heading for Xylo" in browser.get("/s/room/plan").text
    assert browser.get("/recent").text.index("Plan") < browser.get("/recent").text.index("Top")
    with office.sessions.reading() as session:
        assert session.scalar(select(func.count()).where(AccessScope.id == scope_id)) == 0
        head = queries.head(session, office.bob.actor, office.plan)
        assert (head.number, head.kind, head.body) == (2, "publish", "Heading for Xylo.\n")
    office.save(office.plan, office.bob, "Bobs text.\n", 1)
    with pytest.raises(Conflict, match="is_published"):
        publish(office, office.anna, office.plan)


def test_nobody_publishes_where_he_may_not_write_any_more(office: World) -> None:
    mine = unpublished(office, office.bob, "Mine")
    office.revoke(office.room.scope_id, SIGNED_IN)

    with pytest.raises(Conflict, match="no_right_there"):
        publish(office, office.bob, mine)
    with pytest.raises(NotFound):
        publish(office, office.adam, mine)


def test_a_move_neither_publishes_nor_hides(either_office: World) -> None:
    office = either_office
    share(office, office.plan, user_principal(office.bob.id))
    lower = unpublished(office, office.anna, "Lower", office.plan)
    lowest = unpublished(office, office.anna, "Lowest", lower)
    with pytest.raises(Conflict, match="below_unpublished"), office.sessions.writing() as session:
        service.move(session, office.anna.actor, office.top, office.room.id, office.plan)
    other = office.page(office.room, office.anna, "Other").page_id
    with pytest.raises(Conflict, match="below_unpublished"), office.sessions.writing() as session:
        service.move(session, office.anna.actor, other, office.room.id, office.plan)

    form = {"title": "Lower", "space": "room", "parent": row(office, other).public_id}
    browser = office.browser(office.anna)
    moved = browser.send("/s/room/lower/move", **form)
    assert moved.headers["Location"].startswith("/s/room/lower?said=moved")
    stepped = browser.send("/s/room/lowest/place", step="out", **{"from": "lower", "shown": "lowest"})
    assert stepped.status_code == 200

    assert readable(office, office.adam) == {"Top", "Other"}
    assert readable(office, office.bob) == {"Top", "Other", "Plan", "Lower", "Lowest"}
    scopes = [row(office, one).scope_id for one in (lower, lowest, office.plan)]
    assert len(set(scopes)) == 3
    assert publish(office, office.anna, office.plan) == 1
    assert "Lower" not in readable(office, office.adam)


def test_below_an_unpublished_page_of_somebody_else_it_is_published_with_that(office: World) -> None:
    own = unpublished(office, office.bob, "Own")
    share(office, office.plan, user_principal(office.bob.id), Right.EDIT)
    with office.sessions.writing() as session:
        service.move(session, office.bob.actor, own, office.room.id, office.plan)
    assert "Own" not in readable(office, office.anna)

    with pytest.raises(Conflict, match="parent_unpublished"):
        publish(office, office.bob, own)

    publish(office, office.anna, office.plan)
    assert publish(office, office.bob, own) == 1


def test_deleting_the_page_above_leaves_it_unpublished(office: World) -> None:
    with office.sessions.writing() as session:
        assert trash.discard(session, office.bob.actor, office.top) == 1

    assert row(office, office.plan).parent_id is None
    assert readable(office, office.adam) == set()
    with office.sessions.writing() as session:
        trash.discard(session, office.anna.actor, office.plan)
    assert office.browser(office.adam).get("/trash").text.count("Plan") == 0
    assert "Plan" in office.browser(office.anna).get("/trash").text


def test_it_is_in_nobodys_way_by_its_name(either_office: World) -> None:
    office = either_office
    browser = office.browser(office.bob)

    other = office.page(office.room, office.bob, "Plan", "Bobs.\n")

    assert other.slug == "plan"
    assert 'class="missing"' not in browser.get("/s/room/top").text
    assert row(office, office.plan).slug.startswith("plan-")
    renamed = office.page(office.room, office.bob, "Former", "x\n").page_id
    user = office.page(office.room, office.bob, "User", "[[Former]]\n").page_id
    service.rename(office.sessions, office.bob.actor, renamed, "Present", LIMITS)
    hidden = unpublished(office, office.anna, "Former")
    service.rename(office.sessions, office.anna.actor, office.plan, "Former", LIMITS)
    assert row(office, hidden).slug.startswith("former-")
    assert browser.get("/s/room/former").headers["Location"] == "/s/room/present"
    with office.sessions.reading() as session:
        assert queries.head(session, office.bob.actor, user).number == 1


def test_no_text_tells_of_it_when_pages_are_copied_moved_or_called_as_it_was(either_office: World) -> None:
    office = either_office
    browser = office.browser(office.bob)
    office.space("bobs", office.bob)
    former = unpublished(office, office.anna, "Former")
    secret = office.page(office.room, office.anna, "Secret").page_id
    with office.sessions.writing() as session:
        scoping.restrict(session, office.anna.actor, secret, {user_principal(office.anna.id): Right.MANAGE})
    service.rename(office.sessions, office.anna.actor, former, "Later", LIMITS)
    text = "[[Plan]] [a](plan) [[Former]] [[Nothing]]\n"
    office.page(office.room, office.bob, "Probe", text + "[[Secret]]\n")

    browser.send("/s/room/new", title="Former", body="Bobs.\n", parent="")
    own = public_id(browser.get("/s/room/former"))
    assert browser.get("/s/room/probe/raw").text == text + "[[Secret]]\n"
    assert 'href="/s/room/former"' in browser.get("/s/room/probe").text

    linked = text.replace("[[Former]]", f"[[/p/{own}|Former]]")
    browser.send("/s/room/probe/copy", title="Copy", space="bobs", parent="")
    assert browser.get("/s/bobs/copy/raw").text == linked + "[[Secret]]\n"
    browser.send("/s/room/probe/move", title="Probe", space="bobs", parent="")
    worker.step_slowly(Workplace(office.sessions, office.app.blobs, office.settings))
    assert browser.get("/s/bobs/probe/raw").text.startswith(linked)


def test_what_the_mover_may_not_edit_stays_behind_in_its_space(either_office: World) -> None:
    office = either_office
    office.space("bobs", office.bob)
    secret = office.page(office.room, office.anna, "Secret", parent_id=office.top).page_id
    deeper = office.page(office.room, office.anna, "Deeper", parent_id=secret).page_id
    open_page = office.page(office.room, office.anna, "Open", parent_id=office.top).page_id
    lost = office.page(office.room, office.anna, "Lost", parent_id=open_page).page_id
    with office.sessions.writing() as session:
        for page_id in (secret, lost):
            grants = {user_principal(office.anna.id): Right.MANAGE}
            scoping.restrict(session, office.anna.actor, page_id, grants)
        trash.discard(session, office.anna.actor, lost)

    office.browser(office.bob).send("/s/room/top/move", title="Top", space="bobs", parent="")

    assert row(office, open_page).space_id == row(office, office.top).space_id != office.room.id
    places = {page_id: row(office, page_id) for page_id in (secret, office.plan, deeper, lost)}
    assert {one.space_id for one in places.values()} == {office.room.id}
    assert {page_id: one.parent_id for page_id, one in places.items()} == {
        secret: None, office.plan: None, deeper: secret, lost: None
    }  # fmt: skip
    anna = office.browser(office.anna)
    assert "Secret" in anna.get("/s/room/pages").text
    assert anna.send(f"/trash/{places[lost].public_id}/restore").status_code == 303
    assert anna.get("/s/room/lost").status_code == 200


def test_its_copy_is_unpublished_too(office: World) -> None:
    browser = office.browser(office.anna)
    assert "Plan" in browser.get("/s/room/plan/copy").text

    made = browser.send("/s/room/plan/copy", title="Second plan", space="room", parent="")

    assert made.status_code == 303
    assert "Second plan" in readable(office, office.anna)
    assert "Second plan" not in readable(office, office.adam) | readable(office, office.bob)


def test_the_history_before_stays_with_those_who_see_the_page(office: World) -> None:
    office.save(office.plan, office.anna, "Second.\n", 1)
    with office.sessions.reading() as session:
        seen = select(func.count()).select_from(policy.allowed(Revision, office.bob.actor).subquery())
        assert session.scalar(seen) == 1
    publish(office, office.anna, office.plan)
    assert "Version 1" in office.browser(office.bob).get("/s/room/plan/history").text


def test_it_is_made_shared_and_published_on_screens(world: World) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    for number in range(25):
        world.person(f"bobby{number:02}")
    group = world.group("Bobsledders", bob)
    world.space("room", anna, {SIGNED_IN: Right.EDIT})
    browser, bobs = world.browser(anna), world.browser(bob)
    assert 'name="unpublished" value="1" checked' not in browser.get("/s/room/new").text
    assert 'name="unpublished" value="1" checked' in browser.get("/s/room/new?unpublished=1").text

    form = {"title": "Plan", "body": "Words.\n", "base_revision": "0", "unpublished": "1"}
    browser.send("/s/room/draft", **form)
    draft = browser.get("/drafts").text.partition('href="/drafts/')[2][:12]
    assert 'name="unpublished" value="1" checked' in browser.get(f"/drafts/{draft}").text
    made = browser.send("/s/room/new", **form, draft=draft)
    assert made.headers["Location"] == "/s/room/plan?said=created-unpublished"
    page = browser.get("/s/room/plan")
    assert "Not published: only you see this page." in page.text
    assert 'class="unpublished">Plan<span class="aural"> (not published)</span>' in page.text
    assert (
        "Not published, like the page above it" in browser.get(f"/s/room/new?parent={public_id(page)}").text
    )
    assert "only you" in browser.get("/drafts").text

    assert "Bobsledders" in browser.get("/s/room/plan/readers?q=bob").text
    assert "There may be more." in browser.get("/s/room/plan/readers?q=bob").text
    assert "Nobody else has" in browser.get("/s/room/plan/readers?q=zz").text
    path = "/s/room/plan/readers"
    assert browser.send(path, principal="signed-in", right="READ").status_code == 422
    assert browser.send(path, principal="user:999", right="READ").status_code == 422
    assert browser.send(path, principal=user_principal(bob.id), right="OWN").status_code == 422
    assert browser.send(path, principal=user_principal(anna.id), right="").status_code == 409
    assert browser.send(path, principal=group_principal(group), right="READ").status_code == 303
    assert browser.send(path, principal=user_principal(bob.id), right="READ").status_code == 303
    assert browser.send(path, principal=group_principal(group), right="").status_code == 303
    shared = bobs.get("/s/room/plan").text
    assert "Who sees this page: Anna, Bob" in shared
    assert "/readers" not in shared
    assert "Plan" in bobs.get("/drafts").text
    assert bobs.get(path).status_code == bobs.send("/s/room/plan/publish", confirmed="1").status_code == 403

    assert "Publish this page?" in browser.send("/s/room/plan/publish", confirmed="").text
    done = browser.send("/s/room/plan/publish", confirmed="1")
    assert done.headers["Location"] == "/s/room/plan?said=published"
    assert "Not published" not in bobs.get("/s/room/plan").text
    assert bobs.get("/s/room/plan/history").text.count('class="badge ">published<') == 1
    assert "/s/room/plan" in bobs.get("/recent?kind=new").text
    assert "Unpublished pages" not in browser.get("/drafts").text
    assert browser.send("/s/room/plan/publish", confirmed="1").status_code == 409
    assert "decide who sees it" in browser.get(path).text


def public_id(page) -> str:
    return page.text.partition("/p/")[2][:12]
