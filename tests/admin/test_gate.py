"""The screens of administrators do not exist for anybody else."""

import pytest
from world import World

from wiki.actor import Right

_VALUES = {"public_id": "x" * 12}


def admin_routes(world: World) -> list[tuple[str, str]]:
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.rule.startswith("/admin")]
    assert len(rules) >= 15
    adapter = world.app.url_map.bind("localhost")
    return [
        (
            method,
            adapter.build(rule.endpoint, {name: _VALUES[name] for name in rule.arguments}, method=method),
        )
        for rule in rules
        for method in sorted(rule.methods & {"GET", "POST"})
    ]


@pytest.mark.requirement("V8.2.1 Functions of administrators do not exist for others")
def test_everybody_but_administrators_gets_404_on_every_route(world: World):
    anna, chief = world.person("anna"), world.person("chief", is_admin=True)
    headers = {"Authorization": f"Bearer {world.api_token(chief, Right.READ)}"}
    full = {"Authorization": f"Bearer {world.api_token(chief)}"}
    person, visitor = world.browser(anna), world.browser()

    for method, path in admin_routes(world):
        if method == "GET":
            answers = [
                person.get(path),
                visitor.get(path),
                visitor.get(path, headers=headers),
                visitor.get(path, headers=full),
            ]
        else:
            answers = [
                person.send(path, name="x", how="link", confirmed="1"),
                visitor.post(path, headers=headers, data={"name": "x"}),
                visitor.post(path, headers=full, data={"name": "x"}),
            ]
        assert [answer.status_code for answer in answers] == [404] * len(answers), (method, path)


def test_administrators_reach_every_screen(world: World):
    browser = world.browser(world.person("chief", is_admin=True))
    for method, path in admin_routes(world):
        if method == "GET" and "x" * 12 not in path:
            answer = browser.get(path)
            assert answer.status_code == 200, path
            assert answer.headers["Cache-Control"] == "no-store", path


@pytest.mark.parametrize("path", ["/admin/users", "/admin/groups", "/admin/settings", "/admin/settings/logo"])
def test_a_form_without_the_token_changes_nothing(world: World, path):
    browser = world.browser(world.person("chief", is_admin=True))
    assert browser.post(path, data={"name": "x", "display_name": "X", "how": "link"}).status_code == 400
