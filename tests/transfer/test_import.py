import zipfile

import pytest
from sqlalchemy import select
from world import LIMITS

from wiki.access.models import AccessScope
from wiki.actor import Right, system
from wiki.attachments.models import Attachment
from wiki.errors import Forbidden, NotFound
from wiki.pages import trash
from wiki.pages.models import Link, Page, Revision
from wiki.pages.renderings import Limits
from wiki.spaces.models import Space
from wiki.transfer import importer, source
from wiki.transfer.importer import Destination, Options
from wiki.transfer.report import render_report

OPTIONS = Options(LIMITS, 10**6)
FILES = {
    "index.md": "# Handbuch\n\n[U](Urlaub/) [A](/Urlaub/Antrag.md#form) ![L](bilder/Logo%20groß.png)\n",
    "Urlaub/README.md": "---\ntitle: Urlaub & Zeit\ntags: [personal]\n---\n\n[a](./Antrag.md 'T') [h](../index.md)\n",
    "Urlaub/Antrag.md": "Ohne Titel [z](../Über%20uns.md)\r\n[[Urlaub & Zeit]] [[Über uns|wir]] [[Nirgends]] [x](weg.md)\n",
    "Über uns.md": "# Über *uns*\n\n`[nicht](Urlaub/Antrag.md)` ![gleich](Urlaub/logo.png) ![L](bilder/Logo%20groß.png)\n",
    "Technik/Server-Liste.md": "[[Antrag]] [[Technik/Server-Liste]] [e](https://example.org)\n",
    "bilder/Logo groß.png": b"\x89PNG\r\n\x1a\n one",
    "Urlaub/logo.png": b"\x89PNG\r\n\x1a\n two",
    "Urlaub/unbenutzt.pdf": b"%PDF-1.4",
    ".git/config": "geheim",
}


def folder(tmp_path, files=None, name="quelle"):
    for path, content in (FILES if files is None else files).items():
        place = tmp_path / name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / name


def bring(world, path, space, actor=None, parent_id=None, options=OPTIONS):
    with source.opened(path) as files:
        destination = Destination(space.id, parent_id)
        return importer.run(world.sessions, world.app.blobs, actor or system(), files, destination, options)


def pages(world, space):
    """Slug → (title, slug of the parent, body)."""
    with world.sessions.reading() as session:
        rows = session.execute(
            select(Page, Revision)
            .join(Revision, Revision.id == Page.head_id)
            .where(Page.space_id == space.id)
        ).all()
        slugs = {page.id: page.slug for page, _ in rows}
        return {page.slug: (page.title, slugs.get(page.parent_id), head.body) for page, head in rows}


def files_of(world, space):
    with world.sessions.reading() as session:
        rows = session.execute(
            select(Page.slug, Attachment.name)
            .join(Attachment, Attachment.page_id == Page.id)
            .where(Page.space_id == space.id)
        )
        return sorted(map(tuple, rows))


@pytest.fixture
def room(world):
    return world.space("work", world.person("anna"))


def test_a_folder_becomes_a_tree_whose_links_lead_to_pages_and_files(either_world, tmp_path):
    world = either_world
    room = world.space("work", world.person("anna"))

    report = bring(world, folder(tmp_path), room)

    assert pages(world, room) == {
        "handbuch": (
            "Handbuch",
            None,
            "# Handbuch\n\n[U](urlaub-zeit) [A](antrag#form) ![L](Logo%20groß.png)\n",
        ),
        "urlaub-zeit": (
            "Urlaub & Zeit",
            None,
            FILES["Urlaub/README.md"].replace("./Antrag.md", "antrag").replace("../index.md", "handbuch"),
        ),
        "antrag": (
            "Antrag",
            "urlaub-zeit",
            "Ohne Titel [z](ueber-uns)\r\n[[Urlaub & Zeit]] [[Über uns|wir]] [[Nirgends]] [x](weg.md)\n",
        ),
        "ueber-uns": (
            "Über uns",
            None,
            "# Über *uns*\n\n`[nicht](Urlaub/Antrag.md)` ![gleich](logo.png) ![L](Logo%20groß.png)\n",
        ),
        "technik": ("Technik", None, ""),
        "server-liste": (
            "Server Liste",
            "technik",
            "[[Antrag]] [[Server Liste|Technik/Server-Liste]] [e](https://example.org)\n",
        ),
    }
    assert files_of(world, room) == [
        ("handbuch", "Logo groß.png"),
        ("ueber-uns", "Logo groß.png"),
        ("ueber-uns", "logo.png"),
        ("urlaub-zeit", "unbenutzt.pdf"),
    ]
    assert (report.count("created"), report.folders, report.resolved, report.unresolved) == (5, 1, 12, 2)
    told = {page.path: page for page in report.pages}
    assert told["Urlaub/Antrag.md"].unresolved == ("Nirgends", "weg.md")
    assert report.unused_files == ["Urlaub/unbenutzt.pdf"]
    assert "Pages: 5 created" in render_report(report)
    with world.sessions.reading() as session:
        assert (
            session.scalar(
                select(Link.id).where(Link.kind == "path", Link.target_id.is_(None), Link.target != "weg.md")
            )
            is None
        )
        assert session.scalars(select(Space.home_page_id)).one() is not None


def test_a_zip_archive_gives_the_same_as_its_folder(world, room, tmp_path):
    other = world.space("other", world.person("otto"))
    where = folder(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for path in sorted(where.rglob("*")):
            archive.write(path, f"quelle/{path.relative_to(where)}")

    bring(world, where, room)
    bring(world, tmp_path / "a.zip", other)

    assert pages(world, other) == pages(world, room)
    assert files_of(world, other) == files_of(world, room)


def test_a_dry_run_writes_nothing_and_reports_the_same(world, room, tmp_path):
    where = folder(tmp_path)

    dry = bring(world, where, room, options=Options(LIMITS, 10**6, is_dry_run=True))

    assert pages(world, room) == {}
    assert list(world.app.blobs.inventory()) == []
    real = bring(world, where, room)
    assert dry.pages == real.pages
    assert (dry.unused_files, dry.unplaced_files) == (real.unused_files, real.unplaced_files)
    assert render_report(dry).startswith("Dry run, nothing was written. ")


def test_a_second_run_changes_nothing(world, room, tmp_path):
    where = folder(tmp_path)
    bring(world, where, room)
    before, files = pages(world, room), files_of(world, room)

    report = bring(world, where, room)

    assert (report.count("created"), report.count("updated"), report.count("unchanged")) == (0, 0, 5)
    assert (pages(world, room), files_of(world, room)) == (before, files)
    with world.sessions.reading() as session:
        assert set(session.scalars(select(Revision.number))) == {1}


def test_a_changed_file_is_merged_with_what_was_edited_meanwhile(world, room, tmp_path):
    lines = "".join(f"Zeile {number}\n" for number in range(9))
    where = folder(tmp_path, {"a.md": lines})
    bring(world, where, room)
    with world.sessions.reading() as session:
        page_id = session.scalars(select(Page.id)).one()
    anna = world.person("berta", is_admin=True)
    world.save(page_id, anna, lines.replace("Zeile 1\n", "Von Anna\n"), 1)

    (where / "a.md").write_text(lines.replace("Zeile 7", "Neu im Ordner"))
    first = bring(world, where, room)
    (where / "a.md").write_text(lines.replace("Zeile 7", "Neu im Ordner").replace("Zeile 4", "Noch neuer"))
    second = bring(world, where, room)

    assert (first.count("updated"), second.count("updated")) == (1, 1)
    body = pages(world, room)["a"][2]
    assert "Von Anna" in body
    assert "Neu im Ordner" in body
    assert "Noch neuer" in body


def test_a_file_that_conflicts_with_an_edit_leaves_the_page_alone(world, room, tmp_path):
    where = folder(tmp_path, {"a.md": "eins\n"})
    bring(world, where, room)
    with world.sessions.reading() as session:
        page_id = session.scalars(select(Page.id)).one()
    world.save(page_id, world.person("berta", is_admin=True), "zwei\n", 1)

    (where / "a.md").write_text("drei\n")
    report = bring(world, where, room)

    assert [page.reason for page in report.skipped()] == ["edit_conflict"]
    assert pages(world, room)["a"][2] == "zwei\n"


def test_broken_files_are_skipped_and_reported_and_the_rest_comes(world, room, tmp_path):
    where = folder(
        tmp_path,
        {
            "gut.md": "# Gut [l](latein.md)",
            "latein.md": "# Größe".encode("cp1252"),
            "binär.md": b"\0\1",
            "weder.md": b"\x81\x8d\xff",
            "riese.md": "x" * 3000,
            "ordner/index.md": b"\0",
            "ordner/kind.md": "Kind",
            "bom.md": "\ufeff# Mit Marke",
            "utf16.md": "# Weit".encode("utf-16"),
        },
    )

    report = bring(world, where, room, options=Options(Limits(2000), 10**6))

    reasons = {page.path: page.reason for page in report.skipped()}
    assert reasons == {
        "binär.md": "binary",
        "weder.md": "encoding",
        "riese.md": "too_large",
        "ordner/index.md": "binary",
    }
    assert {page.path: page.warnings for page in report.pages if page.warnings} == {
        "latein.md": ("cp1252",),
        "utf16.md": ("utf-16",),
    }
    found = pages(world, room)
    assert found["groesse"][2] == "# Größe"
    assert found["mit-marke"][2] == "# Mit Marke"
    assert found["kind"][1] == "ordner"
    assert "too_large" not in render_report(report)


def test_a_mended_file_takes_its_place(world, room, tmp_path):
    where = folder(tmp_path, {"ordner/index.md": b"\0", "ordner/kind.md": "Kind", "a.md": "A"})
    bring(world, where, room)

    (where / "ordner/index.md").write_text("Heil")
    report = bring(world, where, room)

    assert (report.count("updated"), report.count("unchanged")) == (1, 2)
    assert pages(world, room)["ordner"][2] == "Heil"


def test_a_page_in_the_trash_is_not_made_again(world, room, tmp_path):
    where = folder(tmp_path, {"a.md": "eins", "b.md": "zwei [a](a.md)"})
    bring(world, where, room)
    with world.sessions.writing() as session:
        trash.discard(session, system(), session.scalars(select(Page.id).where(Page.slug == "a")).one())

    report = bring(world, where, room)

    assert [(page.path, page.reason) for page in report.skipped()] == [("a.md", "in_trash")]


def test_a_new_picture_behind_an_unchanged_page_is_attached(world, room, tmp_path):
    where = folder(tmp_path, {"a.md": "![b](b.png) ![c](c.png)", "b.png": b"one"})
    first = bring(world, where, room)

    (where / "c.png").write_bytes(b"two")
    bring(world, where, room)

    assert first.pages[0].missing_files == ("c.png",)
    assert files_of(world, room) == [("a", "b.png"), ("a", "c.png")]


def test_pages_go_below_the_parent_and_names_that_are_taken_get_a_suffix(world, room, tmp_path):
    parent = world.page(room, world.person("berta", is_admin=True), "Antrag", "Alt")

    bring(world, folder(tmp_path), room, parent_id=parent.page_id)

    found = pages(world, room)
    assert found["antrag"] == ("Antrag", None, "Alt")
    new = next(slug for slug, (title, _, _) in found.items() if title == "Antrag" and slug != "antrag")
    assert new.startswith("antrag-")
    assert f"[A]({new}#form)" in found["handbuch"][2]
    assert f"[[{new}|Antrag]]" in found["server-liste"][2]
    assert found["handbuch"][1] == "antrag"


def test_links_of_gollum_and_of_published_sites_resolve(world, room, tmp_path):
    files = {
        "Home.md": "[[Text|Treffen/2024/2024-07-19]] [g](Treffen/2024/2024-07-19) [[/Firmware]] [f](firmware)",
        "Treffen/2024/2024-07-19.md": "[h](Home) [d](/de/docs/Web/API) [d](/de/docs/Web/API/URL) [e](/de/docs/web/api)",
        "Firmware.md": "x [n](/de/andere)",
        "de/api.md": "---\nslug: Web/API\ntitle: Schnittstellen\n---\n[h](/Home.html)",
        "de/url.md": "---\nslug: Web/API/URL\n---\n",
    }

    report = bring(world, folder(tmp_path, files), room)

    found = pages(world, room)
    assert found[next(slug for slug in found if slug.startswith("home-"))][2] == (
        "[[2024 07 19|Text]] [g](2024-07-19) [[/Firmware]] [f](firmware)"
    )
    assert "[d](schnittstellen) [d](url) [e](schnittstellen)" in found["2024-07-19"][2]
    assert [target for page in report.pages for target in page.unresolved] == ["/de/andere"]


def test_numbers_in_front_matter_order_the_pages(world, room, tmp_path):
    files = {
        "a.md": "---\nweight: 20\n---\n",
        "b.md": "---\nweight: 3\n---\n",
        "c.md": "",
        "d/index.md": "---\norder: 1\n---\n",
    }

    bring(world, folder(tmp_path, files), room)

    with world.sessions.reading() as session:
        assert list(session.scalars(select(Page.slug).order_by(Page.position, Page.title_key))) == [
            "d",
            "b",
            "a",
            "c",
        ]


def test_symbolic_links_in_a_folder_are_not_followed(world, room, tmp_path):
    where = folder(tmp_path, {"a.md": "[g](geheim.txt)"})
    (tmp_path / "geheim.txt").write_text("geheim")
    (where / "geheim.txt").symlink_to(tmp_path / "geheim.txt")
    (where / "ordner").symlink_to(tmp_path)

    bring(world, where, room)

    assert set(pages(world, room)) == {"a"}
    assert files_of(world, room) == []


def test_an_import_needs_the_right_to_edit(world, room, tmp_path):
    reader, outsider = world.person("rosa"), world.person("otto")
    world.grant(room.scope_id, "user:" + str(reader.id), Right.READ)

    with pytest.raises(Forbidden):
        bring(world, folder(tmp_path), room, reader.actor)
    with pytest.raises(NotFound):
        bring(world, folder(tmp_path), room, outsider.actor)

    assert pages(world, room) == {}


def test_a_link_to_a_page_that_the_actor_may_not_read_is_unresolved(world, room, tmp_path):
    anna, otto = world.person("berta", is_admin=True), world.person("otto")
    world.grant(room.scope_id, f"user:{otto.id}", Right.EDIT)
    secret = world.page(room, anna, "Geheim", "x")
    with world.sessions.writing() as session:
        scope = AccessScope(kind="subtree")
        session.add(scope)
        session.flush()
        session.get_one(Page, secret.page_id).scope_id = scope.id

    report = bring(
        world,
        folder(tmp_path, {"a.md": "[g](geheim) [[Geheim]]", "b/geheim.md": "# Geheim"}),
        room,
        otto.actor,
    )

    assert report.unresolved == 1
    assert [slug for slug in pages(world, room) if slug.startswith("geheim-")]


def test_one_page_that_cannot_be_stored_leaves_the_others_alone(world, room, tmp_path, monkeypatch):
    from wiki.errors import Invalid
    from wiki.transfer import storing

    insert_many = storing.inserting.insert_many

    def failing(session, actor, entries, limits):
        rows = insert_many(session, actor, entries, limits)
        if any(row.title == "B" for row in rows):
            raise Invalid("body", "odd")
        return rows

    monkeypatch.setattr(storing.inserting, "insert_many", failing)

    report = bring(world, folder(tmp_path, {"a.md": "[b](b.md)", "b.md": "", "c.md": ""}), room)

    assert set(pages(world, room)) == {"a", "c"}
    assert [(page.path, page.reason) for page in report.skipped()] == [("b.md", "odd")]
    monkeypatch.undo()
    assert bring(world, tmp_path / "quelle", room).count("created") == 1


@pytest.mark.samples
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count", "links"), [("handbook-sourcegraph", 883, 3137), ("wiki-freifunk-bremen", 393, 100)]
)
def test_real_wikis_come_whole(world, room, samples, name, count, links):
    report = bring(world, samples / name / "data", room)

    assert (report.count("created"), report.skipped()) == (count, [])
    assert report.resolved >= links
