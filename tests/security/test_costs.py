"""One person's odd page does not hold up the others."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from world import World

from wiki.search import queries as search
from wiki.search.queries import _folded, _letter_at


def test_a_thousand_links_to_nothing_take_few_statements(world: World) -> None:
    """They are looked up in the write block of the save, where everybody else waits."""
    anna = world.person("anna")
    page = world.page(world.space("room", anna), anna, "Plan")
    statements: list[str] = []
    event.listen(world.sessions.writer, "before_cursor_execute", lambda *said: statements.append(said[2]))

    world.save(page.page_id, anna, " ".join(f"[[Nothing {number}]]" for number in range(1000)), 1)

    assert len([one for one in statements if one.lstrip().startswith("SELECT")]) < 60


@given(st.text(alphabet="aßİŉ Ω\u0345\N{LATIN SMALL LIGATURE FFI}", max_size=40))
def test_each_folded_letter_is_traced_to_where_it_stands(text: str) -> None:
    folded, places = _folded(text)

    assert folded == text.casefold()
    assert [_letter_at(text, place) for place in range(len(folded))] == places


def test_a_snippet_is_cut_around_the_word_behind_letters_that_fold_to_two() -> None:
    pieces = search.snippet("ß " * 5000 + "Schlüssel " + "ß " * 5000, ("schlüssel",))

    assert [piece.text for piece in pieces if piece.is_hit] == ["Schlüssel"]
