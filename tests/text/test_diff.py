import random

import pytest
from hypothesis import given, settings
from text_strategies import texts, versions

from wiki import diff as diff_module
from wiki.diff import ROW_LIMIT, Ends, compare, words

MARKS = {"same": "{}", "added": "[+{}+]", "removed": "[-{}-]"}


def drawn(diff):
    """The inline screen in plain letters."""
    return [
        f"… {row.skipped}"
        if row.kind == "skipped"
        else "".join(MARKS[s.kind].format(s.text) for s in row.inline)
        for row in diff.rows
    ]


def side(diff, name):
    return "".join(
        "".join(span.text for span in getattr(row, name)) + getattr(row, f"{name}_end") for row in diff.rows
    )


# --- properties


@settings(max_examples=150)
@given(texts(), texts())
def test_the_rows_hold_both_texts_whole(old, new):
    diff = compare(old, new, context=None)

    assert (side(diff, "old"), side(diff, "new")) == (old, new)
    assert diff.equal == (old == new)
    assert diff.left_out == 0


@settings(max_examples=150)
@given(versions())
def test_rows_are_numbered_and_marked_in_order(case):
    old, new, _ = case

    rows = compare(old, new, context=None).rows

    assert [row.old_number for row in rows if row.old_number] == list(range(1, old.count("\n") + 1))
    assert [row.new_number for row in rows if row.new_number] == list(range(1, new.count("\n") + 1))
    for row in rows:
        assert {span.kind for span in row.old} <= {"same", "removed"}
        assert {span.kind for span in row.new} <= {"same", "added"}
        same = [[span.text for span in spans if span.kind == "same"] for spans in (row.old, row.new)]
        assert row.kind in ("added", "removed") or same[0] == same[1]


@settings(max_examples=150)
@given(versions())
def test_context_leaves_out_unchanged_rows_only(case):
    old, new, _ = case

    whole, near = compare(old, new, context=None), compare(old, new, context=1)

    assert [row for row in near.rows if row.kind not in ("same", "skipped")] == [
        row for row in whole.rows if row.kind != "same"
    ]
    if not near.equal:
        assert sum(row.skipped or 1 for row in near.rows) == len(whole.rows)


@given(texts())
def test_equal_texts_have_no_rows(text):
    diff = compare(text, text)

    assert (diff.rows, diff.added_words, diff.removed_words, diff.equal) == ((), 0, 0, True)
    assert "".join(words(text)) == text


# --- how it reads


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Am Montag um zehn trafen sich alle im Büro.",
            "Am Dienstag um elf trafen sich alle im Büro.",
            ["Am [-Montag um zehn-][+Dienstag um elf+] trafen sich alle im Büro."],
        ),
        (
            "The invoice is due in two weeks, please pay.",
            "The invoice is overdue by two weeks, please pay now.",
            ["The invoice is [-due in-][+overdue by+] two weeks, please pay[+ now+]."],
        ),
        ("- [ ] Anna ruft an", "- [x] Anna ruft an", ["- [[- -][+x+]] Anna ruft an"]),
        ("| Anna | ruft an | offen |", "| Berta | ruft an | fertig |", ["| [-Anna-][+Berta+] | ruft an | [-offen-][+fertig+] |"]),
        ("Sitzung am 12.3.2026 in Raum 4", "Sitzung am 13.3.2026 in Raum 4", ["Sitzung am [-12.3.2026-][+13.3.2026+] in Raum 4"]),
        ("Der Server bleibt an.", "Kaffee gibt es nebenan.", ["[-Der Server bleibt an.-]", "[+Kaffee gibt es nebenan.+]"]),
        ("Äpfel, Birnen und Kirschen", "Äpfel und Kirschen", ["Äpfel[-, Birnen-] und Kirschen"]),
    ],
)  # fmt: skip
def test_a_changed_line_reads_well(old, new, expected):
    assert drawn(compare(old, new)) == expected


def test_each_line_finds_its_likeness_in_a_changed_passage():
    old = "# Aufgaben\n- Anna ruft die Druckerei an\n- Bernd bucht den Raum\n- Clara holt Kaffee\n"
    new = "# Aufgaben\n- Dirk lädt ein\n- Bernd bucht den großen Raum\n- Clara holt Kaffee und Tee\n- Eva zahlt\n"

    assert drawn(compare(old, new)) == [
        "# Aufgaben",
        "[-- Anna ruft die Druckerei an-]",
        "[+- Dirk lädt ein+]",
        "- Bernd bucht den [+großen +]Raum",
        "- Clara holt Kaffee[+ und Tee+]",
        "[+- Eva zahlt+]",
    ]


def test_an_added_paragraph_keeps_the_blank_line_after_it():
    assert drawn(compare("A\n\nB\n", "A\n\nNeu\n\nB\n")) == ["A", "", "[+Neu+]", "", "B"]


def test_words_that_came_and_went_are_counted():
    diff = compare("eins zwei drei vier\nweg damit\n", "eins zwei drei fünf\nganz neu hier\n")

    assert (diff.added_words, diff.removed_words) == (4, 3)


def test_unchanged_lines_far_from_a_change_are_skipped():
    old = "".join(f"Zeile {number}\n" for number in range(1, 21))
    new = old.replace("Zeile 10\n", "Ganz anders\n").replace("Zeile 16\n", "")

    diff = compare(old, new, context=2)

    assert drawn(diff) == [
        "… 7", "Zeile 8", "Zeile 9", "[-Zeile 10-]", "[+Ganz anders+]", "Zeile 11", "Zeile 12", "Zeile 13",
        "Zeile 14", "Zeile 15", "[-Zeile 16-]", "Zeile 17", "Zeile 18", "… 2",
    ]  # fmt: skip
    assert (diff.rows[0].old_number, diff.rows[-1].old_number, diff.rows[-1].new_number) == (1, 19, 18)


# --- what cannot be seen


@pytest.mark.parametrize(
    ("old", "new", "ends"),
    [
        ("A\n", "A\r\n", Ends("lf", "crlf")),
        ("A\r", "A\n", Ends("cr", "lf")),
        ("A\n", "A", Ends("lf", "none")),
        ("A  \n", "A\n", None),
        ("u\u0308ber\n", "über\n", None),
        ("Sil\u00adbe\n", "Silbe\n", None),
        ("\t\n", "  \n", None),
    ],
)
def test_a_difference_that_cannot_be_seen_is_named(old, new, ends):
    (row,) = compare(old, new).rows

    assert (row.kind, row.is_invisible, row.ends) == ("changed", True, ends)


def test_a_visible_change_is_not_called_invisible():
    (row,) = compare("drei Worte hier\n", "drei Worte dort\n").rows

    assert not row.is_invisible
    assert row.ends is None


def test_a_single_line_without_end_says_so():
    assert [row.ends for row in compare("A\n", "A\nB").rows] == [None, Ends("", "none")]
    assert [row.ends for row in compare("A\nB", "A\n").rows] == [None, Ends("none", "")]


# --- size


def test_a_very_long_diff_is_cut_and_says_how_much_is_missing():
    old = "".join(f"alt {number}\n" for number in range(ROW_LIMIT))

    diff = compare(old, "")

    assert len(diff.rows) == ROW_LIMIT
    assert compare(old + "noch\n", "").left_out == 1
    assert diff.removed_words == 2 * ROW_LIMIT


def test_many_lines_changed_alike_still_stand_beside_each_other():
    old = "".join(f"Zeile {number} bleibt so alt\n" for number in range(80))

    rows = compare(old, old.replace("alt", "neu")).rows

    assert {row.kind for row in rows} == {"changed"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["equal", "different", "few", "one line"])
def test_masses_of_text_end_and_stay_right(kind):
    chance = random.Random(11)
    makers = {
        "equal": lambda: "x\n" + "\n" * chance.randrange(45_000, 50_000) + "y\n",
        "different": lambda: "".join(f"{chance.random()} {chance.random()}\n" for _ in range(20_000)),
        "few": lambda: "".join(chance.choice(["a\n", "b\n", "\n"]) for _ in range(20_000)),
        "one line": lambda: " ".join(chance.choice(["der", "die", "das"]) for _ in range(20_000)),
    }
    old, new = makers[kind](), makers[kind]()

    diff = compare(old, new, context=None)

    assert (side(diff, "old"), side(diff, "new")) == (old, new)


HOSTILE = {
    "other lines": ("".join(f"a{i}\n" for i in range(20_000)), "".join(f"b{i}\n" for i in range(20_000))),
    "few letters": ("".join("abcdef"[i * i % 7 % 6] + "\n" for i in range(20_000)),
                    "".join("abcdef"[i * i * i % 11 % 6] + "\n" for i in range(20_000))),
    "a word of each line": ("".join(f"{i} b c d e\n" for i in range(20_000)), "".join(f"{i} b c d f\n" for i in range(20_000))),
    "line ends": ("".join(f"{i}\n" for i in range(20_000)), "".join(f"{i}\r\n" for i in range(20_000))),
    "long lines": ("a b " * 40_000 + "\n" + "a b " * 9_000 + "\n", "a c " * 40_000 + "\n" + "c b " * 9_000 + "\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_on_hostile_texts_is_bounded(name, monkeypatch):
    """Counts steps, rows and signs cut into words, which together are what a comparison costs."""
    efforts, counted = [], {"rows": 0, "signs": 0}
    real_words, real_row, real_effort = diff_module.words, diff_module.Row, diff_module.Effort

    def words(text):
        counted["signs"] += len(text)
        return real_words(text)

    def row(*fields, **more):
        counted["rows"] += 1
        return real_row(*fields, **more)

    def effort(left):
        efforts.append(real_effort(left))
        return efforts[-1]

    monkeypatch.setattr(diff_module, "words", words)
    monkeypatch.setattr(diff_module, "Row", row)
    monkeypatch.setattr(diff_module, "Effort", effort)

    found = compare(*HOSTILE[name])

    assert len(found.rows) <= diff_module.ROW_LIMIT
    assert counted["rows"] <= diff_module.ROW_LIMIT + 10
    assert counted["signs"] <= 10 * diff_module.EFFORT
    assert efforts[0].left > -diff_module.EFFORT
    assert not found.equal


def test_a_long_run_of_equal_lines_is_one_row_wherever_it_stands():
    old = "".join(f"{number}\n" for number in range(1000))
    new = old.replace("\n500\n", "\nfünfhundert\n")

    found = compare(old, new)

    assert [row.kind for row in found.rows[:4]] == ["skipped", "same", "same", "same"]
    assert [row.skipped for row in found.rows if row.kind == "skipped"] == [497, 496]
    assert found.rows[-1].old_number == 505
    assert compare(old, new, context=0).rows[0].skipped == 500
