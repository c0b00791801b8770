"""A person as colleagues see him."""

from world import World

from wiki.actor import SIGNED_IN, Right


def test_colleagues_see_name_common_groups_and_the_pages_that_they_may_read(either_world: World):
    world = either_world
    anna, bert, carl = world.person("anna"), world.person("bert"), world.person("carl")
    world.group("Werkstatt", anna, bert)
    world.group("Betriebsrat", anna)
    shared, secret = world.space("shared", anna, {SIGNED_IN: Right.EDIT}), world.space("secret", anna)
    first = world.page(shared, anna, "Bandsäge")
    world.page(shared, anna, "Absaugung")
    world.page(secret, anna, "Gehälter")
    world.save(first.page_id, bert, "Neu.\n", 1)
    path = f"/people/{world.user(anna).public_id}"

    by_bert, by_carl = world.browser(bert).get(path).text, world.browser(carl).get(path).text

    assert "<h1>Anna</h1>" in by_bert
    assert "Werkstatt" in by_bert
    assert "Absaugung" in by_bert
    for hidden in ("Betriebsrat", "Bandsäge", "Gehälter"):
        assert hidden not in by_bert.partition("<main")[2]
    assert "Werkstatt" not in by_carl
    own = world.browser(anna).get(path).text
    assert "This is how colleagues see you" in own
    assert "Gehälter" in own
    assert world.browser().get(path).status_code == 404
    assert world.browser(bert).get("/people/xxxxxxxxxxxx").status_code == 404
