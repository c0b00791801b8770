"""The index: what it finds, for whom, and that damage is never silent."""

import contextlib
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from whoosh.index import FileIndex
from whoosh.query import Term as WhooshTerm

from wiki.search.backend import Document, Readable
from wiki.search.compounds import Splitter
from wiki.search.documents import Pages
from wiki.search.syntax import Question, parse
from wiki.search.whoosh_backend import WhooshIndex
from wiki.search.whoosh_storage import HELD_BYTES, NAME, DamagedIndexError, PlacedStorage
from wiki.search.words import language_of

TEXTS = {
    1: ("Kran", "Der Kran wird jeden Montag geprüft. Das ist die Regel und nicht die Ausnahme."),
    2: ("Prüfung der Kräne", "Wie die Prüfung geht. Der Kran und die Kräne, das Seil, der Haken."),
    3: ("Urlaub", "Der Urlaubsantrag liegt im Büro und ist für alle da. Das Formular auch."),
    4: ("Holiday", "The crane is not here and this is all that there is for you."),
    5: ("Haken und Seil", "Das Seil und der Haken sind nicht der Kran, für den die Regel ist."),
}


def document(page_id: int, title: str, body: str, **more: object) -> Document:
    facts: dict[str, object] = {
        "key": page_id * 4, "page_id": page_id, "kind": 0, "version": 1, "headings": "", "tags": (),
        "day": 20_000 + page_id, "author_id": 7, "editor_id": 8, "language": language_of(body),
    }  # fmt: skip
    return Document(title=title, body=body, **(facts | more))  # type: ignore[arg-type]


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    made = WhooshIndex(tmp_path / "index", Splitter(frozenset({"urlaub", "antrag"})).split)
    made.create()
    made.apply([document(page_id, *text) for page_id, text in TEXTS.items()], (), 1)
    return made


def readable(*hidden: int, most: int = 400) -> Readable:
    ids = np.arange(1, most)
    scopes = np.where(np.isin(ids, hidden), 2, 1)
    return Readable(frozenset({1}), Pages(ids, scopes, ids % 2))


EVERYTHING = readable()


def found(index: WhooshIndex, text: str | Question, may: Readable = EVERYTHING) -> list[int]:
    question = parse(text) if isinstance(text, str) else text
    matches = index.search(question, may, lambda leaf: frozenset({int(leaf.value)}), skip=0, limit=20)
    assert matches.total == len(matches.best)
    return [match.page_id for match in matches.best]


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("Kran", {1, 2, 5}),  # the English page says crane
        ("kräne haken prüfung", {2}),
        ("Kran -Seil", {1}),
        ("Urlaub OR Holiday", {3, 4}),
        ("antrag", {3}),  # a part of a compound
        ('"der Haken"', {2, 5}),
        ('"Haken der"', set()),
        ('"Seil und der Haken"', {5}),
        ("prüf*", {2}),
        ("titel:Kran", {1, 2}),
        ("Kran space:1", {1, 5}),
        ("author:7 Kran", {1, 2, 5}),
        ("author:9 Kran", set()),
        ("-Kran Urlaub", {3}),
        ("nirgends", set()),
        ("-Kran", {3, 4}),
        ("", set()),
    ],
)
def test_questions_find_what_they_say(index, text, pages):
    assert set(found(index, text)) == pages


def test_the_page_that_is_named_so_comes_first_then_the_title_then_the_text(index):
    assert found(index, "Kran")[:2] == [1, 2]
    assert found(index, "haken seil")[0] == 5


def test_a_loosened_question_finds_pages_with_some_of_the_words(index):
    assert found(index, "Kran Formular Seil") == []
    assert set(found(index, parse("Kran Formular Seil").loosened())) == {1, 2, 3, 5}


def test_a_loosened_question_finds_the_parts_of_a_compound(index):
    assert found(index, parse("Antragsurlaub").loosened(lambda _word: ("antrag", "urlaub"))) == [3]


def test_small_words_need_not_occur_beside_others(index):
    assert set(found(index, "wie ist the Prüfung by Haken")) == {2}
    assert found(index, "wie by") == found(index, '"wie" "by"') == []


def test_a_page_whose_whole_title_is_asked_for_fits_whatever_it_holds(index):
    assert found(index, "our Holiday nonsense") == [4]
    assert found(index, "our Holiday nonsense utterly -Holiday") == []
    assert found(index, "our Holiday nonsense utterly") == []  # less than half of it
    assert found(index, 'Holiday "utter nonsense"') == []


def test_words_asked_for_side_by_side_count_more_where_they_stand_so(index):
    index.apply(
        [
            document(20, "Erstens", "rote Leiter und grüne Tonne " * 5),
            document(21, "Zweitens", "rote Tonne und grüne Leiter " * 5),
        ],
        (),
        2,
    )
    assert found(index, "rote Tonne") == [21, 20]
    assert found(index, "rote-Leiter") == [20, 21]


def test_tags_days_and_kinds_limit_and_are_counted(index):
    index.apply(
        [
            document(20, "Mit Kran", "Text", tags=("Lager", "Neu hier"), day=20_454),
            document(21, "Bild vom Kran", "Text", key=21 * 4 + 1, kind=1, day=19_000),
        ],
        (),
        2,
    )

    assert found(index, 'tag:"neu hier"') == [20]
    assert found(index, "Kran after:2026") == [20]
    assert found(index, "Kran before:2024") == [21]
    assert found(index, "Kran type:file") == [21]
    assert found(index, "after:gestern Kran") == []
    facets = index.search(
        parse("Kran"), EVERYTHING, lambda _leaf: frozenset(), skip=0, limit=1, facets=True
    ).facets
    assert facets is not None
    assert facets.tags == {"lager": 1, "neu hier": 1}
    assert facets.kinds == {0: 4, 1: 1}
    assert facets.spaces == {0: 2, 1: 3}
    assert sum(facets.years.values()) == 5
    assert facets.years[2026] == 1


def test_what_the_reader_may_not_read_is_neither_found_nor_counted(index):
    hidden = readable(1)
    assert set(found(index, "Kran", hidden)) == {2, 5}
    assert found(index, "Kran", Readable(frozenset(), EVERYTHING.pages)) == []
    assert found(index, "Kran", Readable(frozenset({-1}), EVERYTHING.pages)) == []  # no page is nowhere
    without = Pages(*(np.zeros(0, np.int64) for _ in range(3)))
    assert found(index, "Kran", Readable(frozenset({1}), without)) == []
    facets = index.search(
        parse("Kran"), hidden, lambda _leaf: frozenset(), skip=0, limit=9, facets=True
    ).facets
    assert facets is not None
    assert sum(facets.spaces.values()) == 2


def test_a_changed_page_is_found_by_its_new_words_alone(index):
    for number in range(5):
        index.apply(
            [document(1, "Bagger", f"Der Bagger steht hier, Nummer {number}.", version=number)], (), number
        )
    index.apply([], [4 * 5], 9)

    assert found(index, "Bagger") == [1]
    assert found(index, "Kran") == [2]
    assert index.applied() == 9
    assert dict(index.inventory()) == {4: 4, 8: 1, 12: 1, 16: 1}


def test_a_word_that_stands_on_every_page_is_found_after_all_were_written_anew(index):
    for _ in range(3):
        index.apply([document(page_id, "Titel", "beide Wörter hier") for page_id in range(1, 31)], (), 1)
    matches = index.search(parse("beide wörter"), EVERYTHING, lambda _leaf: frozenset(), skip=0, limit=50)
    assert matches.total == 30
    assert all(match.score > 0 for match in matches.best)


def test_putting_segments_together_changes_nothing_that_is_found(index):
    for number in range(100, 112):
        index.apply([document(number, f"Seite {number}", "Ein Kran und ein Seil, Seil, Seil.")], (), number)
    index.apply([], [4 * 105], 200)
    questions = ("kran", "seil -haken", '"ein Seil"', "seite 10*", "titel:seite")
    before = [set(found(index, text)) for text in questions]

    assert index.tidy()
    while index.tidy():
        pass

    assert [set(found(index, text)) for text in questions] == before
    assert len(index.snapshot().segments) < 8
    assert index.applied() == 200


def test_segments_of_a_few_pages_hold_no_open_files(index):
    for number in range(100, 112):
        index.apply([document(number, f"Seite {number}", "Ein Kran und ein Seil.")], (), number)

    assert set(range(100, 112)) < set(found(index, "kran seil"))
    assert len(index.snapshot().segments) == 13
    assert not [
        path for path in open_files() if str(index.folder) in path and Path(path).stat().st_size < HELD_BYTES
    ]


def open_files() -> list[str]:
    """What this process has open."""
    found = []
    for one in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the one by which they are listed
            found.append(str(one.readlink()))
    return found


def test_what_was_erased_is_in_no_file(index):
    index.apply([document(50, "Geheim", "Zauberwort Simsalabim"), document(51, "Kran", "bleibt")], (), 2)
    index.apply([], [200], 3)
    assert found(index, "Simsalabim") == []
    assert any(b"simsalabim" in path.read_bytes() for path in index.folder.iterdir())

    index.erase()

    assert not any(b"simsalabim" in path.read_bytes() for path in index.folder.iterdir())
    assert set(found(index, "Kran")) == {1, 2, 5, 51}


def test_our_scorer_finds_what_whooshs_own_searcher_finds(index):
    with FileIndex(PlacedStorage(index.folder), indexname=NAME).searcher() as searcher:
        for term in ("kran", "seil", "hak", "urlaub"):
            hits = {
                hit.docnum for hit in searcher.search(WhooshTerm("body", term), limit=None, optimize=False)
            }
            (segment,) = index.snapshot().segments
            assert set(segment.postings("body", term).documents.tolist()) == hits


def test_a_crash_before_the_commit_leaves_the_last_one(index, monkeypatch):
    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PlacedStorage, "publish", fail)
    with pytest.raises(OSError, match="No space"):
        index.apply([document(60, "Neu", "Kran")], (), 5)
    monkeypatch.undo()

    assert set(found(index, "Kran")) == {1, 2, 5}
    index.apply([document(60, "Neu", "Kran")], (), 5)
    assert set(found(WhooshIndex(index.folder), "Kran")) == {1, 2, 5, 60}


def damages(folder: Path, count: int) -> Iterator[None]:
    """One file is damaged at a time: cut, spoiled, or gone."""
    chance = random.Random(7)
    for _ in range(count):
        path = chance.choice(
            sorted(path for path in folder.iterdir() if path.is_file() and path.stat().st_size)
        )
        content = path.read_bytes()
        place = chance.randrange(len(content))
        match chance.randrange(3):
            case 0:
                path.write_bytes(content[:place])
            case 1:
                path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
            case _:
                path.unlink()
        yield
        path.write_bytes(content)


def test_damage_is_told_and_never_read(index):
    whole = {text: found(index, text) for text in ("kran", '"der Haken"', "prüf*")}
    told = 0
    for _ in damages(index.folder, 120):
        fresh = WhooshIndex(index.folder)
        for text, pages in whole.items():
            try:
                assert found(fresh, text) == pages
            except DamagedIndexError:
                told += 1
    assert told > 250
    assert found(WhooshIndex(index.folder), "kran") == whole["kran"]


def test_many_read_while_one_writes(index):
    stop, errors = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                assert {1, 2, 5} <= set(found(index, "kran"))
            except Exception as error:  # noqa: BLE001  whatever it is
                errors.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(6):
        index.apply([document(100, "Neu", f"Bagger {number}")], (), number)
        index.tidy()
    stop.set()
    for reader in readers:
        reader.join()

    assert errors == []
