"""Texts of files: what each kind gives, and that a hostile file fails alone."""

import io
import zlib
from contextlib import suppress

import papers
import pytest
from sqlalchemy import select
from world import World

from wiki import outbox, worker
from wiki.actor import Right
from wiki.attachments import reading, reading_child, removal, service
from wiki.attachments.extracts import UnreadableError
from wiki.attachments.models import FileText
from wiki.jobs import Workplace

HTML = (
    b"<!doctype html><title>Titel</title><script>geheim()</script><style>p{}</style>"
    b"<p>Gr\xfc\xdfe aus <b>K\xf6</b>ln<p>Zweiter &amp; letzter<template>nichts</template>"
)


@pytest.mark.parametrize(
    ("name", "kind", "content", "text"),
    [
        ("a.docx", "word", papers.docx("Ein Satz.", "Noch &amp; einer"), "Ein Satz.\nNoch & einer\nFuß note"),
        (
            "a.xlsx",
            "sheet",
            papers.xlsx(("Kran", 4711), ("Seil", 2.5)),
            "Lager\nKran 4711 Stück \nSeil 2.5 Stück",
        ),
        ("a.pptx", "slides", papers.pptx("Erste", "Zweite", "Dazu"), "Erste\n\fZweite\nDazu\n\f"),
        ("a.odt", "open", papers.odf("Ein Satz.", "Noch<text:s/>einer"), "Ein Satz.\nNoch einer"),
        ("a.odp", "open", papers.odf("Erste", "Zweite", pages=True), "Erste\n\fZweite\n\f"),
        ("a.pdf", "pdf", papers.pdf("Vorne", "Größe"), "Vorne\fGröße\f"),
        ("a.html", "html", HTML, "Titel\nGrüße aus Köln\nZweiter & letzter"),
        ("a.md", "plain", "\ufeff# Über\r\n\r\n\r\nText \t Ende\n".encode(), "# Über\nText Ende"),
        ("a.csv", "plain", "Größe;Maß\n".encode("cp1252"), "Größe;Maß"),
        ("a.txt", "plain", "Größe".encode("utf-16"), "Größe"),
    ],
)
def test_each_kind_gives_its_text(name: str, kind: str, content: bytes, text: str) -> None:
    found = reading_child.extracted(kind, io.BytesIO(content), 1000)

    assert [line.strip() for line in found.split("\n")] == [line.strip() for line in text.split("\n")]
    assert found.startswith(reading_child.extracted(kind, io.BytesIO(content), 3))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("word", papers.docx("&i;", prologue=papers.LAUGHS)),
        ("word", papers.packed(anything_xml="<x/>")),
        ("word", papers.docx("x")[:200]),
        ("sheet", papers.packed(xl__worksheets__sheet1_xml="<worksheet><row>")),
        ("open", b"PK\x03\x04 no archive"),
        ("pdf", b"%PDF-1.7 nothing"),
        ("plain", b"\x00\x01\x02\x03"),
        ("html", b"\x00" * 40),
    ],
)
def test_what_is_not_as_it_is_called_is_unreadable_or_empty(kind: str, content: bytes) -> None:
    with suppress(UnreadableError):
        assert reading_child.extracted(kind, io.BytesIO(content), 1000) == ""


def test_a_bomb_ends_its_own_process_and_is_remembered(world: World) -> None:
    anna = world.person("anna")
    page = world.page(world.space("room", anna), anna).page_id
    world.attach(page, anna, "bomb.docx", papers.zip_bomb(20))
    world.attach(page, anna, "entities.docx", papers.docx("&i;", prologue=papers.LAUGHS))
    world.attach(page, anna, "fine.odt", papers.odf("Ein guter Satz"))

    settle(world)

    with world.sessions.reading() as session:
        found = {(one.problem, one.text) for one in session.scalars(select(FileText))}
    assert found == {(None, "a" * reading.LONGEST), ("unreadable", ""), (None, "Ein guter Satz")}
    reading.complete(place(world))
    with world.sessions.reading() as session:
        assert not outbox.waiting(session, [reading.READ])  # nothing is tried again


def test_texts_follow_their_versions(either_world: World) -> None:
    world = either_world
    anna, admin = world.person("anna"), world.person("root", is_admin=True)
    page = world.page(world.space("room", anna, {f"user:{admin.id}": Right.MANAGE}), anna).page_id
    file = world.attach(page, anna, "plan.txt", b"first words")
    world.attach(page, anna, "plan.txt", b"second words")
    world.attach(page, anna, "copy.txt", b"second words")
    world.attach(page, anna, "picture.bin", b"\x00\x01")
    settle(world)
    assert texts(world) == ["first words", "second words", "second words"]
    assert is_stored(world, "first words") is world.sessions.is_sqlite

    with world.sessions.writing() as session:
        removal.remove_version(session, admin.actor, file.public_id, 1, "secret")
    assert texts(world) == ["second words", "second words"]
    settle(world)
    assert not is_stored(world, "first words")

    service.rename(world.sessions, world.app.blobs, anna.actor, file.public_id, "plan.bin")
    assert texts(world) == ["second words"]
    with world.sessions.writing() as session:
        session.execute(FileText.__table__.delete())
    reading.complete(place(world))
    settle(world)
    assert texts(world) == ["second words"]


def place(world: World) -> Workplace:
    return Workplace(world.sessions, world.app.blobs, world.settings)


def settle(world: World) -> None:
    """The worker has done what waits."""
    while worker.step_slowly(place(world)):
        pass


def is_stored(world: World, text: str) -> bool:
    """Whether a file of SQLite's holds the text as the database keeps it."""
    stored = zlib.compress(text.encode(), 3)
    return any(stored in path.read_bytes() for path in world.settings.data_dir.glob("wiki.db*"))


def texts(world: World) -> list[str]:
    with world.sessions.reading() as session:
        return sorted(session.scalars(select(FileText.text)))
