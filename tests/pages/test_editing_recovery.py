"""A sent text is in every answer, whatever went wrong with the sign-in or with the wiki."""

import pytest
from forms import form_to
from sqlalchemy import delete, select

from wiki.actor import SIGNED_IN, Right, system, user_principal
from wiki.admin import leaving
from wiki.auth import password
from wiki.auth import service as auth
from wiki.auth.models import LoginSession
from wiki.pages import editing
from wiki.pages.models import Page, Revision
from wiki.users import service as users
from wiki.users.models import User

EDIT = "/s/board/minutes/edit"
JSON = {"Accept": "application/json"}
ENGLISH = {"Accept-Language": "en"}
TEXT = "\nTyped for an hour.\r\n"


@pytest.fixture(scope="module")
def secret_hash():
    return password.hashed("correct horse")


@pytest.fixture
def anna(world, secret_hash):
    person = world.person("anna")
    with world.sessions.writing() as session:
        auth.set_password(session, system(), person.id, secret_hash)
    return person


@pytest.fixture
def minutes(world, anna):
    return world.page(world.space("board", anna, {SIGNED_IN: Right.EDIT}), anna, "Minutes", "One.\n")


@pytest.fixture
def browser(world, anna):
    return world.browser(anna)


@pytest.fixture
def form(browser, minutes):
    return form_to(browser.get(EDIT), EDIT)


def end_sessions(world):
    with world.sessions.writing() as session:
        session.execute(delete(LoginSession))


def head(world, page_id):
    with world.sessions.reading() as session:
        rows = select(Revision.body).where(Revision.page_id == page_id).order_by(Revision.number.desc())
        return session.scalars(rows.limit(1)).one()


@pytest.mark.parametrize("is_remembered", [False, True], ids=["cookie-stays", "cookie-gone"])
class TestAfterTheSessionEnded:
    @pytest.fixture
    def ended(self, world, browser, form, is_remembered):
        end_sessions(world)
        if is_remembered:
            browser.delete_cookie("sid")
        return browser.post(EDIT, data=form.sent(body=TEXT, summary="why"))

    def test_the_answer_holds_the_text_and_asks_for_the_password(self, ended, is_remembered):
        assert ended.status_code == 401
        again = form_to(ended, EDIT)
        assert again.values["body"] == "\nTyped for an hour.\n"
        assert again.values["summary"] == "why"
        assert "password" in again.values

    def test_signing_in_beside_the_text_saves_it(self, world, browser, minutes, ended, is_remembered):
        sent = form_to(ended, EDIT).sent(login="anna", password="correct horse")
        answer = browser.post(EDIT, data=sent)
        assert (answer.status_code, answer.location) == (303, "/s/board/minutes?said=saved")
        assert head(world, minutes.page_id) == "\nTyped for an hour.\n"
        assert browser.get(EDIT).status_code == 200

    def test_a_wrong_password_asks_again_and_keeps_the_text(self, browser, ended, is_remembered):
        answer = browser.post(
            EDIT, data=form_to(ended, EDIT).sent(login="anna", password="wrong"), headers=ENGLISH
        )
        assert answer.status_code == 401
        assert "Name or password is not right." in answer.text
        assert form_to(answer, EDIT).values["body"] == "\nTyped for an hour.\n"

    def test_guessing_beside_a_text_is_slowed_down_too(self, browser, ended, is_remembered):
        sent = form_to(ended, EDIT).sent(login="anna", password="wrong")
        for _ in range(10):
            answer = browser.post(EDIT, data=sent)
        answer = browser.post(EDIT, data={**sent, "password": "correct horse"})
        assert answer.status_code == 429
        assert form_to(answer, EDIT).values["body"] == "\nTyped for an hour.\n"

    def test_a_script_learns_that_it_has_to_sign_in_and_gets_a_token(
        self, browser, form, ended, is_remembered
    ):
        answer = browser.post(EDIT, data=form.sent(body=TEXT), headers=JSON)
        assert (answer.status_code, answer.json["is_signed_in"]) == (401, False)
        more = {"csrf_token": answer.json["csrf_token"], "login": "anna", "password": "correct horse"}
        saved = browser.post(EDIT, data=form.sent(body=TEXT, **more), headers=JSON)
        assert saved.status_code == 200
        assert browser.post(
            "/s/board/minutes/draft",
            data=form.sent(body=TEXT + "x", csrf_token=saved.json["csrf_token"]),
            headers=JSON,
        ).json["sha256"]

    def test_what_does_not_exist_answers_alike(self, browser, ended, is_remembered):
        other = browser.post("/s/board/nowhere/edit", data={**form_to(ended, EDIT).sent(body=TEXT)})
        assert other.status_code == 401
        assert other.text.replace("nowhere", "minutes").count("One.") == 0


def test_a_new_page_is_recovered_likewise(world, browser, minutes):
    form = form_to(browser.get("/s/board/new"), "/s/board/new")
    end_sessions(world)
    ended = browser.post("/s/board/new", data=form.sent(title="May", body=TEXT))
    sent = form_to(ended, "/s/board/new").sent(login="anna", password="correct horse")
    assert browser.post("/s/board/new", data=sent).location == "/s/board/may?said=created"


def test_a_session_that_began_in_another_window_saves_by_one_more_click(world, anna, browser, minutes, form):
    browser.sign_in(fresh_token(world, anna))
    answer = browser.post(EDIT, data=form.sent(body=TEXT))
    assert answer.status_code == 400
    again = form_to(answer, EDIT)
    assert "password" not in again.values
    assert browser.post(EDIT, data=again.sent()).location == "/s/board/minutes?said=saved"


def test_a_script_in_that_window_gets_the_new_token(world, anna, browser, minutes, form):
    browser.sign_in(fresh_token(world, anna))
    answer = browser.post(EDIT, data=form.sent(body=TEXT), headers=JSON)
    assert answer.json["is_signed_in"]
    again = browser.post(EDIT, data=form.sent(body=TEXT, csrf_token=answer.json["csrf_token"]), headers=JSON)
    assert again.status_code == 200


def fresh_token(world, person):
    client = world.browser(person)
    return client.get_cookie("sid").value


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["origin", "fetch-metadata"],
)
def test_another_sites_form_is_refused_without_offering_it_again(browser, form, headers):
    answer = browser.post(EDIT, data=form.sent(body=TEXT), headers=headers)
    assert answer.status_code == 400
    assert "Typed for an hour" not in answer.text


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("broken"), 500), (OSError(28, "No space"), 507)])
def test_a_fault_of_the_wiki_answers_with_the_text(browser, form, monkeypatch, error, status):
    def fail(*_):
        raise error

    monkeypatch.setattr(editing.service, "save", fail)
    answer = browser.post(EDIT, data=form.sent(body=TEXT))
    assert answer.status_code == status
    assert form_to(answer, EDIT).values["body"] == "\nTyped for an hour.\n"


def test_the_choices_of_an_overlap_survive_too(world, browser, anna, minutes, form):
    world.save(minutes.page_id, anna, "Two.\n", 1)
    asked = browser.post(EDIT, data=form.sent(body="Three.\n"))
    end_sessions(world)
    ended = browser.post(EDIT, data={**form_to(asked, EDIT).sent(), "passage-1": "both"})
    sent = form_to(ended, EDIT).sent(login="anna", password="correct horse")
    assert browser.post(EDIT, data=sent).status_code == 303
    assert head(world, minutes.page_id) == "Two.\nThree.\n"


def test_the_editor_of_somebody_who_was_switched_off_ends_with_a_sentence_and_keeps_the_text(
    world, anna, browser, minutes, form
):
    chief = world.person("chief", is_admin=True)
    world.grant(minutes_scope(world, minutes), user_principal(chief.id), Right.MANAGE)
    with world.sessions.writing() as session:
        leaving.deactivate(session, chief.actor, anna.id)
        auth.forget_expired(session)

    draft = browser.post("/s/board/minutes/draft", data=form.sent(body=TEXT), headers=JSON | ENGLISH)
    saved = browser.post(EDIT, data=form.sent(body=TEXT), headers=ENGLISH)
    again = browser.post(
        EDIT, data=form.sent(body=TEXT, login="anna", password="correct horse"), headers=ENGLISH
    )

    assert (draft.status_code, draft.json["is_signed_in"]) == (403, False)
    assert draft.json["title"].startswith("Your account was switched off. Your text is still in this window")
    for answer in (saved, again):
        assert answer.status_code == 403
        assert "Your account was switched off." in answer.text
        assert form_to(answer, EDIT).values["body"] == "\nTyped for an hour.\n"
        assert "password" not in form_to(answer, EDIT).values
    assert head(world, minutes.page_id) == "One.\n"
    assert browser.get("/profile").status_code == 404
    with world.sessions.writing() as session:
        users.switch_on(session, chief.actor, session.get_one(User, anna.id))
    assert browser.get("/profile").status_code == 404, "the old session stays over"
    assert browser.post(EDIT, data=form.sent(body=TEXT)).status_code == 401


def minutes_scope(world, minutes):
    with world.sessions.reading() as session:
        return session.get_one(Page, minutes.page_id).scope_id
