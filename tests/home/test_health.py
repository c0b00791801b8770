"""What a machine is told that asks how the wiki is."""

from datetime import timedelta

from wiki.db import now
from wiki.home import views
from wiki.outbox import MAX_ATTEMPTS, OutboxRow


def test_readiness_tells_of_schema_disk_and_worker(either_world, monkeypatch):
    moment = now() - timedelta(minutes=5)
    rows = [
        OutboxRow(name="Gone", payload={}, created_at=moment, run_at=moment, attempts=MAX_ATTEMPTS),
        OutboxRow(name="Late", payload={}, created_at=moment, run_at=moment),
        OutboxRow(name="Later", payload={}, created_at=moment, run_at=now() + timedelta(hours=1)),
    ]
    with either_world.sessions.writing() as session:
        session.add_all(rows)
    monkeypatch.setattr(views.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 10**9}))

    answer = either_world.browser().get("/readyz")

    assert answer.status_code == 200
    facts = answer.json
    worker = facts.pop("worker")
    assert 300 <= worker.pop("seconds") < 3600
    assert worker == {"waiting": 1, "failed": 1}
    assert facts == {
        "ready": True,
        "schema": "current",
        "disk": "little",
        "scheme": "http",
        "is_forwarded": False,
    }


def test_another_schema_is_not_ready_but_alive(world, monkeypatch):
    monkeypatch.setattr(views.migrate, "mismatch", lambda _sessions: "0001")
    monkeypatch.setattr(views.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 10**6}))

    answer = world.browser().get("/readyz")

    told = {name: answer.json[name] for name in ("ready", "schema", "disk")}
    assert (answer.status_code, told) == (503, {"ready": False, "schema": "other", "disk": "full"})
    assert "worker" not in answer.json
    assert world.browser().get("/healthz").text == "ok\n"
