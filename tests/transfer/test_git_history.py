"""A git wiki becomes pages with their pasts: authors, dates and summaries stay, renames are followed."""

import shutil
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from git_wiki import HAS_GIT, GitWiki
from sqlalchemy import select
from world import LIMITS

from wiki import cli
from wiki.actor import system
from wiki.errors import Invalid
from wiki.pages.models import Link, Page, Redirect, Revision
from wiki.pages.renderings import Limits
from wiki.transfer import git_authors, git_history, git_report, git_repository, git_storing
from wiki.transfer.git_authors import Authors
from wiki.transfer.importer import Options
from wiki.transfer.registry import Destination

pytestmark = pytest.mark.skipif(not HAS_GIT, reason="the program git is not installed")
LONG = "".join(f"Line {number} of the plan.\n" for number in range(20))


def bring(world, path, room, authors=None, options=None):
    with git_repository.opened(path) as repository:
        options = options or Options(LIMITS, 10**6)
        return git_history.run(
            world.sessions,
            world.app.blobs,
            system(),
            repository,
            Destination(room.id),
            options,
            authors or Authors(),
        )


def past(world, slug):
    """The page's revisions, oldest first."""
    with world.sessions.reading() as session:
        page = session.scalars(select(Page).where(Page.slug == slug)).one()
        return session.scalars(
            select(Revision).where(Revision.page_id == page.id).order_by(Revision.number)
        ).all()


def everything(world, room):
    """Title, number of revisions and text of every page, by slug."""
    with world.sessions.reading() as session:
        rows = session.execute(
            select(Page.slug, Page.title, Revision.number, Revision.body, Revision.author_name)
            .join(Revision, Revision.id == Page.head_id)
            .where(Page.space_id == room.id)
        )
        return {row[0]: tuple(row[1:]) for row in rows}


@pytest.fixture
def wiki(tmp_path):
    made = GitWiki(tmp_path / "quelle")
    made.write("Home.md", "# Anfang\n\nStart mit [[Plan]].\n").write("Plan.md", LONG).commit(
        "Created Home ()"
    )
    made.write("Plan.md", LONG + "More.\n").write("Weg.md", "Weg.\n").commit(
        "Über den Plan", "Berta <b@example.org>"
    )
    made.rename("Plan.md", "Projekt/Großer Plan.md").commit("Renamed Plan")
    made.delete("Weg.md").write("logo.png", b"\x89PNG\r\n\x1a\n one").commit("Destroyed Weg")
    made.write("Projekt/Großer Plan.md", b"\0binary").commit("Broken")
    made.write("Projekt/Großer Plan.md", LONG + "More.\n[h](../Home.md)\n").commit(
        "Mended", "Berta <b@example.org>"
    )
    return made


def test_a_git_wiki_comes_with_its_past_and_a_second_run_changes_nothing(either_world, wiki, tmp_path):
    world = either_world
    berta = world.person("berta")
    room = world.space("work", world.person("anna"))
    table = tmp_path / "people.csv"
    table.write_text("git,user\nB@example.org,berta\n", "utf-8")
    with world.sessions.reading() as session:
        authors = git_authors.read(session, table)

    report = bring(world, wiki.bundle(tmp_path / "wiki.bundle"), room, authors)

    revisions = past(world, "grosser-plan")
    assert [(one.number, one.author_name, one.author_id, one.summary, one.kind) for one in revisions] == [
        (1, "Jörg", None, "Created Home ()", "import"),
        (2, "Berta", berta.id, "Über den Plan", "import"),
        (3, "Jörg", None, "Renamed Plan", "import"),
        (4, "Berta", berta.id, "Mended", "import"),
        (5, "Werkbuch", None, git_storing.FITTED, "system"),
    ]
    assert [one.title for one in revisions] == ["Plan", "Plan", *["Großer Plan"] * 3]
    assert revisions[0].created_at == datetime.fromtimestamp(1_500_000_060, UTC)
    assert revisions[3].body.endswith("(../Home.md)\n")
    assert revisions[4].body.endswith("(anfang)\n")
    with world.sessions.reading() as session:
        page = session.scalars(select(Page).where(Page.slug == "grosser-plan")).one()
        assert (page.created_at, page.changed_at) == (revisions[0].created_at, revisions[3].created_at)
        assert session.scalars(select(Redirect.slug).where(Redirect.page_id == page.id)).all() == ["plan"]
        home_link = session.scalars(select(Link).where(Link.target_slug.in_(["plan", "grosser-plan"]))).one()
        assert home_link.target_id == page.id
    assert report.left_out == {"Projekt/Großer Plan.md": 1}
    assert report.deleted == ["Weg.md"]
    assert report.former == 1
    assert "Jörg: 3 revisions" in git_report.render(report)
    assert "Projekt/Großer Plan.md,Großer Plan,created,grosser-plan,4,1,Plan.md," in git_report.table(report)

    before = everything(world, room)
    again = bring(world, wiki.folder, room, authors)

    assert everything(world, room) == before
    assert (again.pages.count("unchanged"), sum(again.revisions.values()), again.former) == (2, 0, 0)


def test_new_commits_follow_and_are_merged_with_what_people_wrote_meanwhile(world, wiki):
    anna = world.person("anna")
    room = world.space("work", anna)
    bring(world, wiki.folder, room)
    home = past(world, "anfang")[-1]
    world.save(home.page_id, anna, home.body + "\nSaid in the wiki.\n", home.number)
    wiki.write("Home.md", "# Anfang\n\nThe start: [[Plan]].\n").commit("Home said better")
    wiki.rename("Projekt/Großer Plan.md", "Ziel.md").write("Neu.md", "[p](Ziel.md)\n").commit(
        "Renamed Plan again"
    )
    wiki.write("Ziel.md", LONG + "Newest.\n").commit("Newer")

    report = bring(world, wiki.folder, room)

    pages = everything(world, room)
    assert (
        pages["anfang"][2] == "The start: [[Plan]].\n\nSaid in the wiki.\n"
        or "The start" in pages["anfang"][2]
    )
    assert "Said in the wiki." in pages["anfang"][2]
    assert pages["ziel"][:3] == ("Ziel", 7, LONG + "Newest.\n")
    assert "grosser-plan" not in pages
    assert (report.pages.count("updated"), report.pages.count("created")) == (2, 1)
    with world.sessions.reading() as session:
        moved = session.scalars(select(Page).where(Page.slug == "ziel")).one()
        assert moved.parent_id is None
        old = set(session.scalars(select(Redirect.slug).where(Redirect.page_id == moved.id)))
    assert old >= {"plan", "grosser-plan"}

    wiki.git("checkout", "--quiet", "--orphan", "other")
    wiki.write("Home.md", "Another past.\n").commit("From the start")
    told = bring(world, wiki.folder, room).pages.skipped()
    assert [page.reason for page in told] == ["other_past"] * 3
    assert everything(world, room)["anfang"] == pages["anfang"]


def test_an_interrupted_import_goes_on_where_it_stopped(world, wiki, monkeypatch):
    whole, cut = world.space("whole", world.person("anna")), world.space("cut", world.person("otto"))
    for number in range(7):
        wiki.write("Home.md", f"# Anfang\n\nState {number} [g](Projekt/Großer%20Plan.md)\n").commit(
            f"State {number}"
        )
    bring(world, wiki.folder, whole)
    monkeypatch.setattr(git_storing, "PER_BLOCK", 2)
    real, calls = git_repository.Repository.content, []

    def broken(self, blob, limit):
        calls.append(blob)
        if len(calls) == 14:
            raise InterruptedError
        return real(self, blob, limit)

    monkeypatch.setattr(git_repository.Repository, "content", broken)
    with pytest.raises(InterruptedError):
        bring(world, wiki.folder, cut)
    monkeypatch.setattr(git_repository.Repository, "content", real)
    partly = everything(world, cut)

    report = bring(world, wiki.folder, cut)

    assert partly
    assert everything(world, cut) == everything(world, whole) != partly
    assert 0 < sum(report.revisions.values()) < 12


def test_a_dry_run_reports_and_writes_nothing(world, wiki):
    room = world.space("work", world.person("anna"))

    report = bring(world, wiki.folder, room, options=Options(LIMITS, 10**6, is_dry_run=True))

    assert everything(world, room) == {}
    assert (report.pages.count("created"), sum(report.revisions.values())) == (2, 6)


def test_a_page_that_cannot_be_taken_is_reported_and_the_others_are_there(world, wiki):
    room = world.space("work", world.person("anna"))
    wiki.write("Groß.md", "x" * 5000).commit("Too much")

    report = bring(world, wiki.folder, room, options=Options(Limits(2000), 10**6))

    assert [(page.path, page.reason) for page in report.pages.skipped()] == [("Groß.md", "too_large")]
    assert set(everything(world, room)) == {"anfang", "projekt", "grosser-plan"}


def test_nothing_of_a_foreign_repository_is_run(world, wiki, tmp_path, monkeypatch):
    room = world.space("work", world.person("anna"))
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", "utf-8")
    trap.chmod(0o700)
    wiki.write(".gitattributes", "*.md diff=trap filter=trap\n").commit("Attributes")
    for name in ("core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "diff.trap.textconv",
                 "filter.trap.smudge", "gpg.program", "core.alternateRefsCommand"):  # fmt: skip
        wiki.git("config", name, str(trap))
    wiki.git("config", "log.showSignature", "true")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap))
    monkeypatch.setenv("GIT_PAGER", str(trap))

    report = bring(world, wiki.folder, room)

    assert report.pages.count("created") == 2
    assert not (tmp_path / "sprung").exists()


def test_what_is_no_repository_is_refused_with_a_word(tmp_path, monkeypatch):
    empty = GitWiki(tmp_path / "leer")
    (tmp_path / "falsch.bundle").write_bytes(b"# v2 git bundle\n0000 nothing\n\n")
    reasons = []
    for path in (tmp_path, empty.folder, tmp_path / "falsch.bundle"):
        with pytest.raises(Invalid) as refused, git_repository.opened(path):
            pass
        reasons.append(refused.value.reason)
    assert reasons == ["no_repository", "empty", "damaged"]

    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(Invalid, match="invalid"), git_repository.opened(empty.folder):
        pass


def test_the_table_of_authors_says_which_line_is_wrong(world, tmp_path):
    world.person("anna")
    table = tmp_path / "people.csv"
    wrong = {"git,user\nx@example.org,nobody\n": 2, "one\n": 1, "a@b;anna\nc;d;e\n": 2}
    for text, line in wrong.items():
        table.write_text(text, "utf-8")
        with world.sessions.reading() as session, pytest.raises(Invalid) as refused:
            git_authors.read(session, table)
        assert refused.value.facts["line"] == line
    table.write_text('"Anna A <a@example.org>";ANNA\nOtto;anna\n', "utf-8")
    with world.sessions.reading() as session:
        authors = git_authors.read(session, table)

    assert authors.of("Anna A", "A@example.org").name == "Anna"
    assert authors.of("otto", "x@y").name == "Anna"
    assert authors.of(" \n", "z@y").name == "?"


def test_the_command_notices_a_bundle_and_says_when_git_is_missing(world, wiki, tmp_path, monkeypatch):
    world.space("work", world.person("anna"))
    monkeypatch.setenv("WIKI_DATA_DIR", str(world.settings.data_dir))
    monkeypatch.setenv("WIKI_SECRET_KEY", world.settings.secret_key)
    bundle = wiki.bundle(tmp_path / "wiki.bundle")
    words = ["import", str(bundle), "--space", "work", "--report", str(tmp_path / "report.csv")]

    done = CliRunner().invoke(cli.commands, words)
    files = CliRunner().invoke(cli.commands, ["import", str(wiki.folder), "--space", "work", "--dry-run"])
    monkeypatch.setattr(git_repository, "is_available", lambda: False)
    missing = CliRunner().invoke(cli.commands, words)

    assert done.exit_code == 0, done.output
    assert "History: 6 commits read, 5 revisions stored." in done.output
    assert "Weg.md,,deleted" in (tmp_path / "report.csv").read_text("utf-8")
    assert "with --history its past is imported" in files.output
    assert missing.exit_code == 1
    assert "`git` is needed" in missing.output


def test_a_small_bundle_of_endless_trees_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(git_repository, "MOST_FILES", 300)
    wiki = GitWiki(tmp_path / "bomb")
    wiki.write("a.md", "boom").commit("First")
    for depth in range(3):
        tree = wiki.git("rev-parse", "HEAD^{tree}").strip()
        wiki.git("read-tree", "--empty")
        for copy in range(10):
            wiki.git("read-tree", f"--prefix=d{depth}{copy}/", tree)
        wiki.git("commit", "--quiet", "-m", "Ten times", GIT_AUTHOR_DATE="1500000000 +0000")
    bundle = wiki.bundle(tmp_path / "bomb.bundle")

    with git_repository.opened(bundle) as repository:
        with pytest.raises(Invalid) as files:
            repository.files()
        with pytest.raises(Invalid) as commits:
            list(repository.commits())
    assert files.value.reason == commits.value.reason == "too_many"
