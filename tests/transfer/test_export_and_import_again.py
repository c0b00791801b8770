import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select
from world import LIMITS

from wiki.actor import system
from wiki.attachments.models import Attachment, FileVersion
from wiki.errors import NotFound
from wiki.pages.models import Page, Revision
from wiki.transfer import exporter, importer, source
from wiki.transfer.importer import Destination, Options
from wiki.transfer.report import render_export_report

OPTIONS = Options(LIMITS, 10**7)

BODIES = (
    "# Über uns\r\n\r\nZeile\r\n\t[b](b-seite)\r\n",
    'ohne letzten Zeilenumbruch [a](ueber-uns#teil "Titel")',
    "[fremd](/s/other/seite) [selbst](/s/works/ueber-uns) [id](/p/abcdefghijkl) [w](https://example.org/a?b#c)",
    "![B](Größe%20%C3%BC.png) ![B](Größe%20ü.png) [d](<Größe ü.png>) [fehlt](fehlt.pdf) ![x](nix.png)",
    "[[Über uns]] [[ueber-uns|Text]] [[work:Über uns#x]]\n\n| a |\n|---|\n| [x](b-seite) \\| [[A\\|b]] |\n",
    "[roh](Ueber-Uns.md) [roh](ueber-uns.md) [roh](b-seite/gleich.md) [roh](ueber-uns)\n\n`[x](ueber-uns)`\n",
    "[r]\n\n[r]: ueber-uns 'T'\n\n    [x](ueber-uns)\n",
    "",
    "\0 NUL \x85 \u2028 \ufeff e\u0301\r\rEnde\r",
    "\ufeff---\ntitle: Vorspann\ntags: [a, ü]\n---\n\n[x](gleich) [y](./gleich) [z](../gleich?x=1#y)",
)


def fill(world, owner, space):
    """A space of nasty pages: same titles, umlauts, an order, deep trees, files."""
    home = world.page(space, owner, "Über uns", BODIES[0])
    second = world.page(space, owner, "B-Seite", BODIES[1], home.page_id)
    for body in BODIES[2:]:
        world.page(space, owner, "Gleich", body, second.page_id)
    world.page(space, owner, "Con", "Gerät", None)
    world.page(space, owner, "日本語 страница", "[u](ueber-uns)", second.page_id)
    deep = home.page_id
    for number in range(12):
        deep = world.page(
            space, owner, f"Tief {number} " + "x" * 70, f"[h](ueber-uns) {number}", deep
        ).page_id
    with world.sessions.writing() as session:
        for place, page in enumerate(session.scalars(select(Page).where(Page.parent_id == second.page_id))):
            page.position = (7 - place) * 1024 if place < 6 else 0
            page.template_for = "subtree" if place == 3 else None
    pages = bodies(world, space)
    for page_id in (home.page_id, *[page_id for page_id, body in pages.items() if "Größe" in body]):
        world.attach(page_id, owner, "Größe ü.png", b"\x89PNG one")
        world.attach(page_id, owner, "a?b*.txt", b"text")
        world.attach(page_id, owner, "a_b_.txt", b"other text")
    return home


def bodies(world, space):
    with world.sessions.reading() as session:
        statement = select(Page.id, Revision.body).join(Revision, Revision.id == Page.head_id)
        return dict(session.execute(statement.where(Page.space_id == space.id)).all())


def whole(world, space):
    """Everything that has to be equal."""
    with world.sessions.reading() as session:
        slugs = dict(session.execute(select(Page.id, Page.slug)).all())
        pages = session.execute(
            select(Page.slug, Page.title, Page.parent_id, Page.position, Revision.body, Page.template_for)
            .join(Revision, Revision.id == Page.head_id)
            .where(Page.space_id == space.id, Page.deleted_at.is_(None))
        )
        files = session.execute(
            select(Page.slug, Attachment.name, FileVersion.sha256)
            .join(Attachment, Attachment.page_id == Page.id)
            .join(FileVersion, FileVersion.attachment_id == Attachment.id)
            .where(Page.space_id == space.id)
        )
        tree = sorted(
            (slug, title, slugs.get(parent), position, body, reach or "")
            for slug, title, parent, position, body, reach in pages
        )
        return tree, sorted(map(tuple, files))


def export(world, space, target: Path, actor=None):
    return exporter.run(world.sessions, world.app.blobs, actor or system(), space.id, target)


def read(world, path, space):
    with source.opened(path) as files:
        return importer.run(world.sessions, world.app.blobs, system(), files, Destination(space.id), OPTIONS)


def test_an_exported_space_imported_again_is_deeply_equal(world, tmp_path):
    owner = world.person("anna")
    first, second = world.space("works", owner), world.space("copy", owner)
    fill(world, owner, first)

    done = export(world, first, tmp_path / "work.zip")
    report = read(world, tmp_path / "work.zip", second)

    assert whole(world, second) == whole(world, first)
    assert report.count("created") == done.pages == len(bodies(world, first))
    assert report.skipped() == []


def test_importing_an_export_twice_changes_nothing(world, tmp_path):
    owner = world.person("anna")
    first, second = world.space("works", owner), world.space("copy", owner)
    fill(world, owner, first)
    export(world, first, tmp_path / "work.zip")
    read(world, tmp_path / "work.zip", second)
    before = whole(world, second)

    report = read(world, tmp_path / "work.zip", second)

    assert report.count("unchanged") == len(report.pages)
    assert whole(world, second) == before


def test_other_programs_can_follow_the_links_of_an_export(world, tmp_path):
    owner = world.person("anna")
    space = world.space("works", owner)
    top = world.page(space, owner, "Oben", "[u](unten#teil) ![b](bild%20ü.png)\n[[Unten]]")
    world.page(space, owner, "Unten", "[o](oben)", top.page_id)
    world.attach(top.page_id, owner, "bild ü.png", b"png")

    report = export(world, space, tmp_path / "work.zip")

    with zipfile.ZipFile(tmp_path / "work.zip") as archive:
        assert set(archive.namelist()) == {
            "oben.md",
            "oben/unten.md",
            "oben/_files/bild ü.png",
            "werkbuch.json",
        }
        assert (
            archive.read("oben.md").decode()
            == "[u](oben/unten.md#teil) ![b](oben/_files/bild%20ü.png)\n[[Unten]]"
        )
        assert archive.read("oben/unten.md").decode() == "[o](../oben.md)"
        pages = json.loads(archive.read("werkbuch.json"))["pages"]
    assert [(page["title"], page["parent"]) for page in pages] == [("Oben", None), ("Unten", "oben.md")]
    assert "Exported 2 pages and 1 files." in render_export_report(report)


def test_an_export_holds_only_what_the_actor_may_read(world, tmp_path):
    owner, outsider = world.person("anna"), world.person("otto")
    space = world.space("works", owner)
    world.page(space, owner, "Geheim", "x")

    with pytest.raises(NotFound):
        export(world, space, tmp_path / "work.zip", outsider.actor)

    assert list(tmp_path.glob("*.zip*")) == list(tmp_path.glob(".work*")) == []


def test_a_missing_blob_is_reported_and_the_rest_exported(world, tmp_path):
    owner = world.person("anna")
    space = world.space("works", owner)
    page = world.page(space, owner, "Seite", "[d](datei.txt)")
    world.attach(page.page_id, owner, "datei.txt", b"content")
    digest = next(world.app.blobs.inventory())[0]
    world.app.blobs.delete(digest)

    report = export(world, space, tmp_path / "work.zip")

    assert report.missing_files == ("seite/_files/datei.txt",)
    assert report.pages == 1


_PIECES = st.sampled_from(
    [
        "[a](ziel)",
        "[a](ziel.md)",
        "[a](<ziel>)",
        "[a](./ziel)",
        "[a](ziel/_files/f%20x.txt)",
        "[a](f%20x.txt)",
        "[r][r]",
        "[a](<f x.txt>)",
        "![a](f%20x.txt)",
        "[[Ziel]]",
        "\n\n[r]: ziel\n\n",
        "`",
        "\n",
        "\r\n",
        "> ",
        "|",
        "[a](Ziel#b)",
        "|---|\n",
        "| x |\n",
        "[a](quelle)",
        "[a](quelle.md#x)",
        "[a](../quelle)",
        "\\",
        "    ",
        "[a](ziel?q)",
        "<!--",
        "-->",
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join))
@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_page_says_comes_back_byte_for_byte(text):
    from dataclasses import replace

    from wiki.render.rewrite import rewrite
    from wiki.transfer import manifest
    from wiki.transfer.exporter import _Around
    from wiki.transfer.manifest import ExportedFile, ExportedPage

    files = (ExportedFile("f x.txt", "quelle/_files/f x.txt", ""),)
    page = ExportedPage("quelle.md", "Quelle", "quelle", "", None, 0, "", {}, files)
    slugs = {"quelle.md": "quelle", "ziel.md": "ziel"}
    around = _Around(slugs, {slug: file for file, slug in slugs.items()})

    described, exported = around.exported(page, text)

    assert rewrite(exported, lambda address: manifest.inverse(described, address, slugs)) == text
    assert replace(described, verbatim=(), is_verbatim=False) == page
