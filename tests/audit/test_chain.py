"""The audit log is a chain: what is changed, removed or inserted behind the wiki's back is found."""

from contextlib import suppress
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from world import SECRET, World

from wiki import audit, audit_proof
from wiki.actor import Actor, system
from wiki.audit import AuditChain, AuditEntry
from wiki.db import Sessions, now

ANNA = Actor(7, frozenset(), name="Anna")
OFF = {
    "sqlite": [
        "DROP TRIGGER audit_entries_stay",
        "DROP TRIGGER audit_entries_are_kept",
        "DROP TRIGGER audit_entries_are_not_replaced",
    ],
    "postgresql": ["ALTER TABLE audit_entries DISABLE TRIGGER ALL"],
}


def told(sessions: Sessions, number: int = 0) -> None:
    """One more entry."""
    with sessions.writing() as session:
        audit.record(
            session, ANNA, "user.change", f"user:{number}", before={"is_admin": False}, after=["ä", None]
        )


def proof(sessions: Sessions, expected: str = "", key: str = SECRET) -> audit_proof.Proof:
    with sessions.reading() as session:
        return audit_proof.verify(session, key, expected)


def without_triggers(sessions: Sessions) -> None:
    with sessions.writer.begin() as connection:
        for statement in OFF[connection.dialect.name]:
            connection.execute(text(statement))


def done(sessions: Sessions, statement) -> None:
    with sessions.writing() as session:
        session.execute(statement)


@pytest.mark.requirement("ASVS 5.0 V16.4.2")
def test_no_entry_can_be_changed_deleted_or_replaced(either_world: World) -> None:
    sessions = either_world.sessions
    for number in range(3):
        told(sessions, number)
    row = {"id": 1, "at": now(), "action": "x", "target": "x", "facts": {}}
    attempts = [
        update(AuditEntry).where(AuditEntry.id == 1).values(action="user.add"),
        delete(AuditEntry).where(AuditEntry.id == 1),
        insert(AuditEntry).values(row).prefix_with("OR REPLACE")
        if sessions.is_sqlite
        else text("TRUNCATE audit_entries"),
    ]

    for attempt in attempts:
        with pytest.raises(DBAPIError, match="never changed"):
            done(sessions, attempt)

    assert proof(sessions).is_whole
    assert proof(sessions).entries == 3


@pytest.mark.requirement("ASVS 5.0 V16.4.2")
def test_each_forgery_is_found(either_world: World) -> None:
    sessions = either_world.sessions
    for number in range(9):
        told(sessions, number)
    noted = proof(sessions)
    assert noted.is_whole
    assert proof(sessions, noted.last_hash).is_whole
    without_triggers(sessions)

    done(sessions, update(AuditEntry).where(AuditEntry.id == 2).values(actor_id=8))
    assert proof(sessions).broken == (2,)
    done(sessions, update(AuditEntry).where(AuditEntry.id == 2).values(actor_id=7))
    assert proof(sessions).is_whole
    done(sessions, delete(AuditEntry).where(AuditEntry.id == 4))
    assert proof(sessions).broken == (5,)
    forged = {
        "at": now(),
        "actor_id": 7,
        "action": "user.add",
        "target": "user:1",
        "facts": {},
        "hash": "a" * 64,
    }
    done(sessions, insert(AuditEntry).values(id=4, **forged))
    assert proof(sessions).broken == (4, 5)
    done(sessions, delete(AuditEntry).where(AuditEntry.id == 1))
    assert proof(sessions).broken[0] == 2
    done(sessions, delete(AuditEntry).where(AuditEntry.id == 9))
    assert not proof(sessions).has_its_end
    assert not proof(sessions, noted.last_hash).knows_expected


def lost(session, number: int) -> None:
    """Recorded, and then something goes wrong."""
    audit.record(session, ANNA, "user.add", f"user:{number}")
    raise LookupError


def test_what_is_rolled_back_was_never_recorded(either_world: World) -> None:
    sessions = either_world.sessions
    with sessions.writing() as session:
        audit.record(session, ANNA, "user.add", "user:1")
        with suppress(LookupError), session.begin_nested():
            lost(session, 2)
        with session.begin_nested():
            audit.record(session, ANNA, "user.add", "user:3")
    with suppress(LookupError), sessions.writing() as session:
        lost(session, 4)

    with sessions.reading() as session:
        assert session.scalars(select(AuditEntry.target).order_by(AuditEntry.id)).all() == [
            "user:1",
            "user:3",
        ]
    assert proof(sessions).is_whole


def test_writers_at_once_make_one_chain(either_world: World) -> None:
    sessions = either_world.sessions

    def write() -> None:
        for number in range(8):
            told(sessions, number)

    writers = [Thread(target=write) for _ in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()

    assert proof(sessions).is_whole
    assert proof(sessions).entries == 32


def test_retention_cuts_from_the_start_and_the_rest_still_verifies(
    either_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions, moment = either_world.sessions, now()
    for days in (400, 300, 200, 1):
        monkeypatch.setattr(audit, "now", lambda days=days: moment - timedelta(days=days))
        told(sessions, days)
    noted = proof(sessions).last_hash
    monkeypatch.setattr(audit, "now", now)
    monkeypatch.setattr(audit_proof, "_MOST_CUT", 2)

    cuts = []
    for _ in range(3):
        with sessions.writing() as session:
            cuts.append(audit_proof.cut(session, system(), SECRET, moment - timedelta(days=100)))

    assert cuts == [2, 1, 0]
    found = proof(sessions, noted)
    assert (found.is_whole, found.entries, found.is_sealed) == (True, 3, True)
    assert proof(sessions, key="another").is_sealed is False
    with pytest.raises(DBAPIError, match="never changed"):
        done(sessions, delete(AuditEntry).where(AuditEntry.target == "user:1"))
    without_triggers(sessions)
    done(sessions, delete(AuditEntry).where(AuditEntry.target == "user:1"))
    assert proof(sessions).broken
    done(sessions, update(AuditChain).values(last_id=0))
    assert not proof(sessions).has_its_end
