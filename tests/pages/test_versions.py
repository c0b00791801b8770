"""A page's past: one list of everything, two versions picked anywhere, names, lines and their versions, undo."""

import re

import pytest
from world import LIMITS

from wiki.access.models import AccessScope
from wiki.actor import SIGNED_IN, Right
from wiki.pages import blaming, histories, past_queries, queries, service, trash
from wiki.pages.histories import Wanted

BODY = "# Plan\n\nFirst point.\n\nSecond point.\n\nThird point.\n"


@pytest.fixture
def anna(world):
    return world.person("anna")


@pytest.fixture
def room(world, anna):
    return world.space("works", anna, {SIGNED_IN: Right.EDIT})


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.get_data(as_text=True).partition("<main")[2]))


def test_moves_renames_and_the_trash_stand_among_the_versions(either_world):
    world = either_world
    anna = world.person("anna")
    room, other = world.space("works", anna), world.space("other", anna)
    above = world.page(room, anna, "Above")
    page = world.page(room, anna, "Plan", BODY)
    world.save(page.page_id, anna, BODY + "More.\n", 1, summary="More said")
    service.rename(world.sessions, anna.actor, page.page_id, "New plan", LIMITS)
    with world.sessions.writing() as session:
        service.move(session, anna.actor, page.page_id, room.id, above.page_id)
    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, page.page_id)
    with world.sessions.writing() as session:
        trash.restore(session, anna.actor, trash.root(session, anna.actor, page.public_id))
    with world.sessions.writing() as session:
        service.move(session, anna.actor, page.page_id, other.id, None)
    browser = world.browser(anna)

    shown = text(browser.get("/s/other/new-plan/history"))

    words = ["Moved to the highest level of Other", "Brought back from the trash", "Moved to the trash",
             "Moved below Above", "Version 3", "Renamed: “Plan” is now “New plan”.", "Version 2", "More said",
             "Version 1"]  # fmt: skip
    places = [shown.find(word) for word in words]
    assert -1 not in places
    assert places == sorted(places)


def test_whoever_may_not_read_the_new_place_learns_that_the_page_moved_and_no_more(world, anna, room):
    bob = world.person("bob")
    above = world.page(room, anna, "Secret place")
    page = world.page(room, anna, "Plan", BODY)
    with world.sessions.writing() as session:
        service.move(session, anna.actor, page.page_id, room.id, above.page_id)
    with world.sessions.reading() as session:
        row = queries.by_id(
            session, anna.actor, past_queries.policy.scope_set(session, anna.actor), page.page_id
        )
    secret = world.space("secret", anna)
    with world.sessions.writing() as session:
        from sqlalchemy import update

        from wiki.pages.models import Page

        session.execute(update(Page).where(Page.id == above.page_id).values(scope_id=secret.scope_id))
    with world.sessions.reading() as session:
        told = past_queries.events(session, bob.actor, row, None, None)
        known = past_queries.events(session, anna.actor, row, None, None)

    assert [(one.kind, one.place, one.href) for one in told] == [("move", None, None)]
    assert known[0].place == "Secret place"


def test_two_versions_are_picked_on_different_screens(world, anna, room):
    page = world.page(room, anna, "Plan", "State 1\n")
    for number in range(1, 60):
        world.save(page.page_id, anna, f"State {number + 1}\n", number)
    browser = world.browser(anna)

    first = browser.get("/s/works/plan/history").get_data(as_text=True)
    older = re.search(r'name="before" value="(\d+)"', first)[1]
    second = browser.get(f"/s/works/plan/history?from=59&to=60&before={older}").get_data(as_text=True)

    assert older == "11"
    assert re.findall(r'name="(?:from|to)" value="(\d+)" checked', first) == ["60", "59"]
    assert 'class="picked"' in second
    assert set(re.findall(r'name="(?:from|to)" value="(\d+)" checked', second)) == {"60", "59"}
    assert "Version 10</a>" in second
    assert 'name="before"' not in second
    assert "Changes from version 3 to 60" in text(browser.get("/s/works/plan/diff?from=60&to=3"))


def test_the_same_few_statements_list_fifty_of_many_versions(world, anna, room):
    from statements import statements

    page = world.page(room, anna, "Plan", "State 1\n")
    with world.sessions.reading() as session:
        row = queries.by_id(
            session, anna.actor, past_queries.policy.scope_set(session, anna.actor), page.page_id
        )
        with statements(world.sessions) as few:
            histories.screen(session, anna.actor, row, Wanted())
    for number in range(1, 70):
        world.save(page.page_id, anna, f"State {number + 1}\n", number)
    with world.sessions.reading() as session, statements(world.sessions) as many:
        histories.screen(session, anna.actor, row, Wanted())

    assert len(many) <= max(len(few), 3)


def test_a_version_gets_a_name_is_found_by_it_and_loses_it(world, anna, room):
    page = world.page(room, anna, "Plan", BODY)
    world.save(page.page_id, anna, BODY + "More.\n", 1)
    browser = world.browser(anna)
    nothing = text(browser.get("/s/works/plan/history?named=1"))

    form = browser.get("/s/works/plan/rev/1/name")
    done = browser.send("/s/works/plan/rev/1/name", name=" As agreed\tin May ")
    named = text(browser.get("/s/works/plan/history?named=1"))
    long = browser.send("/s/works/plan/rev/1/name", name="x" * 101)

    assert "No version has a name yet." in nothing
    assert 'id="field-name"' in form.get_data(as_text=True)
    assert done.location.endswith("/rev/1?said=version-named")
    assert "The version has a name now." in text(browser.get(done.location))
    assert "As agreed in May" in named
    assert "Version 2" not in named
    assert "As agreed in May" in text(browser.get("/s/works/plan/history?named_before=2"))
    assert "As agreed in May" in text(browser.get("/s/works/plan/history"))
    assert long.status_code == 422
    assert "x" * 101 in long.get_data(as_text=True)
    browser.send("/s/works/plan/rev/1/name", name="")
    assert "As agreed" not in text(browser.get("/s/works/plan/history"))
    assert browser.send("/s/works/plan/rev/9/name", name="x").status_code == 404


def test_a_reader_sees_names_and_lines_but_gives_no_names_and_undoes_nothing(world, anna):
    bob = world.person("bob")
    room = world.space("works", anna, {SIGNED_IN: Right.READ})
    page = world.page(room, anna, "Plan", BODY)
    world.save(page.page_id, anna, BODY + "More.\n", 1)
    browser = world.browser(bob)

    assert browser.get("/s/works/plan/blame").status_code == 200
    assert "Name this version" not in text(browser.get("/s/works/plan/rev/1"))
    assert browser.get("/s/works/plan/rev/1/name").status_code == 403
    assert browser.send("/s/works/plan/rev/1/name", name="x").status_code == 403
    assert browser.send("/s/works/plan/undo", **{"from": 1, "to": 2}).status_code == 403
    with world.sessions.writing() as session:
        session.get(AccessScope, room.scope_id).has_history = False
    for path in ("history", "blame", "blame?rev=1", "diff?from=1&to=2"):
        assert browser.get(f"/s/works/plan/{path}").status_code == 404, path


def test_lines_name_their_versions_and_the_text_before_them(world, anna, room):
    page = world.page(room, anna, "Plan", BODY)
    otto = world.person("otto")
    world.save(page.page_id, otto, BODY.replace("Second", "2nd"), 1, summary="A figure")
    browser = world.browser(anna)

    shown = browser.get("/s/works/plan/blame").get_data(as_text=True)
    before = text(browser.get("/s/works/plan/blame?rev=1"))
    far = text(browser.get("/s/works/plan/blame?line=999999"))

    assert shown.count('class="run"') == 3
    middle = shown.split('class="run"')[2]
    assert "Version 2" in middle
    assert "A figure" in middle
    assert "Otto" in middle
    assert "2nd point." in middle
    assert "/s/works/plan/diff?from=1&amp;to=2" in middle
    assert "Second point." in before
    assert "Third point." in far


def test_long_texts_are_shown_in_parts_and_redacted_versions_skipped(world, anna, room, monkeypatch):
    monkeypatch.setattr(blaming, "LINES_PER_SCREEN", 3)
    page = world.page(room, anna, "Plan", "a\nb\nc\nd\n")
    world.save(page.page_id, anna, "a\nb\nc\nd\ne\n", 1)
    with world.sessions.reading() as session:
        first = blaming.screen(session, anna.actor, page.page_id, 2)
        second = blaming.screen(session, anna.actor, page.page_id, 2, first.later)

    assert (first.later, first.earlier) == (4, None)
    assert (second.earlier, second.later) == (1, None)
    assert [[line for _, line in run.lines] for run in second.runs] == [["d"], ["e"]]
    assert [run.row.number for run in second.runs] == [1, 2]


def test_a_middle_change_is_undone_and_what_came_later_stays(world, anna, room):
    page = world.page(room, anna, "Plan", BODY)
    world.save(page.page_id, anna, BODY.replace("First", "Very first"), 1)
    world.save(page.page_id, anna, BODY.replace("First", "Very first").replace("Third", "Last"), 2)
    browser = world.browser(anna)

    button = browser.get("/s/works/plan/diff?from=1&to=2").get_data(as_text=True)
    done = browser.send("/s/works/plan/undo", **{"from": 1, "to": 2})
    again = browser.send("/s/works/plan/undo", **{"from": 1, "to": 2})

    assert 'action="/s/works/plan/undo"' in button
    assert (done.status_code, done.location) == (303, "/s/works/plan?said=undone")
    assert browser.get("/s/works/plan/raw").get_data(as_text=True) == BODY.replace("Third", "Last")
    assert again.location.endswith("said=nothing-to-undo")
    shown = text(browser.get("/s/works/plan/history"))
    assert "undone" in shown
    assert "Version 2 zurückgenommen" in shown or "Version 2 undone" in shown
    for bad in ({"from": 2, "to": 1}, {"from": 1}, {"from": "x", "to": 2}):
        assert browser.send("/s/works/plan/undo", **bad).status_code == 422
    assert browser.send("/s/works/plan/undo", **{"from": 1, "to": 77}).status_code == 404


def test_an_undone_rename_gives_the_old_name_back(world, anna, room):
    page = world.page(room, anna, "Plan", BODY)
    service.rename(world.sessions, anna.actor, page.page_id, "Other", LIMITS)
    world.save(page.page_id, anna, BODY + "More.\n", 2)

    done = world.browser(anna).send("/s/works/other/undo", **{"from": 1, "to": 2})

    assert done.location == "/s/works/plan?said=undone"


def test_an_overlapping_undo_asks_and_keeps_what_is_chosen(world, anna, room):
    page = world.page(room, anna, "Plan", BODY)
    world.save(page.page_id, anna, BODY.replace("First point", "One"), 1)
    world.save(page.page_id, anna, BODY.replace("First point", "Uno"), 2)
    browser = world.browser(anna)

    asked = browser.send("/s/works/plan/undo", **{"from": 1, "to": 2})
    html = asked.get_data(as_text=True)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    fields.pop("csrf_token")
    body = re.search(r'<textarea name="body"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)[1]
    unanswered = browser.send("/s/works/plan/edit", body=body, **fields)
    saved = browser.send("/s/works/plan/edit", body=body, **fields, **{"passage-1": "mine"})

    assert asked.status_code == 409
    assert "Later changes touch the same lines" in html
    assert "Your text" not in text(asked)
    assert unanswered.status_code == 422
    assert "Later changes touch the same lines" in text(unanswered)
    assert saved.status_code == 303, text(saved)
    assert browser.get("/s/works/plan/raw").get_data(as_text=True) == BODY
