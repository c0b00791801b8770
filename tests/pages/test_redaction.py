"""Taking the text of old revisions away: from the wiki, its drafts, and the files of the database."""

import zlib

import pytest
from sqlalchemy import select
from world import World

from wiki import worker
from wiki.actor import Right, user_principal
from wiki.audit import AuditEntry
from wiki.errors import Conflict, Forbidden, Invalid, NotFound
from wiki.jobs import Workplace
from wiki.outbox import OutboxRow
from wiki.pages import drafts, queries, redaction
from wiki.pages.changes import Change, EditConflict
from wiki.pages.models import Draft, Revision
from wiki.pages.redaction import Redaction

SECRET = "Xylophon-hunter2-Quitte"
LONG = "".join(f"Line {number}: words of every day.\n" for number in range(300))


@pytest.fixture
def office(world: World):
    """A page whose second and third revisions hold a secret; Bob edits there, Adam administers."""
    return furnish(world)


@pytest.fixture
def either_office(either_world: World):
    """The same on both databases."""
    return furnish(either_world)


def furnish(world: World) -> World:
    world.anna, world.bob, world.adam = (
        world.person("anna"),
        world.person("bob"),
        world.person("adam", is_admin=True),
    )
    world.room = world.space("room", world.anna, {user_principal(world.bob.id): Right.EDIT})
    world.page_id = world.page(world.room, world.anna, "Router", "How to.\n").page_id
    with_secret = f"How to.\nPassword: {SECRET}\n{LONG}"
    world.save(world.page_id, world.anna, with_secret, 1, summary=f"Now {SECRET}")
    world.save(world.page_id, world.bob, f"{with_secret}More.\n", 2)
    world.save(world.page_id, world.anna, f"How to.\n{LONG}More.\n", 3, summary="Cleaned")
    return world


def redact(world: World, who, *numbers: int, **more) -> None:
    with world.sessions.writing() as session:
        redaction.redact(session, who.actor, world.page_id, Redaction(numbers, "Password inside", **more))


def revisions(world: World) -> list[Revision]:
    with world.sessions.reading() as session:
        of_page = select(Revision).where(Revision.page_id == world.page_id)
        return list(session.scalars(of_page.order_by(Revision.number)))


def test_a_stub_remains_and_numbers_have_no_gap(either_office: World) -> None:
    office = either_office
    kept = revisions(office)[1]

    redact(office, office.adam, 2, 3)

    second = revisions(office)[1]
    assert [one.number for one in revisions(office)] == [1, 2, 3, 4]
    assert (second.author_name, second.created_at) == (kept.author_name, kept.created_at)
    assert (second.redacted_by, second.redaction_reason) == ("Adam", "Password inside")
    assert (second.body, second.summary, second.size) == ("", "", 0)
    assert second.body_sha256 != kept.body_sha256
    with office.sessions.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "page.redact")).one()
        assert entry.facts == {"numbers": [2, 3]}
        for row in session.scalars(select(OutboxRow)):
            assert SECRET not in str(row.payload)
    erase(office)


def test_the_screens_say_who_redacted_a_version_and_why(office: World) -> None:
    redact(office, office.adam, 3)
    browser = office.browser(office.bob)

    for path in ("rev/3", "diff?from=2&to=3", "diff?from=3&to=4", "history"):
        answer = browser.get(f"/s/room/router/{path}")
        assert answer.status_code == 200
        assert "Password inside" in answer.text, path
        assert "Adam" in answer.text
    assert "Restore this version" not in browser.get("/s/room/router/rev/3").text
    assert browser.send("/s/room/router/restore", number=3).status_code == 409
    assert SECRET in browser.get("/s/room/router/rev/2").text


def test_only_administrators_redact_and_never_the_present_version(office: World) -> None:
    with pytest.raises(Forbidden):
        redact(office, office.anna, 2)
    with pytest.raises(NotFound):
        redact(office, office.person("eve"), 2)
    with pytest.raises(Conflict, match="is_head"):
        redact(office, office.adam, 2, 4)
    with pytest.raises(Invalid), office.sessions.writing() as session:
        redaction.redact(session, office.adam.actor, office.page_id, Redaction([2], "  "))
    assert [one.redacted_at for one in revisions(office)] == [None] * 4


def test_drafts_that_hold_the_text_go_and_others_stay(office: World) -> None:
    carl = office.person("carl")
    office.grant(office.room.scope_id, user_principal(carl.id), Right.EDIT)
    with office.sessions.writing() as session:
        based = Change(f"How to.\nThe password is {SECRET}, says Bob.\n", 3)  # its line was changed since
        drafts.keep(session, office.bob.actor, office.page_id, based)
        drafts.keep(session, office.anna.actor, office.page_id, Change(f"Password: {SECRET}\n", 4))
        drafts.keep(session, carl.actor, office.page_id, Change("How to.\nOther plans.\n", 4))
        drafts.keep(session, carl.actor, office.page_id, Change(f"{SECRET}\n", 2), drafts.CONFLICT)

    redact(office, office.adam, 2, 3)

    with office.sessions.reading() as session:
        assert session.scalars(select(Draft.body)).all() == ["How to.\nOther plans.\n"]


def test_a_named_wording_finds_the_versions_and_drafts_that_hold_it(office: World) -> None:
    with office.sessions.writing() as session:
        drafts.keep(session, office.bob.actor, office.page_id, Change(f"password:  {SECRET.upper()}", 4))
        drafts.keep(session, office.anna.actor, office.page_id, Change("How to.\nMine.\n", 3))
    with office.sessions.reading() as session:
        found = redaction.plan(session, office.adam.actor, office.page_id, 3, f" password: {SECRET.lower()} ")
        assert found == redaction.Plan((2, 3), is_in_head=False)
        assert redaction.plan(session, office.adam.actor, office.page_id, 2, "how").is_in_head
        assert redaction.plan(session, office.adam.actor, office.page_id, 4, "").is_in_head

    redact(office, office.adam, *found.numbers, wording=SECRET)

    with office.sessions.reading() as session:
        assert session.scalars(select(Draft.body)).all() == ["How to.\nMine.\n"]
        with pytest.raises(Conflict, match="redacted"):
            redaction.plan(session, office.adam.actor, office.page_id, 3, "")
    with pytest.raises(NotFound):
        redact(office, office.adam, 2)


def test_an_old_title_goes_with_its_addresses(either_office: World) -> None:
    office = either_office
    office.save(office.page_id, office.anna, "How to.\n", 4, title=f"Router {SECRET}", allows_empty=True)
    office.save(office.page_id, office.anna, "How to.\n!\n", 5)
    office.save(office.page_id, office.anna, "How to.\n", 6, title="Router")
    browser = office.browser(office.anna)
    assert browser.get("/s/room/router-xylophon-hunter2-quitte").status_code == 301

    redact(office, office.adam, 5, with_titles=True)

    assert [one.title for one in revisions(office)] == [*["Router"] * 4, "", "", "Router"]
    assert browser.get("/s/room/router-xylophon-hunter2-quitte").status_code == 404
    assert browser.send("/s/room/router/restore", number=6).status_code == 303
    assert "Router" in browser.get("/s/room/router/rev/6").text


def test_a_save_that_began_with_a_redacted_version_asks_which_text_counts(office: World) -> None:
    redact(office, office.adam, 3)

    with pytest.raises(EditConflict) as raised:
        office.save(office.page_id, office.bob, "My text.\n", 3)
    assert len(raised.value.passages) == 1
    form = {"title": "Router", "body": "My text.\n", "base_revision": "3"}
    asked = office.browser(office.bob).send("/s/room/router/edit", **form)
    assert asked.status_code == 409
    assert "was redacted meanwhile" in asked.text
    answer = {**form, "base_revision": "4", "conflict_base": "3", "passage-1": "mine"}
    assert office.browser(office.bob).send("/s/room/router/edit", **answer).status_code == 303
    with office.sessions.reading() as session:
        assert queries.head(session, office.bob.actor, office.page_id).body == "My text.\n"


def test_the_bytes_are_gone_from_the_files_of_the_database(world: World) -> None:
    """As in a wiki that was made before deleted texts were overwritten."""
    with world.sessions.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=OFF")
        connection.commit()
    anna, adam = world.person("anna"), world.person("adam", is_admin=True)
    room = world.space("room", anna)
    body = f"{LONG}Password: {SECRET}\n"
    page_id = world.page(room, anna, "Router", body).page_id
    with world.sessions.writing() as session:
        drafts.keep(session, anna.actor, page_id, Change(f"{body}Draft.\n", 1))
    world.save(page_id, anna, f"{LONG}{LONG}", 1)
    world.save(page_id, anna, LONG, 2)
    traces = [SECRET.encode(), SECRET.casefold().encode(), zlib.compress(body.encode(), 3)[-60:-5]]
    traces.append(zlib.compress(f"{body}Draft.\n".encode(), 3)[-60:-5])
    assert any(trace in _files(world) for trace in traces)

    with world.sessions.writing() as session:
        redaction.redact(session, adam.actor, page_id, Redaction([1], "Password inside"))
    erase(world)

    files = _files(world)
    assert not [trace for trace in traces if trace in files]
    with world.sessions.writing() as session:
        redaction.redact(session, adam.actor, page_id, Redaction([2], "Again"))
    erase(world)


def erase(world: World) -> None:
    """The worker takes the bytes away."""
    worker.step_slowly(Workplace(world.sessions, world.app.blobs, world.settings))
    with world.sessions.reading() as session:
        waiting = select(OutboxRow.name).where(OutboxRow.name == redaction.ERASE_TRACES)
        assert session.scalars(waiting).all() == []


def _files(world: World) -> bytes:
    path = world.settings.sqlite_path
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


def test_administrators_are_asked_for_a_reason_and_the_title(office: World) -> None:
    browser, path = office.browser(office.adam), "/s/room/router/rev/2/redact"
    assert office.browser(office.anna).get(path).status_code == 403
    assert "Redact this version" in browser.get("/s/room/router/rev/2").text
    assert "Redact this version" not in office.browser(office.anna).get("/s/room/router/rev/2").text
    assert "Save the page without it first" in browser.get("/s/room/router/rev/4/redact").text
    assert "Reason" in browser.get(path).text

    assert browser.send(path, reason=" ", wording=SECRET).status_code == 422
    assert browser.send(path, reason="Password inside", wording="how to").status_code == 409
    shown = browser.send(path, reason="Password inside", wording=SECRET)
    assert "Redact 2 versions" in shown.text
    form = {"reason": "Password inside", "wording": SECRET, "numbers": "2,3"}
    refused = browser.send(path, **form, confirm="Something else")
    assert refused.status_code == 422
    assert "This is not the title of the page." in refused.text
    assert [one.redacted_at for one in revisions(office)] == [None] * 4
    done = browser.send(path, **form, confirm=" router ")

    assert done.headers["Location"] == "/s/room/router/history?said=redacted"
    assert [one.number for one in revisions(office) if one.redacted_at] == [2, 3]
    assert browser.get(path).status_code == 409
