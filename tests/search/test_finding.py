"""Finding pages in a wiki: what was saved is found, by whoever may read it and by nobody else."""

import html
import re
from shutil import rmtree
from urllib.parse import unquote, unquote_plus, urlencode

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update
from world import Person, World

from wiki.access import service as access
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.cli import commands
from wiki.pages import redaction, scoping, trash
from wiki.pages.models import Page
from wiki.pages.redaction import Redaction
from wiki.search.engine import backend
from wiki.search.indexer import Indexer
from wiki.search.keeping import Keeper
from wiki.search.models import SearchDocument, SearchIndex

CRANE = "Der Kran steht in der Halle und wird jeden Monat geprüft. Das ist die Regel.\n"


class Clock:
    """Time that passes when it is told to."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def anna(either_world: World) -> Person:
    return either_world.person("anna")


@pytest.fixture
def keeper(either_world: World) -> Keeper:
    return Keeper(either_world.sessions, backend(either_world.settings, either_world.sessions), Clock())


def public_id(world: World, page_id: int) -> str:
    with world.sessions.reading() as session:
        return session.scalars(select(Page.public_id).where(Page.id == page_id)).one()


def titles(world: World, person: Person | None, question: str, **where: str) -> list[str]:
    """The titles that the search screen shows, without marks."""
    browser = world.browser(person) if person else world.app.test_client()
    answer = browser.get("/search", query_string={"q": question} | where)
    assert answer.status_code == 200
    found = re.findall(r'class="entry-title"[^>]*>(.*?)</a>', answer.text)
    count = re.search(r"(\d+) hits?<", answer.text)
    assert int(count.group(1) if count else 0) == len(found)
    return [re.sub(r"</?mark>", "", one) for one in found]


def test_what_is_saved_is_found_and_what_goes_is_not(
    either_world: World, anna: Person, keeper: Keeper
) -> None:
    world = either_world
    space = world.space("room", anna)
    assert keeper.turn() == 0  # the empty index
    page = world.page(space, anna, "Hebezeug", CRANE)
    world.page(
        space,
        anna,
        "Urlaub",
        "---\ntags: [Personal, Neu]\nzuständig: Maren\n---\n# Antrag stellen\n\nDas Formular ist da.",
    )

    assert keeper.turn() > 0

    assert titles(world, anna, "Kräne Hallen") == ["Hebezeug"]
    assert titles(world, anna, '"steht in der Halle"') == ["Hebezeug"]
    assert (
        titles(world, anna, "Antrag")
        == titles(world, anna, "tag:neu")
        == titles(world, anna, "Maren")
        == ["Urlaub"]
    )
    assert titles(world, anna, "author:anna Kran") == ["Hebezeug"]
    assert (
        titles(world, anna, "Kran", space="room") == titles(world, anna, "Kran bereich:ROOM") == ["Hebezeug"]
    )
    assert world.browser(anna).get("/search?q=Kran&space=none").status_code == 404

    world.save(page.page_id, anna, "Jetzt ein Bagger.\n", 1, title="Baugerät")
    keeper.turn()
    assert titles(world, anna, "Kran") == titles(world, anna, "Hebezeug") == []
    assert titles(world, anna, "Bagger") == ["Baugerät"]

    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, page.page_id)
    assert titles(world, anna, "Bagger") == []  # at once
    keeper.turn()
    with world.sessions.writing() as session:
        trash.restore(session, anna.actor, trash.root(session, anna.actor, public_id(world, page.page_id)))
    keeper.turn()
    assert titles(world, anna, "Bagger") == ["Baugerät"]


def test_rights_act_at_once_in_hits_totals_and_facets(
    either_world: World, anna: Person, keeper: Keeper
) -> None:
    world = either_world
    bert = world.person("bert")
    open_space, closed = world.space("open", anna, {SIGNED_IN: Right.READ}), world.space("closed", anna)
    page = world.page(open_space, anna, "Kran", "---\ntags: [geheimwort]\n---\n" + CRANE)
    world.page(closed, anna, "Kranakte", CRANE)
    keeper.turn()
    assert titles(world, anna, "Kran") == ["Kran", "Kranakte"]
    assert titles(world, bert, "Kran") == ["Kran"]
    assert "Closed" not in world.browser(bert).get("/search?q=Kran").text
    assert titles(world, bert, "Kran bereich:closed") == []
    assert titles(world, None, "Kran") == []

    with world.sessions.writing() as session:
        access.grant(session, anna.actor, closed.scope_id, user_principal(bert.id), Right.READ)
    assert titles(world, bert, "Kran") == ["Kran", "Kranakte"]

    with world.sessions.writing() as session:
        scoping.restrict(session, anna.actor, page.page_id, {user_principal(anna.id): Right.MANAGE})
    assert titles(world, bert, "Kran") == ["Kranakte"]
    assert "geheimwort" not in world.browser(bert).get("/search?q=Kran").text
    assert titles(world, bert, "tag:geheimwort") == []


def kept_in_the_index(world: World) -> str:
    """All that the files or rows of the index hold."""
    files = [path.read_bytes() for path in world.settings.index_dir.rglob("*") if path.is_file()]
    with world.sessions.reading() as session:
        rows = session.execute(select(SearchDocument.tokens, SearchDocument.title, SearchDocument.running))
        return b"".join(files).decode("latin-1") + str(rows.all())


def test_words_of_a_redacted_text_and_of_a_purged_page_are_kept_nowhere(
    either_world: World, anna: Person, keeper: Keeper
) -> None:
    world = either_world
    admin = world.person("root", is_admin=True)
    space = world.space("room", anna)
    page = world.page(space, anna, "Kran", "Kennwort simsalabim\n")
    gone = world.page(space, anna, "Weg", "Hokuspokus\n")
    world.page(space, anna, "Bleibt", "Text\n")
    keeper.turn()
    assert "simsalabim" in kept_in_the_index(world)

    world.save(page.page_id, anna, "Ohne\n", 1)
    with world.sessions.writing() as session:
        redaction.redact(session, admin.actor, page.page_id, Redaction(frozenset({1}), "Kennwort"))
        trash.discard(session, anna.actor, gone.page_id)
    with world.sessions.writing() as session:
        trash.purge(session, admin.actor, trash.root(session, admin.actor, public_id(world, gone.page_id)))
    while keeper.turn():
        pass

    assert "simsalabim" not in kept_in_the_index(world)
    assert "hokuspokus" not in kept_in_the_index(world)


def test_a_damaged_index_is_built_anew_while_the_database_answers(
    either_world: World, anna: Person, keeper: Keeper
) -> None:
    world = either_world
    world.page(world.space("room", anna), anna, "Hebezeug", CRANE)
    assert titles(world, anna, "Kran") == ["Hebezeug"]  # there is no index yet
    assert "is being built" in world.browser(anna).get("/search?q=Kran").text
    keeper.turn()
    damage(world)
    fresh = World(world.settings)
    try:
        assert "is being built" in fresh.browser(anna).get("/search?q=Kran").text
        world.save(1, anna, CRANE + "Neu.\n", 1)
        again = Keeper(world.sessions, backend(world.settings, world.sessions), Clock())
        again.turn()
        again.turn()
        assert titles(fresh, anna, "Kräne") == ["Hebezeug"]
    finally:
        fresh.close()


def test_an_index_that_somebody_deleted_is_built_anew_though_nobody_saves(world: World) -> None:
    anna = world.person("anna")
    world.page(world.space("room", anna), anna, "Hebezeug", CRANE)
    keeper = Keeper(world.sessions, backend(world.settings, world.sessions), Clock())
    for _ in range(3):  # then nothing is left to do
        keeper.turn()
    rmtree(world.settings.index_dir)

    assert "is being built" in world.browser(anna).get("/search?q=Kran").text
    keeper.turn()
    assert titles(world, anna, "Kräne") == ["Hebezeug"]


def damage(world: World) -> None:
    """The index is of another format, or its table of contents is spoiled."""
    for toc in world.settings.index_dir.rglob("*.toc"):
        toc.write_bytes(toc.read_bytes()[:-1] + b"?")
    with world.sessions.writing() as session:
        session.execute(update(SearchIndex).values(format="another"))


def test_what_differs_from_the_database_is_mended(either_world: World, anna: Person, keeper: Keeper) -> None:
    world = either_world
    space = world.space("room", anna)
    keeper.turn()
    pages = [world.page(space, anna, f"Seite {number}", CRANE) for number in range(3)]
    keeper.turn()
    indexer = Indexer(world.sessions, backend(world.settings, world.sessions))
    assert not indexer.difference()

    world.save(pages[0].page_id, anna, "Anders\n", 1)
    world.page(space, anna, "Neue Seite", CRANE)
    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, pages[1].page_id)
    found = indexer.difference()
    assert (len(found.missing), len(found.stale), len(found.ghosts)) == (1, 1, 1)

    indexer.mend()
    assert not indexer.difference()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Kost & Logis", "Kost & Logis"),
        ('"Kost und Logis"', "Kost und Logis"),
        ("Kantine: Preise", "Kantine: Preise"),
        ("tag:Kantine", None),
        ("-Kantine", None),
        ("Kant*", None),
    ],
)
def test_a_page_is_offered_by_words_and_by_nothing_else(world: World, text: str, title: str | None) -> None:
    anna = world.person("anna")
    world.space("room", anna)
    screen = html.unescape(world.browser(anna).get(f"/search?{urlencode({'q': text})}").text)
    offered = re.search(r"/s/room/new\?title=([^\"]*)\"", screen)
    palette = world.browser(anna).get(f"/search/titles?{urlencode({'q': text})}").text

    assert (offered and unquote_plus(offered[1])) == title
    assert ("Create the page" in palette) is bool(title)


def test_titles_are_suggested_from_their_beginnings(
    either_world: World, anna: Person, keeper: Keeper
) -> None:
    world = either_world
    bert = world.person("bert")
    space = world.space("room", anna)
    world.page(space, anna, "Prüfung der Kräne", "Text")
    world.page(space, anna, "Kranakte", "Prüfung")

    def suggested(person: Person, typed: str) -> list[str]:
        answer = world.browser(person).get("/search/titles", query_string={"q": typed})
        assert answer.status_code == 200
        found = re.findall(r'class="jump-title">(.*?)</span>', answer.text)
        return [re.sub(r"</?mark>", "", one) for one in found]

    for _ in ("without an index", "with one"):
        assert suggested(anna, "prü")[0] == "Prüfung der Kräne"
        assert "Kranakte" in suggested(anna, "kra")
        assert suggested(bert, "prü") == suggested(anna, " ") == []
        keeper.turn()
    assert suggested(anna, "Kräne Prüf") == ["Prüfung der Kräne"]
    assert suggested(anna, "prü") == ["Prüfung der Kräne", "Kranakte"]  # in its text
    assert "/s/room/new?title=prü" in unquote(world.browser(anna).get("/search/titles?q=prü").text)
    assert "/new" not in world.browser(bert).get("/search/titles?q=prü").text


def test_not_all_words_on_one_page_finds_those_with_some_and_says_so(
    either_world: World, anna: Person, keeper: Keeper
) -> None:
    world = either_world
    world.page(world.space("room", anna), anna, "Hebezeug", CRANE)
    keeper.turn()
    answer = world.browser(anna).get("/search?q=Kran+Raumschiff").text
    assert "No page holds all the words" in answer
    assert "Hebezeug" in answer


@pytest.mark.parametrize(
    "question", ["\x00", '"' * 50, "-", "tag:", "a" * 2000, "((OR", "before:x", "%", "ſ ß İ", "-x"]
)
def test_whatever_is_asked_there_is_an_answer(world: World, question: str) -> None:
    anna = world.person("anna")
    world.page(world.space("room", anna), anna)
    Keeper(world.sessions, backend(world.settings, world.sessions), Clock()).turn()
    answer = world.browser(anna).get("/search", query_string={"q": question, "skip": "-1"})
    assert answer.status_code == (404 if "\x00" in question else 200)


def test_the_command_line_builds_compares_and_searches(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = world.person("anna")
    world.page(world.space("room", anna), anna, "Hebezeug", CRANE)
    monkeypatch.setenv("WIKI_DATA_DIR", str(world.settings.data_dir))
    run = CliRunner().invoke
    assert run(commands, ["index", "verify"]).exit_code == 1
    assert "1 pages in the index." in run(commands, ["reindex"]).output
    assert run(commands, ["index", "verify"]).exit_code == 0
    found = run(commands, ["search", "Kräne"])
    assert found.exit_code == 0
    assert "/s/room/hebezeug  Hebezeug" in found.output
    assert run(commands, ["search", "Raumschiff"]).exit_code == 1
    world.save(1, anna, "Neu\n", 1)
    assert "search index lacks 0 pages, has 1 as they were" in run(commands, ["check"]).output
    assert "0 missing, 1 stale" in run(commands, ["index", "verify", "--repair"]).output
    assert "search_index" not in run(commands, ["check"]).output
    assert world.settings.index_dir.stat().st_mode & 0o777 == 0o700


def test_where_pages_lie_is_known_anew_after_one_restriction_ended_and_another_began(
    either_world: World, anna: Person, keeper: Keeper
) -> None:
    world, bob = either_world, either_world.person("bob")
    space = world.space("room", anna, {SIGNED_IN: Right.READ})
    first = world.page(space, anna, "First", CRANE).page_id
    second = world.page(space, anna, "Second", CRANE).page_id
    restrict(world, anna, first)
    for title in ("One", "Two"):
        world.page(space, anna, title, "Text.\n", first)
    keeper.turn()
    assert titles(world, bob, "Kran") == ["Second"]

    with world.sessions.writing() as session:
        here = session.scalars(select(Page.scope_id).where(Page.id == first)).one()
        scoping.release(session, anna.actor, first, scoping.both_stamps(session, here, space.scope_id))
    restrict(world, anna, second)

    assert titles(world, bob, "Kran") == ["First"]


def restrict(world: World, person: Person, page_id: int) -> None:
    with world.sessions.writing() as session:
        own = scoping.detach(session, person.actor, page_id)
        access.revoke(session, person.actor, own.id, SIGNED_IN)
