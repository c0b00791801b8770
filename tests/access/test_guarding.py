"""Who deals with people and groups learns which places would have nobody left to manage them."""

from sqlalchemy import update
from world import World

from wiki.access import guarding
from wiki.actor import SIGNED_IN, Right, group_principal, user_principal
from wiki.pages import scoping, trash
from wiki.spaces import closing
from wiki.users.models import User


def left(world: World, *people: int, groups: tuple[int, ...] = ()) -> list[int]:
    with world.sessions.writing() as session:
        return guarding.unmanaged_without(session, user_ids=people, group_ids=groups)


def switch_off(world: World, user_id: int) -> None:
    with world.sessions.writing() as session:
        session.execute(update(User).where(User.id == user_id).values(is_active=False))


def test_places_that_only_these_people_and_groups_manage_are_told(either_world: World) -> None:  # access 53
    world = either_world
    world.person("root", is_admin=True)
    anna, bob, carol = (world.person(name) for name in ("anna", "bob", "carol"))
    team, empty = world.group("Team", bob), world.group("Empty")
    own = world.space("own", anna, {SIGNED_IN: Right.EDIT, group_principal(empty): Right.MANAGE})
    teams = world.space("teams", carol, {group_principal(team): Right.MANAGE})
    world.revoke(teams.scope_id, user_principal(carol.id))
    shared = world.space("shared", anna, {user_principal(bob.id): Right.MANAGE})
    everyones = world.space("everyones", anna, {SIGNED_IN: Right.MANAGE})
    page = world.page(everyones, anna, "Closed")
    with world.sessions.writing() as session:
        only_annas = {user_principal(anna.id): Right.MANAGE}
        closed = scoping.restrict(session, anna.actor, page.page_id, only_annas).id

    with world.sessions.reading() as session:
        assert guarding.managers_of(session, [teams.scope_id]) == {teams.scope_id: {group_principal(team)}}
    assert left(world) == left(world, carol.id) == left(world, groups=(empty,)) == []
    assert left(world, anna.id) == sorted([own.scope_id, closed])
    assert left(world, bob.id) == left(world, groups=(team,)) == [teams.scope_id]
    everything = sorted([own.scope_id, closed, teams.scope_id, shared.scope_id])
    assert left(world, anna.id, groups=(team,)) == sorted([own.scope_id, closed, teams.scope_id])
    assert left(world, anna.id, bob.id) == everything

    with world.sessions.writing() as session:
        everybody = {0: frozenset({SIGNED_IN})}
        assert guarding.active(session, everybody, (1, 2, 3)) == {SIGNED_IN}
        assert guarding.active(session, everybody, (1, 2, 3, 4)) == frozenset(), "nobody is left who signs in"

    switch_off(world, bob.id)
    assert left(world, bob.id) == [], "what nobody manages now loses nobody"
    assert left(world, anna.id) == sorted([own.scope_id, closed, shared.scope_id])


def test_what_lies_in_the_trash_and_unpublished_pages_need_nobody(world: World) -> None:  # access 54
    anna = world.person("anna")
    room, archive, old = (world.space(key, anna) for key in ("room", "archive", "old"))
    page, draft = world.page(room, anna, "Closed"), world.page(room, anna, "Draft")
    with world.sessions.writing() as session:
        only_annas = {user_principal(anna.id): Right.MANAGE}
        closed = scoping.restrict(session, anna.actor, page.page_id, only_annas).id
        scoping.withhold(session, anna.actor, draft.page_id)
        closing.archive(session, anna.actor, archive.id)
        closing.discard(session, anna.actor, old.key, "Old")
    assert left(world, anna.id) == sorted([room.scope_id, archive.scope_id, closed])

    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, page.page_id)

    assert left(world, anna.id) == sorted([room.scope_id, archive.scope_id])
