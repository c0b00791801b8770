"""To the trash and back, on both databases."""

import pytest
from sqlalchemy import func, select
from world import LIMITS, World

from wiki.actor import Right, user_principal
from wiki.attachments.models import Attachment, FileVersion
from wiki.audit import AuditEntry
from wiki.db import now
from wiki.errors import Conflict, Forbidden, NotFound
from wiki.pages import past_inserting, renderings, scoping, service, trash
from wiki.pages.changes import NewPage
from wiki.pages.inserting import NewEntry, insert_many
from wiki.pages.models import Link, Page, PageText, Redirect, Revision
from wiki.spaces import closing


@pytest.fixture
def office(either_world: World):
    """A page with one below it, in Anna's room, where Bob edits, on both databases."""
    return furnish(either_world)


@pytest.fixture
def light_office(world: World):
    """The same on SQLite alone."""
    return furnish(world)


def furnish(world: World) -> World:
    world.anna, world.bob = world.person("anna"), world.person("bob")
    world.room = world.space("room", world.anna, {user_principal(world.bob.id): Right.EDIT})
    world.top = world.page(world.room, world.anna, "Top", "Words.\n").page_id
    world.child = world.page(world.room, world.anna, "Child", "[[Top]]\n", world.top).page_id
    return world


def row(world: World, page_id: int) -> Page:
    with world.sessions.reading() as session:
        return session.get_one(Page, page_id)


def discard(world: World, who, page_id: int) -> int:
    with world.sessions.writing() as session:
        return trash.discard(session, who.actor, page_id)


def restore(world: World, who, page_id: int) -> trash.Restored:
    public_id = row(world, page_id).public_id
    with world.sessions.writing() as session:
        return trash.restore(session, who.actor, trash.root(session, who.actor, public_id))


def restrict(world: World, page_id: int) -> None:
    with world.sessions.writing() as session:
        scoping.restrict(session, world.anna.actor, page_id, {user_principal(world.anna.id): Right.MANAGE})


def test_a_page_takes_what_lies_below_it_and_brings_it_back(office: World) -> None:
    assert discard(office, office.bob, office.top) == 2
    assert office.browser(office.anna).get("/s/room/child").status_code == 404
    with office.sessions.reading() as session:
        entries = trash.entries(session, office.anna.actor)
        assert [(one.title, one.deleted_by, one.pages, one.space_name) for one in entries] == [
            ("Top", "Bob", 2, "Room")
        ]

    restore(office, office.anna, office.top)

    assert row(office, office.child).parent_id == office.top
    for slug in ("top", "child"):
        assert office.browser(office.bob).get(f"/s/room/{slug}").status_code == 200
    with office.sessions.reading() as session:
        assert trash.roots(session, office.anna.actor) == []


def test_deleting_needs_edit(light_office: World) -> None:
    office = light_office
    reader, stranger = office.person("carl"), office.person("eve")
    office.grant(office.room.scope_id, user_principal(reader.id), Right.COMMENT)

    with pytest.raises(Forbidden):
        discard(office, reader, office.top)
    with pytest.raises(NotFound):
        discard(office, stranger, office.top)
    discard(office, office.bob, office.top)
    for who in (reader, stranger):
        with pytest.raises(NotFound):
            restore(office, who, office.top)


def test_nobody_deletes_what_he_may_not_edit(office: World) -> None:
    grandchild = office.page(office.room, office.anna, "Grandchild", parent_id=office.child).page_id
    restrict(office, office.child)
    answer = office.browser(office.bob).get("/s/room/top/delete")
    assert "below it" not in answer.text

    assert discard(office, office.bob, office.top) == 1

    assert row(office, office.child).parent_id is None
    assert row(office, grandchild).parent_id == office.child
    assert office.browser(office.anna).get("/s/room/grandchild").status_code == 200


def test_a_slug_taken_meanwhile_gets_a_suffix(office: World) -> None:
    discard(office, office.anna, office.top)
    office.page(office.room, office.anna, "Top", "Another.\n")

    back = restore(office, office.anna, office.top)

    assert row(office, office.top).slug.startswith("top-")
    assert back.has_new_address
    assert not back.is_at_top


def test_a_name_that_leads_elsewhere_meanwhile_keeps_leading_there(office: World) -> None:
    discard(office, office.anna, office.top)
    other = office.page(office.room, office.anna, "Top", "Another.\n")
    service.rename(office.sessions, office.anna.actor, other.page_id, "Fresh", LIMITS)

    restore(office, office.anna, office.top)

    assert office.browser(office.anna).get("/s/room/top").headers["Location"] == "/s/room/fresh"


def test_a_page_whose_parent_is_gone_stands_at_the_highest_level(office: World) -> None:
    discard(office, office.anna, office.child)
    discard(office, office.anna, office.top)

    assert restore(office, office.anna, office.child).is_at_top

    assert row(office, office.child).parent_id is None
    assert row(office, office.top).deleted_at is not None


def test_the_highest_level_needs_a_right_there(office: World) -> None:
    carl = office.person("carl")
    with office.sessions.writing() as session:
        grants = {user_principal(office.anna.id): Right.MANAGE, user_principal(carl.id): Right.EDIT}
        scoping.restrict(session, office.anna.actor, office.top, grants)
    discard(office, carl, office.child)
    discard(office, office.anna, office.top)

    with pytest.raises(Conflict, match="no_place"):
        restore(office, carl, office.child)
    own = office.space("carls", carl)
    public_id = row(office, office.child).public_id
    browser = office.browser(carl)
    asked = browser.send(f"/trash/{public_id}/restore")
    assert asked.status_code == 409
    assert "Please choose another one." in asked.text
    back = browser.send(f"/trash/{public_id}/place", space=own.key, parent="")
    assert back.headers["Location"] == "/s/carls/child?said=restored"


def test_what_lies_in_the_trash_moves_along_with_its_parent(office: World) -> None:
    other = office.space("other", office.anna)
    discard(office, office.anna, office.child)
    with office.sessions.writing() as session:
        service.move(session, office.anna.actor, office.top, other.id, None)
    with pytest.raises(NotFound):  # Bob may not enter the other space
        restore(office, office.bob, office.child)

    restore(office, office.anna, office.child)

    back = row(office, office.child)
    assert (back.space_id, back.parent_id, back.scope_id) == (other.id, office.top, other.scope_id)


def test_links_to_a_deleted_page_are_missing_until_it_is_back(office: World) -> None:
    office.page(office.room, office.anna, "User", "[[Top]]\n")
    browser = office.browser(office.anna)
    assert 'class="missing"' not in browser.get("/s/room/user").text

    discard(office, office.anna, office.top)
    assert 'class="missing"' in browser.get("/s/room/user").text

    restore(office, office.anna, office.top)
    assert 'class="missing"' not in browser.get("/s/room/user").text


def test_purged_pages_leave_nothing_but_the_audit(office: World) -> None:
    user = office.page(office.room, office.anna, "User", "[[Top]]\n")
    office.attach(office.top, office.anna, "a.txt", b"bytes")
    office.save(office.top, office.anna, "More.\n", 1, title="Fresh")
    sub = office.page(office.room, office.anna, "Sub", parent_id=office.child).page_id
    discard(office, office.anna, sub)
    discard(office, office.anna, office.top)
    public_id = row(office, office.top).public_id

    with office.sessions.writing() as session:
        assert trash.purge(session, office.anna.actor, trash.root(session, office.anna.actor, public_id)) == 2

    with office.sessions.reading() as session:
        for model in (Revision, PageText, Redirect, Attachment):
            gone = (
                select(func.count()).select_from(model).where(model.page_id.in_([office.top, office.child]))
            )
            assert session.scalar(gone) == 0, model
        assert session.scalars(select(FileVersion)).all() == []
        assert session.scalars(select(Link.target_id).where(Link.page_id == user.page_id)).all() == [None]
    restore(office, office.anna, sub)
    assert row(office, sub).parent_id is None


def test_only_roots_can_be_brought_back(light_office: World) -> None:
    office = light_office
    discard(office, office.anna, office.top)

    with pytest.raises(NotFound):
        restore(office, office.anna, office.child)


def test_what_is_overdue_is_found(office: World) -> None:
    from datetime import timedelta

    from wiki.db import now

    discard(office, office.anna, office.top)
    with office.sessions.reading() as session:
        assert [one.id for one in trash.overdue(session, now() + timedelta(days=1))] == [office.top]
        assert trash.overdue(session, now() - timedelta(days=1)) == []
        assert trash.count(session, office.anna.actor, session.get_one(Page, office.top)) == 2


def test_a_subtree_comes_back_at_another_place_with_files_history_and_the_rights_there(office: World) -> None:
    office.attach(office.child, office.anna, "a.txt", b"bytes")
    office.save(office.child, office.anna, "More.\n", 1)
    grandchild = office.page(office.room, office.anna, "Grandchild", parent_id=office.child).page_id
    restrict(office, grandchild)
    other = office.space("other", office.anna)
    goal = office.page(other, office.anna, "Goal")
    office.page(other, office.anna, "Child", "Another.\n")
    discard(office, office.anna, office.child)
    browser, path = office.browser(office.anna), f"/trash/{row(office, office.child).public_id}/place"

    assert "Goal" in browser.get(f"{path}?space=other").text
    assert browser.send(path, space="other", parent="nothing").status_code == 422
    assert browser.send(path, space="room", parent=goal.public_id).status_code == 422
    bobs = office.browser(office.bob)
    assert bobs.send(path, space="other", parent=goal.public_id).status_code == 422
    back = browser.send(path, space="other", parent=goal.public_id)

    href = back.headers["Location"].partition("?")[0]
    assert href.startswith("/s/other/child-")
    assert "a.txt" in browser.get(href).text
    assert "Version 2" in browser.get(f"{href}/history").text
    page, lower = row(office, office.child), row(office, grandchild)
    assert (page.parent_id, page.scope_id, lower.parent_id) == (goal.page_id, other.scope_id, page.id)
    assert lower.scope_id not in {other.scope_id, office.room.scope_id}
    assert browser.get("/s/room/child").headers["Location"] == href
    assert bobs.get(href).status_code == 404


def test_the_list_counts_what_its_reader_may_read_and_pages_on(office: World, monkeypatch) -> None:
    from wiki.pages import trash_views

    monkeypatch.setattr(trash_views, "_PER_SCREEN", 1)
    secret = office.page(office.room, office.anna, "Secret", parent_id=office.top).page_id
    restrict(office, secret)
    discard(office, office.anna, office.top)
    last = office.page(office.room, office.anna, "Last")
    discard(office, office.anna, last.page_id)
    assert row(office, secret).trash_root_id == office.top

    bobs = office.browser(office.bob)
    first = bobs.get("/trash").text
    assert "Last" in first
    assert "Top" not in first
    second = bobs.get(f"/trash?before={last.public_id}").text
    assert "with 1 page below it" in second
    assert "with 2 pages below it" in office.browser(office.anna).get(f"/trash?before={last.public_id}").text
    with office.sessions.reading() as session:
        assert trash.count(session, office.bob.actor, session.get_one(Page, office.top)) == 2


def test_nothing_comes_back_into_an_archived_space(light_office: World) -> None:
    office = light_office
    discard(office, office.anna, office.top)
    public_id = row(office, office.top).public_id
    with office.sessions.writing() as session:
        closing.archive(session, office.anna.actor, office.room.id)
    browser = office.browser(office.anna)
    assert "Top" not in browser.get("/trash").text
    assert browser.send(f"/trash/{public_id}/restore").status_code == 404

    with office.sessions.writing() as session:
        closing.reopen(session, office.anna.actor, office.room.key)

    assert browser.send(f"/trash/{public_id}/restore").status_code == 303


def test_a_new_page_never_gets_the_number_of_one_that_was_purged(office: World) -> None:
    gone = [office.page(office.room, office.anna, f"Page {number}").page_id for number in range(3)]
    discard(office, office.anna, gone[2])
    discard(office, office.anna, gone[0])
    with office.sessions.writing() as session:
        for page_id in (gone[2], gone[0]):
            trash.purge(session, office.anna.actor, session.get_one(Page, page_id))

    single = office.page(office.room, office.anna, "Single").page_id
    discard(office, office.anna, single)
    with office.sessions.writing() as session:
        trash.purge(session, office.anna.actor, session.get_one(Page, single))
    new = [NewPage(office.room.id, f"New {number}", "Text.\n") for number in range(3)]
    with office.sessions.writing() as session:
        entries = [NewEntry(one, renderings.render(one.body, LIMITS)) for one in new]
        many = [page.id for page in insert_many(session, office.anna.actor, entries, LIMITS)]
        past = past_inserting.begin(session, office.anna.actor, NewPage(office.room.id, "Past", ""), now()).id
        session.rollback()

    assert single > gone[2]
    assert many == sorted({*many})
    assert many[0] > single
    assert past > many[-1]


def test_only_administrators_purge_after_a_question_and_it_is_logged(light_office: World) -> None:
    office = light_office
    admin = office.person("adam", is_admin=True)
    discard(office, office.anna, office.top)
    path = f"/trash/{row(office, office.top).public_id}/purge"

    assert office.browser(office.anna).send(path, confirmed="1").status_code == 404
    browser = office.browser(admin)
    asked = browser.send(path, confirmed="")
    assert "1 page below it goes along." in asked.text
    assert browser.send(path, confirmed="1").headers["Location"] == "/trash?said=purged"

    with office.sessions.reading() as session:
        assert session.get(Page, office.top) is None
        logged = select(AuditEntry.actor_id, AuditEntry.facts).where(AuditEntry.action == "page.purge")
        assert session.execute(logged).all() == [(admin.id, {"pages": 2})]
