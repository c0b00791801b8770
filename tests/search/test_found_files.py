"""Finding files by their names and texts: for whoever may read their page, as they are now, and nobody else."""

import re
from typing import BinaryIO

import papers
import pytest
from sqlalchemy import select
from world import Person, World

from wiki import worker
from wiki.actor import SIGNED_IN, Right
from wiki.attachments import reading, reading_child, removal, service
from wiki.attachments.models import Attachment
from wiki.attachments.reading import Taken
from wiki.jobs import Workplace
from wiki.pages import scoping, trash
from wiki.pages.models import Page
from wiki.search.engine import backend
from wiki.search.indexer import Indexer
from wiki.search.keeping import Keeper
from wiki.search.models import SearchDocument


class Wiki:
    """A wiki with a space that everybody may read, and its worker."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.anna, self.bert = world.person("anna"), world.person("bert")
        self.admin = world.person("root", is_admin=True)
        self.room = world.space("room", self.anna, {SIGNED_IN: Right.READ})
        self.page = world.page(self.room, self.anna, "Prüfbuch", "Text.\n").page_id
        self.keeper = Keeper(world.sessions, backend(world.settings, world.sessions), lambda: 1000.0)
        self.settle()

    def settle(self) -> None:
        """The worker has nothing left to do."""
        place = Workplace(self.world.sessions, self.world.app.blobs, self.world.settings)
        while self.keeper.turn() + worker.step_slowly(place):
            pass

    def attach(self, name: str, content: bytes) -> str:
        """A file on the page; its public id."""
        found = self.world.attach(self.page, self.anna, name, content).public_id
        assert isinstance(found, str)
        return found

    def asked(self, question: str, person: Person | None = None) -> str:
        """The search screen."""
        answer = self.world.browser(person or self.bert).get("/search", query_string={"q": question})
        assert answer.status_code == 200
        return re.sub(r"</?mark>", "", str(answer.text))

    def found(self, question: str, person: Person | None = None) -> list[str]:
        """The titles of hits, which are as many as the screen says."""
        text = self.asked(question, person)
        found = re.findall(r'class="entry-title"[^>]*>(.*?)</a>', text)
        count = re.search(r"(\d+) hits?<", text)
        assert int(count.group(1) if count else 0) == len(found)
        return found

    def index(self) -> str:
        """All that the files or rows of the index hold."""
        files = [path.read_bytes() for path in self.world.settings.index_dir.rglob("*") if path.is_file()]
        with self.world.sessions.reading() as session:
            rows = session.execute(select(SearchDocument.tokens, SearchDocument.running)).all()
        return b"".join(files).decode("latin-1") + str(rows)


@pytest.fixture
def wiki(either_world: World, monkeypatch: pytest.MonkeyPatch) -> Wiki:
    def take(content: BinaryIO, kind: str) -> Taken:  # here, since no file is hostile
        return Taken(reading_child.extracted(kind, content, 10_000))

    monkeypatch.setattr(reading, "take", take)
    return Wiki(either_world)


def test_a_file_is_found_by_its_text_and_says_where_it_stands(wiki: Wiki) -> None:
    wiki.attach("Bericht 2026.pdf", papers.pdf("Vorwort", "Die Kranwinde wird gefettet", "Anhang"))
    wiki.attach("Folien.pptx", papers.pptx("Begrüßung", "Der Hubwagen", "Notizen"))
    wiki.attach("Liste.xlsx", papers.xlsx(("Schäkel", 12)))
    wiki.attach("picture.bin", b"\x00\x01")
    wiki.settle()

    text = wiki.asked("kranwinden")
    assert wiki.found("kranwinden") == wiki.found("bericht") == ["Bericht 2026.pdf"]
    assert "File on “Prüfbuch”, page 2" in text
    assert 'href="/s/room/pr%C3%BCfbuch#files"' in text or 'href="/s/room/pruefbuch#files"' in text
    assert "Die Kranwinde wird gefettet" in text
    assert "Vorwort" not in text
    assert "slide 2" in wiki.asked("hubwagen")
    assert wiki.found("schaekel 12 type:file") == ["Liste.xlsx"]
    assert wiki.found("schaekel type:page") == []
    assert wiki.found("picture") == ["picture.bin"]
    assert wiki.found("titel:bericht") == []
    page_and_files = wiki.asked("after:2020")
    assert "type%3Afile" in page_and_files
    assert "Liste.xlsx" not in wiki.world.browser(wiki.bert).get("/search/titles?q=Lis").text


def test_files_have_the_rights_of_their_page_at_once(wiki: Wiki) -> None:
    world = wiki.world
    wiki.attach("akte.txt", b"Geheimwort simsalabim")
    wiki.settle()
    assert wiki.found("simsalabim") == ["akte.txt"]

    with world.sessions.writing() as session:
        own = {f"user:{wiki.anna.id}": Right.MANAGE}
        scoping.restrict(session, wiki.anna.actor, wiki.page, own)

    for question in ("simsalabim", "akte", "type:file", "simsalabim nirgends", "simsalabmi"):
        text = wiki.asked(question)
        assert "akte.txt" not in text
        assert "Geheimwort" not in text
        assert "type%3Afile" not in text
        assert not re.search(r"\d hits?<", text)
    assert wiki.found("simsalabim", wiki.anna) == ["akte.txt"]


def test_texts_that_are_gone_are_in_no_file_of_the_index(wiki: Wiki) -> None:
    world = wiki.world
    first = wiki.attach("plan.txt", b"abrakadabra")
    wiki.settle()
    wiki.attach("plan.txt", b"hokuspokus")
    wiki.attach("weg.txt", b"simsalabim")
    wiki.settle()
    assert wiki.found("abrakadabra") == []
    assert wiki.found("hokuspokus") == ["plan.txt"]
    other = world.page(wiki.room, wiki.anna, "Weg", "Text\n").page_id
    world.attach(other, wiki.anna, "purged.txt", b"larifari")
    wiki.settle()
    assert all(word in wiki.index() for word in ("hokuspokus", "simsalabim", "larifari"))

    with world.sessions.writing() as session:
        removal.remove_version(session, wiki.admin.actor, first, 1, "secret")
    with world.sessions.reading() as session:
        weg = session.scalars(select(Attachment.public_id).where(Attachment.name == "weg.txt")).one()
        public_id = session.scalars(select(Page.public_id).where(Page.id == other)).one()
    with world.sessions.writing() as session:
        service.delete(session, wiki.anna.actor, weg)
    with world.sessions.writing() as session:
        trash.discard(session, wiki.anna.actor, other)
    assert wiki.found("larifari") == []  # at once
    with world.sessions.writing() as session:
        trash.purge(session, wiki.admin.actor, trash.root(session, wiki.admin.actor, public_id))
    wiki.settle()

    kept = wiki.index()
    assert "hokuspokus" in kept
    assert not any(word in kept for word in ("abrakadabra", "simsalabim", "larifari"))


def test_the_index_follows_names_places_and_rebuilds(wiki: Wiki) -> None:
    world = wiki.world
    file = wiki.attach("alt.txt", b"abrakadabra")
    wiki.settle()
    service.rename(world.sessions, world.app.blobs, wiki.anna.actor, file, "neu.txt")
    other = world.page(wiki.room, wiki.anna, "Lager", "Text\n").page_id
    with world.sessions.writing() as session:
        service.move(session, wiki.anna.actor, file, other)
    indexer = Indexer(world.sessions, backend(world.settings, world.sessions))
    assert len(indexer.difference().stale) == 1
    indexer.mend()

    for _ in ("mended", "rebuilt"):
        assert not indexer.difference()
        assert wiki.found("abrakadabra") == wiki.found("neu") == ["neu.txt"]
        assert wiki.found("alt") == []
        assert "File on “Lager”" in wiki.asked("abrakadabra")
        indexer.rebuild()
