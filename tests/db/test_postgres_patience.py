"""A PostgreSQL server that gives no answer is given up, and asked anew by the next one."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from world import World

from wiki import storage_faults
from wiki.postgres_patience import PatientConnection
from wiki.storage_faults import StorageFault

pytestmark = pytest.mark.postgres


def test_a_server_without_an_answer_is_given_up_and_asked_anew(postgres_world: World, monkeypatch) -> None:
    monkeypatch.setattr(PatientConnection, "answer_seconds", 0)
    with pytest.raises(OperationalError) as refused, postgres_world.sessions.reading() as session:
        session.execute(text("SELECT pg_sleep(60)"))
    monkeypatch.undo()

    assert refused.value.connection_invalidated
    assert storage_faults.of(refused.value) is StorageFault.AWAY
    with postgres_world.sessions.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1
