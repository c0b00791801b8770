"""Titles to link to, while somebody writes `[[`."""

from wiki.actor import SIGNED_IN, Right


def test_readable_pages_are_found_by_title_those_of_the_space_first(either_world) -> None:
    world = either_world
    anna, bob = world.person("anna"), world.person("bob")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    hall = world.space("hall", anna, {SIGNED_IN: Right.READ})
    secret = world.space("secret", anna)
    for space, title in (
        (hall, "Plan"), (room, "Great plan"), (room, "Plan of the house"), (room, "Other"), (secret, "Planned secretly"),
        (room, "Plan [draft]"), (hall, "100% plan_b"),
    ):  # fmt: skip
        world.page(space, anna, title, "x")

    def found(who, text):
        answer = world.browser(who).get(f"/s/room/pages/targets?find={text}")
        return [(one["link"], one["space"]) for one in answer.json["targets"]]

    assert found(bob, "plan") == [
        ("hall:Plan", "Hall"),
        ("plan-draft", ""),
        ("Plan of the house", ""),
        ("Great plan", ""),
        ("hall:100% plan_b", "Hall"),
    ]
    assert ("secret:Planned secretly", "Secret") in found(anna, "PLANNED")
    assert found(bob, "%25") == [("hall:100% plan_b", "Hall")]
    assert found(bob, "") == []
    assert world.browser(bob).get("/s/secret/pages/targets?find=plan").status_code == 404
