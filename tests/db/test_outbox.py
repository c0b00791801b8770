"""What leaves through the outbox is told exactly when the change it speaks of is there."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from world import World

from wiki import outbox
from wiki.db import now
from wiki.outbox import MAX_ATTEMPTS, Event, OutboxRow


@dataclass(frozen=True, slots=True)
class SomethingHappened(Event):
    thing_id: int


def test_an_event_waits_after_the_commit_and_never_after_a_rollback(either_world: World) -> None:
    def fail() -> None:
        with either_world.sessions.writing() as session:
            outbox.emit(session, SomethingHappened(1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with either_world.sessions.reading() as session:
        assert not outbox.is_due(session)

    with either_world.sessions.writing() as session:
        outbox.emit(session, SomethingHappened(2))
        outbox.enqueue(session, "job", word="x")

    with either_world.sessions.writing() as session:
        assert outbox.is_due(session)
        claims = outbox.due(session)
        assert [(one.name, one.payload) for one in claims] == [
            ("SomethingHappened", {"thing_id": 2}),
            ("job", {"word": "x"}),
        ]
        outbox.finish(session, [one.id for one in claims])
    with either_world.sessions.reading() as session:
        assert not outbox.is_due(session)


def test_exactly_the_claimed_rows_are_finished(either_world: World) -> None:
    with either_world.sessions.writing() as session:
        outbox.enqueue(session, "first")
    with either_world.sessions.writing() as session:
        claims = outbox.due(session)
        outbox.enqueue(session, "second")
        outbox.finish(session, [one.id for one in claims])

    with either_world.sessions.writing() as session:
        assert [one.name for one in outbox.due(session)] == ["second"]


def test_what_fails_is_tried_later_and_later_and_then_waits_for_a_person(world: World) -> None:
    with world.sessions.writing() as session:
        outbox.enqueue(session, "job")
    pauses = []
    for attempt in range(MAX_ATTEMPTS):
        with world.sessions.writing() as session:
            claim = outbox.due(session)[0]
            assert claim.attempts == attempt
            outbox.postpone(session, claim, "x" * 900)
            row = session.scalars(select(OutboxRow).execution_options(populate_existing=True)).one()
            pauses.append(round((row.run_at - now()).total_seconds()))
            assert not outbox.due(session)
            assert len(row.last_error) == 500
            session.execute(update(OutboxRow).values(run_at=now() - timedelta(seconds=1)))

    assert pauses[:4] == [2, 4, 8, 16]
    assert max(pauses) <= 6 * 3600
    with world.sessions.reading() as session:
        assert not outbox.is_due(session)
        assert session.scalars(select(OutboxRow)).one().attempts == MAX_ATTEMPTS


@pytest.mark.postgres
def test_two_workers_on_postgresql_claim_different_rows(postgres_world: World) -> None:
    sessions = postgres_world.sessions
    with sessions.writing() as session:
        outbox.enqueue(session, "one")
        outbox.enqueue(session, "two")

    with sessions.writing() as first, sessions.writing() as second:
        mine = outbox.due(first, limit=1)
        theirs = outbox.due(second)

    assert [one.name for one in (*mine, *theirs)] == ["one", "two"]
