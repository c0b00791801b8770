"""Pieces of texts with the words of a question marked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.search.compounds import Splitter
from wiki.search.snippets import MOST_READ, Marker
from wiki.search.syntax import parse


def marker(text: str) -> Marker:
    return Marker(parse(text).wanted(), Splitter(frozenset({"urlaub", "antrag"})).split)


def marks(pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.is_hit]


@pytest.mark.parametrize(
    ("question", "text", "marked"),
    [
        ("kran", "Der Kran, die Kräne, kranig", ["Kran", "Kräne"]),
        ("Änderung", "Aenderungen und Änderung", ["Aenderungen", "Änderung"]),
        ("strasse", "Die Straße", ["Straße"]),
        ("antrag", "Der Urlaubsantrag", ["Urlaubsantrag"]),
        ("policy", "Our policies", ["policies"]),
        ("prüf*", "Prüfung, Probe", ["Prüfung"]),
        ('"erste hilfe" -kran', "Erste Hilfe am Kran", ["Erste", "Hilfe"]),
        ("", "Text", []),
    ],
)
def test_the_words_are_marked_however_they_are_written(question, text, marked):
    pieces = marker(question).marked(text)
    assert marks(pieces) == marked
    assert "".join(piece.text for piece in pieces) == text


def test_the_snippet_stands_where_most_words_of_the_question_are():
    text = (
        "Am Anfang der Kran. "
        + "Fülltext und mehr davon. " * 60
        + "Der Kran hat einen Haken aus Stahl. "
        + "Ende. " * 80
    )
    pieces = marker("kran haken").snippet(text)
    assert marks(pieces) == ["Kran", "Haken"]
    assert pieces[0].text.startswith("… ")
    assert pieces[-1].text.endswith(" …")
    assert len("".join(piece.text for piece in pieces)) < 300


def test_the_snippet_is_cut_around_a_word_behind_letters_that_fold_to_two():
    assert marks(marker("schlüssel").snippet("ß " * 5000 + "Schlüssel " + "ß " * 5000)) == ["Schlüssel"]


def test_without_a_word_the_beginning_is_shown():
    assert "".join(piece.text for piece in marker("tag:x").snippet("Kurzer\nText")) == "Kurzer Text"


def test_no_text_is_looked_through_without_end():
    compared: list[str] = []  # instead of the time that it takes

    def split(word: str) -> tuple[str, ...]:
        compared.append(word)
        return ()

    finder = Marker(parse("e kran").wanted(), split)
    assert marks(finder.snippet("hebel " * 200_000 + "Kran")) == []
    assert len(compared) < 5000
    assert marks(finder.snippet("x" * 2 * MOST_READ + " Kran")) == []
    assert marks(finder.snippet("Noch ein Kran " + "x" * 10**6)) == ["Kran"]


@settings(max_examples=50)
@given(st.text(), st.text())
def test_any_text_has_a_snippet_for_any_question(question, text):
    pieces = marker(question).snippet(text)
    assert all(piece.text for piece in pieces)
