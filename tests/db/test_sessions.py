"""The two doors to the database: one cannot write, the other writes in one transaction."""

import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Integer, bindparam, func, select, text
from sqlalchemy.exc import DBAPIError
from world import World

from wiki import caches, counters
from wiki.caches import Cache
from wiki.counters import Counter
from wiki.db import CompressedText, UtcDateTime, new_public_id
from wiki.outbox import OutboxRow, enqueue
from wiki.prepared import Prepared
from wiki.users.models import User


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO counters (name, value) VALUES ('x', 1)",
        "UPDATE users SET is_admin = is_admin",
        "DELETE FROM users",
        "DROP TABLE users",
        "CREATE TABLE x (y integer)",
    ],
)
def test_a_reading_session_cannot_write(either_world: World, statement: str) -> None:
    with either_world.sessions.reading() as session, pytest.raises(DBAPIError):
        session.execute(text(statement))


def test_a_reading_session_sees_one_moment(either_world: World) -> None:
    with either_world.sessions.reading() as session:
        before = session.scalar(select(func.count()).select_from(User))
        either_world.person("anna")

        assert session.scalar(select(func.count()).select_from(User)) == before
    with either_world.sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == before + 1


def test_a_write_block_that_raises_leaves_nothing(either_world: World) -> None:
    def fail() -> None:
        with either_world.sessions.writing() as session:
            enqueue(session, "job")
            counters.bump(session, counters.ACCESS)
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    with either_world.sessions.reading() as session:
        assert session.scalars(select(OutboxRow)).all() == []
        assert session.scalar(select(counters.value(counters.ACCESS))) is None


def test_a_counter_grows_by_one_with_each_bump(either_world: World) -> None:
    for expected in (1, 2, 3):
        with either_world.sessions.writing() as session:
            counters.bump(session, "test")
        with either_world.sessions.reading() as session:
            assert session.scalar(select(Counter.value).where(Counter.name == "test")) == expected


def test_moments_are_aware_and_kept_in_utc(either_world: World) -> None:
    moment = datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    with either_world.sessions.writing() as session:
        session.add(OutboxRow(name="x", payload={}, created_at=moment, run_at=moment))
    with either_world.sessions.reading() as session:
        row = session.scalars(select(OutboxRow)).one()

    assert row.run_at == moment
    assert row.run_at.tzinfo is UTC
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # noqa: DTZ001  the naive one is the point
    assert UtcDateTime().process_bind_param(None, None) is None
    assert UtcDateTime().process_result_value(None, None) is None


@pytest.mark.parametrize("value", ["", "a\0b", "\r\n\r", "e\u0301", "\ud800", "x" * 100_000, None])
def test_any_text_comes_back_as_it_went_in(value: str | None) -> None:
    kind = CompressedText()

    assert kind.process_result_value(kind.process_bind_param(value, None), None) == value


def test_public_ids_are_twelve_random_letters_and_digits() -> None:
    made = {new_public_id() for _ in range(1000)}

    assert len(made) == 1000
    assert all(len(one) == 12 and one.isalnum() and one == one.lower() for one in made)


class TestPrepared:
    """Statements of the hot path give what the library gives."""

    def test_rows_are_converted_as_the_library_does(self, either_world: World) -> None:
        either_world.person("anna", is_admin=True)
        columns = (User.id, User.name, User.is_admin, User.created_at, User.email)
        statement = select(*columns).where(User.id > bindparam("after", type_=Integer)).order_by(User.id)

        with either_world.sessions.reading() as session:
            prepared = Prepared(statement)
            for _ in range(2):
                assert prepared.rows(session, {"after": 0}) == [
                    tuple(row) for row in session.execute(statement, {"after": 0})
                ]
            assert prepared.first(session, {"after": 0})[1] == "anna"
            assert prepared.first(session, {"after": 10**6}) is None

    def test_a_list_of_values_is_refused_when_it_is_built(self, world: World) -> None:
        with world.sessions.reading() as session, pytest.raises(TypeError, match="parameter_ids"):
            Prepared(select(User.id).where(User.id.in_([1, 2]))).rows(session, {})


class TestCaches:
    """What a process keeps."""

    def test_a_value_is_made_once_until_it_is_pushed_out(self) -> None:
        cache = Cache(2)
        made: list[int] = []

        for key in (1, 1, 2, 3, 1):
            cache.fetch(key, lambda key=key: made.append(key) or str(key))

        assert made == [1, 2, 3, 1]

    def test_a_value_larger_than_the_cache_is_not_kept(self) -> None:
        cache = Cache(10, len)
        cache.put("large", "x" * 11)
        cache.put("small", "x" * 9)

        assert cache.get("large") is None
        assert cache.get("small") == "x" * 9

    def test_weights_are_bytes_or_what_the_value_says(self) -> None:
        class Heavy:
            weight = 77

        sizes = [sys.getsizeof("four"), sys.getsizeof(b"12"), 77, 1024]
        assert [caches._weight(one) for one in ("four", b"12", Heavy(), object())] == sizes
