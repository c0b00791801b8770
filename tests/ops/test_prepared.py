"""Prepared statements run past the library's results, and behave like the library's own all the same."""

import pytest
from sqlalchemy import Integer, bindparam, literal_column, select
from sqlalchemy.exc import DBAPIError, OperationalError

from wiki.db import Sessions
from wiki.pages.models import Page
from wiki.prepared import Prepared
from wiki.settings import Settings

ALL = Prepared(select(Page.title, Page.created_at).order_by(Page.id))
BROKEN = Prepared(select(literal_column("no_such_column")).select_from(Page))
ONE = Prepared(select(Page.title).where(Page.id == bindparam("page_id", type_=Integer)))


def a_page(world):
    anna = world.person("anna")
    return world.page(world.space("raum", anna), anna, "Eins")


def test_rows_have_the_values_that_the_library_gives(either_world):
    a_page(either_world)

    with either_world.sessions.reading() as session:
        rows = ALL.rows(session, {})

        assert rows == [tuple(row) for row in session.execute(select(Page.title, Page.created_at))]


def test_an_error_of_the_driver_is_the_librarys(world):
    with world.sessions.reading() as session, pytest.raises(OperationalError) as caught:
        BROKEN.rows(session, {})

    assert isinstance(caught.value, DBAPIError)
    assert "no such column" in str(caught.value.orig)


def test_values_do_not_stand_in_the_error(world):
    with world.sessions.reading() as session, pytest.raises(OperationalError) as caught:
        Prepared(select(literal_column("gone")).where(bindparam("secret", type_=Integer) == 1)).rows(
            session, {"secret": 4711}
        )

    assert "4711" not in str(caught.value)


def test_after_a_rollback_the_next_statement_sees_what_was_written_meanwhile(either_world):
    saved = a_page(either_world)
    with either_world.sessions.reading() as session:
        before = ONE.rows(session, {"page_id": saved.page_id})
        either_world.save(saved.page_id, an_administrator(either_world), "Neu.\n", 1, title="Zwei")
        assert ONE.rows(session, {"page_id": saved.page_id}) == before == [("Eins",)]

        session.rollback()

        assert ONE.rows(session, {"page_id": saved.page_id}) == [("Zwei",)]


def test_what_a_write_block_did_is_seen_inside_it(either_world):
    saved = a_page(either_world)

    with either_world.sessions.writing() as session:
        session.get_one(Page, saved.page_id).title = "Drei"
        session.flush()

        assert ONE.first(session, {"page_id": saved.page_id}) == ("Drei",)


def an_administrator(world):
    return world.person("bert", is_admin=True)


def test_prepared_and_other_statements_read_one_snapshot(either_world):
    saved = a_page(either_world)
    with either_world.sessions.reading() as session:
        ONE.rows(session, {"page_id": saved.page_id})
        either_world.save(saved.page_id, an_administrator(either_world), "Neu.\n", 1, title="Zwei")

        assert session.scalars(select(Page.title)).all() == ["Eins"]


def test_a_database_that_cannot_be_opened_is_the_librarys_error_too(tmp_path):
    sessions = Sessions(Settings(data_dir=tmp_path / "nowhere", secret_key="x" * 40))

    with sessions.reading() as session, pytest.raises(OperationalError):
        ALL.rows(session, {})
