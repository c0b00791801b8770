"""Drafts: kept, listed, opened, discarded; their author's alone; a hint for co-readers."""

import hashlib

import pytest
from forms import form_to
from sqlalchemy import select

from wiki.actor import SIGNED_IN, Right
from wiki.pages import drafts, trash
from wiki.pages.models import Draft

EDIT, DRAFT = "/s/board/minutes/edit", "/s/board/minutes/draft"
JSON = {"Accept": "application/json"}


@pytest.fixture
def anna(world):
    return world.person("anna")


@pytest.fixture
def jonas(world):
    return world.person("jonas")


@pytest.fixture
def board(world, anna):
    return world.space("board", anna, {SIGNED_IN: Right.EDIT})


@pytest.fixture
def minutes(world, anna, board):
    return world.page(board, anna, "Minutes", "One.\n")


@pytest.fixture
def browser(world, anna):
    return world.browser(anna)


@pytest.fixture
def keep(browser, minutes):
    """Keep a text as the draft of the page, as the editor's script does."""

    def keep(text, path=DRAFT, **fields):
        form = form_to(browser.get(EDIT), EDIT).sent(body=text, **fields)
        return browser.post(path, data=form, headers=JSON)

    return keep


def rows(world):
    with world.sessions.reading() as session:
        return list(session.scalars(select(Draft).order_by(Draft.id)))


def test_a_draft_answers_with_the_hash_of_the_stored_text(world, keep):
    answer = keep("Two.\nThree.")
    assert answer.json["sha256"] == hashlib.sha256(b"Two.\nThree.").hexdigest()
    assert [draft.body for draft in rows(world)] == ["Two.\nThree."]


def test_there_is_one_draft_a_person_and_page(world, keep):
    keep("Two.\n")
    keep("Three.\n")
    assert [draft.body for draft in rows(world)] == ["Three.\n"]


def test_a_text_without_a_change_needs_no_draft(world, keep):
    keep("Two.\n")
    assert keep("One.\n").json["sha256"] == hashlib.sha256(b"One.\n").hexdigest()
    assert rows(world) == []


def test_a_draft_stays_when_another_person_saves_and_is_merged(world, browser, minutes, jonas, keep):
    keep("One.\n\nMine.\n")
    world.save(minutes.page_id, jonas, "Zero.\n\nOne.\n", 1)
    form = form_to(browser.get(EDIT), EDIT)
    assert (form.values["base_revision"], form.values["body"]) == ("1", "One.\n\nMine.\n")
    assert browser.post(EDIT, data=form.sent()).status_code == 303
    assert browser.get("/s/board/minutes/raw").text == "Zero.\n\nOne.\n\nMine.\n"
    assert rows(world) == []


def test_saving_an_unchanged_text_settles_the_draft(world, browser, keep):
    keep("Two.\n")
    form = form_to(browser.get(EDIT), EDIT)
    browser.post(EDIT, data=form.sent(body="One.\n"))
    assert rows(world) == []


def test_drafts_are_listed_and_opened(browser, keep):
    keep("Two.\n", title="Minutes of May")
    listed = browser.get("/drafts")
    assert "Minutes of May" in listed.text
    public_id = listed.text.partition('href="/drafts/')[2][:12]
    assert form_to(browser.get(f"/drafts/{public_id}"), EDIT).values["body"] == "Two.\n"


def test_a_draft_is_discarded_after_a_question(world, browser, keep):
    keep("Two.\n")
    path = f"/drafts/{rows(world)[0].public_id}/discard"
    asked = browser.send(path, confirmed="")
    assert "Shall this draft be discarded?" in asked.text
    assert len(rows(world)) == 1
    answer = browser.post(path, data=form_to(asked, path).sent())
    assert answer.location == "/drafts?said=discarded"
    assert rows(world) == []


def test_nobody_else_sees_opens_or_discards_a_draft(world, jonas, keep):
    keep("Secret words.\n")
    public_id, other = rows(world)[0].public_id, world.browser(jonas)
    assert "Minutes" not in other.get("/drafts").text.partition("<main")[2]
    assert other.get(f"/drafts/{public_id}").status_code == 404
    assert other.send(f"/drafts/{public_id}/discard", confirmed="").status_code == 404
    other.send(f"/drafts/{public_id}/discard", confirmed="1")
    assert len(rows(world)) == 1
    assert "Secret words" not in other.get(EDIT).text


def test_a_visitor_has_no_drafts(world):
    assert world.browser().get("/drafts").status_code == 404


def test_co_readers_are_told_on_the_page_and_in_the_editor(world, browser, jonas, minutes, keep):
    other = world.browser(jonas)
    keep("Two.\n")
    assert "Anna has had a draft here since" in other.get("/s/board/minutes").text
    assert "Anna has had a draft here since" in other.get(EDIT).text
    form = form_to(other.get(EDIT), EDIT).sent(body="Three.\n")
    answer = other.post(DRAFT, data=form, headers=JSON)
    assert answer.json["others"][0].startswith("Anna has had a draft here since")
    assert "Anna has had" not in browser.get(EDIT).text


def test_without_script_a_button_keeps_the_draft(world, browser, minutes):
    form = form_to(browser.get(EDIT), EDIT).sent(body="Two.\n")
    assert browser.post(DRAFT, data=form).location == "/drafts?said=kept"
    assert "The draft is kept." in browser.get("/drafts?said=kept").text


class TestNewPages:
    @pytest.fixture
    def kept(self, browser, minutes):
        form = form_to(browser.get(f"/s/board/new?parent={minutes.public_id}"), "/s/board/new")
        answer = browser.post("/s/board/draft", data=form.sent(title="May", body="Two.\n"), headers=JSON)
        return answer.json["draft"]

    def test_a_second_keeping_changes_the_same_draft(self, world, browser, kept):
        form = form_to(browser.get(f"/drafts/{kept}"), "/s/board/new")
        again = browser.post("/s/board/draft", data=form.sent(body="Three.\n"), headers=JSON)
        assert again.json["draft"] == kept
        assert [draft.body for draft in rows(world)] == ["Three.\n"]

    def test_it_opens_with_title_text_and_parent_and_goes_when_the_page_is_made(
        self, world, browser, minutes, kept
    ):
        form = form_to(browser.get(f"/drafts/{kept}"), "/s/board/new")
        assert (form.values["title"], form.values["body"]) == ("May", "Two.\n")
        assert form.values["parent"] == minutes.public_id
        assert browser.post("/s/board/new", data=form.sent()).location == "/s/board/may?said=created"
        assert rows(world) == []

    def test_another_persons_draft_is_not_written_to(self, world, jonas, kept):
        world.browser(jonas).send("/s/board/draft", title="x", body="Evil.\n", draft=kept)
        assert sorted(draft.body for draft in rows(world)) == ["Evil.\n", "Two.\n"]


class TestWithoutAPage:
    def test_the_text_can_be_copied_when_the_page_is_in_the_trash(self, world, browser, anna, minutes, keep):
        keep("Two.\n")
        with world.sessions.writing() as session:
            trash.discard(session, anna.actor, minutes.page_id)
        answer = browser.get(f"/drafts/{rows(world)[0].public_id}")
        assert answer.status_code == 200
        assert "The page is gone" in answer.text
        assert "Two." in answer.text

    def test_the_text_can_be_copied_without_the_right_to_the_page(self, world, board, minutes, jonas):
        other = world.browser(jonas)
        other.send(DRAFT, title="Minutes", body="Two.\n", base_revision="1")
        world.revoke(board.scope_id, SIGNED_IN)
        answer = other.get(f"/drafts/{rows(world)[0].public_id}")
        assert "Two." in answer.text
        assert "One." not in answer.text

    def test_a_text_set_aside_is_shown_and_opens_in_the_editor(self, world, browser, jonas, minutes):
        form = form_to(browser.get(EDIT), EDIT)
        world.save(minutes.page_id, jonas, "Two.\n", 1)
        browser.post(EDIT, data=form.sent(body="Three.\n"))
        path = f"/drafts/{rows(world)[0].public_id}"
        assert "set aside" in browser.get(path).text
        editor = form_to(browser.get(f"{path}?open=1"), EDIT)
        assert (editor.values["body"], editor.values["base_revision"]) == ("Three.\n", "1")


def test_a_draft_of_another_window_gives_way_to_no_text_that_did_not_know_it(either_world):
    anna = either_world.person("anna")
    either_world.page(either_world.space("board", anna), anna, "Minutes", "One.\n")
    browser = either_world.browser(anna)
    json = {"accept": "application/json"}

    def keep(body: str, seen: str):
        form = {
            "csrf_token": browser.token,
            "title": "Minutes",
            "body": body,
            "base_revision": "1",
            "draft_seen": seen,
        }
        return browser.post("/s/board/minutes/draft", data=form, headers=json)

    first = keep("First.", "").get_json()["sha256"]
    assert f'name="draft_seen" value="{first}"' in browser.get("/s/board/minutes/edit").text
    refused = keep("Second.", "")
    assert (refused.status_code, refused.get_json()["reason"]) == (409, "draft_elsewhere")
    assert keep("One.\n", "").status_code == 409
    assert keep("First.", "").status_code == 200
    assert keep("Third.", f"{'0' * 64} {first}").status_code == 200

    browser.send("/s/board/minutes/edit", title="Minutes", body="Second.", base_revision="1", draft_seen="")
    with either_world.sessions.reading() as session:
        kept = [(draft.kind, draft.body) for draft in drafts.own(session, anna.actor)]
    assert kept == [("conflict", "Third.")]
