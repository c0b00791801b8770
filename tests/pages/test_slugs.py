"""Titles become words of addresses; comparisons ignore what readers do not see."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.pages.slugs import (
    MAX_LENGTH,
    RESERVED,
    clean_title,
    is_free_word,
    search_key,
    slugify,
    title_key,
    with_suffix,
)

EXAMPLES = [
    ("Über die Größe", "ueber-die-groesse"),
    ("U\u0308ber", "ueber"),
    ("Straße & Co. (2026)", "strasse-co-2026"),
    ("Ærø, Łódź, Århus", "aeroe-lodz-aarhus"),
    ("Crème brûlée", "creme-brulee"),
    ("İstanbul", "istanbul"),
    ("C++ / C#", "c-c"),
    ("__init__.py", "init-py"),
    ("日本語 ページ", "日本語-ページ"),
    ("हिन्दी", "हिन्दी"),
    ("Привет, Мир", "привет-мир"),
    ("½ Tag", "½-tag"),
    ("!!!", "seite"),
    ("", "seite"),
    ("../../etc/passwd", "etc-passwd"),
    ("a\0b\nc", "a-b-c"),
    ("\ud800x", "x"),
]


@pytest.mark.parametrize(("title", "slug"), EXAMPLES)
def test_a_title_becomes_a_readable_word(title: str, slug: str) -> None:
    assert slugify(title) == slug


@given(st.text())
def test_a_slug_is_short_safe_and_stable(title: str) -> None:
    slug = slugify(title)

    assert 0 < len(slug) <= MAX_LENGTH
    assert not set(slug) & set("/\\?#%&. \"'<>\0\n\r\t")
    assert slugify(slug) == slug
    assert slug == slug.strip("-")
    assert slugify(unicodedata.normalize("NFD", title)) == slugify(unicodedata.normalize("NFC", title))


@given(st.text())
def test_a_suffix_makes_another_slug_of_allowed_length(title: str) -> None:
    slug = slugify(title)
    made = with_suffix(slug)

    assert made != slug
    assert len(made) <= MAX_LENGTH
    assert slugify(made) == made


@given(st.text())
def test_titles_are_cleaned_of_what_no_line_holds(title: str) -> None:
    cleaned = clean_title(title)

    assert clean_title(cleaned) == cleaned
    assert cleaned == cleaned.strip()
    assert not {unicodedata.category(letter) for letter in cleaned} & {"Cc", "Cs", "Zl", "Zp"}
    cleaned.encode()


def test_comparisons_ignore_case_form_and_spaces() -> None:
    assert title_key("  Die  GRÖSSE ") == title_key("die gro\u0308sse")
    assert search_key("Straße") == search_key("STRASSE")
    assert not any(is_free_word(word) for word in RESERVED)
    assert is_free_word("plan")
