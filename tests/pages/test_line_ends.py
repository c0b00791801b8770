"""A text that went through a browser's form keeps its own bytes."""

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from wiki.pages.line_ends import restored, shown

PIECES = [
    "\n", "\r", "\r\n", "\t", " ", "  ", "\0", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffd", "e\u0301", "é",
    "\u00a0", "\x1f", "\x7f", "\ud800", "\U0001f600", "<", "&amp;", "</textarea>", "#", "- a", "line", "\ufffe",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def through_a_browser(text):
    """The text as a browser reads it out of the page's text area and sends it."""
    html = f"<!doctype html><textarea>\n{escape(text)}</textarea>".encode("utf-8", "replace")
    tree = html5lib.parse(html, transport_encoding="utf-8", namespaceHTMLElements=False)
    value = "".join(tree.find(".//textarea").itertext())
    return re.sub(r"\r\n|\r|\n", "\r\n", value).encode("utf-8", "replace").decode("utf-8", "replace")


def sent(text):
    return shown(text).replace("\n", "\r\n")


@given(texts)
def test_an_unchanged_text_comes_back_byte_for_byte(base):
    assert restored(base, sent(base)) == base


@given(texts.filter(lambda text: "\ud800" not in text))
def test_a_parsed_form_comes_back_byte_for_byte(base):
    assert restored(base, through_a_browser(base)) == base


@given(texts, texts)
def test_what_was_typed_is_what_is_stored_whatever_the_base(base, typed):
    assert shown(restored(base, sent(typed))) == shown(typed)


@given(texts, st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_line_put_before_leaves_all_others_as_they_were(base, end):
    typed = "new" + end
    stored = restored(base, sent(typed + base))
    # A line that equals a neighbour may be taken for it, so only texts whose first line is ended are asked here.
    assert shown(stored) == shown(typed + base)
    if len(set(re.findall(r"\r\n|\r|\n", base))) == 1 and "\0" not in base and "\ud800" not in base:
        assert stored.endswith(base)


@pytest.mark.parametrize(
    ("base", "typed", "stored"),
    [
        ("a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n"),
        ("a\rb\r", "a\rb\rc\r", "a\rb\rc\r"),
        ("a\r\nb\nc\n", "a\nb\nc\nd\n", "a\r\nb\nc\nd\n"),
        ("a\nb", "a\nb\nc", "a\nb\nc"),
        ("a\r\nb\nc", "a\nc", "a\r\nc"),
        ("\na\n", "\na\nb\n", "\na\nb\n"),
        ("a\0\nb\n", "a\ufffd\nb\nc\n", "a\0\nb\nc\n"),
        ("a\0\nb\n", "A\ufffd\nb\n", "A\ufffd\nb\n"),
        ("", "a\nb", "a\nb"),
        ("a\r\n", "", ""),
    ],
)
def test_changed_texts_keep_the_bytes_of_the_lines_that_stayed(base, typed, stored):
    assert restored(base, sent(typed)) == stored


def test_thousands_of_equal_lines_with_mixed_ends_cost_no_more_than_a_moment():
    base = "\r\n\n" * 20_000
    assert shown(restored(base, sent("x\n" + base + "y\n" * 3000))) == shown("x\n" + base + "y\n" * 3000)
