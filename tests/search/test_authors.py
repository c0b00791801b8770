"""Pages by their author: a filter without counts, which administrators can switch off."""

from world import World

from wiki.actor import EVERYONE, SIGNED_IN, Right
from wiki.admin.models import Setting
from wiki.counters import SETTINGS, bump
from wiki.search.engine import backend
from wiki.search.keeping import Keeper


def test_pages_are_found_by_author_until_that_is_switched_off(world: World) -> None:
    anna, maren = world.person("anna"), world.person("maren")
    room = world.space("room", anna, {SIGNED_IN: Right.EDIT})
    world.page(room, anna, "Annas Plan", "Kran.")
    world.page(room, maren, "Marens Plan", "Kran.")
    Keeper(world.sessions, backend(world.settings, world.sessions)).turn()
    browser = world.browser(anna)

    by_form = browser.get("/search?q=Kran&author=maren").text
    by_word = browser.get("/search?q=Kran+author:maren").text
    for answer in (by_form, by_word):
        assert "marens-plan" in answer
        assert "annas-plan" not in answer
    assert 'value="Kran author:&#34;maren&#34;"' in by_form  # the form says the same in words
    assert "Written by" in by_form

    with world.sessions.writing() as session:
        session.add(Setting(name="finds_authors", value=False))
        bump(session, SETTINGS)
    for address in ("/search?q=Kran&author=maren", "/search?q=Kran+author:maren"):
        answer = browser.get(address).text
        assert "marens-plan" in answer
        assert "annas-plan" in answer
        assert "Written by" not in answer
    assert "That part was left out" in answer
    assert browser.get("/search?q=author:maren").status_code == 200
    # What is offered does not tell either whose page has the word.
    for name in ("anna", "nobody"):
        assert "Did you mean" in browser.get(f"/search?q=Marends+author:{name}").text


def test_a_visitor_without_an_account_cannot_guess_names_by_it(world: World) -> None:
    anna = world.person("anna")
    room = world.space("room", anna, {EVERYONE: Right.READ})
    world.page(room, anna, "Annas Plan", "Kran.")
    Keeper(world.sessions, backend(world.settings, world.sessions)).turn()
    with world.sessions.writing() as session:
        session.add(Setting(name="allows_public", value=True))
        bump(session, SETTINGS)

    right, wrong = (world.browser().get(f"/search?q=Kran+author:{name}").text for name in ("anna", "nobody"))
    assert "annas-plan" in right
    assert right.replace("anna", "nobody") == wrong.replace("anna", "nobody")
