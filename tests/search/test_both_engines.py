"""What both search engines do alike: Whoosh beside SQLite, PostgreSQL's own beside PostgreSQL."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from world import Person, Room, World

from wiki.access import policy
from wiki.access import service as access
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.pages import placing, scoping, trash
from wiki.pages.models import Page
from wiki.search import queries
from wiki.search.engine import Engine, backend
from wiki.search.indexer import Indexer
from wiki.search.keeping import Keeper
from wiki.search.queries import Found

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


def test_what_was_found_is_counted_by_space_tag_year_and_kind(wiki: Wiki) -> None:
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
