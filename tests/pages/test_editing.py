"""The editor's form without script: what is shown, what is saved, what comes back."""

import hashlib
import re

import pytest
from forms import form_to
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from test_line_ends import PIECES

from wiki.actor import SIGNED_IN, Right
from wiki.errors import TooCostly
from wiki.pages import renderings
from wiki.pages.models import Draft, Revision

EDIT = "/s/board/minutes/edit"
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
    return world.page(board, anna, "Minutes", "One.\n\nTwo.\n\nThree.\n")


@pytest.fixture
def browser(world, anna):
    return world.browser(anna)


def bodies(world, page_id):
    with world.sessions.reading() as session:
        rows = select(Revision.body).where(Revision.page_id == page_id).order_by(Revision.number)
        return list(session.scalars(rows))


def kept(world):
    with world.sessions.reading() as session:
        return [(draft.kind, draft.body) for draft in session.scalars(select(Draft).order_by(Draft.id))]


def opened(browser, path=EDIT, action=None):
    return form_to(browser.get(path), action or path)


def test_the_form_saves_a_new_revision_and_leads_to_the_page(world, browser, minutes):
    form = opened(browser)
    answer = browser.post(EDIT, data=form.sent(body="New.\n", summary="second", minor="1"))
    assert (answer.status_code, answer.location) == (303, "/s/board/minutes?said=saved")
    assert bodies(world, minutes.page_id)[1:] == ["New.\n"]
    assert "Saved." in browser.get(answer.location).text


@given(body=st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_opening_and_saving_without_a_change_stores_no_revision(world, browser, minutes, anna, body):
    with world.sessions.reading() as session:
        number = session.scalar(select(func.max(Revision.number)).where(Revision.page_id == minutes.page_id))
    head = world.save(minutes.page_id, anna, body, number, allows_empty=True)
    answer = browser.post(EDIT, data=opened(browser).sent())
    assert answer.location == "/s/board/minutes?said=unchanged"
    assert bodies(world, minutes.page_id)[-1] == body
    assert len(bodies(world, minutes.page_id)) == head.number


def test_changes_at_different_places_are_merged_and_the_other_person_named(world, browser, minutes, jonas):
    form = opened(browser)
    world.save(minutes.page_id, jonas, "One.\n\nTwo.\n\nThree by Jonas.\n", 1)
    answer = browser.post(EDIT, data=form.sent(body="One by Anna.\n\nTwo.\n\nThree.\n"))
    assert bodies(world, minutes.page_id)[-1] == "One by Anna.\n\nTwo.\n\nThree by Jonas.\n"
    assert "Saved, merged with changes by Jonas." in browser.get(answer.location).text


def test_nobody_can_make_up_whom_a_save_was_merged_with(browser, minutes):
    assert "merged" not in browser.get("/s/board/minutes?said=merged.WyJFdmUiXQ.x").text


class TestOverlaps:
    @pytest.fixture
    def asked(self, world, browser, minutes, jonas):
        form = opened(browser)
        world.save(minutes.page_id, jonas, "One.\n\nTwo by Jonas.\n\nThree.\n", 1)
        return browser.post(
            EDIT, data=form.sent(body="One by Anna.\n\nTwo by Anna.\n\nThree.\n", summary="mine")
        )

    def test_it_answers_409_with_both_texts_and_keeps_mine(self, world, asked):
        assert asked.status_code == 409
        assert "Two by Jonas." in asked.text
        assert "Two by Anna." in asked.text
        assert "Jonas saved while you were writing" in asked.text
        assert kept(world) == [("conflict", "One by Anna.\n\nTwo by Anna.\n\nThree.\n")]

    def test_nothing_is_chosen_beforehand(self, asked):
        assert "passage-1" not in form_to(asked, EDIT).values

    @pytest.mark.parametrize(
        ("choice", "passage"),
        [
            ("mine", "Two by Anna.\n"),
            ("theirs", "Two by Jonas.\n"),
            ("both", "Two by Jonas.\nTwo by Anna.\n"),
            ("own", "Two by *both*.\n"),
        ],
    )
    def test_the_choice_is_saved_with_everything_else(self, world, browser, minutes, asked, choice, passage):
        form = form_to(asked, EDIT)
        assert form.values["passage-1-text"] == "Two by Jonas.\nTwo by Anna.\n"
        own = {"passage-1-text": "Two by *both*."} if choice == "own" else {}
        answer = browser.post(EDIT, data={**form.sent(), "passage-1": choice, **own})
        assert answer.status_code == 303
        assert bodies(world, minutes.page_id)[-1] == f"One by Anna.\n\n{passage}\nThree.\n"

    def test_a_missing_choice_is_named_and_what_was_sent_stays(self, browser, asked):
        answer = browser.post(EDIT, data=form_to(asked, EDIT).sent())
        assert answer.status_code == 422
        assert "Passage 1: please choose." in answer.text
        assert form_to(answer, EDIT).values["passage-1-text"] == "Two by Jonas.\nTwo by Anna.\n"
        assert form_to(answer, EDIT).values["summary"] == "mine"
        assert "Two by Anna." in form_to(answer, EDIT).values["body"]

    def test_a_head_that_moved_again_is_merged_or_asked_about_again(
        self, world, browser, minutes, jonas, asked
    ):
        world.save(minutes.page_id, jonas, "One.\n\nTwo by Jonas, again.\n\nThree.\n", 2)
        again = browser.post(EDIT, data={**form_to(asked, EDIT).sent(), "passage-1": "mine"})
        assert again.status_code == 409
        assert "Two by Jonas, again." in again.text
        saved = browser.post(EDIT, data={**form_to(again, EDIT).sent(), "passage-1": "both"})
        assert saved.status_code == 303
        assert "Two by Anna." in bodies(world, minutes.page_id)[-1]
        assert "again" in bodies(world, minutes.page_id)[-1]

    def test_the_same_overlap_sent_twice_is_kept_once(self, world, browser, asked):
        form = form_to(asked, EDIT).sent(base_revision="1")
        del form["conflict_base"]
        assert browser.post(EDIT, data=form).status_code == 409
        assert len(kept(world)) == 1

    def test_a_script_gets_the_word_for_it(self, browser, asked):
        form = form_to(asked, EDIT).sent(base_revision="1")
        del form["conflict_base"]
        answer = browser.post(EDIT, data=form, headers=JSON)
        assert (answer.status_code, answer.json["code"]) == (409, "edit_conflict")


class TestWhatComesBack:
    def test_an_empty_text_over_a_text_asks_first(self, world, browser, minutes):
        answer = browser.post(EDIT, data=opened(browser).sent(body=""))
        assert answer.status_code == 422
        assert "The text is empty now." in answer.text
        confirmed = form_to(answer, EDIT).sent(confirm_empty="1")
        assert browser.post(EDIT, data=confirmed).status_code == 303
        assert bodies(world, minutes.page_id)[-1] == ""

    def test_a_page_without_a_title_comes_back_with_its_text(self, browser, minutes):
        answer = browser.post(EDIT, data=opened(browser).sent(title=" ", body="New.\n"))
        assert answer.status_code == 422
        assert "Please give the page a title." in answer.text
        assert form_to(answer, EDIT).values["body"] == "New.\n"

    @pytest.mark.parametrize("number", ["", "99", "-1", "x", "1" * 40, "²"])
    def test_an_unknown_base_comes_back_with_its_text(self, world, browser, minutes, number):
        answer = browser.post(EDIT, data=opened(browser).sent(base_revision=number, body="New.\n"))
        assert answer.status_code == 422
        assert form_to(answer, EDIT).values["body"] == "New.\n"
        assert len(bodies(world, minutes.page_id)) == 1

    def test_a_text_over_the_limit_comes_back_whole(self, world, browser, minutes):
        text = "x" * (1024 * 1024 + 1)
        answer = browser.post(EDIT, data=opened(browser).sent(body=text))
        assert answer.status_code == 413
        assert form_to(answer, EDIT).values["body"] == text

    def test_a_text_that_takes_too_long_comes_back_and_is_a_draft(self, world, browser, minutes, monkeypatch):
        form = opened(browser)
        monkeypatch.setattr(renderings.pipeline, "render_bounded", raise_too_costly)
        answer = browser.post(EDIT, data=form.sent(body="Costly.\n"))
        assert answer.status_code == 422
        assert form_to(answer, EDIT).values["body"] == "Costly.\n"
        assert kept(world) == [("draft", "Costly.\n")]

    def test_a_preview_without_script_keeps_the_text_in_the_form(self, world, browser, minutes):
        answer = browser.post(EDIT, data=opened(browser).sent(body="**New**\n", preview="1"))
        assert "<strong>New</strong>" in answer.text
        assert form_to(answer, EDIT).values["body"] == "**New**\n"
        assert len(bodies(world, minutes.page_id)) == 1


def raise_too_costly(*_, **__):
    raise TooCostly(reason="time")


class TestNewPages:
    def test_a_page_is_made_below_its_parent(self, browser, minutes):
        form = opened(browser, f"/s/board/new?parent={minutes.public_id}&title=May", "/s/board/new")
        answer = browser.post(form.action, data=form.sent(body="Text\n"))
        assert (answer.status_code, answer.location) == (303, "/s/board/may?said=created")
        assert browser.get("/s/board/may/raw").text == "Text\n"
        assert f"/s/board/{minutes.slug}" in browser.get("/s/board/may").text

    def test_the_text_of_a_template_stands_in_the_form(self, browser, minutes):
        form = opened(browser, f"/s/board/new?template={minutes.public_id}", "/s/board/new")
        assert form.values["body"] == "One.\n\nTwo.\n\nThree.\n"

    def test_the_same_form_sent_twice_makes_one_page(self, browser, board):
        form = opened(browser, "/s/board/new").sent(title="May", body="Text\n")
        first, second = (browser.post("/s/board/new", data=form) for _ in range(2))
        assert first.location == second.location

    def test_a_page_without_a_title_comes_back(self, browser, board):
        answer = browser.post("/s/board/new", data=opened(browser, "/s/board/new").sent(body="Text\n"))
        assert answer.status_code == 422
        assert form_to(answer, "/s/board/new").values["body"] == "Text\n"

    def test_a_preview_shows_missing_pages(self, browser, board):
        form = opened(browser, "/s/board/new").sent(title="May", body="[[Nowhere]]\n", preview="1")
        assert 'class="missing"' in browser.post("/s/board/new", data=form).text

    def test_a_parent_of_another_space_is_refused(self, world, browser, minutes, anna):
        world.space("garden", anna)
        answer = browser.get(f"/s/garden/new?parent={minutes.public_id}")
        assert answer.status_code == 422

    def test_a_costly_new_page_is_kept_as_a_draft(self, world, browser, board, monkeypatch):
        form = opened(browser, "/s/board/new").sent(title="May", body="Costly.\n")
        monkeypatch.setattr(renderings.pipeline, "render_bounded", raise_too_costly)
        assert browser.post("/s/board/new", data=form).status_code == 422
        assert kept(world) == [("draft", "Costly.\n")]


class TestRights:
    @pytest.fixture
    def eve(self, world, board):
        world.revoke(board.scope_id, SIGNED_IN)
        return world.person("eve")

    def test_a_reader_gets_no_editor(self, world, board, minutes, eve):
        world.grant(board.scope_id, f"user:{eve.id}", Right.READ)
        reader = world.browser(eve)
        assert reader.get(EDIT).status_code == 403
        assert reader.get("/s/board/new").status_code == 403
        assert reader.send("/s/board/draft", title="x", body="y").status_code == 403
        assert reader.send(EDIT + "/../draft", title="x", body="y").status_code in {403, 404}

    def test_an_outsider_learns_nothing(self, world, minutes, eve):
        outsider = world.browser(eve)
        for path in (EDIT, "/s/board/new", f"/s/board/new?template={minutes.public_id}"):
            assert outsider.get(path).status_code == 404
        for path in (
            EDIT,
            "/s/board/new",
            "/s/board/minutes/preview",
            "/s/board/preview",
            "/s/board/minutes/draft",
        ):
            answer = outsider.send(path, title="x", body="y", base_revision="1")
            assert answer.status_code == 404
            assert "One." not in answer.text

    def test_a_template_that_may_not_be_read_is_not_shown(self, world, minutes, eve):
        world.space("garden", eve)
        answer = world.browser(eve).get(f"/s/garden/new?template={minutes.public_id}")
        assert answer.status_code == 404

    def test_the_text_of_somebody_who_lost_the_right_is_not_lost(self, world, board, minutes, jonas):
        browser = world.browser(jonas)
        form = opened(browser)
        world.grant(board.scope_id, SIGNED_IN, Right.READ)
        answer = browser.post(EDIT, data=form.sent(body="New.\n"))
        assert answer.status_code == 403
        assert form_to(answer, EDIT).values["body"] == "New.\n"


class TestScripts:
    def test_a_save_answers_with_the_hash_of_the_text(self, browser, minutes):
        answer = browser.post(EDIT, data=opened(browser).sent(body="New.\nText.\n"), headers=JSON)
        assert answer.status_code == 200
        assert answer.json["sha256"] == hashlib.sha256(b"New.\nText.\n").hexdigest()
        assert answer.json["number"] == 2
        assert answer.json["href"] == "/s/board/minutes?said=saved"

    def test_a_merged_save_answers_with_the_hash_of_what_was_sent_and_the_new_text(
        self, world, browser, minutes, jonas
    ):
        form = opened(browser)
        world.save(minutes.page_id, jonas, "One.\n\nTwo.\n\nThree by Jonas.\n", 1)
        mine = "One by Anna.\n\nTwo.\n\nThree.\n"
        answer = browser.post(EDIT, data=form.sent(body=mine), headers=JSON).json
        assert answer["sha256"] == hashlib.sha256(mine.encode()).hexdigest()
        assert answer["body"] == "One by Anna.\n\nTwo.\n\nThree by Jonas.\n"

    def test_the_same_save_sent_again_is_the_same_save(self, world, browser, minutes):
        form = opened(browser).sent(body="New.\n")
        first, second = (browser.post(EDIT, data=form, headers=JSON).json for _ in range(2))
        assert first["number"] == second["number"] == 2
        assert len(bodies(world, minutes.page_id)) == 2

    def test_a_form_that_went_back_in_the_browser_saves_its_new_text(self, world, browser, minutes):
        form = opened(browser)
        browser.post(EDIT, data=form.sent(body="New.\n\nTwo.\n\nThree.\n"))
        browser.post(EDIT, data=form.sent(body="New.\n\nTwo.\n\nThree, too.\n"))
        assert bodies(world, minutes.page_id)[-1] == "New.\n\nTwo.\n\nThree, too.\n"

    def test_a_refused_value_says_which(self, browser, minutes):
        answer = browser.post(EDIT, data=opened(browser).sent(body=""), headers=JSON)
        assert (answer.status_code, answer.json["field"], answer.json["reason"]) == (422, "body", "empty")

    def test_the_preview_is_a_fragment_of_the_pages_own_html(self, browser, minutes):
        form = opened(browser).sent(body="**bold** [[Minutes]] <script>x</script>\n")
        answer = browser.post("/s/board/minutes/preview", data=form)
        assert answer.content_type.startswith("text/html")
        assert answer.text.startswith("<p><strong>bold</strong>")
        assert 'href="/s/board/minutes"' in answer.text
        assert "<script" not in answer.text


def test_a_section_is_edited_alone_and_sent_with_the_rest(world, anna):
    page = world.page(
        world.space("board", anna), anna, "Minutes", "Begin.\r\n\r\n# A\r\n\r\na\r\n\r\n# B\r\n\r\nb\r\n"
    )
    browser = world.browser(anna)

    form = form_to(browser.get(f"{EDIT}?section=a"), EDIT)
    parts = [form.values[name] for name in ("before", "body", "after")]
    assert parts == ["Begin.\n\n", "# A\n\na\n", "\n# B\n\nb\n"]
    answer = browser.send(EDIT, **form.sent(body="# A\n\nnew"))

    assert answer.headers["Location"].endswith("/s/board/minutes?said=saved#a")
    assert "before" not in form_to(browser.get(f"{EDIT}?section=missing"), EDIT).values
    alone = browser.send(EDIT, title="Minutes", body="# A", base_revision="1", section="a")
    assert (alone.status_code, "# A" in alone.text) == (422, True)
    with world.sessions.reading() as session:
        head = session.scalars(select(Revision).order_by(Revision.id.desc())).first()
    assert (head.page_id, head.body) == (page.page_id, "Begin.\r\n\r\n# A\r\n\r\nnew\r\n\r\n# B\r\n\r\nb\r\n")


def test_the_editor_names_all_that_it_runs_at_once_so_that_no_script_waits_for_another(browser, minutes):
    named = re.findall(r'<link rel="modulepreload" href="(/static/\w+/([^"]+))">', browser.get(EDIT).text)
    files = {name for _href, name in named}
    assert {"js/controllers/editor.js", "js/editor/visual_mode.js", "js/sha256.js", "dist/editor.js"} <= files
    assert all(browser.get(href).status_code == 200 for href, _name in named)
