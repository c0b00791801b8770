"""What a file name may hold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.attachments import filenames
from wiki.errors import Invalid


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("plan.png", "plan.png"),
        ("Bericht für 2026.pdf", "Bericht für 2026.pdf"),
        ("U\u0308bersicht.pdf", "Übersicht.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\Plan.docx", "Plan.docx"),
        ("folder/", None),
        ("/", None),
        ("..", None),
        ("", None),
        ("   ", None),
        ("\u202e\u2066", None),
        (".htaccess", "_.htaccess"),
        ("...png", "_.png"),
        ("trailing. . ", "trailing"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("nul\0byte.txt", "nulbyte.txt"),
        ('quote".txt', 'quote".txt'),
        ("🦊 Fuchs.png", "🦊 Fuchs.png"),
        ("two  blanks.txt", "two  blanks.txt"),
    ],
)
def test_a_name_is_kept_without_what_could_mislead(given_name, kept):
    if kept is None:
        with pytest.raises(Invalid):
            filenames.clean(given_name)
    else:
        assert filenames.clean(given_name) == kept


def test_a_long_name_keeps_its_extension():
    assert filenames.clean("x" * 400 + ".png") == "x" * 146 + ".png"


def test_a_long_name_in_another_script_fits_into_a_file_system():
    name = filenames.clean("ж" * 149 + ".pdf")

    assert len(name.encode()) <= 240
    assert name.endswith("ж.pdf")


@given(st.text())
def test_a_cleaned_name_is_short_normal_and_stays_as_it_is(raw):
    try:
        name = filenames.clean(raw)
    except Invalid:
        assert filenames.key(raw) == ""
        return

    assert 0 < len(name) <= 150
    assert len(name.encode()) <= 240
    assert not name.startswith(".")
    assert not set(name) & set("/\\")
    assert unicodedata.is_normalized("NFC", name)
    assert filenames.clean(name) == name
    assert filenames.key(name) == filenames.key(raw)


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.PNG", "png"), ("a.tar.gz", "gz"), ("a", ""), ("_.env", "env"), ("a.", "")],
)
def test_the_extension_is_what_follows_the_last_dot(name, extension):
    assert filenames.extension(name) == extension
