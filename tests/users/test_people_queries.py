"""Pickers, labels and lists of people and groups."""

from world import World

from wiki.actor import system
from wiki.users import queries, service


def test_people_are_found_by_a_part_of_their_names_in_any_case(either_world: World):
    world = either_world
    for name, shown in [("oeztuerk", "Özge Öztürk"), ("anna", "Anna Berg"), ("bert", "Bert 100% Ohm")]:
        person = world.person(name)
        with world.sessions.writing() as session:
            session.merge(world.user(person)).display_name = shown

    def found(text: str) -> list[str]:
        with world.sessions.reading() as session:
            return [person.name for person in queries.people(session, text, 10)]

    assert found("") == ["anna", "bert", "oeztuerk"]
    assert found("öz") == ["oeztuerk"]
    assert found("BERG") == ["anna"]
    assert found("100%") == ["bert"]
    assert found("%") == ["bert"]
    assert found("_") == []
    assert found("\0") == ["anna", "bert", "oeztuerk"]


def test_pickers_leave_out_who_is_switched_off(world: World):
    world.person("chief", is_admin=True)
    anna = world.person("anna")
    with world.sessions.writing() as session:
        user = session.merge(world.user(anna))
        service.change(
            session, system(), user, display_name="Anna", email=None, is_admin=False, is_active=False
        )

    with world.sessions.reading() as session:
        assert [person.name for person in queries.people(session, "", 10)] == ["chief"]


def test_principals_get_their_names_and_unknown_ones_none(either_world: World):
    anna = either_world.person("anna")
    group_id = either_world.group("Vertrieb", anna)
    wanted = {f"user:{anna.id}", f"group:{group_id}", "user:999", "everyone", "user:x", "share:1", "user:²"}
    with either_world.sessions.reading() as session:
        names = queries.names_of(session, wanted)
        many = queries.names_of(session, [f"user:{number}" for number in range(2000)])
    assert names == {f"user:{anna.id}": "Anna", f"group:{group_id}": "Vertrieb"}
    assert many == {f"user:{anna.id}": "Anna"}


def test_groups_know_how_many_belong_to_them(world: World):
    world.group("leer")
    world.group("Vertrieb", world.person("anna"), world.person("bert"))
    with world.sessions.reading() as session:
        assert [(group.name, group.members) for group in queries.groups(session)] == [
            ("leer", 0),
            ("Vertrieb", 2),
        ]
