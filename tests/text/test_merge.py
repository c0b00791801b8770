import os
import random
from pathlib import Path
from textwrap import dedent

import pytest

from wiki.merge import Agreed, Choice, Conflicts, Disputed, Merged, resolve, three_way

MINUTES = """\
# Protokoll Teamsitzung

Am Montag trafen wir uns im großen Besprechungsraum, alle waren da.

## Beschlüsse

- Der alte Server wird im Frühjahr abgeschaltet.
- Die Urlaubsplanung bleibt im Wiki.

## Aufgaben

- [ ] Anna ruft die Firma Meier an
- [ ] Bernd schreibt die Einladung
- [ ] Clara bestellt den Toner

| Wer | Was | Stand |
| --- | --- | --- |
| Anna | Angebot einholen | offen |
| Bernd | Raum buchen | offen |

Nächste Sitzung in vier Wochen.
"""


def edited(text, *replacements):
    for old, new in replacements:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def merged(base, theirs, mine):
    outcome = three_way(base, theirs, mine)
    assert isinstance(outcome, Merged), outcome
    return outcome.text


def disputed(base, theirs, mine):
    outcome = three_way(base, theirs, mine)
    assert isinstance(outcome, Conflicts), outcome
    return [(passage.base, passage.theirs, passage.mine) for passage in outcome.disputed]


# --- different places


def test_changes_in_different_passages_are_merged_and_counted():
    theirs = edited(MINUTES, ("im Frühjahr", "im Sommer"), ("vier Wochen", "zwei Wochen"))
    mine = edited(MINUTES, ("großen ", ""), ("- [ ] Clara", "- [x] Clara"))

    outcome = three_way(MINUTES, theirs, mine)

    assert outcome == Merged(
        edited(
            MINUTES,
            ("im Frühjahr", "im Sommer"),
            ("vier Wochen", "zwei Wochen"),
            ("großen ", ""),
            ("- [ ] Clara", "- [x] Clara"),
        ),
        from_theirs=2,
        from_mine=2,
    )


def test_the_same_change_on_both_sides_counts_once():
    both = edited(MINUTES, ("Montag", "Dienstag"))
    mine = edited(both, ("vier", "drei"))

    assert three_way(MINUTES, both, mine) == Merged(mine, from_theirs=0, from_mine=1)
    assert three_way(MINUTES, both, both) == Merged(both)


def test_neighbouring_tasks_and_rows_are_different_places():
    theirs = edited(MINUTES, ("- [ ] Anna", "- [x] Anna"), ("einholen | offen", "einholen | erledigt"))
    mine = edited(MINUTES, ("- [ ] Bernd", "- [x] Bernd"), ("buchen | offen", "buchen | läuft"))

    text = merged(MINUTES, theirs, mine)

    assert "- [x] Anna ruft die Firma Meier an\n- [x] Bernd schreibt" in text
    assert "| Anna | Angebot einholen | erledigt |\n| Bernd | Raum buchen | läuft |" in text


def test_a_removed_task_stays_removed_beside_an_added_one():
    theirs = edited(MINUTES, ("- [ ] Clara bestellt den Toner\n", ""))
    mine = edited(MINUTES, ("den Toner\n", "den Toner\n- [ ] Dirk lädt ein\n"))

    assert "Einladung\n- [ ] Dirk lädt ein\n" in merged(MINUTES, theirs, mine)


def test_a_passage_removed_by_one_side_and_continued_by_the_other_is_disputed():
    theirs = edited(MINUTES, ("\nNächste Sitzung in vier Wochen.\n", ""))
    mine = MINUTES + "Ort steht noch nicht fest.\n"

    assert disputed(MINUTES, theirs, mine) == [
        (
            "\nNächste Sitzung in vier Wochen.\n",
            "",
            "\nNächste Sitzung in vier Wochen.\nOrt steht noch nicht fest.\n",
        )
    ]


def test_a_paragraph_changed_at_the_end_and_one_appended_after_it_are_merged():
    theirs = edited(MINUTES, ("vier Wochen", "zwei Wochen"))

    assert (
        merged(MINUTES, theirs, MINUTES + "\nGäste sind willkommen.\n")
        == theirs + "\nGäste sind willkommen.\n"
    )


# --- both add at one place


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "expected"),
    [
        ("- A\n", "- T\n", "- M\n", "- A\n- T\n- M\n"),
        ("A\n", "\nT\n", "\nM\n", "A\n\nT\n\nM\n"),
        ("A\n", "T\n", "M\n", "A\nT\nM\n"),
        ("A\n\n", "T\n", "M\n", "A\n\nT\n\nM\n"),
        ("A\n\n", "T", "M", "A\n\nT\n\nM"),
        ("A\n\n", "> T\n", "> M\n", "A\n\n> T\n\n> M\n"),
        ("A\n\n", "| T |\n| - |\n", "| M |\n| - |\n", "A\n\n| T |\n| - |\n\n| M |\n| - |\n"),
        ("| A |\n| - |\n", "| 1 |\n", "| 2 |\n", "| A |\n| - |\n| 1 |\n| 2 |\n"),
        ("A\n", "\nT\n", "M\n", "A\nM\n\nT\n"),
        ("A\r\n", "T\r\n", "M\r\n", "A\r\nT\r\nM\r\n"),
        ("A\n", "same\n", "same\n", "A\nsame\n"),
        ("A\n", "same\n", "same\nmore\n", "A\nsame\nmore\n"),
        ("A\n", "first\nsame\n", "same\n", "A\nfirst\nsame\n"),
        ("```\nx = 1\n", "y = 2\n", "z = 3\n", "```\nx = 1\ny = 2\nz = 3\n"),
    ],
)
def test_both_additions_stay_theirs_first(base, theirs, mine, expected):
    assert merged(base, base + theirs, base + mine) == expected


def test_appending_to_a_last_line_without_end_leaves_this_line_alone():
    assert merged("- A", "- A\n- T", "- A\n- M") == "- A\n- T\n- M"
    assert merged("- A", "- A\r\n- T", "- A\r\n- M\r\n") == "- A\r\n- T\r\n- M\r\n"
    assert merged("# A\nB", "# A neu\nB", "# A\nB\nC") == "# A neu\nB\nC"
    assert merged("# A\nB\n", "# A neu\nB\n", "# A\nB") == "# A neu\nB"


def test_two_entries_between_two_old_ones_are_kept():
    theirs = edited(MINUTES, ("den Toner\n", "den Toner\n- [ ] Dirk lädt ein\n"))
    mine = edited(MINUTES, ("den Toner\n", "den Toner\n- [ ] Eva räumt auf\n"))

    assert "Toner\n- [ ] Dirk lädt ein\n- [ ] Eva räumt auf\n\n|" in merged(MINUTES, theirs, mine)


def test_new_sections_at_one_place_keep_their_distance():
    theirs = edited(MINUTES, ("## Aufgaben\n", "## Termine\n\nKeine.\n\n## Aufgaben\n"))
    mine = edited(MINUTES, ("## Aufgaben\n", "## Gäste\n\nZwei.\n\n## Aufgaben\n"))

    assert "\n\n## Termine\n\nKeine.\n\n## Gäste\n\nZwei.\n\n## Aufgaben\n" in merged(MINUTES, theirs, mine)


@pytest.mark.parametrize(
    ("before", "theirs", "mine", "after"),
    [
        ("A\n", "```\nT\n", "M\n", ""),  # an open code block would swallow mine
        ("", "---\ntags: a\n---\n", "Hinweis\n", "A\n"),  # front matter stands first or is none
        ("---\nTitel: A\n", "Thema: T\n", "Thema: M\n", "---\nText\n"),  # a key stands once
    ],
)
def test_additions_that_would_spoil_each_other_are_disputed(before, theirs, mine, after):
    assert disputed(before + after, before + theirs + after, before + mine + after) == [("", theirs, mine)]


def test_different_keys_of_front_matter_are_both_kept():
    base = "---\nTitel: A\n---\nText\n"

    text = merged(base, base.replace("A\n", "A\nThema: T\n"), base.replace("A\n", "A\nStand: M\n"))

    assert text == "---\nTitel: A\nThema: T\nStand: M\n---\nText\n"


# --- the same line


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "expected"),
    [
        ("Der Server geht im Frühjahr außer Betrieb.", ("Server", "Rechner"), ("Frühjahr", "Herbst"), None),
        ("- [ ] Anna ruft die Firma Meier an", ("[ ]", "[x]"), ("Meier", "Müller"), None),
        ("| Anna | Angebot einholen | offen |", ("Anna", "Berta"), ("offen", "erledigt"), None),
        ("Die Sitzung beginnt um zehn in Bremen.", ("Die", "Unsere"), (".", ", mit Kaffee."), None),
        ("Anna und Bernd laden alle Kollegen ein", ("laden", "bitten"), ("alle", "zwei"), "dispute"),
        ("Der Termin ist am 12.3.2026 in Bremen", ("12.3.", "13.3."), ("12.3.", "12.4."), "dispute"),
        ("Am 4. Mai kamen in Bremen 17 Gäste", ("4.", "5."), ("17", "18"), "dispute"),
        (
            "Der ganz alte Server bleibt an",
            ("ganz alte", "**ganz alte**"),
            ("Server bleibt", "*Server* bleibt"),
            "dispute",
        ),
        ("- Anna ruft morgen die Firma an", ("- ", "1. "), ("Firma", "Kundin"), "dispute"),
        ("| Anna | Angebot einholen |", (" einholen |", " einholen | neu |"), ("Anna", "Berta"), "dispute"),
        (
            "Bitte Meier anrufen",
            ("Bitte Meier anrufen", "Alles gut, nichts tun"),
            ("Meier", "Müller"),
            "dispute",
        ),
        ("Termine stehen im Kalender hier", (" hier", " dort"), (" hier", " drüben"), "dispute"),
    ],
)
def test_words_of_one_line_are_merged_where_the_sense_stays(base, theirs, mine, expected):
    texts = [base + "\n", base.replace(*theirs, 1) + "\n", base.replace(*mine, 1) + "\n"]

    if expected == "dispute":
        assert disputed(*texts) == [tuple(texts)]
    else:
        assert merged(*texts) == base.replace(*theirs, 1).replace(*mine, 1) + "\n"


def test_a_word_both_replaced_alike_counts_once():
    base, theirs, mine = (
        "Wir treffen uns im Raum Weser zur Sitzung.\n",
        "Wir sehen uns im Saal Weser zur Sitzung.\n",
        "Wir treffen uns im Saal Weser zur Besprechung.\n",
    )

    assert merged(base, theirs, mine) == "Wir sehen uns im Saal Weser zur Besprechung.\n"


def test_lines_that_both_reworked_are_settled_one_by_one():
    base = "- Anna ruft Meier morgen an\n- Bernd lädt alle Gäste ein\n- Clara bestellt Toner in Rot\n"
    theirs = base.replace("Anna", "Berta").replace("Gäste", "Kunden").replace("Toner", "Papier")
    mine = base.replace("Anna", "Berta").replace("Gäste", "Freunde").replace("Clara", "Doris")

    assert disputed(base, theirs, mine) == [
        ("- Bernd lädt alle Gäste ein\n", "- Bernd lädt alle Kunden ein\n", "- Bernd lädt alle Freunde ein\n")
    ]


def test_only_the_changed_side_counts_in_a_line_that_the_other_side_left():
    base = "eins bleibt hier stehen\nzwei bleibt hier stehen\n"
    theirs = "eins bleibt da stehen\nzwei bleibt dort stehen\n"
    mine = "eins bleibt hier sitzen\nzwei bleibt hier stehen\n"

    assert disputed(base, theirs, mine) == [
        tuple(text.splitlines(keepends=True)[0] for text in (base, theirs, mine))
    ]
    assert disputed(base, mine, theirs) == [
        tuple(text.splitlines(keepends=True)[0] for text in (base, mine, theirs))
    ]


def test_code_and_front_matter_are_merged_by_whole_lines_only():
    code = "```\nserver = alt, port = frei, zeit = kurz\n```\n"
    front = "---\ntitle: alt und lang und breit\n---\n"

    assert len(disputed(code, code.replace("alt", "neu"), code.replace("kurz", "lang"))) == 1
    assert len(disputed(front, front.replace("alt", "neu"), front.replace("breit", "hoch"))) == 1


# --- the same lines


def test_lines_both_brought_are_taken_once_when_this_settles_the_rest():
    base = "Wir treffen uns im Raum Weser zur Sitzung.\nEnde\n"
    theirs = "Wir treffen uns im Saal Weser zur Sitzung.\n- Kaffee\nEnde\n"
    mine = "Wir treffen uns im Raum Weser zur Sitzung.\n- Kaffee\nEnde\n"

    assert merged(base, theirs, mine) == theirs


def test_a_line_moved_below_a_new_one_is_not_doubled():
    assert merged("B\nC\nEnde\n", "X\nB\nC\nEnde\n", "X\nEnde\n") == "X\nEnde\n"


def test_a_new_column_and_a_new_row_are_disputed():
    base = "| Wer |\n| - |\n| Anna |\n"
    theirs = "| Wer | Was |\n| - | - |\n| Anna | ruft an |\n"

    assert disputed(base, theirs, base + "| Bernd |\n") == [(base, theirs, base + "| Bernd |\n")]


def test_a_passage_removed_here_and_changed_there_is_disputed():
    theirs = edited(MINUTES, ("- Die Urlaubsplanung bleibt im Wiki.\n", ""))
    mine = edited(MINUTES, ("Urlaubsplanung", "Raumplanung"))

    assert disputed(MINUTES, theirs, mine) == [
        ("- Die Urlaubsplanung bleibt im Wiki.\n", "", "- Die Raumplanung bleibt im Wiki.\n")
    ]


def test_passages_stand_in_the_order_of_the_page():
    theirs = edited(MINUTES, ("alle waren da", "niemand fehlte"), ("vier Wochen", "zwei Wochen"))
    mine = edited(MINUTES, ("alle waren da", "Clara fehlte"))

    outcome = three_way(MINUTES, theirs, mine)

    before, between = "# Protokoll Teamsitzung\n\n", theirs[theirs.index("\n## Beschlüsse") :]
    sentence = "Am Montag trafen wir uns im großen Besprechungsraum, {}.\n"
    assert outcome.passages == (
        Agreed(before),
        Disputed(*(sentence.format(end) for end in ("alle waren da", "niemand fehlte", "Clara fehlte"))),
        Agreed(between),
    )


@pytest.mark.parametrize(
    ("base", "theirs", "mine"),
    [
        ("", "Anna\n", "Bernd\n"),
        (MINUTES, "", MINUTES + "x"),
        (MINUTES, MINUTES + "x", " \n"),
        ("\n", "A", "B"),
    ],
)
def test_a_page_begun_by_both_or_emptied_by_one_is_disputed_as_a_whole(base, theirs, mine):
    assert disputed(base, theirs, mine) == [(base, theirs, mine)]


# --- bytes


def test_all_line_ends_changed_by_one_side_do_not_touch_the_words_of_the_other():
    windows = edited(MINUTES, ("Montag", "Dienstag")).replace("\n", "\r\n")
    mine = edited(MINUTES, ("vier", "drei"))

    expected = edited(MINUTES, ("Montag", "Dienstag"), ("vier", "drei")).replace("\n", "\r\n")
    assert merged(MINUTES, windows, mine) == expected
    assert merged(MINUTES, mine, windows) == expected


def test_line_ends_and_a_missing_last_one_are_followed_without_any_other_change():
    assert merged("A\nB", "A\r\nB", "A\r\nB\r\n") == "A\r\nB\r\n"


def test_mixed_line_ends_and_decomposed_letters_stay():
    base = "u\u0308ber\r\neins\rzwei\u2028drei\x0b\nvier\n\nEnde"

    text = merged(base, base.replace("eins", "EINS"), base.replace("vier", "VIER"))

    assert text == base.replace("eins", "EINS").replace("vier", "VIER")


def test_a_disputed_last_line_without_end_stays_without():
    assert disputed("A\nx", "A\ny", "A\nz\n") == [("x", "y", "z\n")]


# --- choices


def test_each_choice_gives_its_text():
    passages = [
        Agreed("A\n"),
        Disputed("b\n", "t\n", "m\n"),
        Agreed("C\n"),
        Disputed("", "T", "M"),
        Agreed("E"),
    ]

    assert resolve(passages, [Choice.MINE, Choice.THEIRS]) == "A\nm\nC\nT\nE"
    assert resolve(passages, [Choice.BOTH, Choice.BOTH]) == "A\nt\nm\nC\nT\nM\nE"
    assert resolve([Disputed("", "T", "M\r\nN")], [Choice.BOTH]) == "T\r\nM\r\nN"
    assert resolve([Disputed("b", "", "m")], [Choice.THEIRS]) == ""


@pytest.mark.parametrize("choices", [[], [Choice.MINE, Choice.MINE]])
def test_a_missing_or_superfluous_choice_is_refused(choices):
    with pytest.raises(ValueError):
        resolve([Agreed("A"), Disputed("b", "t", "m")], choices)


# --- size


@pytest.mark.parametrize("size", [20_000])
def test_masses_of_equal_lines_end(size):
    base = "\n" * size

    outcome = three_way("A\n" + base, "T\n" + base[:-9], "M\n" + base + "x\n")

    assert isinstance(outcome, Conflicts)


@pytest.mark.slow
def test_masses_of_different_lines_end():
    chance = random.Random(3)
    texts = ["".join(f"{chance.random()}\n" for _ in range(50_000)) for _ in range(3)]

    assert disputed(*texts) == [tuple(texts)]


@pytest.mark.samples
@pytest.mark.slow
def test_pages_of_a_real_wiki_merge_with_themselves():
    folder = os.environ.get("WERKBUCH_SAMPLES")
    if not folder:
        pytest.skip("WERKBUCH_SAMPLES names no folder")
    chance = random.Random(5)
    pages = sorted((Path(folder) / "wiki-freifunk-bremen" / "data").rglob("*.md"))
    for path in chance.sample(pages, min(100, len(pages))):
        base = path.read_bytes().decode(errors="surrogateescape")
        if not base.strip() or "```" in base:
            continue
        gap = "\n" if base.endswith("\n") else "\n\n"
        assert merged(base, base + gap + "Tee\n", base + gap + "Milch\n").startswith(base)
        assert merged(base, "Kopf\n\n" + base, base + gap + "Fuß\n") == "Kopf\n\n" + base + gap + "Fuß\n"


def test_a_readable_merge_of_minutes():
    base = dedent("""\
        ## Aufgaben

        - [ ] Anna: Angebot der Druckerei einholen
        - [ ] Bernd: Raum für die Schulung buchen

        Die Schulung findet im Mai statt.
        """)
    theirs = dedent("""\
        ## Aufgaben

        - [x] Anna: Angebot der Druckerei einholen
        - [ ] Bernd: Raum für die Schulung buchen
        - [ ] Clara: Getränke

        Die Schulung findet im Mai in Bremen statt.
        """)
    mine = dedent("""\
        ## Aufgaben bis Freitag

        - [ ] Anna: Angebot der Druckerei in Kassel einholen
        - [ ] Bernd: Raum für die Schulung buchen
        - [ ] Doris: Namensschilder

        Die Schulung findet im Mai statt.
        """)

    assert merged(base, theirs, mine) == dedent("""\
        ## Aufgaben bis Freitag

        - [x] Anna: Angebot der Druckerei in Kassel einholen
        - [ ] Bernd: Raum für die Schulung buchen
        - [ ] Clara: Getränke
        - [ ] Doris: Namensschilder

        Die Schulung findet im Mai in Bremen statt.
        """)


@pytest.mark.slow
def test_one_side_rewriting_all_does_not_slow_down_many_changes_of_the_other():
    base = [f"Zeile {number} ist alt\n" for number in range(20_000)]
    mine = [line.replace("alt", "neu") if number % 2 else line for number, line in enumerate(base)]
    theirs = [f"T{number}\n" for number in range(20_000)]

    assert len(disputed("".join(base), "".join(theirs), "".join(mine))) == 1
