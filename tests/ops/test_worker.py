"""The worker runs what the outbox holds and the chores, loses nothing, and ends after the job at hand."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update

from wiki import outbox, subscribers, worker
from wiki.auth.models import LoginSession
from wiki.blobs import LocalBlobs
from wiki.db import now
from wiki.jobs import Workplace
from wiki.outbox import OutboxRow
from wiki.pages import trash
from wiki.pages.models import Page


@pytest.fixture
def reactions(monkeypatch):
    """Handlers for this test alone."""
    table = {}
    monkeypatch.setattr(subscribers, "REACT", table)
    return table


def told(world, *names: str) -> None:
    with world.sessions.writing() as session:
        for number, name in enumerate(names):
            outbox.enqueue(session, name, number=number)


def rows(world) -> list[OutboxRow]:
    with world.sessions.reading() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def place_of(world) -> Workplace:
    return Workplace(world.sessions, world.app.blobs, world.settings)


def clear(world) -> None:
    while worker.step(world.sessions):
        pass


def test_an_event_reaches_all_its_handlers_and_is_gone(either_world, reactions):
    clear(either_world)
    heard = []
    reactions["Rang"] = (
        lambda _session, facts: heard.append(("one", facts["number"])),
        lambda _session, facts: heard.append(("two", facts["number"])),
    )
    told(either_world, "Rang", "Rang")

    assert worker.step(either_world.sessions) == 2

    assert heard == [("one", 0), ("two", 0), ("one", 1), ("two", 1)]
    assert rows(either_world) == []


def test_an_event_that_nobody_reacts_to_is_gone(world, reactions):
    clear(world)
    told(world, "Unheard")

    worker.step(world.sessions)

    assert rows(world) == []


def test_without_work_nothing_is_taken(world, reactions):
    clear(world)

    assert worker.step(world.sessions) == 0


def test_a_failing_handler_is_postponed_and_its_writing_undone(either_world, reactions, caplog):
    clear(either_world)

    def fails(session, _facts):
        outbox.enqueue(session, "Half")
        raise ValueError("no such luck")

    reactions["Rang"] = (fails,)
    told(either_world, "Rang")

    worker.step(either_world.sessions)

    [row] = rows(either_world)
    assert (row.name, row.attempts, row.last_error) == ("Rang", 1, "ValueError: no such luck")
    assert row.run_at > now()
    assert "Rang failed, try 1" in caplog.text


def test_a_failed_handler_runs_again_when_its_time_has_come(world, reactions, caplog):
    clear(world)
    answers = [ValueError("not yet"), None]

    def second_time(_session, _facts):
        answer = answers.pop(0)
        if answer:
            raise answer

    reactions["Rang"] = (second_time,)
    told(world, "Rang")
    worker.step(world.sessions)
    assert worker.step(world.sessions) == 0

    with world.sessions.writing() as session:
        session.execute(update(OutboxRow).values(run_at=now() - timedelta(seconds=1)))
    worker.step(world.sessions)

    assert (answers, rows(world)) == ([], [])


def test_a_failing_handler_does_not_hold_up_the_others(world, reactions, caplog):
    clear(world)
    heard = []

    def fails(_session, _facts):
        raise ValueError

    reactions["Bad"], reactions["Good"] = (fails,), (lambda _session, facts: heard.append(facts["number"]),)
    told(world, "Bad", "Good")

    worker.step(world.sessions)

    assert heard == [1]


def test_after_twelve_tries_a_job_stays_for_a_person(world, reactions):
    clear(world)
    told(world, "Rang")
    with world.sessions.writing() as session:
        session.execute(update(OutboxRow).values(attempts=outbox.MAX_ATTEMPTS))

    assert worker.step(world.sessions) == 0
    assert len(rows(world)) == 1


def test_a_job_that_another_worker_finished_is_not_run_again(world, reactions):
    clear(world)
    heard = []
    reactions["Rang"] = (lambda _session, _facts: heard.append(1),)
    told(world, "Rang")
    with world.sessions.writing() as session:
        [claim] = outbox.due(session)
        outbox.finish(session, [claim.id])

    worker._react(world.sessions, claim)

    assert heard == []


def test_a_stop_lets_the_job_at_hand_end_and_leaves_the_others(world, reactions):
    clear(world)
    stop, heard = threading.Event(), []

    def last(_session, facts):
        stop.set()
        heard.append(facts["number"])

    reactions["Rang"] = (last,)
    told(world, "Rang", "Rang")

    worker.step(world.sessions, stop)

    assert heard == [0]
    assert len(rows(world)) == 1


def test_the_trash_is_emptied_after_its_days(either_world):
    anna = either_world.person("anna")
    room = either_world.space("raum", anna)
    saved = [either_world.page(room, anna, title) for title in ("Eins", "Zwei", "Drei")]
    with either_world.sessions.writing() as session:
        for one in saved[:2]:
            trash.discard(session, anna.actor, one.page_id)
        long_ago = now() - timedelta(days=91)
        session.execute(update(Page).where(Page.id == saved[0].page_id).values(deleted_at=long_ago))

    worker.chores(place_of(either_world))

    with either_world.sessions.reading() as session:
        assert set(session.scalars(select(Page.title))) == {"Zwei", "Drei"}


def test_expired_sessions_and_orphaned_files_go(world):
    anna = world.person("anna")
    world.browser(anna)
    blobs = LocalBlobs(world.settings.blob_dir)
    old, young = blobs.put(BytesIO(b"alt"), 100), blobs.put(BytesIO(b"neu"), 100)
    before = time.time() - 2 * 86_400
    os.utime(blobs.path(old.sha256), (before, before))
    with world.sessions.writing() as session:
        session.execute(update(LoginSession).values(expires_at=now() - timedelta(seconds=1)))

    worker.chores(place_of(world))

    with world.sessions.reading() as session:
        assert session.scalars(select(LoginSession)).all() == []
    assert (blobs.has(old.sha256), blobs.has(young.sha256)) == (False, True)


def test_a_chore_that_fails_does_not_keep_the_others_from_running(world, monkeypatch, caplog):
    ran = []
    monkeypatch.setattr(subscribers.auth, "forget_expired", lambda _session: 1 / 0)
    monkeypatch.setattr(subscribers.sweep, "remove_orphans", lambda *_given: ran.append("sweep"))

    worker.chores(place_of(world))

    assert ran == ["sweep"]
    assert "a chore failed" in caplog.text


def test_the_loop_goes_on_when_the_database_is_away_for_a_moment(world, monkeypatch, caplog):
    stop, tries = threading.Event(), []

    def step(_sessions, _stop):
        tries.append(1)
        if len(tries) == 1:
            raise OSError("away")
        stop.set()
        return 1

    monkeypatch.setattr(worker, "step", step)
    monkeypatch.setattr(worker, "_PAUSE_SECONDS", 0)
    with caplog.at_level(logging.ERROR):
        worker._loop(place_of(world), stop)

    assert len(tries) == 2
    assert "could not read its work" in caplog.text


@pytest.fixture
def jobs(monkeypatch):
    """Long jobs for this test alone."""
    table = {}
    monkeypatch.setattr(subscribers, "JOBS", table)
    return table


def test_a_long_job_runs_without_a_write_block_and_is_gone_afterwards(either_world, reactions, jobs):
    clear(either_world)
    heard = []

    def long(place, facts):
        place.write(lambda session: outbox.enqueue(session, "Meanwhile"))
        heard.append(facts["number"])

    jobs["Draw"] = long
    told(either_world, "Draw")

    quick = worker.step(either_world.sessions)
    slow = worker.step_slowly(place_of(either_world))

    assert (quick, slow, heard) == (0, 1, [0])
    assert [row.name for row in rows(either_world)] == ["Meanwhile"]


def test_a_failing_long_job_is_tried_again_later(world, jobs, caplog):
    clear(world)
    jobs["Draw"] = lambda _place, _facts: 1 / 0
    told(world, "Draw")

    worker.step_slowly(place_of(world))

    [row] = rows(world)
    assert (row.attempts, row.last_error) == (1, "ZeroDivisionError: division by zero")
    assert worker.step_slowly(place_of(world)) == 0


def test_a_stop_leaves_the_other_long_jobs(world, jobs):
    clear(world)
    stop = threading.Event()
    jobs["Draw"] = lambda _place, _facts: stop.set()
    told(world, "Draw", "Draw")

    worker.step_slowly(place_of(world), stop)

    assert len(rows(world)) == 1


def test_the_command_ends_on_sigterm(world):
    told(world, "Unheard")
    environment = {
        **os.environ,
        "WIKI_DATA_DIR": str(world.settings.data_dir),
        "WIKI_SECRET_KEY": world.settings.secret_key,
    }
    process = subprocess.Popen([sys.executable, "-m", "wiki.cli", "worker"], env=environment)
    try:
        deadline = time.monotonic() + 60
        while rows(world) and time.monotonic() < deadline:
            threading.Event().wait(0.05)
        process.send_signal(signal.SIGTERM)

        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
    assert rows(world) == []


def test_the_days_of_the_trash_are_a_setting(world):
    anna = world.person("anna")
    saved = world.page(world.space("raum", anna), anna)
    with world.sessions.writing() as session:
        trash.discard(session, anna.actor, saved.page_id)
        session.execute(update(Page).values(deleted_at=now() - timedelta(days=2)))

    worker.chores(replace(place_of(world), settings=replace(world.settings, trash_days=1)))

    with world.sessions.reading() as session:
        assert session.scalars(select(Page)).all() == []
