"""Names that look like others, and names by which people are sorted and found."""

import pytest

from wiki.users import names


@pytest.mark.parametrize(
    "name",
    [
        "Everyone",
        "ALLE",
        "Gäste",
        "Gaste",
        "ever\u200byone",
        "Ｅｖｅｒｙｏｎｅ",
        "everyοne",
        "Syѕtem",
        "al1e",
        "signed_in",
    ],
)
def test_names_for_everybody_are_known_in_all_spellings(name: str):
    assert names.means_all(name)


@pytest.mark.parametrize("name", ["Admin", "ad-min", "adm1n", "Аdmin", "ADMINISTRATOREN", "admıns"])
def test_names_for_those_in_charge_are_known_in_all_spellings(name: str):
    assert names.means_those_in_charge(name)


@pytest.mark.parametrize(
    "name", ["Vertrieb", "Allee", "Wikinger", "Admiral", "Gästehaus", "E-3", "李", "Отдел"]
)
def test_names_of_their_own_are_free(name: str):
    assert not names.means_all(name)
    assert not names.means_those_in_charge(name)
    assert not names.mixes_scripts(name)
    assert not names.has_hidden_letters(name)


def test_several_alphabets_in_one_name_are_seen():
    assert names.mixes_scripts("Lаger")
    assert names.mixes_scripts("Vertriеb")
    assert not names.mixes_scripts("東京タワー")
    assert not names.mixes_scripts("Größe 5µm")


def test_a_person_is_found_without_case_accents_and_by_the_spelling_with_e():
    key = names.search_key("Zoë  Müller-Weiß", "zmueller")
    assert key == "zoe muller-weiss zmueller"
    for text in ("müller", "MUELLER", "muller", "weiss", "Weiß", "zoe"):
        assert any(form in key for form in names.wanted_forms(text)), text


def test_letters_that_become_longer_still_fit():
    assert len(names.search_key("\ufdfa" * 200, "x" * 80)) == names.LONGEST_KEY
