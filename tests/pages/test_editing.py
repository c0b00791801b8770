"""The editor's form without script: what is shown, what is saved, what comes back."""

import pytest
from forms import form_to
from sqlalchemy import select

from wiki.pages.models import Draft, Revision


@pytest.fixture
def anna(world):
    return world.person("anna")


@pytest.fixture
def board(world, anna):
    return world.space("board", anna)


def bodies(world, page_id):
    with world.sessions.reading() as session:
        return list(
            session.scalars(
                select(Revision.body).where(Revision.page_id == page_id).order_by(Revision.number)
            )
        )


def kept(world):
    with world.sessions.reading() as session:
        return [(draft.kind, draft.body) for draft in session.scalars(select(Draft).order_by(Draft.id))]


def test_the_form_saves_a_new_revision_and_leads_to_the_page(world, anna, board):
    page = world.page(board, anna, "Minutes", "One.\n")
    browser = world.browser(anna)
    form = form_to(browser.get("/s/board/minutes/edit"), "/s/board/minutes/edit")
    answer = browser.post(form.action, data=form.sent(body="Two.\n", summary="second"))
    assert (answer.status_code, answer.location) == (303, "/s/board/minutes?said=saved")
    assert bodies(world, page.page_id) == ["One.\n", "Two.\n"]
    assert "Saved." in browser.get(answer.location).text


def test_opening_and_saving_without_a_change_stores_no_revision(world, anna, board):
    page = world.page(board, anna, "Minutes", "\r\nOne.\rTwo.\n\n\0")
    browser = world.browser(anna)
    form = form_to(browser.get("/s/board/minutes/edit"), "/s/board/minutes/edit")
    answer = browser.post(form.action, data=form.sent())
    assert answer.location == "/s/board/minutes?said=unchanged"
    assert bodies(world, page.page_id) == ["\r\nOne.\rTwo.\n\n\0"]


def test_a_page_is_made_below_its_parent(world, anna, board):
    parent = world.page(board, anna, "Minutes")
    browser = world.browser(anna)
    form = form_to(browser.get(f"/s/board/new?parent={parent.public_id}&title=May"), "/s/board/new")
    answer = browser.post(form.action, data=form.sent(body="Text\n"))
    assert (answer.status_code, answer.location) == (303, "/s/board/may?said=created")
    assert browser.get("/s/board/may/raw").text == "Text\n"
    assert form.values["parent"] == parent.public_id


def test_an_overlap_answers_409_with_both_texts_and_keeps_mine(world, anna, board):
    page = world.page(board, anna, "Minutes", "Coffee at nine.\n")
    browser = world.browser(anna)
    form = form_to(browser.get("/s/board/minutes/edit"), "/s/board/minutes/edit")
    world.save(page.page_id, anna, "Tea at nine.\n", 1)
    answer = browser.post(form.action, data=form.sent(body="Water at nine.\n"))
    assert answer.status_code == 409
    assert "Tea at nine." in answer.text
    assert "Water at nine." in answer.text
    assert kept(world) == [("conflict", "Water at nine.\n")]
