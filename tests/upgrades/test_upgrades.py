"""Every numbered version's database, with data, comes to the present schema and keeps everything."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dumps import FOLDER, postgresql_of, sqlite_of
from sqlalchemy import func, select
from world import SECRET, Person, World

from wiki import audit_proof, migrate
from wiki.access import policy
from wiki.access.models import AccessScope, ShareLink
from wiki.actor import Actor, user_principal
from wiki.attachments.models import Attachment, FileVersion
from wiki.db import Sessions
from wiki.favourites.models import Favourite
from wiki.notifications.models import Notification
from wiki.ops import restore, upgrading
from wiki.pages.models import Draft, Link, Page, PageProperty, PageTag, Redirect, Revision
from wiki.properties.models import PropertyValue
from wiki.properties.queries import Condition, pages_where
from wiki.search.models import SearchMiss
from wiki.settings import Settings
from wiki.sharing.models import AccessRequest
from wiki.spaces.models import Space
from wiki.users.models import GroupManager, User

SQLITE = sorted(FOLDER.glob("*.sqlite.sql"))
POSTGRESQL = [
    pytest.param(path, marks=pytest.mark.postgres) for path in sorted(FOLDER.glob("*.postgresql.sql"))
]


@pytest.fixture(params=[*SQLITE, *POSTGRESQL], ids=lambda path: path.name)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The settings of a wiki as that version left it."""
    if "postgresql" in request.param.name:
        return postgresql_of(request.param, tmp_path, request.getfixturevalue("fresh_postgres_url"))
    return sqlite_of(request.param, tmp_path)


@pytest.fixture
def upgraded(earlier: Settings) -> Iterator[World]:
    migrate.upgrade(earlier)
    world = World(earlier)
    yield world
    world.close()


def actor(world: World, name: str) -> Actor:
    with world.sessions.reading() as session:
        user = session.scalars(select(User).where(User.name == name)).one()
    return Actor(
        user.id, frozenset({"everyone", "signed-in", user_principal(user.id)}), is_admin=user.is_admin
    )


def of_works() -> Any:
    """Whether a page stands in the space that every version's dump has."""
    return Page.space_id == select(Space.id).where(Space.key == "betrieb").scalar_subquery()


def test_there_is_a_dump_of_each_database():
    assert list(FOLDER.glob("*.sqlite.sql"))
    assert list(FOLDER.glob("*.postgresql.sql"))


def test_pages_texts_and_history_are_kept(upgraded):
    maren = actor(upgraded, "maren")
    with upgraded.sessions.reading() as session:
        titles = {page.title for page in session.scalars(policy.allowed(Page, maren).where(of_works()))}
        revisions = session.scalars(policy.allowed(Revision, maren).order_by(Revision.id)).all()
        old = session.scalars(policy.trashed(Page, maren)).one()
        heads = dict(
            session.execute(
                select(AccessScope.kind, Page.title)
                .join(Page, Page.id == AccessScope.head_page_id)
                .where(of_works())
            ).all()
        )

    assert heads == {"subtree": "Gehälter", "unpublished": "Noch nicht"}
    assert titles == {"Absauganlage", "Holzlager", "Neuer Name", "Gehälter", "Noch nicht"}
    assert old.title == "Überholt"
    assert revisions[0].body.startswith("---\ntags: [werkstatt, prüfung]")
    assert "# Absauganlage\r\n\r\n" in revisions[0].body
    assert {revision.body for revision in revisions} >= {"Text mit \0 und Ende ohne Zeile", "Neuer Text"}


def test_rights_links_files_and_drafts_are_kept(upgraded):
    jonas = actor(upgraded, "jonas")
    with upgraded.sessions.reading() as session:
        readable = {page.title for page in session.scalars(policy.allowed(Page, jonas))}
        links = {
            (link.target, link.target_id is None)
            for link in session.scalars(select(Link).join(Page, Page.id == Link.page_id).where(of_works()))
        }
        version = session.scalars(
            select(FileVersion)
            .join(Attachment, Attachment.id == FileVersion.attachment_id)
            .where(Attachment.name == "Prüfplan.txt")
        ).one()
        draft, redirect = session.scalars(select(Draft)).one(), session.scalars(select(Redirect)).one()
        tags = {tag.name for tag in session.scalars(select(PageTag))}
        properties = {row.name: row.value for row in session.scalars(select(PageProperty))}
        found = [
            [
                row.title
                for row in pages_where(session, actor(upgraded, "maren"), [Condition(name, "=", value)])
            ]
            for name, value in (("Zuständig", "MAREN"), ("tags", "Werkstatt"), ("tags", "prüf"))
        ]

    assert readable == {"Absauganlage", "Holzlager", "Neuer Name"}
    assert links == {("Holzlager", False), ("Fehlt noch", True)}
    assert (version.size, draft.body, redirect.slug) == (5, "Entwurf", "alter-name")
    assert tags == {"werkstatt", "prüfung"}
    assert properties["zuständig"] == "Maren"
    assert found == [["Absauganlage"], ["Absauganlage"], []]


def test_what_came_with_0_2_0_is_kept(earlier, upgraded):
    with upgraded.sessions.reading() as session:
        space = session.scalar(select(Space).where(Space.key == "depot"))
        if space is None:
            pytest.skip("the dump is of an older version")
        pages = {page.slug: page for page in session.scalars(select(Page).where(Page.space_id == space.id))}
        revisions = session.scalars(
            select(Revision).where(Revision.page_id == pages["plan"].id).order_by(Revision.number)
        ).all()
        values = {row.name: row.key for row in session.scalars(select(PropertyValue))}
        files = session.scalar(select(func.count(FileVersion.id)).where(FileVersion.number == 2))
        favourites = session.scalar(select(func.count(Favourite.id)))
    maren = next(one for one in people(upgraded) if one.name == "maren")
    browser = upgraded.browser(maren)

    assert set(pages) == {"plan", "vorlage", "zange", "anker", "nur-ich"}
    assert pages["vorlage"].template_for == "space"
    assert 0 < pages["anker"].position < pages["zange"].position
    assert [one.name for one in revisions] == ["Erste Fassung", None, None]
    assert (revisions[1].body, revisions[1].redaction_reason) == ("", "Zugangsdaten")
    assert (space.icon, favourites, files) == ("📦", 2, 1)
    assert values["zuständig"] == "maren"
    assert browser.get("/s/lager/plan").status_code == 301
    shown = browser.get("/s/depot/plan").text
    assert "Zange" in shown
    assert "hunter2" not in shown


def test_what_came_with_0_4_0_is_kept_and_the_log_is_a_chain(upgraded):
    jonas = actor(upgraded, "jonas")
    with upgraded.sessions.reading() as session:
        proof = audit_proof.verify(session, SECRET)
        link, request = session.scalar(select(ShareLink)), session.scalar(select(AccessRequest))
        told = session.scalars(select(Notification.kind).where(Notification.user_id == jonas.user_id)).all()
        managers = session.scalars(select(GroupManager.user_id)).all()

    assert proof.is_whole
    assert proof.entries > 5
    if link is not None:  # older dumps have none
        assert (link.name, link.with_subtree, link.revoked_at) == ("Prüfer", True, None)
        assert link.password_hash.startswith("$argon2id$")
        assert (request.user_id, request.state) == (jonas.user_id, "waiting")
        assert told == ["access_granted"]
        assert managers == [jonas.user_id]


def test_what_came_with_0_6_0_is_kept(upgraded):
    with upgraded.sessions.reading() as session:
        writing = session.scalars(select(User.writes_in).where(User.name == "jonas")).one()
        misses = session.scalars(select(SearchMiss.text)).all()

    if misses:  # older dumps have none
        assert (writing, misses) == ("markdown", ["Reisekosten abrechnen"])


def people(world: World) -> Iterator[Person]:
    with world.sessions.reading() as session:
        for user in session.scalars(select(User)):
            yield Person(user.id, user.name, frozenset(), user.is_admin)


def test_the_backup_made_before_the_upgrade_brings_the_earlier_wiki_back(earlier, tmp_path_factory):
    upgrading.run(earlier)
    if not earlier.backup_folder.exists():
        pytest.skip("the dump has the present schema")
    kept = list(earlier.backup_folder.iterdir())
    upgrading.run(earlier)
    place = Settings(data_dir=tmp_path_factory.mktemp("place"), secret_key=SECRET)

    restore.run(place, kept[0], lambda _done, _total: None)

    assert list(earlier.backup_folder.iterdir()) == kept
    world = World(place)
    with world.sessions.reading() as session:
        titles = {
            page.title
            for page in session.scalars(policy.allowed(Page, actor(world, "maren")).where(of_works()))
        }
    world.close()
    assert titles == {"Absauganlage", "Holzlager", "Neuer Name", "Gehälter", "Noch nicht"}


def test_without_room_for_a_backup_nothing_is_upgraded(tmp_path, monkeypatch):
    settings = sqlite_of(SQLITE[0], tmp_path)

    def full(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(upgrading.backup, "write", full)

    with pytest.raises(upgrading.NoBackup, match="No space left on device"):
        upgrading.run(settings)

    sessions = Sessions(settings)
    assert migrate.mismatch(sessions) == "0001"
    sessions.dispose()


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
