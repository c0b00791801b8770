"""Every numbered version's database, with data, comes to the present schema and keeps everything."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy import select
from world import SECRET, World

from wiki import migrate
from wiki.access import policy
from wiki.actor import Actor, user_principal
from wiki.attachments.models import Attachment, FileVersion
from wiki.pages.models import Draft, Link, Page, PageProperty, PageTag, Redirect, Revision
from wiki.settings import Settings
from wiki.users.models import User

FOLDER = Path(__file__).parent


def sqlite_of(dump: Path, folder: Path) -> Settings:
    settings = Settings(data_dir=folder, secret_key=SECRET)
    connection = sqlite.connect(settings.sqlite_path)
    connection.executescript(dump.read_text(encoding="utf-8"))
    connection.close()
    return settings


def postgresql_of(dump: Path, folder: Path, url: str) -> Settings:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(dump.read_text(encoding="utf-8"))
    return Settings(data_dir=folder, secret_key=SECRET, database_url=url)


SQLITE = sorted(FOLDER.glob("*.sqlite.sql"))
POSTGRESQL = [
    pytest.param(path, marks=pytest.mark.postgres) for path in sorted(FOLDER.glob("*.postgresql.sql"))
]


@pytest.fixture(params=[*SQLITE, *POSTGRESQL], ids=lambda path: path.name)
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    if "postgresql" in request.param.name:
        settings = postgresql_of(request.param, tmp_path, request.getfixturevalue("fresh_postgres_url"))
    else:
        settings = sqlite_of(request.param, tmp_path)
    migrate.upgrade(settings)
    world = World(settings)
    yield world
    world.close()


def actor(world: World, name: str) -> Actor:
    with world.sessions.reading() as session:
        user = session.scalars(select(User).where(User.name == name)).one()
    return Actor(
        user.id, frozenset({"everyone", "signed-in", user_principal(user.id)}), is_admin=user.is_admin
    )


def test_there_is_a_dump_of_each_database():
    assert list(FOLDER.glob("*.sqlite.sql"))
    assert list(FOLDER.glob("*.postgresql.sql"))


def test_pages_texts_and_history_are_kept(upgraded):
    maren = actor(upgraded, "maren")
    with upgraded.sessions.reading() as session:
        titles = {page.title for page in session.scalars(policy.allowed(Page, maren))}
        revisions = session.scalars(policy.allowed(Revision, maren).order_by(Revision.id)).all()
        old = session.scalars(policy.trashed(Page, maren)).one()

    assert titles == {"Absauganlage", "Holzlager", "Neuer Name", "Gehälter", "Noch nicht"}
    assert old.title == "Überholt"
    assert revisions[0].body.startswith("---\ntags: [werkstatt, prüfung]")
    assert "# Absauganlage\r\n\r\n" in revisions[0].body
    assert {revision.body for revision in revisions} >= {"Text mit \0 und Ende ohne Zeile", "Neuer Text"}


def test_rights_links_files_and_drafts_are_kept(upgraded):
    jonas = actor(upgraded, "jonas")
    with upgraded.sessions.reading() as session:
        readable = {page.title for page in session.scalars(policy.allowed(Page, jonas))}
        links = {(link.target, link.target_id is None) for link in session.scalars(select(Link))}
        version = session.scalars(
            select(FileVersion).join(Attachment, Attachment.id == FileVersion.attachment_id)
        ).one()
        draft, redirect = session.scalars(select(Draft)).one(), session.scalars(select(Redirect)).one()
        tags = {tag.name for tag in session.scalars(select(PageTag))}
        properties = {row.name: row.value for row in session.scalars(select(PageProperty))}

    assert readable == {"Absauganlage", "Holzlager", "Neuer Name"}
    assert links == {("Holzlager", False), ("Fehlt noch", True)}
    assert (version.size, draft.body, redirect.slug) == (5, "Entwurf", "alter-name")
    assert tags == {"werkstatt", "prüfung"}
    assert properties["zuständig"] == "Maren"


def test_the_upgraded_wiki_saves_and_shows(upgraded):
    maren = actor(upgraded, "maren")
    with upgraded.sessions.reading() as session:
        page = session.scalars(policy.allowed(Page, maren).where(Page.slug == "holzlager")).one()

    from wiki.pages import service
    from wiki.pages.changes import Change

    saved = service.save(
        upgraded.sessions, maren, page.id, Change("Trocken und luftig lagern.\n", 1), upgraded.limits
    )

    assert saved.number == 2
