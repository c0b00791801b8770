import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_strategies import texts

from wiki.alignment import Effort, changes, line_end, lines, words

tokens = st.lists(st.sampled_from("abcde"), max_size=40)


def applied(old, new, found):
    text, at = [], 0
    for change in found:
        text += [*old[at : change.old_start], *new[change.new_start : change.new_end]]
        at = change.old_end
    return [*text, *old[at:]]


@given(texts())
def test_lines_and_words_join_back_to_the_text(text):
    assert "".join(lines(text)) == text
    assert "".join(words(text)) == text
    assert "".join(line.removesuffix(line_end(line)) + line_end(line) for line in lines(text)) == text


def test_only_lf_crlf_and_cr_end_a_line():
    assert lines("a\nb\r\nc\rd\u2028e\x0bf\x85g\x0ch") == ["a\n", "b\r\n", "c\r", "d\u2028e\x0bf\x85g\x0ch"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Am 21.11.2026, 10:30 Uhr", ["Am", " ", "21.11.2026", ",", " ", "10:30", " ", "Uhr"]),
        ("u\u0308ber geht's", ["u\u0308ber", " ", "geht's"]),
        ("_kursiv_ und snake_case", ["_", "kursiv", "_", " ", "und", " ", "snake_case"]),
        ("(https://wiki.example/a-b?c=1)", ["(", "https://wiki.example/a-b?c=1", ")"]),
        ("- [ ] x\r\n", ["-", " ", "[", " ", "]", " ", "x", "\r\n"]),
        ("👩\u200d💻👍🏽", ["👩\u200d💻", "👍🏽"]),
    ],
)
def test_words_are_what_a_reader_takes_for_one(text, expected):
    assert words(text) == expected


@settings(max_examples=150)
@given(tokens, tokens)
def test_changes_lead_from_the_old_to_the_new(old, new):
    found = changes(old, new)

    assert applied(old, new, found) == new
    for before, after in pairwise(found):
        assert after.old_start - before.old_end == after.new_start - before.new_end > 0


@given(tokens, tokens, st.integers(0, 60))
def test_changes_stay_right_when_the_effort_is_used_up(old, new, steps):
    assert applied(old, new, changes(old, new, Effort(steps))) == new


@given(
    st.lists(st.integers(), unique=True, max_size=20).map(lambda numbers: [str(number) for number in numbers])
)
def test_an_inserted_token_among_different_ones_is_one_change(old):
    new = [*old[: len(old) // 2], "neu", *old[len(old) // 2 :]]

    assert [change.is_insertion for change in changes(old, new)] == [True]


def test_an_insertion_stands_as_late_as_possible():
    base = ["A", "", "B"]

    (change,) = changes(base, ["A", "", "T", "", "B"])

    assert (change.old_start, change.new_start, change.new_end) == (2, 2, 4)


def test_a_removal_stands_as_late_as_possible():
    (change,) = changes(["A", "", "T", "", "B"], ["A", "", "B"])

    assert (change.old_start, change.old_end, change.new_start) == (2, 4, 2)


@pytest.mark.slow
def test_long_rows_are_searched_window_by_window():
    chance = random.Random(7)
    old, new = ([chance.choice("abcde") for _ in range(2_000)] for _ in range(2))

    assert applied(old, new, changes(old, new)) == new


@pytest.mark.parametrize("letters", ["a", "ab", "abc", "abcdefghijklmnop"])
def test_long_rows_of_few_tokens_end_within_the_effort(letters):
    chance = random.Random(7)
    old, new = ([chance.choice(letters) for _ in range(size)] for size in (20_000, 19_000))
    effort = Effort(100_000)

    found = changes(old, new, effort)

    assert applied(old, new, found) == new
    assert effort.left > -2 * len(old + new)
