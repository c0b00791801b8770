"""The host that a request names decides nothing of where a browser goes."""

import pytest
from world import World


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/admin", "/admin/"),
        ("/s/room", "/s/room/"),
        ("/s//room", "/s/room/"),
        ("/admin?a=%0d%0ab", "/admin/?a=%0d%0ab"),
    ],
)
def test_a_missing_slash_is_added_without_naming_a_host(world: World, path: str, target: str) -> None:
    anna = world.person("anna", is_admin=True)
    world.space("room", anna)

    answer = world.browser(anna).get(path, headers={"Host": "evil.example"})

    assert answer.status_code == 308
    assert answer.headers["Location"] == target
    assert b"evil" not in answer.data
