"""Writes the dump of a small wiki of this version: `PYTHONPATH=tests python tests/upgrades/make_dump.py`.

Run once when a version is closed, with the database tools of PostgreSQL at hand. Dumps are never changed afterwards.
"""

import os
import sqlite3
import subprocess
import tempfile
from pathlib import Path

from world import SECRET, Person, World

from wiki import __version__, migrate
from wiki.actor import SIGNED_IN, Right, user_principal
from wiki.admin import groups
from wiki.favourites import service as favourites
from wiki.feeds import service as feeds
from wiki.notifications import service as notifications
from wiki.page_templates import service as page_templates
from wiki.pages import drafts, ordering, redaction, scoping, trash, undoing
from wiki.pages import service as pages
from wiki.pages.changes import Change, NewPage
from wiki.pages.ordering import Level
from wiki.pages.redaction import Redaction
from wiki.search import misses
from wiki.settings import Settings
from wiki.sharing import requests, share_links
from wiki.sharing.share_links import NewLink
from wiki.spaces import closing
from wiki.spaces import service as spaces
from wiki.users import service as users

FOLDER = Path(__file__).parent
BODY = "---\ntags: [werkstatt, prüfung]\nzuständig: Maren\n---\n# Absauganlage\r\n\r\nSiehe [[Holzlager]] und [[Fehlt noch]].\n\n- [ ] prüfen"


def fill(world: World) -> None:
    """People, rights, pages with history, a redirect, a draft, a file, the trash, an unpublished page."""
    maren, jonas = world.person("maren", is_admin=True), world.person("jonas")
    group = world.group("Werkstatt", jonas)
    space = world.space("betrieb", maren, {SIGNED_IN: Right.READ, f"group:{group}": Right.EDIT})
    page = world.page(space, maren, "Absauganlage", BODY)
    world.save(page.page_id, maren, BODY + "\n- [x] bestellt\n", 1, summary="Bestellung")
    world.page(space, maren, "Holzlager", "Trocken lagern.\n", page.page_id)
    old = world.page(space, maren, "Alter Name", "Text mit \0 und Ende ohne Zeile")
    world.save(old.page_id, maren, "Neuer Text", 1, title="Neuer Name")
    world.attach(page.page_id, maren, "Prüfplan.txt", b"Plan\n")
    secret = world.page(space, maren, "Gehälter", "Vertraulich.\n")
    gone = world.page(space, maren, "Überholt", "Weg damit.\n")
    hidden = world.page(space, maren, "Noch nicht", "Unfertig.\n")
    with world.sessions.writing() as session:
        scoping.restrict(session, maren.actor, secret.page_id, {user_principal(maren.id): Right.MANAGE})
        scoping.withhold(session, maren.actor, hidden.page_id)
        trash.discard(session, maren.actor, gone.page_id)
        drafts.keep(session, maren.actor, page.page_id, Change("Entwurf", 2))
    fill_0_2(world, maren, jonas)
    fill_0_4(world, maren, jonas, group, page.page_id)
    fill_0_6(world, jonas)


def fill_0_4(world: World, maren: Person, jonas: Person, group_id: int, page_id: int) -> None:
    """What 0.4.0 brought: a share link, a request for access, an inbox, a manager, a chain of the log."""
    share_links.create(
        world.sessions,
        maren.actor,
        page_id,
        NewLink("Prüfer", 30, with_subtree=True, password="einmal gehts"),
    )
    with world.sessions.writing() as session:
        requests.ask(session, jonas.actor, "/s/betrieb/gehaelter", "Für die Planung")
        notifications.tell(
            session, maren.actor, "access_granted", [jonas.id], page_id=page_id, right=int(Right.READ)
        )
        groups.add_manager(session, maren.actor, group_id, jonas.id)


def fill_0_6(world: World, jonas: Person) -> None:
    """What 0.5.0 and 0.6.0 brought: a way of writing, and what was looked for in vain."""
    with world.sessions.writing() as session:
        users.write_in(session, jonas.actor, "markdown")
        misses.note(session, SECRET, jonas.id, "Reisekosten abrechnen")


def fill_0_2(world: World, maren: Person, jonas: Person) -> None:
    """What 0.2.0 brought: templates, favourites, names, redaction, spaces with old keys, files with versions."""
    space = world.space("lager", maren)
    plan = world.page(space, maren, "Plan", "---\nwert: 1,5\nfällig: 2026-12-01\n---\n- [ ] zählen\n")
    world.save(plan.page_id, maren, "Passwort: hunter2\n", 1)
    world.save(
        plan.page_id, maren, "![](Bild.txt) {{children}}\n\n![[Vorlage]]\n", 2, summary="Ohne Passwort"
    )
    template = world.page(space, maren, "Vorlage", "{{datum}} {{?Kunde}}\n")
    world.attach(plan.page_id, maren, "Bild.txt", b"eins\n")
    world.attach(plan.page_id, maren, "Bild.txt", b"zwei\n")
    for title in ("Zange", "Anker"):
        world.page(space, maren, title, "Im Regal.\n", plan.page_id)
    own = NewPage(space.id, "Nur ich", "Noch nicht.\n", is_unpublished=True)
    pages.create(world.sessions, maren.actor, own, world.limits)
    archived = world.space("archiv", maren)
    with world.sessions.writing() as session:
        page_templates.mark(session, maren.actor, template.page_id, "space")
        favourites.set_page(session, maren.actor, plan.page_id, is_favourite=True)
        favourites.set_space(session, maren.actor, space.id, is_favourite=True)
        undoing.name(session, maren.actor, plan.page_id, 1, "Erste Fassung")
        redaction.redact(session, maren.actor, plan.page_id, Redaction({2}, "Zugangsdaten"))
        ordering.by_hand(session, Level(space.id, plan.page_id))
        spaces.change_key(session, maren.actor, space.id, "depot")
        spaces.set_icon(session, maren.actor, space.id, "📦")
        feeds.renew(session, jonas.actor, SECRET)
        closing.archive(session, maren.actor, archived.id)


def dump_sqlite(target: Path) -> None:
    """The statements that make the database again."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), secret_key=SECRET)
        migrate.upgrade(settings)
        world = World(settings)
        fill(world)
        world.close()
        connection = sqlite3.connect(settings.sqlite_path)
        target.write_text("\n".join(connection.iterdump()) + "\n", encoding="utf-8")
        connection.close()


def dump_postgresql(target: Path, url: str) -> None:
    """The same from PostgreSQL by its own tool; the address names an empty database."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), secret_key=SECRET, database_url=url)
        migrate.upgrade(settings)
        world = World(settings)
        fill(world)
        world.close()
    plain = url.replace("postgresql+psycopg://", "postgresql://")
    text = subprocess.run(
        ["pg_dump", "--no-owner", "--no-privileges", "--inserts", plain],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    kept = [
        line
        for line in text.splitlines()
        if not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog.set_config"))
    ]
    target.write_text("\n".join(line for line in kept if line.strip()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    dump_sqlite(FOLDER / f"{__version__}.sqlite.sql")
    if url := os.environ.get("WIKI_DATABASE_URL"):
        dump_postgresql(FOLDER / f"{__version__}.postgresql.sql", url)
