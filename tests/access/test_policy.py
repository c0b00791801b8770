"""The authorisation module: one rule for lists, rows and prepared statements, on both databases."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from world import Person, World

from wiki import tables  # noqa: F401  all tables are known
from wiki.access import policy
from wiki.access import service as access
from wiki.access.models import ARCHIVED, SUBTREE, UNPUBLISHED, AccessScope, Grant, PartOf, Scoped
from wiki.actor import EVERYONE, SIGNED_IN, Actor, Right, anonymous, group_principal, system, user_principal
from wiki.attachments import service as attachments
from wiki.attachments.models import Attachment, FileText, FileVersion
from wiki.audit import AuditEntry
from wiki.db import Base
from wiki.errors import Conflict, Forbidden, NotFound
from wiki.pages import scoping, trash
from wiki.pages.models import Draft, Page, PageProperty, PageTag, PageText, Revision
from wiki.prepared import Prepared
from wiki.search.models import SearchDocument
from wiki.spaces import service as spaces
from wiki.spaces.models import Space
from wiki.transfer.models import ImportedHistory

PROTECTED = sorted(
    (one.class_ for one in Base.registry.mappers if issubclass(one.class_, Scoped | PartOf)),
    key=lambda model: model.__name__,
)
BODY = "---\ntags: [red]\nowner: anna\n---\n# A\n\n[[Nowhere]] https://example.org\n"


def count(world: World, statement) -> int:
    with world.sessions.reading() as session:
        return len(session.scalars(statement).all())


def prepared(world: World, model, actor: Actor, right: Right = Right.READ) -> int:
    with world.sessions.reading() as session:
        values = policy.scope_set(session, actor, right).parameters
        return len(Prepared(policy.narrow(model, (model.id,))).rows(session, values))


@pytest.fixture
def furnished(either_world: World) -> World:
    """A closed space of Anna's with a row of every protected table."""
    world = either_world
    anna = world.person("anna")
    room = world.space("room", anna)
    page = world.page(room, anna, "Old name", BODY)
    world.attach(page.page_id, anna, "a.txt", b"one")
    file = world.attach(page.page_id, anna, "a.txt", b"two")
    attachments.rename(world.sessions, world.app.blobs, anna.actor, file.public_id, "b.txt")
    world.save(page.page_id, anna, f"{BODY}[f](/files/{file.public_id}/b.txt)\n", 1, title="New name")
    with world.sessions.writing() as session:
        spaces.change_key(session, anna.actor, room.id, "chamber")
        past = {"parent_key": "", "line_key": "a", "path": "a.md", "commit": "0", "number": 1}
        session.add(ImportedHistory(space_id=room.id, page_id=page.page_id, is_finished=True, **past))
        session.add(
            FileText(version_id=session.scalars(select(FileVersion.id)).first(), text="one", made_by=1)
        )
        numbers = dict.fromkeys(
            ("generation", "document", "kind", "version", "day", "author_id", "editor_id"), 1
        )
        lengths = dict.fromkeys(("title_words", "heading_words", "body_words"), 1)
        terms = {"tags": [], "title": "new", "heading": "", "tokens": "new"}
        session.add(SearchDocument(page_id=page.page_id, **numbers, **lengths, **terms))
    return world


def test_rows_reach_whoever_may_read_and_nobody_else(furnished: World) -> None:  # access 1, 2
    bob = furnished.person("bob").actor
    anna = Actor(1, frozenset({user_principal(1)}))
    for model in PROTECTED:
        name = model.__name__

        assert count(furnished, policy.allowed(model, bob)) == 0, name
        assert prepared(furnished, model, bob) == 0, name
        assert count(furnished, policy.allowed(model, anonymous(public=True))) == 0, name
        assert prepared(furnished, model, anonymous(public=False)) == 0, name
        if name != "ImportedPage":
            assert count(furnished, policy.allowed(model, anna)) == prepared(furnished, model, anna) > 0, name
            assert count(furnished, policy.allowed(model, system())) > 0, name


@pytest.mark.requirement("V16.5.3 Without rights nothing is returned, whatever was forgotten")
def test_an_empty_set_of_scopes_returns_no_row(furnished: World) -> None:  # access 3
    for model in PROTECTED:
        statement = Prepared(policy.narrow(model, (model.id,)))
        with furnished.sessions.reading() as session:
            assert statement.rows(session, {"scopes": "[]", "historic_scopes": "[]"}) == [], model.__name__
            assert statement.rows(session, {}) == [], model.__name__  # forgotten parameters are closed, too
            assert session.scalars(policy.allowed(model, Actor(None, frozenset()))).all() == [], (
                model.__name__
            )


def test_rows_of_a_page_in_the_trash_are_gone_for_everybody(furnished: World) -> None:  # access 4
    with furnished.sessions.writing() as session:
        page_id = session.scalars(select(Page.id)).one()
        trash.discard(session, system(), page_id)

    for model in PROTECTED:
        if model.__name__ not in {"Space", "OldKey", "ImportedPage"}:
            assert count(furnished, policy.allowed(model, system())) == 0, model.__name__
            assert prepared(furnished, model, system()) == 0, model.__name__


def test_a_table_without_rights_cannot_be_asked(world: World) -> None:  # access 5
    for model in (AccessScope, Grant, Draft):
        with pytest.raises(TypeError):
            policy.allowed(model, system())
    with pytest.raises(TypeError):
        policy.trashed(Revision, system())
    with pytest.raises(TypeError):
        policy.shelved(Revision, system(), ARCHIVED)


def test_the_row_check_tells_the_unreadable_from_the_forbidden(either_world: World) -> None:  # access 6
    world = either_world
    anna, bob, eve = world.person("anna"), world.person("bob"), world.person("eve")
    room = world.space("room", anna, {user_principal(bob.id): Right.READ})
    page_id = world.page(room, anna).page_id

    with world.sessions.reading() as session:
        assert policy.get(session, Page, bob.actor, Page.id == page_id).id == page_id
        with pytest.raises(Forbidden):
            policy.get(session, Page, bob.actor, Page.id == page_id, right=Right.EDIT)
        with pytest.raises(NotFound):
            policy.get(session, Page, eve.actor, Page.id == page_id, right=Right.EDIT)
        with pytest.raises(NotFound):
            policy.get(session, Page, anna.actor, Page.id == page_id + 1)
        assert policy.get(session, Page, anna.actor, Page.id == page_id, right=Right.MANAGE)
        assert not policy.holds(session, Page, bob.actor, page_id, Right.COMMENT)


def test_the_ceiling_comes_before_everything(furnished: World) -> None:  # access 7
    for actor in (
        Actor(1, frozenset({user_principal(1)}), ceiling=Right.READ),
        Actor(2, frozenset(), is_admin=True, ceiling=Right.READ),
        Actor(None, frozenset(), is_system=True, ceiling=Right.READ),
    ):
        assert count(furnished, policy.allowed(Page, actor)) == 1
        for right in (Right.COMMENT, Right.EDIT, Right.MANAGE):
            assert count(furnished, policy.allowed(Page, actor, right)) == 0
            assert prepared(furnished, Page, actor, right) == 0


def test_administrators_reach_all_but_unpublished_pages(furnished: World) -> None:  # access 8
    admin = Actor(2, frozenset({user_principal(2)}), is_admin=True)
    anna = Actor(1, frozenset({user_principal(1)}))
    with furnished.sessions.writing() as session:
        page_id = session.scalars(select(Page.id)).one()
        assert policy.holds(session, Page, admin, page_id, Right.MANAGE)

        scoping.withhold(session, anna, page_id)

    assert count(furnished, policy.allowed(Page, admin)) == 0
    assert count(furnished, policy.allowed(Revision, admin)) == 0
    assert prepared(furnished, Page, admin) == 0
    assert count(furnished, policy.allowed(Page, anna)) == 1
    with furnished.sessions.writing() as session:
        access.grant(
            session, anna, session.scalars(select(Page.scope_id)).one(), user_principal(2), Right.READ
        )
    assert count(furnished, policy.allowed(Page, admin)) == 1  # named like anybody


def test_without_the_history_flag_readers_get_the_latest_only(furnished: World) -> None:  # access 9
    reader, editor = Actor(7, frozenset({"user:7"})), Actor(8, frozenset({"user:8"}))
    with furnished.sessions.writing() as session:
        scope_id = session.scalars(select(Page.scope_id)).one()
        access.grant(session, system(), scope_id, "user:7", Right.COMMENT)
        access.grant(session, system(), scope_id, "user:8", Right.EDIT)
    for model in (Revision, FileVersion):
        assert count(furnished, policy.allowed(model, reader)) == prepared(furnished, model, reader) == 2

    with furnished.sessions.writing() as session:
        session.execute(update(AccessScope).values(has_history=False))

    for model in (Revision, FileVersion):
        assert count(furnished, policy.allowed(model, reader)) == prepared(furnished, model, reader) == 1
        assert count(furnished, policy.allowed(model, editor)) == prepared(furnished, model, editor) == 2
    with furnished.sessions.reading() as session:
        assert session.scalars(policy.allowed(Revision, reader)).one().number == 2
        assert session.scalars(policy.allowed(FileVersion, reader)).one().number == 2


def test_the_trash_needs_edit_and_holds_no_living_page(furnished: World) -> None:  # access 10
    anna, reader = Actor(1, frozenset({user_principal(1)})), Actor(7, frozenset({"user:7"}))
    with furnished.sessions.writing() as session:
        page = session.scalars(select(Page)).one()
        access.grant(session, system(), page.scope_id, "user:7", Right.COMMENT)
        assert session.scalars(policy.trashed(Page, anna)).all() == []
        trash.discard(session, anna, page.id)

    assert count(furnished, policy.trashed(Page, anna)) == 1
    assert count(furnished, policy.trashed(Page, reader)) == 0
    assert count(furnished, policy.trashed(Page, Actor(1, anna.principals, ceiling=Right.READ))) == 0


def test_a_grant_to_everyone_reaches_visitors_where_public_spaces_are_allowed(
    either_world: World,
) -> None:  # access 12
    anna = either_world.person("anna")
    either_world.page(either_world.space("room", anna, {EVERYONE: Right.READ}), anna)

    assert count(either_world, policy.allowed(Page, anonymous(public=True))) == 1
    assert count(either_world, policy.allowed(Page, anonymous(public=False))) == 0


@pytest.mark.requirement("V8.3.2 A right that is taken is gone with the next request")
def test_a_taken_right_acts_on_the_next_request(world: World) -> None:  # access 13
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {user_principal(bob.id): Right.READ})
    world.page(room, anna, "Plan")
    browser = world.browser(bob)
    assert browser.get("/s/room/plan").status_code == 200

    world.revoke(room.scope_id, user_principal(bob.id))

    assert browser.get("/s/room/plan").status_code == 404


def test_scopes_found_inside_a_write_block_are_nobody_elses(world: World) -> None:  # access 14
    bob = world.person("bob")
    room = world.space("room", world.person("anna"))
    actor = Actor(bob.id, bob.principals, access_version=99)

    with pytest.raises(RuntimeError), world.sessions.writing() as session:  # noqa: PT012  what happens before it counts
        session.add(Grant(scope_id=room.scope_id, principal=user_principal(bob.id), right=int(Right.READ)))
        session.flush()
        assert policy.scope_set(session, actor).ids == {room.scope_id}
        raise RuntimeError

    with world.sessions.reading() as session:
        assert policy.scope_set(session, actor).ids == frozenset()
        assert policy.scope_set(session, actor) is policy.scope_set(session, actor)


def test_two_wikis_in_one_process_share_no_scopes(
    world: World, tmp_path, migrated_database
) -> None:  # access 15
    import shutil

    from world import SECRET

    from wiki.settings import Settings

    other_settings = Settings(data_dir=tmp_path / "other", secret_key=SECRET)
    other_settings.data_dir.mkdir()
    shutil.copy(migrated_database, other_settings.sqlite_path)
    other = World(other_settings)
    actor = Actor(1, frozenset({user_principal(1)}), access_version=1)
    world.space("room", world.person("anna"))
    with world.sessions.reading() as session, other.sessions.reading() as others:
        assert len(policy.scope_set(session, actor).ids) == 1
        assert len(policy.scope_set(others, actor).ids) == 0
    other.close()


def test_statements_speak_both_dialects() -> None:
    statement = policy.narrow(Page, (Page.id,))

    assert "json_each" in str(statement.compile(dialect=sqlite.dialect()))
    assert "json_array_elements_text" in str(statement.compile(dialect=postgresql.dialect()))


class TestGrants:
    """Who gives and takes what."""

    def test_the_last_manager_stays(self, either_world: World) -> None:  # access 16
        world = either_world
        anna = world.person("anna")
        team, empty = world.group("Team", world.person("bob")), world.group("Empty")
        room = world.space("room", anna, {SIGNED_IN: Right.EDIT, group_principal(empty): Right.MANAGE})
        mine = user_principal(anna.id)
        for change in (
            lambda: world.revoke(room.scope_id, mine),
            lambda: world.grant(room.scope_id, mine, Right.EDIT),
        ):
            with pytest.raises(Conflict):
                change()
        world.grant(room.scope_id, group_principal(team), Right.MANAGE)

        world.revoke(room.scope_id, mine)

        with world.sessions.reading() as session:
            held = access.held(session, room.scope_id)
        groups = {group_principal(one): Right.MANAGE for one in (team, empty)}
        assert held == {**groups, SIGNED_IN: Right.EDIT}

    def test_a_change_holds_as_a_whole_by_whoever_manages_and_saw_the_present_rights(
        self, either_world: World
    ) -> None:  # access 55
        world = either_world
        anna, bob = world.person("anna"), world.person("bob")
        scope_id = world.space("room", anna, {user_principal(bob.id): Right.EDIT}).scope_id
        hers, his = user_principal(anna.id), user_principal(bob.id)
        with world.sessions.reading() as session:
            before, seen = access.held(session, scope_id), access.present(session, scope_id).stamp

        def change(who: Person, grants: dict[str, Right | None], **more) -> None:
            with world.sessions.writing() as session:
                access.change(session, who.actor, scope_id, access.Wanted(grants, **more))

        for who, grants, refusal in (
            (bob, {SIGNED_IN: Right.READ}, Forbidden),
            (anna, {SIGNED_IN: Right.READ, hers: None}, Conflict),
            (anna, {SIGNED_IN: Right.READ, EVERYONE: Right.EDIT}, Forbidden),
        ):
            with pytest.raises(refusal):
                change(who, grants)
            with world.sessions.reading() as session:
                assert access.present(session, scope_id).stamp == seen, "nothing half done"
        change(anna, {his: Right.MANAGE, hers: None, SIGNED_IN: Right.READ}, has_history=False, seen=seen)
        with pytest.raises(Conflict) as stale:
            change(bob, {SIGNED_IN: None}, seen=seen)

        assert stale.value.facts["reason"] == "rights_changed"
        with pytest.raises(Conflict), world.sessions.writing() as session:
            access.change(session, system(), 2**30, access.Wanted({SIGNED_IN: None}))  # given up by its page
        with world.sessions.reading() as session:
            assert before == {his: Right.EDIT, hers: Right.MANAGE}
            assert access.held(session, scope_id) == {his: Right.MANAGE, SIGNED_IN: Right.READ}
            assert not session.get_one(AccessScope, scope_id).has_history
            told = session.scalars(select(AuditEntry).where(AuditEntry.target == f"scope:{scope_id}")).all()
        by_action = {(one.action, one.facts.get("principal")): one.facts for one in told[1:]}
        assert by_action["access.grant", his] == {"principal": his, "before": "EDIT", "after": "MANAGE"}
        assert by_action["access.revoke", hers] == {"principal": hers, "before": "MANAGE", "after": None}
        assert by_action["access.history", None] == {"before": True, "after": False}

    def test_a_scope_of_administrators_alone_can_be_granted(self, world: World) -> None:  # access 17
        with world.sessions.writing() as session:
            scope = access.create_scope(session, system(), {})
            access.grant(session, system(), scope.id, "user:1", Right.READ)
            access.grant(session, system(), scope.id, "user:1", Right.EDIT)
            access.revoke(session, system(), scope.id, "user:1")
            access.revoke(session, system(), scope.id, "user:1")  # nothing to take
            assert access.grants_of(session, scope.id) == []

    def test_everyone_gets_no_more_than_reading(self, world: World) -> None:  # access 18
        with world.sessions.writing() as session:
            scope = access.create_scope(session, system(), {EVERYONE: Right.READ}, SUBTREE)
            for attempt in (
                lambda: access.grant(session, system(), scope.id, EVERYONE, Right.COMMENT),
                lambda: access.create_scope(session, system(), {EVERYONE: Right.EDIT}, UNPUBLISHED),
            ):
                with pytest.raises(Forbidden):
                    attempt()
            assert [row.right for row in access.grants_of(session, scope.id)] == [Right.READ]


def test_every_protected_table_has_a_row_in_these_tests(furnished: World) -> None:
    used = {Page, Revision, Space, Attachment, FileVersion, PageTag, PageProperty, PageText}
    assert used <= set(PROTECTED)
