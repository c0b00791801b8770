"""What may be asked, and that nothing typed is an error."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.search.syntax import Clause, Filter, Phrase, Prefix, Question, Term, day, parse


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Kran Prüfung", [Clause((Term("kran"),)), Clause((Term("prüfung"),))]),
        ('"erste Hilfe" -alt', [Clause((Phrase(("erste", "hilfe")),)), Clause((Term("alt"),), is_without=True)]),
        ("Kran OR Bagger | Lift", [Clause((Term("kran"), Term("bagger"), Term("lift")))]),
        ("kran ODER bagger heute", [Clause((Term("kran"), Term("bagger"))), Clause((Term("heute"),))]),
        ("prüf* titel:Kran", [Clause((Prefix("prüf"),)), Clause((Term("kran", is_title=True),))]),
        ('title:"erste Hilfe"', [Clause((Phrase(("erste", "hilfe"), is_title=True),))]),
        ('tag:"erste Hilfe" -bereich:alt', [
            Clause((Filter("tag", "erste Hilfe"),)), Clause((Filter("space", "alt"),), is_without=True),
        ]),
        ("E-Mail", [Clause((Phrase(("e", "mail")),))]),
        ("CSS-Raster -alt-neu", [
            Clause((Term("css"),)), Clause((Term("raster"),)),
            Clause((Phrase(("alt", "neu")),), is_without=True),
        ]),
        ("2026-11-22", [Clause((Phrase(("2026", "11", "22")),))]),
        ("http://a.example", [Clause((Phrase(("http", "a", "example")),))]),
        ("Kran AND Lift", [Clause((Term("kran"),)), Clause((Term("lift"),))]),
        ('"nie zu Ende', [Clause((Phrase(("nie", "zu", "ende")),))]),
        ("OR", []),
        ('- " * : -', []),
        ("tag:", [Clause((Term("tag"),))]),
    ],
)  # fmt: skip
def test_a_question_is_a_tree(text, clauses):
    assert parse(text) == Question(tuple(clauses))


@settings(max_examples=200)
@given(st.one_of(st.text(), st.text(alphabet='ab"-:*| ORtag')))
def test_whatever_is_typed_is_a_question(text):
    question = parse(text)
    assert len(question.clauses) <= 32
    assert all(clause.leaves for clause in question.clauses)


def test_a_question_has_few_parts_and_a_phrase_few_words():
    either = parse(" | ".join("abcdefghijklmnopqrstuvwxyz" * 3))
    assert len(list(either.wanted())) == 32
    assert len(list(parse("a* -b " * 60).wanted())) <= 32
    (phrase,) = parse('"' + "a " * 190).wanted()
    assert len(phrase.words) == 64


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-2", date(2026, 2, 1), date(2026, 3, 1)),
        ("2026-02-28", date(2026, 2, 28), date(2026, 2, 28)),
        ("2026-02-30", None, None),
        ("9999", date(9999, 1, 1), None),
        ("gestern", None, None),
    ],
)
def test_a_date_may_be_a_year_a_month_or_a_day(text, first, end):
    assert day(text, is_end=False) == first
    assert day(text, is_end=True) == end
