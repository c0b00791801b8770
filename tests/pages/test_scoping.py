"""Restricted subtrees and unpublished pages, on both databases."""

import pytest

from wiki.access import policy
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.errors import Conflict, Forbidden
from wiki.pages import scoping
from wiki.pages.models import Page


def readable(world, person):
    with world.sessions.reading() as session:
        return {page.title for page in session.scalars(policy.allowed(Page, person.actor))}


@pytest.fixture
def staff(either_world):
    world = either_world
    anna, bert, root = world.person("anna"), world.person("bert"), world.person("root", is_admin=True)
    space = world.space("hb", anna, {SIGNED_IN: Right.EDIT})
    top = world.page(space, anna, "Top")
    inner = world.page(space, anna, "Inner", parent_id=top.page_id)
    world.page(space, anna, "Leaf", parent_id=inner.page_id)
    return world, space, anna, bert, root, top, inner


def test_a_restricted_subtree_is_gone_for_others_at_once(staff):
    world, _, anna, bert, root, _, inner = staff

    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, inner.page_id, {user_principal(anna.id): Right.MANAGE})

    assert readable(world, bert) == {"Top"}
    assert readable(world, anna) == readable(world, root) == {"Top", "Inner", "Leaf"}


def test_a_new_page_in_a_restricted_subtree_is_restricted(staff):
    world, space, anna, bert, _, _, inner = staff
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, inner.page_id, {user_principal(anna.id): Right.MANAGE})

    world.page(space, anna, "New", parent_id=inner.page_id)

    assert readable(world, bert) == {"Top"}


def test_a_released_subtree_has_the_rights_of_its_place_again(staff):
    world, _, anna, bert, _, _, inner = staff
    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, inner.page_id, {user_principal(anna.id): Right.MANAGE})

    with world.sessions.writing() as session:
        scoping.release(session, anna.actor, inner.page_id)

    assert readable(world, bert) == {"Top", "Inner", "Leaf"}


def test_a_restriction_that_nobody_could_manage_is_refused(staff):
    world, _, anna, bert, _, _, inner = staff

    with pytest.raises(Conflict), world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, inner.page_id, {user_principal(bert.id): Right.READ})


def test_who_only_writes_cannot_restrict(staff):
    world, _, _, bert, _, _, inner = staff

    with pytest.raises(Forbidden), world.sessions.writing() as session:
        scoping.restrict(session, bert.actor, inner.page_id, {user_principal(bert.id): Right.MANAGE})


def test_an_unpublished_page_is_its_authors_and_no_administrators(staff):
    world, space, anna, bert, root, _, _ = staff
    page = world.page(space, anna, "Secret")

    with world.sessions.writing() as session:
        scoping.withhold(session, anna.actor, page.page_id)

    assert "Secret" in readable(world, anna)
    assert "Secret" not in readable(world, bert) | readable(world, root)


def test_a_page_with_others_below_cannot_be_unpublished(staff):
    world, _, anna, _, _, top, _ = staff

    with pytest.raises(Conflict), world.sessions.writing() as session:
        scoping.withhold(session, anna.actor, top.page_id)
