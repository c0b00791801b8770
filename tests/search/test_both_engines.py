"""What both search engines do alike: Whoosh beside SQLite, PostgreSQL's own beside PostgreSQL."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from world import Person, Room, World

from wiki.access import policy
from wiki.access import service as access
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.outbox import OutboxRow
from wiki.pages import placing, scoping, trash
from wiki.pages.models import Page
from wiki.search import documents, queries
from wiki.search.backend import Asked
from wiki.search.engine import Engine, backend
from wiki.search.indexer import Indexer
from wiki.search.keeping import Keeper
from wiki.search.models import SearchIndex
from wiki.search.queries import Found
from wiki.search.syntax import parse

ROOT = Path(__file__).parents[2]
PAGES = {
    "Kran": "Der Kran wird jeden Montag geprüft. Das ist die Regel und nicht die Ausnahme.",
    "Prüfung der Kräne": "Wie die Prüfung geht. Der Kran und die Kräne, das Seil, der Haken.",
    "Urlaub": "---\ntags: [Personal, Neu hier]\n---\nDer Urlaubsantrag liegt im Büro und ist für alle da.",
    "Holiday": "---\nlang: en\n---\nThe crane is not here and this is all that there is for you. Ask the office.",
    "Haken und Seil": "Das Seil und der Haken sind nicht der Bagger, für den die Regel ist.",
    "Kennzahlen": "# Flaschenzug\n\nZahlen für alle Geräte, die wir im Lager und auf dem Hof haben.",
    "Lager": "Hier steht der Flaschenzug. Das ist alles, und mehr ist es nicht für uns.",
}
QUESTIONS = {
    "bagger": {"Haken und Seil"},
    "geprüfter Kran": {"Kran"},
    "Kräne Haken Prüfung": {"Prüfung der Kräne"},
    "pruefung kraene haken": {"Prüfung der Kräne"},
    "Kräne Raumschiff": {"Kran"},  # a whole title
    "Kran by der Raumschiff Wortlaut": set(),
    "die Prüfung by the Haken": {"Prüfung der Kräne"},  # small words need not occur
    "Kran -Seil": {"Kran"},
    "-Kran Flaschenzug": {"Kennzahlen", "Lager"},
    "Urlaub OR Holiday": {"Urlaub", "Holiday"},
    "cranes": {"Holiday"},
    '"der Haken"': {"Prüfung der Kräne", "Haken und Seil"},
    '"das Seil und der Haken"': {"Haken und Seil"},
    '"Haken das"': set(),
    "flaschen*": {"Kennzahlen", "Lager"},
    "prüf* Seil": {"Prüfung der Kräne"},
    "titel:Seil": {"Haken und Seil"},
    "tag:personal": {"Urlaub"},
    'tag:"neu hier" Büro': {"Urlaub"},
    "tag:lager": set(),
    "author:anna Bagger": {"Haken und Seil"},
    "author:nobody Bagger": set(),
    "space:room Bagger": {"Haken und Seil"},
    "space:other Bagger": set(),
    "after:2000 Bagger": {"Haken und Seil"},
    "before:2000 Bagger": set(),
    "before:gestern Bagger": set(),
    "type:page Bagger": {"Haken und Seil"},
    "type:file Bagger": set(),
    "Raumschiff": set(),
    "-Kran -Seil -Holiday -Urlaub": {"Kennzahlen", "Lager"},
    "tag:personal -Büro": set(),
    "Holiday OR tag:personal": {"Urlaub", "Holiday"},
}


@dataclass(frozen=True)
class Wiki:
    """A world with pages, and what searches and keeps the index there."""

    world: World
    anna: Person
    room: Room
    ids: dict[str, int]
    keeper: Keeper

    @property
    def engine(self) -> Engine:
        """As the application has it."""
        return self.world.app.extensions["search"]

    def ask(self, text: str, person: Person | None = None) -> Found:
        """What the person finds, Anna by default."""
        actor = (person or self.anna).actor
        with self.world.sessions.reading() as session:
            return queries.search(session, self.engine, actor, policy.scope_set(session, actor), text)

    def titles(self, text: str, person: Person | None = None) -> list[str]:
        """The titles found, without loosening."""
        found = self.ask(text, person)
        assert not found.is_plain
        shown = ["".join(piece.text for piece in hit.title) for hit in found.hits]
        assert found.total == len(shown)
        return [] if found.is_loose else shown

    def suggested(self, typed: str, person: Person | None = None) -> list[str]:
        """Titles while somebody types."""
        actor = (person or self.anna).actor
        with self.world.sessions.reading() as session:
            scopes = policy.scope_set(session, actor)
            hits = queries.titles(session, self.engine, actor, scopes, typed)
        return ["".join(piece.text for piece in hit.title) for hit in hits]

    def indexer(self) -> Indexer:
        """Somebody else who compares and builds."""
        return Indexer(self.world.sessions, backend(self.world.settings, self.world.sessions))


@pytest.fixture
def wiki(either_world: World) -> Wiki:
    world = either_world
    anna = world.person("anna")
    room = world.space("room", anna, {SIGNED_IN: Right.READ})
    ids = {title: world.page(room, anna, title, body).page_id for title, body in PAGES.items()}
    keeper = Keeper(world.sessions, backend(world.settings, world.sessions))
    keeper.turn()
    return Wiki(world, anna, room, ids, keeper)


def test_questions_find_what_they_say_and_the_best_comes_first(wiki: Wiki) -> None:
    found = {text: set(wiki.titles(text)) for text in QUESTIONS}

    assert found == QUESTIONS
    assert wiki.titles("Kran")[:2] == ["Kran", "Prüfung der Kräne"]  # so called, then in the title
    assert wiki.titles("Flaschenzug") == ["Kennzahlen", "Lager"]  # in a heading, then in the text
    assert wiki.titles("Haken Seil")[0] == "Haken und Seil"
    loose = wiki.ask("Bagger Raumschiff Holiday")
    assert loose.is_loose
    assert loose.total == 2

    facets = wiki.ask("type:page").facets

    assert facets is not None
    assert facets.spaces == {wiki.room.id: len(PAGES)}
    assert facets.tags == {"neu hier": 1, "personal": 1}
    assert list(facets.tags) == ["neu hier", "personal"]
    assert sum(facets.years.values()) == len(PAGES)
    assert facets.kinds == {0: len(PAGES)}


def test_a_change_of_rights_or_place_acts_at_once_on_hits_totals_facets_and_suggestions(wiki: Wiki) -> None:
    world, anna, before = wiki.world, wiki.anna, wiki.engine.moment()
    bert = world.person("bert")
    closed = world.space("closed", anna)
    below = world.page(wiki.room, anna, "Kranführer", "Text.\n", wiki.ids["Urlaub"]).page_id
    wiki.keeper.turn()
    before = wiki.engine.moment()

    def seen(person: Person) -> tuple[set[str], dict[int, int], set[str], set[str]]:
        found = wiki.ask("tag:personal OR Kranführer", person)
        assert found.facets is not None
        titles = {"".join(piece.text for piece in hit.title) for hit in found.hits}
        assert found.total == len(titles)
        suggested = {*wiki.suggested("kranf", person), *wiki.suggested("url", person)}
        return titles, dict(found.facets.spaces), set(found.facets.tags), suggested

    everything = (
        {"Urlaub", "Kranführer"},
        {wiki.room.id: 2},
        {"neu hier", "personal"},
        {"Urlaub", "Kranführer"},
    )
    nothing = set[str](), dict[int, int](), set[str](), set[str]()
    assert seen(bert) == seen(anna) == everything

    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, wiki.ids["Urlaub"], {user_principal(anna.id): Right.MANAGE})
    assert seen(bert) == nothing
    assert seen(anna) == everything

    with world.sessions.writing() as session:
        scope_id = session.scalars(select(Page.scope_id).where(Page.id == below)).one()
        access.grant(session, anna.actor, scope_id, user_principal(bert.id), Right.READ)
    assert seen(bert) == everything

    with world.sessions.writing() as session:
        access.revoke(session, anna.actor, scope_id, user_principal(bert.id))
        scoping.release(
            session,
            anna.actor,
            wiki.ids["Urlaub"],
            scoping.both_stamps(session, scope_id, wiki.room.scope_id),
        )
    assert seen(bert) == everything
    move(world, anna, wiki.ids["Urlaub"], closed)
    assert seen(bert) == nothing
    assert seen(anna) == (everything[0], {closed.id: 2}, *everything[2:])

    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, below)
    assert seen(anna)[0] == {"Urlaub"}
    assert wiki.engine.moment() == before  # nothing was indexed for any of it


def move(world: World, person: Person, page_id: int, space: Room) -> None:
    with world.sessions.writing() as session:
        placing.move(session, person.actor, page_id, space.id, None)


@given(
    text=st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "Kran",
                    "-",
                    '"',
                    "OR",
                    "*",
                    "tag:",
                    "before:2026",
                    "author:",
                    "(",
                    "'",
                    "\\",
                    ":*",
                    "!",
                    "<->",
                ]
            ),
            st.text(max_size=6),
        ),
        max_size=8,
    ).map("".join)
)
@example("tag:" + "\U0001d160" * 300)  # it gets three times as long, and no term of PostgreSQL's may
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_answered(wiki: Wiki, text: str) -> None:
    assert wiki.ask(text).total >= 0
    assert len(wiki.suggested(text)) <= 8


def test_texts_too_long_for_all_their_places_are_found_by_phrases_and_by_their_words(wiki: Wiki) -> None:
    world, ids = wiki.world, wiki.ids
    with world.sessions.reading() as session:
        (found,) = documents.of_pages(session, [ids["Lager"]])
    words = "wort " * 9000 + "der letzte Haken " * 300 + "andere " * 9000 + "ganz am Ende"
    distinct = " ".join(f"{number:a>60}" for number in range(16_000))
    other = {"key": documents.key(ids["Kran"]), "page_id": ids["Kran"], "title": "Kran"}

    index = backend(world.settings, world.sessions).current()
    index.apply([replace(found, body=words), replace(found, body=distinct, **other)], (), 0)

    assert wiki.titles('"letzte Haken der"') == wiki.titles('"am Ende"') == ["Lager"]
    assert wiki.titles('"Ende am"') == wiki.titles('"Haken letzte"') == []
    assert wiki.titles(f"{5:a>60}") == ["Kran"]


def test_a_row_waits_until_it_is_in_the_index_and_one_worker_does_it(wiki: Wiki) -> None:
    world = wiki.world
    index = backend(world.settings, world.sessions)
    other = Keeper(world.sessions, backend(world.settings, world.sessions))
    other.turn()
    world.page(wiki.room, wiki.anna, "Bauplatz", "Ein Radlader.\n")

    with index.writing():
        assert wiki.keeper.turn() == other.turn() == 0
        assert wiki.titles("Radlader") == []
        assert waiting(world) > 0
    later = Keeper(world.sessions, backend(world.settings, world.sessions))
    assert later.turn() > 0
    assert waiting(world) == later.turn() == 0
    assert wiki.titles("Radlader") == ["Bauplatz"]
    assert not wiki.indexer().difference()


def waiting(world: World) -> int:
    with world.sessions.reading() as session:
        return session.scalar(select(func.count()).where(OutboxRow.name.startswith("Page"))) or 0


def test_an_index_that_is_lost_is_built_while_the_database_answers(wiki: Wiki) -> None:
    done: list[tuple[int, int]] = []
    index = backend(wiki.world.settings, wiki.world.sessions)
    with wiki.world.sessions.writing() as session:
        session.execute(update(SearchIndex).values(is_used=False))
    for path in wiki.world.settings.index_dir.glob("current"):
        path.unlink()
    assert wiki.ask("Flaschenzug").is_plain
    assert wiki.ask("Flaschenzug").total == 2

    Indexer(wiki.world.sessions, index).rebuild(lambda count, total: done.append((count, total)))

    assert done[-1] == (len(PAGES), len(PAGES))
    assert wiki.titles("Flaschenzug") == ["Kennzahlen", "Lager"]
    assert not wiki.indexer().difference()


@pytest.mark.parametrize("where", ["committing", "committed"])
def test_a_worker_that_is_killed_while_it_writes_costs_nothing(wiki: Wiki, where: str) -> None:
    world = wiki.world
    world.save(wiki.ids["Lager"], wiki.anna, "Jetzt ein Radlader.\n", 1)
    environment = {
        **os.environ,
        "WIKI_DATA_DIR": str(world.settings.data_dir),
        "WIKI_SECRET_KEY": world.settings.secret_key,
        "WIKI_DATABASE_URL": world.settings.database_url,
    }
    script = Path(__file__).with_name("killed_while_writing.py")

    ended = subprocess.run([sys.executable, script, where], env=environment, cwd=ROOT, check=False)

    assert ended.returncode == -signal.SIGKILL
    assert wiki.titles("Radlader") == (["Lager"] if where == "committed" else [])
    assert waiting(world) == 1
    assert wiki.keeper.turn() == 1
    assert wiki.titles("Radlader") == ["Lager"]
    assert not wiki.indexer().difference()
    assert waiting(world) == 0


SECONDS = float(os.environ.get("WERKBUCH_SEARCH_SECONDS", "0"))
"""How long the next test goes on; without it, as long as it takes to write eight times."""


class Searching(threading.Thread):
    """Searches until it is told to stop: what was written last is there, and what was there before is not."""

    def __init__(self, wiki: Wiki, written: list[int], stop: threading.Event) -> None:
        super().__init__()
        self.wiki, self.written, self.stop = wiki, written, stop
        self.errors: list[Exception] = []
        self.asked = 0

    def run(self) -> None:
        """Ask again and again."""
        try:
            while not self.stop.is_set() or not self.asked:
                number = self.written[-1]  # in the index by now: whatever was before is gone
                assert self.count(f"bagger{number - 1}") == 0
                assert self.count("gleichbleibend") == 1
                self.asked += 1
        except Exception as error:  # noqa: BLE001  whatever it is
            self.errors.append(error)

    def count(self, text: str) -> int:
        """How much the engine finds."""
        with self.wiki.world.sessions.reading() as session:
            scopes = policy.scope_set(session, self.wiki.anna.actor).ids
            asked = Asked(parse(text), scopes, lambda _: frozenset(), limit=9, facets=True)
            answer = self.wiki.engine.search(session, asked)
        assert answer is not None
        assert answer.total == len(answer.best)
        return answer.total


def test_eight_threads_search_while_one_writes_and_nothing_old_is_found(wiki: Wiki) -> None:
    world = wiki.world
    index = backend(world.settings, world.sessions).current()
    with world.sessions.reading() as session:
        (found,) = documents.of_pages(session, [wiki.ids["Lager"]])
    written: list[int] = []

    def write(number: int) -> None:
        index.apply([replace(found, body=f"bagger{number} gleichbleibend", version=number)], (), number)
        index.tidy()
        written.append(number)

    write(1)
    stop, until = threading.Event(), time.monotonic() + SECONDS
    threads = [Searching(wiki, written, stop) for _ in range(8)]
    for one in threads:
        one.start()
    while len(written) < 8 or time.monotonic() < until:
        write(len(written) + 1)
    stop.set()
    for one in threads:
        one.join()

    assert [one.errors for one in threads] == [[]] * 8
    assert all(one.asked for one in threads)
    if SECONDS:
        print(  # noqa: T201  for whoever asked for it
            f"{sum(one.asked for one in threads)} searches, {len(written)} commits, 0 errors, nothing old"
        )


def test_whoever_saved_a_moment_ago_finds_it(wiki: Wiki, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki.world.save(wiki.ids["Lager"], wiki.anna, "Jetzt ein Radlader.\n", 1)
    worker = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _seconds: wiki.keeper.turn())
    monkeypatch.setattr(queries, "time", worker)  # the worker does its part while the search waits
    monkeypatch.setattr(queries, "_PATIENCE_SECONDS", 60)

    assert wiki.titles("Radlader") == ["Lager"]
