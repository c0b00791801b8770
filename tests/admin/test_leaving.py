"""Somebody leaves: the account is switched off, colleagues take over, and at last the person is erased."""

import logging

import pytest
from accounts import ENGLISH
from sqlalchemy import select, update
from world import LIMITS, Person, World

from wiki import worker
from wiki.access.models import Grant
from wiki.actor import Right, user_principal
from wiki.admin import erasing
from wiki.attachments.models import FileVersion
from wiki.audit import AuditEntry
from wiki.db import Base
from wiki.jobs import Workplace
from wiki.pages import drafts, redaction
from wiki.pages import service as pages
from wiki.pages.changes import Change, NewPage
from wiki.pages.models import Draft, Page, Revision
from wiki.pages.redaction import Redaction
from wiki.users.models import User

NAME, SIGN_IN, ADDRESS = "Wilhelmine Quastenflosser", "wquasten", "wilhelmine@quastenflosser.example"
OLD_NAME = "Minchen Vorzeiten"


def path_of(world: World, person: Person) -> str:
    return "/admin/users/" + world.user(person).public_id


def furnish(world: World) -> World:
    """Anna leaves: she alone manages a space, wrote an unpublished page and drafts. Bob may edit, Eve may not."""
    world.chief, world.anna = world.person("chief", is_admin=True), world.person("anna")
    world.bob, world.eve = world.person("bob"), world.person("eve")
    world.room = world.space("room", world.anna, {user_principal(world.bob.id): Right.EDIT})
    world.page_id = world.page(world.room, world.anna, "Router", "How to.\n").page_id
    plan = NewPage(world.room.id, "Plan", "Not ripe.\n", None, is_unpublished=True)
    world.plan_id = pages.create(world.sessions, world.anna.actor, plan, LIMITS).page_id
    world.secret = world.space("secret", world.chief, {user_principal(world.anna.id): Right.EDIT})
    world.secret_id = world.page(world.secret, world.chief, "Pay", "Little.\n").page_id
    with world.sessions.writing() as session:
        drafts.keep(session, world.anna.actor, world.page_id, Change("How to do it.\n", 1))
        drafts.keep(session, world.anna.actor, world.secret_id, Change("More.\n", 1))
        drafts.keep(session, world.bob.actor, world.page_id, Change("Mine.\n", 1))
    return world


def test_an_account_is_switched_off_once_somebody_takes_over_what_only_it_reached(either_world: World):
    world = furnish(either_world)
    his, path = world.browser(world.chief), path_of(world, world.anna)
    hers = world.browser(world.anna)
    token = {"Authorization": f"Bearer {world.api_token(world.anna)}"}
    form = {"body": "Typed.\n", "title": "Router", "base_revision": "1"}
    asked = his.get(f"{path}/deactivate?q=bob").text
    assert '<a href="/s/room/">Room</a>' in asked
    assert "Plan" not in asked

    refused = his.send(f"{path}/deactivate", colleague="")
    unknown = his.send(f"{path}/deactivate", colleague=world.user(world.anna).public_id)

    assert (refused.status_code, unknown.status_code) == (409, 422)
    assert "Nobody could manage there any more:" in refused.text
    assert hers.get("/s/room/").status_code == 200

    done = his.send(f"{path}/deactivate", colleague=world.user(world.bob).public_id)

    assert done.headers["Location"] == f"{path}?said=user-off"
    assert hers.get("/s/room/").status_code == 404
    assert world.browser().get("/s/room/", headers=token).status_code == 404
    editor = hers.send("/s/room/router/edit", **form)
    assert editor.status_code == 403
    assert "Typed." in editor.text
    bob = world.browser(world.bob)
    assert bob.get("/s/room/rights").status_code == 200
    assert bob.get("/s/room/plan").status_code == 200
    with world.sessions.reading() as session:
        texts = {(row.user_id, row.page_id, row.kind, row.body) for row in session.scalars(select(Draft))}
        assert texts == {
            (world.bob.id, world.page_id, "draft", "Mine.\n"),
            (world.bob.id, world.page_id, "conflict", "How to do it.\n"),
            (world.anna.id, world.secret_id, "draft", "More.\n"),
        }
        actions = list(
            session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == world.chief.id))
        )
        assert actions[-4:] == ["access.grant", "access.grant", "user.hand_over", "user.deactivate"]

    assert his.send(f"{path}/activate").headers["Location"] == f"{path}?said=user-on"
    assert hers.get("/s/room/").status_code == 404


def test_only_who_is_gone_already_is_succeeded_or_erased(world: World):
    furnish(world)
    his, path = world.browser(world.chief), path_of(world, world.anna)
    bob = world.user(world.bob).public_id
    assert his.send(f"{path}/hand-over", colleague=bob).status_code == 409
    assert his.send(f"{path}/erase", confirmation="anna").status_code == 409
    with world.sessions.writing() as session:
        session.get_one(User, world.anna.id).is_active = False  # as older versions did, without asking
    assert his.send(f"{path}/hand-over", colleague="").status_code == 422
    assert his.send(f"{path}/erase", confirmation="bob").status_code == 422

    done = his.send(f"{path}/hand-over", colleague=bob)

    assert done.headers["Location"] == f"{path}?said=user-handed-over"
    assert world.browser(world.bob).get("/s/room/rights").status_code == 200
    assert "Switch on again" in his.get(path, headers=ENGLISH).text


def test_the_last_administrator_is_neither_switched_off_nor_demoted(either_world: World):
    world = either_world
    chief, other = world.person("chief", is_admin=True), world.person("other", is_admin=True)
    his = world.browser(chief)
    assert his.send(f"{path_of(world, other)}/deactivate").status_code == 303
    refused = his.send(f"{path_of(world, chief)}/deactivate")
    assert refused.status_code == 409
    assert "At least one administrator must stay." in refused.text
    assert his.get("/admin/").status_code == 200


def write_as(world: World, person: Person) -> None:
    """The person leaves traces wherever one can."""
    actor = person.actor
    actor = type(actor)(person.id, actor.principals, name=NAME, is_admin=person.is_admin, locale="de")
    with world.sessions.writing() as session:
        user = session.get_one(User, person.id)
        user.display_name, user.email = NAME, ADDRESS
    world.group("Lager", person)
    page = pages.create(world.sessions, actor, NewPage(world.room.id, "Regal", "Ein Text.\n", None), LIMITS)
    world.regal_id = page.page_id
    pages.save(world.sessions, actor, page.page_id, Change("Zwei.\n", 1, summary="Neu"), LIMITS)
    pages.save(world.sessions, actor, page.page_id, Change("Drei.\n", 2), LIMITS)
    old = Change("Vier.\n", 3, author_name=OLD_NAME)
    pages.save(world.sessions, world.chief.actor, page.page_id, old, LIMITS)
    hidden = NewPage(world.room.id, "Nur meins", "Geheim.\n", None, is_unpublished=True)
    world.hidden_id = pages.create(world.sessions, actor, hidden, LIMITS).page_id
    with world.sessions.writing() as session:
        redaction.redact(session, actor, page.page_id, Redaction([1], "Passwort"))
        drafts.keep(session, actor, page.page_id, Change("Entwurf.\n", 4))
        imported = (Revision.page_id == page.page_id, Revision.number == 4)
        session.execute(update(Revision).where(*imported).values(author_id=None))
    world.attach(page.page_id, world.chief, "plan.txt", b"x")
    with world.sessions.writing() as session:
        session.execute(update(FileVersion).values(author_id=person.id, author_name=NAME))
    browser = world.browser(person)
    browser.get("/s/room/regal")
    browser.send("/profile/feeds")
    world.app.afterwards.settle()


def holders(world: World, *wanted: str) -> set[str]:
    """The tables in which one of the texts stands, compressed columns too."""
    with world.sessions.reading() as session:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
            if any(one.casefold() in str(row).casefold() for one in wanted)
        }


def files(world: World) -> bytes:
    """Every byte in the wiki's folder: database, its log, renderings, index, blobs."""
    return b"".join(one.read_bytes() for one in world.settings.data_dir.rglob("*") if one.is_file())


@pytest.mark.requirement("GDPR Article 17")
def test_an_erased_person_is_gone_from_every_table_file_and_log_and_texts_stay(
    either_world: World, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    world = either_world
    world.chief, gone = world.person("chief", is_admin=True), world.person(SIGN_IN, is_admin=True)
    world.room = world.space("room", world.chief, {user_principal(gone.id): Right.MANAGE})
    write_as(world, gone)
    his, path = world.browser(world.chief), path_of(world, gone)
    names = (NAME, SIGN_IN, ADDRESS, OLD_NAME)
    his.send(f"{path}/deactivate")
    known = his.get("/s/room/regal")
    assert NAME in his.get("/s/room/regal/history").text
    assert {"users", "revisions", "file_versions"} <= holders(world, *names)
    assert not world.sessions.is_sqlite or NAME.encode() in files(world)

    done = his.send(f"{path}/erase", confirmation=SIGN_IN, names=f"{OLD_NAME}\n")
    work_off(world)

    assert done.headers["Location"] == "/admin/users?said=user-erased"
    assert holders(world, *names) == set()
    if world.sessions.is_sqlite:
        lowered = files(world).lower()
        assert not [one for one in names if one.lower().encode() in lowered]
    assert not [one for one in names if one in caplog.text]
    history = his.get("/s/room/regal/history").text
    assert "Ehemalige Person" in history
    again = his.get("/s/room/regal", headers={"If-None-Match": known.headers["ETag"]})
    assert again.status_code == 200
    assert "Vier." in again.text
    assert his.get("/s/room/nur-meins").status_code == 404
    assert his.get(path).status_code == 404
    with world.sessions.reading() as session:
        user = session.get_one(User, gone.id)
        assert (user.is_active, user.is_admin, user.email) == (False, False, None)
        assert session.scalar(select(Page.id).where(Page.id == world.hidden_id)) is None
        assert session.scalar(select(Grant.id).where(Grant.principal == user_principal(gone.id))) is None
        acts = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == gone.id))
        assert "page.redact" in set(acts)
    for screen in ("/admin/users", "/admin/audit", "/recent", "/s/room/regal/files"):
        text_of = his.get(screen).text
        assert not [one for one in names if one in text_of], screen


def test_a_name_that_somebody_else_bears_too_stays_with_that_person(world: World):
    world.chief, gone, other = (
        world.person("chief", is_admin=True),
        world.person("gone"),
        world.person("other"),
    )
    room = world.space("room", world.chief, {user_principal(gone.id): Right.EDIT})
    page_id = world.page(room, world.chief, "Regal", "Eins.\n").page_id
    with world.sessions.writing() as session:
        for person in (gone, other):
            session.get_one(User, person.id).display_name = "Thomas Müller"
    world.save(page_id, world.chief, "Zwei.\n", 1, author_name="Thomas Müller")
    with world.sessions.writing() as session:
        session.execute(update(Revision).values(author_id=None))
        session.get_one(User, gone.id).is_active = False

    with world.sessions.writing() as session:
        erasing.erase(session, world.chief.actor, gone.id, "Former person")

    with world.sessions.reading() as session:
        assert "Thomas Müller" in set(session.scalars(select(Revision.author_name)))
        assert session.get_one(User, other.id).display_name == "Thomas Müller"


def work_off(world: World) -> None:
    """The worker does what waits."""
    place = Workplace(world.sessions, world.app.blobs, world.settings)
    while worker.step(world.sessions) or worker.step_slowly(place):
        pass
