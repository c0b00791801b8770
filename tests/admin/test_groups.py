"""Administrators look after groups."""

import pytest
from sqlalchemy import select
from world import World

from wiki.actor import SIGNED_IN, Right, group_principal, user_principal
from wiki.admin import group_ends
from wiki.audit import AuditEntry
from wiki.users.models import Group, User


@pytest.fixture
def chief(world: World):
    return world.person("chief", is_admin=True)


def path_of(world: World, name: str) -> str:
    with world.sessions.reading() as session:
        return "/admin/groups/" + session.scalars(select(Group.public_id).where(Group.name == name)).one()


def public_id(world: World, name: str) -> str:
    with world.sessions.reading() as session:
        return session.scalars(select(User.public_id).where(User.name == name)).one()


def test_a_group_is_added_filled_and_renamed(either_world: World):
    world = either_world
    world.person("anna")
    browser = world.browser(world.person("chief", is_admin=True))

    path = browser.send("/admin/groups", name="Vertrieb").headers["Location"].partition("?")[0]
    browser.send(f"{path}/members", add=public_id(world, "anna"))
    browser.send(path, name="Verkauf")

    screen = browser.get(path).text
    assert "<h1>Verkauf</h1>" in screen
    assert "One person belongs to it" in screen
    assert "Verkauf" in browser.get("/admin/groups").text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Please enter a name."),
        ("LAGER", "This name is taken."),
        ("alle", "This name is reserved."),
        ("G\u00c4STE", "This name is reserved."),
        ("Signed in", "This name is reserved."),
        ("Adm1nistratoren", "This name is reserved."),
        ("L\u0430ger", "The name mixes letters of several alphabets"),
        ("Lag\u200ber", "characters that nobody can see"),
    ],
)
def test_a_refused_name_comes_back(world: World, chief, name, sentence):
    world.group("Lager")
    browser = world.browser(chief)
    browser.send("/admin/groups", name="Vertrieb")
    for path in ("/admin/groups", path_of(world, "Vertrieb")):
        answer = browser.send(path, name=name)
        assert answer.status_code == 422
        assert sentence in answer.text


def test_membership_gives_and_takes_rights_with_the_next_request(world: World, chief):
    anna = world.person("anna")
    group_id = world.group("Vertrieb")
    space = world.space("team", chief, {group_principal(group_id): Right.READ})
    hers, his, path = world.browser(anna), world.browser(chief), path_of(world, "Vertrieb")

    before = hers.get(f"/s/{space.key}/").status_code
    his.send(f"{path}/members", add=public_id(world, "anna"))
    between = hers.get(f"/s/{space.key}/").status_code
    his.send(f"{path}/members", remove=public_id(world, "anna"))

    assert (before, between, hers.get(f"/s/{space.key}/").status_code) == (404, 200, 404)


def test_people_are_found_for_a_group_inside_and_outside_of_it(world: World, chief):
    anna, _bert = world.person("anna"), world.person("bert")
    world.group("Vertrieb", anna)
    browser, path = world.browser(chief), path_of(world, "Vertrieb")

    screen, found, nobody = (browser.get(path + query).text for query in ("", "?q=be", "?q=xy"))

    add, remove = (
        f'name="{act}" value="{public_id(world, name)}"'
        for act, name in [("add", "bert"), ("remove", "anna")]
    )
    assert remove in screen
    assert add not in screen
    assert add in found
    assert remove not in found
    assert remove in browser.get(f"{path}?q=ann").text
    assert "Nobody has “xy” in the name." in nobody


def test_a_large_group_shows_its_first_members_and_finds_the_others(world: World, chief):
    people = [world.person(f"person{number:02}") for number in range(52)]
    world.group("Vertrieb", *people)
    browser, path = world.browser(chief), path_of(world, "Vertrieb")

    screen, last = browser.get(path).text, browser.get(f"{path}?q=person51").text

    assert "52 people belong to it" in screen
    assert screen.count('name="remove"') == 50
    assert "These are the first 50." in screen
    assert 'name="remove"' in last


def test_before_a_group_goes_its_rights_and_who_loses_them_are_told(either_world: World):
    world = either_world
    chief = world.person("chief", is_admin=True)
    anna, bert, carl = world.person("anna"), world.person("bert"), world.person("carl")
    group_id, other_id = world.group("Vertrieb", anna, bert, carl, chief), world.group("Lager", bert)
    own = group_principal(group_id)
    world.space("one", chief, {own: Right.READ, group_principal(other_id): Right.EDIT})
    world.space("two", chief, {own: Right.EDIT, SIGNED_IN: Right.READ})
    world.space("three", chief, {own: Right.EDIT, user_principal(carl.id): Right.MANAGE})
    world.space("four", chief, {own: Right.MANAGE, user_principal(anna.id): Right.MANAGE})
    with world.sessions.reading() as session:
        losses = group_ends.of_group(session, group_id)
    assert [(one.right, list(one.names)) for one in losses] == [
        ("READ", ["Anna", "Bert", "Carl"]),
        ("EDIT", ["Anna", "Bert", "Carl"]),
        ("MANAGE", ["Bert", "Carl"]),
    ]

    screen = world.browser(chief).get(f"{path_of(world, 'Vertrieb')}/delete").text

    assert "2 people can then no longer manage somewhere" in screen
    assert '<a href="/s/one/">One</a>' in screen


def test_emptying_a_group_that_alone_manages_a_place_is_refused_with_the_place(either_world: World):
    world = either_world
    chief, anna, bert = world.person("chief", is_admin=True), world.person("anna"), world.person("bert")
    group_id = world.group("Vertrieb", anna, bert)
    space = world.space("team", anna, {group_principal(group_id): Right.MANAGE})
    world.revoke(space.scope_id, f"user:{anna.id}")
    browser, path = world.browser(chief), path_of(world, "Vertrieb")

    first = browser.send(f"{path}/members", remove=public_id(world, "anna"))
    last = browser.send(f"{path}/members", remove=public_id(world, "bert"))

    assert first.status_code == 303
    assert last.status_code == 409
    assert '<a href="/s/team/">Team</a>' in last.text
    assert "One person belongs to it" in browser.get(path).text


def test_a_manager_changes_the_members_of_the_own_group_and_nothing_else(either_world: World):
    world = either_world
    chief, anna, bert = world.person("chief", is_admin=True), world.person("anna"), world.person("bert")
    own_id, _other_id = world.group("Vertrieb", bert), world.group("Leitung")
    world.space("team", chief, {group_principal(own_id): Right.READ})
    own, other = path_of(world, "Vertrieb"), path_of(world, "Leitung")
    his, hers = world.browser(chief), world.browser(anna)
    mine, foreign = own.removeprefix("/admin"), other.removeprefix("/admin")
    assert hers.get("/groups").status_code == hers.get(mine).status_code == 404

    his.send(f"{own}/managers", add=public_id(world, "anna"))

    listed, members = hers.get("/groups").text, hers.get(mine).text
    assert "Vertrieb" in listed
    assert "Leitung" not in listed
    assert "Bert" in members
    assert "Chief" not in members.partition("<main")[2]
    assert "Chief" in hers.get(f"{mine}?q=chi").text
    assert hers.send(mine, add=public_id(world, "anna")).status_code == 303
    assert hers.get("/s/team/").status_code == 200
    assert hers.send(mine, remove=public_id(world, "bert")).status_code == 303
    assert hers.get(foreign).status_code == 404
    assert hers.send(foreign, add=public_id(world, "anna")).status_code == 404
    assert hers.get(own).status_code == 404
    assert hers.send(f"{own}/managers", add=public_id(world, "bert")).status_code == 404
    assert hers.send(own, name="Alles").status_code == 404
    token = {"Authorization": f"Bearer {world.api_token(anna)}"}
    assert world.browser().get(mine, headers=token).status_code == 404
    with world.sessions.reading() as session:
        recorded = session.scalars(select(AuditEntry).where(AuditEntry.target == f"group:{own_id}")).all()
    facts = [(one.action, one.actor_id, one.facts) for one in recorded][-3:]
    assert facts == [
        ("group.managers", chief.id, {"added": [anna.id], "removed": []}),
        ("group.members", anna.id, {"added": [anna.id], "removed": []}),
        ("group.members", anna.id, {"added": [], "removed": [bert.id]}),
    ]

    his.send(f"{own}/managers", remove=public_id(world, "anna"))
    his.send(f"{own}/members", add=public_id(world, "bert"))
    left = hers.get(mine)  # as one of its members
    assert left.status_code == 200
    assert "Bert" in left.text
    assert "Anna" not in left.text.partition("<main")[2]
    assert "<form" not in left.text.partition("<main")[2].partition("</main>")[0]
    assert hers.send(mine, remove=public_id(world, "bert")).status_code == 404
    his.send(f"{own}/members", remove=public_id(world, "anna"))
    assert hers.get(mine).status_code == 404


def test_deleting_asks_first_and_takes_the_rights_along(either_world: World):
    world = either_world
    chief, anna = world.person("chief", is_admin=True), world.person("anna")
    group_id = world.group("Vertrieb", anna)
    world.space("team", chief, {group_principal(group_id): Right.EDIT})
    hers, browser, path = world.browser(anna), world.browser(chief), path_of(world, "Vertrieb")
    assert hers.get("/s/team/").status_code == 200

    asked = browser.send(f"{path}/delete", confirmed="")
    still = browser.get(path).status_code
    done = browser.send(f"{path}/delete", confirmed="1")

    assert "Delete the group Vertrieb" in asked.text
    assert still == 200
    assert done.headers["Location"] == "/admin/groups?said=group-deleted"
    assert browser.get(path).status_code == 404
    assert hers.get("/s/team/").status_code == 404
    assert world.group("Einkauf") != group_id  # the log still speaks of the one that went


def test_a_group_that_alone_manages_a_space_is_not_deleted(world: World, chief):
    anna = world.person("anna")
    group_id = world.group("Vertrieb", anna)
    space = world.space("team", anna, {group_principal(group_id): Right.MANAGE})
    world.revoke(space.scope_id, f"user:{anna.id}")
    browser, path = world.browser(chief), path_of(world, "Vertrieb")

    answer = browser.send(f"{path}/delete", confirmed="1")

    assert answer.status_code == 409
    assert "Nobody could manage there any more:" in answer.text
    assert '<a href="/s/team/">Team</a>' in answer.text
    assert browser.get(path).status_code == 200
    assert world.browser(anna).get("/admin/").status_code == 404
