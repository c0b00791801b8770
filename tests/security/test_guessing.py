"""Guessing a password is slowed down, however the same name is written."""

from accounts import RIGHT, sign_in, with_password
from world import World


def test_invisible_letters_in_a_name_give_no_further_tries(world: World) -> None:
    with_password(world, world.person("anna"))
    written = [
        "anna",
        " Anna",
        "ANNA\t",
        "an\u200bna",
        "\ufeffanna",
        "anna\u2060",
        "a\x01nna",
        "anna\u202e",
        "\xadanna",
        "anna\u00a0",
    ]
    tried = [sign_in(world.browser(), name, "wrong").status_code for name in written]

    blocked = sign_in(world.browser(), "anna\u200d", RIGHT).status_code

    assert set(tried) == {422}
    assert blocked == 429
