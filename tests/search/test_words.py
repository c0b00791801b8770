"""Words, their terms, and the language of a text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.search.compounds import Splitter, parts_of
from wiki.search.words import language_of, terms, words, words_with_places

GERMAN = "Das ist die Anleitung für den Kran, und sie ist nicht kurz."
ENGLISH = "This is the manual for the crane, and it is not short."


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("änderung", "aenderungen", "de"),
        ("größe", "groesse", "de"),
        ("straße", "strassen", "de"),
        ("haus", "häuser", "de"),
        ("meeting", "meetings", "en"),
        ("policy", "policies", "en"),
    ],
)
def test_forms_of_a_word_meet_in_a_term(one, other, language):
    assert set(terms(one, language)) & set(terms(other, ""))


def test_a_question_holds_both_stems_and_a_page_one():
    assert len(terms("running", "de")) == len(terms("running", "en")) == 1
    assert set(terms("running")) == {*terms("running", "de"), *terms("running", "en")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("E-Mail an max@example.org", ["e", "mail", "an", "max", "example", "org"]),
        ("Größe_2 · 3,5 m²", ["größe", "2", "3", "5", "m²"]),
        ("A\u0308nderung", ["änderung"]),
        ("日本語 text", ["日", "本", "語", "text"]),
        ("", []),
    ],
)
def test_words_are_runs_of_letters_and_digits(text, found):
    assert words(text) == found


@settings(max_examples=50)
@given(st.text())
def test_places_lead_back_to_the_words(text):
    for word in words_with_places(text):
        assert text[word.start : word.end]


@pytest.mark.parametrize(
    ("text", "language"), [(GERMAN, "de"), (ENGLISH, "en"), (GERMAN + ENGLISH, ""), ("Kran 12", ""), ("", "")]
)
def test_small_words_tell_the_language(text, language):
    assert language_of(text) == language


SPLITTER = Splitter(
    frozenset({"rückgabe", "wert", "urlaub", "antrag", "formular", "arbeit", "zeit", "konto"})
)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("rückgabewert", ("rückgabe", "wert")),
        ("urlaubsantragsformulare", ("urlaub", "antrag", "formular")),
        ("arbeitszeitkonten", ()),  # no part ends so
        ("arbeitszeitkontos", ("arbeit", "zeit", "konto")),
        ("urlaub", ()),
        ("wertwertwertwertwert", ()),  # five parts are no word
        ("x" * 300, ()),
    ],
)
def test_compounds_are_split_into_words_of_the_wiki(word, parts):
    assert SPLITTER.split(word) == parts


def test_parts_are_words_of_eight_pages():
    assert parts_of({"urlaub": 8, "antrag": 7, "uhr": 50, "m3x4": 50}) == {"urlaub"}
