"""Words that were mistyped: what was meant is offered when it stands where the asker may read, and only then."""

import re
from html import unescape
from urllib.parse import unquote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from world import Person, World

from wiki.actor import SIGNED_IN, Right
from wiki.pages import scoping
from wiki.search import corrections
from wiki.search.engine import backend
from wiki.search.keeping import Keeper

TEXT = (
    "Die Besprechung der Krananlage ist am Montag, und die Prüfung auch. Der Gabelstapler steht im Lager. "
    "Vacation policies are here and the maintenance of the forklift is for you."
)


def offered(world: World, person: Person, question: str) -> str | None:
    """What the search screen asks whether it was meant."""
    answer = world.browser(person).get("/search", query_string={"q": question})
    assert answer.status_code == 200
    found = re.search(r'Did you mean <a rel="nofollow" href="([^"]*)">(.*?)</a>', unescape(answer.text))
    assert not found or unquote_plus(found[1]) == f"/search?q={found[2]}"
    return found[2] if found else None


def test_what_was_meant_is_offered_from_words_that_the_asker_may_read(either_world: World) -> None:
    world = either_world
    anna, bert = world.person("anna"), world.person("bert")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    page = world.page(room, anna, "Übersicht", TEXT).page_id
    world.page(world.space("closed", anna), anna, "Geheimprojekt", "Die Besprechunk mit Simsalabim.")
    Keeper(world.sessions, backend(world.settings, world.sessions), lambda: 1000.0).turn()

    for typed, meant in {
        "besprechunk Kranalnage": "Besprechung Krananlage",
        "Bsprechung Montag": "Besprechung Montag",
        "Gabel": "Gabelstapler",  # its first part
        "Gabelstabler tag:x": None,  # nothing has the tag
        "polcies": "policies",
        "maintainance": "maintenance",
        "ubersihct": "Übersicht",
        "Simsalabin": None,
        '"Gabelstabler"': "Gabelstapler",
        "Raumschiff": None,
    }.items():
        assert (offered(world, bert, typed) or "").strip('"') == (meant or ""), typed
    assert offered(world, anna, "Simsalabin") == "Simsalabim"

    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, page, {f"user:{anna.id}": Right.MANAGE})
    assert offered(world, bert, "Besprechnug") is None
    assert offered(world, anna, "Besprechnug") == "Besprechung"


@pytest.mark.parametrize(
    ("one", "other", "differences"),
    [
        ("kran", "kran", 0),
        ("kran", "karn", 1),
        ("kran", "krane", 1),
        ("kran", "ran", 1),
        ("", "ab", 2),
        ("ca", "abc", 3),
    ],
)
def test_differences_are_counted(one: str, other: str, differences: int) -> None:
    assert corrections.distance(one, other) == corrections.distance(other, one) == differences


@settings(max_examples=40)
@given(st.text("abcdä", min_size=4, max_size=10), st.integers(0, 9), st.sampled_from("xyz"))
def test_a_word_with_one_other_letter_is_found_again(word: str, place: int, letter: str) -> None:
    place %= len(word)
    typed = word[:place] + letter + word[place + 1 :]
    assert corrections.nearest(typed, [f"eins {word.title()} zwei"]) == word.title()
    assert corrections.replaced(f"a {typed}, b", typed, word) == f"a {word}, b"


def test_very_long_and_very_many_words_cost_no_more_than_others(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    real = corrections.distance
    monkeypatch.setattr(
        corrections, "distance", lambda one, other, most: compared.append(other) or real(one, other, most)
    )
    text = " ".join(
        f"{number:04}".translate(str.maketrans("0123456789", "abababcbcb")) * 15 for number in range(5000)
    )
    corrections.nearest("abca" * 15, [f"{text} {number} " + text[number:] for number in range(5)])

    assert 0 < len(compared) <= 1_000_000 // 60**2
    assert not corrections.is_word("a" * 65)
